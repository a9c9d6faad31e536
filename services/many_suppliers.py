"""Many suppliers in one question, as `many_households` is for households."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import Field

from services.many_households import MOST_OF_EACH
from services.wire import Page, Wire

_T = TypeVar("_T")
_Line = TypeVar("_Line")

MOST_SUPPLIERS = 100


class SuppliersAsked(Wire):
    """Whose; those that are not the organisation's, and those of which nothing is kept, are left out of the answer."""

    supplier_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_SUPPLIERS)]


class ListOfSupplier(Wire, Generic[_T]):
    """The first of a list of one supplier, as the route for one tells it; `more` where it goes on."""

    supplier_id: UUID
    items: list[_T]
    more: bool

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`SubscriptionList` in the API's document, not `ListOfSupplier[Subscription]`."""
        return f"{params[0].__name__}List"


class OneOfSupplier(Wire, Generic[_T]):
    """What the route for one supplier tells of it."""

    supplier_id: UUID
    found: _T

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`SuppliersAnswerTimes` in the API's document, not `OneOfSupplier[AnswerTimes]`."""
        return f"Suppliers{params[0].__name__}"


def lists_of_suppliers(
    supplier_ids: Iterable[UUID], found: Mapping[UUID, Sequence[_Line]], tell: Callable[[_Line], _T]
) -> Page[ListOfSupplier[_T]]:
    """The answer in the order of these ids, out of `MOST_OF_EACH` + 1 lines of each."""
    return Page(items=[_list_told(one, found[one], tell) for one in supplier_ids])


def _list_told(supplier_id: UUID, lines: Sequence[_Line], tell: Callable[[_Line], _T]) -> ListOfSupplier[_T]:
    shown = [tell(line) for line in lines[:MOST_OF_EACH]]
    return ListOfSupplier(supplier_id=supplier_id, items=shown, more=len(lines) > MOST_OF_EACH)
