"""The kinds of field that bodies of this service are made of: read into one form, with the cure beside the fault."""

from datetime import time
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema

from services.errors import Fault, InvalidInput
from services.notify.addressees.channel import (
    LONGEST_EMAIL,
    LONGEST_LINE,
    LONGEST_TELEPHONE,
    MOST_LINES,
    email_address,
    one_line,
    postal_lines,
    telephone_number,
)

LONGEST_NAME = 60
"""A name stands above an address, on one line of it."""


def _hour(given: Any) -> time:
    if isinstance(given, time):
        return given
    try:
        return time.fromisoformat(given) if len(given) == len("20:00") else _no_hour()
    except (TypeError, ValueError):
        return _no_hour()


def _no_hour() -> time:
    raise InvalidInput([Fault("", "is no time of day", "write it as 20:00")])


Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_NAME),
    AfterValidator(partial(one_line, longest=LONGEST_NAME)),
    Field(examples=["T. Testpersoon"]),
]
"""What somebody or some place is called, on one line."""

EmailAddress = Annotated[
    str,
    StringConstraints(min_length=3, max_length=LONGEST_EMAIL),
    AfterValidator(email_address),
    Field(examples=["t.testpersoon@post.example"]),
]

TelephoneNumber = Annotated[
    str,
    StringConstraints(min_length=8, max_length=LONGEST_TELEPHONE),
    AfterValidator(telephone_number),
    Field(examples=["+31612345678"]),
]

PostalLines = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LINE)], ...],
    AfterValidator(postal_lines),
    Field(max_length=MOST_LINES, description="Under the name", examples=[["Vogelstraat 12", "2511 AB Den Haag"]]),
]

Hour = Annotated[
    time,
    PlainValidator(_hour),
    PlainSerializer(lambda hour: hour.strftime("%H:%M"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "examples": ["20:00"]}),
]
"""A time of day by the clock in the Netherlands."""
