"""The kinds of field that bodies of the registry are made of: read strictly, with the cure beside the fault."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema

from services.errors import Fault, InvalidInput
from services.months import month_text, parse_month
from services.reading import FIRST_YEAR, LAST_YEAR, MOST_CENTS, parse_day


def _day(given: Any) -> date:
    if type(given) is date:
        return given
    if not isinstance(given, str):
        raise InvalidInput([Fault("", "a day belongs here", "write it as 2026-03-01")])
    try:
        return parse_day(given)
    except ValueError as refusal:
        raise InvalidInput([Fault("", str(refusal), "give a day that exists, written as 2026-03-01")]) from None


def _month(given: Any) -> int:
    if type(given) is int:
        return given
    if not isinstance(given, str):
        raise InvalidInput([Fault("", "a month belongs here", "write it as 2026-03")])
    try:
        month = parse_month(given)
    except ValueError as refusal:
        raise InvalidInput([Fault("", str(refusal), "write a month such as 2026-03")]) from None
    if not FIRST_YEAR <= month // 12 <= LAST_YEAR:
        raise InvalidInput([Fault("", f"{given} lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "check the year")])
    return month


Day = Annotated[
    date,
    PlainValidator(_day),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-01"]}),
]
"""A day on the calendar in the Netherlands."""

MonthField = Annotated[
    int,
    PlainValidator(_month),
    PlainSerializer(month_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$", "examples": ["2026-03"]}),
]
"""A calendar month, a `services.months.Month` inside and `2026-03` outside."""

Cents = Annotated[int, Field(strict=True, ge=0, le=MOST_CENTS, description="Whole euro cents")]
"""An amount in whole cents that is not negative."""

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    Field(description="Why, in a few words", examples=["another number on the bill"]),
]
"""Why somebody did something; where it may hold personal data it is kept sealed."""
