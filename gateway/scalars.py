"""Kinds of value that GraphQL does not have: money in whole cents, and months.

GraphQL's own `Int` has 32 bits and would stop at € 21.4 million, which the sum of a month easily exceeds.
"""

from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

Cents = NewType("Cents", int)
Month = NewType("Month", str)

_LARGEST_SAFE_INTEGER = 2**53 - 1


def _cents(given: Any) -> int:
    if type(given) is not int or abs(given) > _LARGEST_SAFE_INTEGER:
        raise ValueError("Cents are a whole number that every JSON reader keeps exact")
    return given


SCALARS: dict[object, ScalarDefinition] = {
    Cents: strawberry.scalar(
        name="Cents",
        description="Whole euro cents, as an integer of at most 53 bits; plus is money in.",
        serialize=_cents,
        parse_value=_cents,
    ),
    Month: strawberry.scalar(name="Month", description="A calendar month in the Netherlands, as 2026-03."),
}
"""What the schema is told about them."""
