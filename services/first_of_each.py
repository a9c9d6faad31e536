"""The first rows of each household, in one statement whatever the number of households."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, aliased
from sqlalchemy.types import Uuid
from sqlmodel import SQLModel

_Row = TypeVar("_Row", bound=SQLModel)


class _OfHousehold(Protocol):
    @property
    def household_id(self) -> UUID: ...


_Whose = TypeVar("_Whose", bound=_OfHousehold)


def by_household(rows: Iterable[_Whose]) -> dict[UUID, list[_Whose]]:
    """Rows with the household that each is of, in their order; a household without any has an empty list."""
    found: dict[UUID, list[_Whose]] = defaultdict(list)
    for one in rows:
        found[one.household_id].append(one)
    return found


def among(column: Mapped[UUID], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Whether it is one of these; the statement is the same however many there are."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))


def first_of_each(
    row: type[_Row],
    where: Sequence[ColumnElement[bool]],
    whose: Mapped[Any],
    order: Sequence[ColumnElement[Any] | Mapped[Any]],
    most: int,
) -> Select[_Row]:
    """So many rows of each `whose` that fit `where`, in that order."""
    place = func.row_number().over(partition_by=whose, order_by=order).label("place_of_each")
    numbered = select(row, place).where(*where).subquery()
    return select(aliased(row, numbered)).where(numbered.c.place_of_each <= most).order_by(numbered.c.place_of_each)
