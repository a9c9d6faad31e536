"""By what somebody names the money that is to be traced. Pure.

What a controller has in hand is an EndToEndId from a file, a booking of a statement, or a household with what the money
was for. All three lead to the same key (docs/money-keys.md), and from there the whole way is read.
"""

from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.errors import Fault, InvalidInput
from services.months import Month, parse_month
from services.schedule.wanted.payments import NO_MONTH, SETTLEMENT

_WITHOUT_MONTH = ("first", "advance")
_WRITTEN = len("2026-03")
_WAYS = (("endToEndId",), ("statementId", "entry"), ("householdId", "purpose", "occasion"))
_CURE = "give endToEndId, or statementId and entry, or householdId, purpose and occasion"


class ByIdentifier(NamedTuple):
    """The payment with this EndToEndId."""

    end_to_end_id: str


class ByBooking(NamedTuple):
    """Whatever a booking of a statement says something of."""

    statement_id: UUID
    entry: int
    part: int


class ByPurpose(NamedTuple):
    """What a household's money is for: a cost-month, a day of leefgeld, an income of a month."""

    month: Month
    household_id: UUID
    purpose: str
    occasion: str


Asked: TypeAlias = ByIdentifier | ByBooking | ByPurpose


def asked(
    end_to_end_id: str | None,
    statement_id: UUID | None,
    entry: int | None,
    part: int | None,
    household_id: UUID | None,
    purpose: str | None,
    occasion: str | None,
) -> Asked:
    """What is to be traced; `InvalidInput` unless it is named in one way, and whole. A booking has a part 1."""
    given = {
        "endToEndId": end_to_end_id,
        "statementId": statement_id,
        "entry": entry,
        "householdId": household_id,
        "purpose": purpose,
        "occasion": occasion,
    }
    named = tuple(name for name, value in given.items() if value is not None)
    if named not in _WAYS or (part is not None and statement_id is None):
        raise InvalidInput([Fault("query", "does not name one thing to be traced", _CURE)])
    if end_to_end_id is not None:
        return ByIdentifier(end_to_end_id)
    if statement_id is not None and entry is not None:
        return ByBooking(statement_id, entry, part or 1)
    assert household_id is not None, "the only way that is left names a household"
    assert purpose is not None, "and a purpose"
    assert occasion is not None, "and an occasion"
    return ByPurpose(month_of_key(purpose, occasion), household_id, purpose, occasion)


def month_of_key(purpose: str, occasion: str) -> Month:
    """The month that the key of a payment or an income has; 0 for what comes once. `InvalidInput` for no occasion."""
    if purpose == SETTLEMENT or occasion in _WITHOUT_MONTH:
        return NO_MONTH
    try:
        return parse_month(occasion[:_WRITTEN])
    except ValueError:
        cure = "give a month (2026-03), a day (2026-03-01), first or advance"
        raise InvalidInput([Fault("occasion", "is no occasion on which something is paid", cure)]) from None
