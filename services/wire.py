"""What crosses the wire: camelCase JSON that says everything it may say and nothing else.

Amounts are whole cents in `amount` beside `currency`, dates `YYYY-MM-DD`, instants RFC 3339 in UTC, ids UUIDs.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar
from urllib.parse import parse_qsl

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
_MARK_LENGTH = 8
_asked_for: ContextVar[tuple[str, str]] = ContextVar("asked_for", default=("", ""))
"""Path and query of the request that is being answered."""


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
        page of this list gave: one of another list, or of this one with other filters.
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


@contextmanager
def answering(path: str, query: str) -> Iterator[None]:
    """While this request is answered its cursors are of this list: of its path, and of its query but for the page."""
    before = _asked_for.set((path, query))
    try:
        yield
    finally:
        _asked_for.reset(before)


def cursor(key: Sequence[object]) -> str:
    """A key as an opaque text for a URL, marked with the list that it is of.

    It holds ids and dates only; what it points at is guarded where it is read.
    """
    parts = [_mark_of_list(), *(str(part) for part in key)]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _key(text: str, readers: Sequence[Callable[[str], Any]]) -> tuple[Any, ...]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return tuple(read(part) for read, part in zip((_of_this_list, *readers), parts, strict=True))[1:]
    except (AttributeError, TypeError, ValueError):  # whatever a reader makes of a part that is none of its own
        what = "is not one that this list gave with these filters"
        raise InvalidInput([Fault("cursor", what, "take nextCursor of the page before")]) from None


def _of_this_list(mark: str) -> str:
    if mark != _mark_of_list():
        raise ValueError("a cursor of another list")
    return mark


def _mark_of_list() -> str:
    path, query = _asked_for.get()
    filters = sorted((name, value) for name, value in parse_qsl(query) if name not in ("cursor", "limit"))
    return hashlib.sha256(json.dumps([path, filters]).encode()).hexdigest()[:_MARK_LENGTH]
