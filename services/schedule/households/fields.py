"""The kinds of field that facts are made of: read strictly, with the cure beside the fault, and shown in the API."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema

from services.errors import Fault, InvalidInput
from services.months import month_text, parse_month
from services.reading import FIRST_YEAR, LAST_YEAR, MOST_CENTS, cure_for, parse_day
from services.schedule.norms import norm_book
from services.schedule.planning.policy import ToeslagKind


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
    if not isinstance(given, str):
        raise InvalidInput([Fault("", "a month belongs here", "write it as 2026-03")])
    try:
        month = parse_month(given)
    except ValueError as refusal:
        raise InvalidInput([Fault("", str(refusal), "write a month such as 2026-03")]) from None
    if not FIRST_YEAR <= month // 12 <= LAST_YEAR:
        raise InvalidInput([Fault("", f"{given} lies outside the years {FIRST_YEAR} to {LAST_YEAR}", "check the year")])
    return month


def _cents(least: int) -> Callable[[Any], int]:
    def read(given: Any) -> int:
        if type(given) is not int:
            cure = "write whole cents without quotation marks: 62000 for € 620.00"
            raise InvalidInput([Fault("", "an amount in whole cents belongs here", cure)])
        if given < least:
            raise InvalidInput([Fault("", f"{given} is negative", "give the amount in cents, from 0 up")])
        if abs(given) > MOST_CENTS:
            raise InvalidInput([Fault("", f"{given} cents is more than a payment can hold", f"at most {MOST_CENTS}")])
        return given

    return read


def _norm(given: Any) -> str:
    if isinstance(given, str) and norm_book().knows(given):
        return given
    word = str(given)[:40]
    raise InvalidInput([Fault("", f"{word!r} is no norm", cure_for(word, norm_book().kinds()))])


def _toeslag(given: Any) -> ToeslagKind:
    if given in _TOESLAGEN:
        return ToeslagKind(given)
    if given == ToeslagKind.KINDERBIJSLAG:
        cure = "state it as other_flow, once for each quarter"
        raise InvalidInput([Fault("", "kinderbijslag is no toeslag; SVB pays it", cure)])
    raise InvalidInput([Fault("", f"{str(given)[:40]!r} is no toeslag", f"one of: {', '.join(_TOESLAGEN)}")])


_TOESLAGEN = [str(kind) for kind in ToeslagKind if kind is not ToeslagKind.KINDERBIJSLAG]

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

Cents = Annotated[
    int,
    PlainValidator(_cents(0)),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST_CENTS, "description": "Whole euro cents"}),
]
"""An amount in whole cents that is not negative."""

SignedCents = Annotated[
    int,
    PlainValidator(_cents(-MOST_CENTS)),
    WithJsonSchema(
        {"type": "integer", "minimum": -MOST_CENTS, "maximum": MOST_CENTS, "description": "Whole euro cents, plus = in"}
    ),
]
"""An amount in whole cents, plus for money in."""

DayNumber = Annotated[int, Field(strict=True, ge=1, le=31, description="A day of the month; 31 is its last")]

Norm = Annotated[
    str, PlainValidator(_norm), WithJsonSchema({"type": "string", "examples": ["single", "cost_sharer_3"]})
]
"""A kind of norm of the Participatiewet."""

Toeslag = Annotated[
    ToeslagKind,
    PlainValidator(_toeslag),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "enum": _TOESLAGEN}),
]
"""A toeslag of Dienst Toeslagen; kinderbijslag is none."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A kind that the organisation names itself, in small letters: no free text, so nobody's name stands in it."""
