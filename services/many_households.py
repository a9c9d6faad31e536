"""Many households in one question: what a route tells of one household, told of up to a hundred of them at once.

Whoever shows a page of households asks for each thing beside them once, and the answer costs as many statements for
forty households as for one. Of a list the first of each household are told; the route for one household has the rest.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import Field

from services.wire import Page, Wire

_T = TypeVar("_T")
_Line = TypeVar("_Line")

MOST_HOUSEHOLDS = 100
MOST_OF_EACH = 50


class HouseholdsAsked(Wire):
    """Whose; those that the caller may not see and those that are not there are left out of the answer."""

    household_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_HOUSEHOLDS)]


class ListOfHousehold(Wire, Generic[_T]):
    """The first of a list of one household, as the route for one household tells it; `more` where it goes on."""

    household_id: UUID
    items: list[_T]
    more: bool

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`TaskList` in the API's document, not `ListOfHousehold[Task]`."""
        return f"{params[0].__name__}List"


class OneOfHousehold(Wire, Generic[_T]):
    """What the route for one household tells of it; null where there is none, or where a `fault` keeps it from us."""

    household_id: UUID
    found: _T | None
    fault: str | None = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`HouseholdsPlan` in the API's document, not `OneOfHousehold[Plan]`."""
        return f"Households{params[0].__name__}"


def lists_told(
    household_ids: Iterable[UUID], found: Mapping[UUID, Sequence[_Line]], tell: Callable[[_Line], _T]
) -> Page[ListOfHousehold[_T]]:
    """The answer in the order of these ids, out of `MOST_OF_EACH` + 1 lines of each: the extra one shows that there
    are more."""
    return Page(items=[_list_told(one, found.get(one, ()), tell) for one in household_ids])


def _list_told(household_id: UUID, lines: Sequence[_Line], tell: Callable[[_Line], _T]) -> ListOfHousehold[_T]:
    shown = [tell(line) for line in lines[:MOST_OF_EACH]]
    return ListOfHousehold(household_id=household_id, items=shown, more=len(lines) > MOST_OF_EACH)


def in_order_asked(asked: Iterable[UUID], found: Collection[UUID]) -> list[UUID]:
    """Each of those that were found once, in the order in which they were asked for."""
    return [one for one in dict.fromkeys(asked) if one in found]
