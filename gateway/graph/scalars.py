"""Kinds of value that GraphQL does not have: money in whole cents, months, days, moments and ids.

Each crosses the gateway as the service wrote it. GraphQL's own `Int` has 32 bits and would stop at € 21.4 million,
which the sum of a month easily exceeds.
"""

import re
from datetime import date, datetime
from typing import Any, NewType
from uuid import UUID

import strawberry
from strawberry.types.scalar import ScalarDefinition

Cents = NewType("Cents", int)
Month = NewType("Month", str)
Day = NewType("Day", str)
Moment = NewType("Moment", str)
Id = NewType("Id", str)
Anything = NewType("Anything", object)

_LARGEST_SAFE_INTEGER = 2**53 - 1
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _cents_told(told: Any) -> int:
    """A service tells an amount with its currency, a ceiling as a bare number."""
    return _cents(told["amount"] if isinstance(told, dict) else told)


def _cents(given: Any) -> int:
    if type(given) is not int or abs(given) > _LARGEST_SAFE_INTEGER:
        raise ValueError("Cents are a whole number that every JSON reader keeps exact")
    return given


def _month(given: Any) -> str:
    if not isinstance(given, str) or not _MONTH.fullmatch(given):
        raise ValueError("A month is a text as 2026-03")
    return given


def _day(given: Any) -> str:
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError("A date is a text as 2026-03-01")
    date.fromisoformat(given)
    return given


def _moment(given: Any) -> str:
    if not isinstance(given, str) or datetime.fromisoformat(given).tzinfo is None:
        raise ValueError("A moment is a text as 2026-03-01T08:30:00Z, with its offset")
    return given


def _id(given: Any) -> str:
    try:
        return str(UUID(given))
    except (ValueError, TypeError, AttributeError):
        raise ValueError("An id is a text as 019ca6b1-0000-7000-8000-000000000001") from None


def _as_told(told: Any) -> Any:
    return told


SCALARS: dict[object, ScalarDefinition] = {
    Cents: strawberry.scalar(
        name="Cents",
        description="Whole euro cents, as an integer of at most 53 bits; plus is money in.",
        serialize=_cents_told,
        parse_value=_cents,
    ),
    Month: strawberry.scalar(
        name="Month",
        description="A calendar month in the Netherlands, as 2026-03.",
        serialize=_as_told,
        parse_value=_month,
    ),
    Day: strawberry.scalar(
        name="Date",
        description="A day on a calendar in the Netherlands, as 2026-03-01.",
        serialize=_as_told,
        parse_value=_day,
    ),
    Moment: strawberry.scalar(
        name="DateTime",
        description="A moment, as 2026-03-01T08:30:00Z (RFC 3339); answers are in UTC.",
        serialize=_as_told,
        parse_value=_moment,
    ),
    Id: strawberry.scalar(name="UUID", description="An id (RFC 9562).", serialize=_as_told, parse_value=_id),
    Anything: strawberry.scalar(
        name="JSON",
        description="Names and what belongs to each, where the names are data.",
        serialize=_as_told,
        parse_value=_as_told,
    ),
}
"""What the schema is told about them."""
