"""What crosses the wire: camelCase JSON that says everything it may say and nothing else.

Amounts are whole cents in `amount` beside `currency`, dates `YYYY-MM-DD`, instants RFC 3339 in UTC, ids UUIDs.
"""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from services.clock import in_utc
from services.errors import Fault, InvalidInput
from services.iban import Iban

_T = TypeVar("_T")
_LARGEST_SAFE_INTEGER = 2**53 - 1
_LONGEST_CURSOR = 500


class Wire(BaseModel):
    """A body, or part of one: camelCase outside, snake_case inside, and no field that we do not know."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        field_title_generator=lambda name, _: name.replace("_", " ").capitalize(),
        frozen=True,
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )


Amount = Annotated[int, Field(strict=True, ge=-_LARGEST_SAFE_INTEGER, le=_LARGEST_SAFE_INTEGER)]
"""Whole euro cents: an integer, not a text and not a fraction, that every JSON reader keeps exact (RFC 8259 §6)."""

Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
"""A moment, taken with any offset and given in UTC."""


class Money(Wire):
    """An amount of money."""

    amount: Amount
    currency: Literal["EUR"] = "EUR"


def _iban(value: Any) -> Iban:
    if isinstance(value, Iban):
        return value
    if not isinstance(value, str):
        raise InvalidInput([Fault("", "an IBAN is a text", "put it between quotation marks")])
    return Iban.parse(value)


IbanText = Annotated[
    Iban,
    PlainValidator(_iban),
    PlainSerializer(lambda iban: iban.number, return_type=str),
    WithJsonSchema({"type": "string", "title": "IBAN", "examples": ["NL91ABNA0417164300"]}),
]
"""A bank account number in full, for the few bodies that need it."""


class PageRequest(BaseModel):
    """Which page of a list: `limit` things, from where `cursor` left off."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    DEFAULT: ClassVar[int] = 50

    cursor: Annotated[str | None, Field(max_length=_LONGEST_CURSOR, description="`nextCursor` of the page before")] = (
        None
    )
    limit: Annotated[int, Field(ge=1, le=200, description="How many at most")] = DEFAULT

    def after(self, *readers: Callable[[str], Any]) -> tuple[Any, ...] | None:
        """The key of the last thing seen, each part of it read by its reader; None on the first page.

        A list ordered by date and id asks `page.after(date.fromisoformat, UUID)`. `InvalidInput` for a cursor that no
        page of this list gave.
        """
        return None if self.cursor is None else _key(self.cursor, readers)


class Page(Wire, Generic[_T]):
    """One page of a list; without `nextCursor` it is the last."""

    items: list[_T]
    next_cursor: str | None = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`HouseholdPage` in the API's document, not `Page[Household]`."""
        return f"{params[0].__name__}Page"

    @classmethod
    def cut(cls, found: Sequence[_T], limit: int, key: Callable[[_T], Sequence[object]]) -> "Page[_T]":
        """A page out of `limit` + 1 things asked for: the extra one shows that there are more, and is not given."""
        shown = list(found[:limit])
        more = len(found) > limit
        return cls(items=shown, next_cursor=cursor(key(shown[-1])) if more else None)


def cursor(key: Sequence[object]) -> str:
    """A key as an opaque text for a URL. It holds ids and dates only; what it points at is guarded where it is read."""
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode().rstrip("=")


def _key(text: str, readers: Sequence[Callable[[str], Any]]) -> tuple[Any, ...]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return tuple(read(part) for read, part in zip(readers, parts, strict=True))
    except (AttributeError, TypeError, ValueError):  # whatever a reader makes of a part that is none of its own
        cure = "take nextCursor of the page before"
        raise InvalidInput([Fault("cursor", "is not one that this list gave", cure)]) from None
