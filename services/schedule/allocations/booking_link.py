"""A link by which a supplier says, without an account with us, whether it booked a payment of ours. Pure."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from services import answer_token
from services.answer_token import Opened
from services.errors import Conflict, Fault, InvalidInput
from services.events import AllocationState
from services.schedule.allocations.allocation import Allocation, AllocationWord, NotBookedReason
from services.sealing import Keyring

FIELDS = ("answer", "bookedOn", "reason")
"""What the form asks."""

_PURPOSE: Final = "booking-link"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ENDED = (AllocationState.BOOKED, AllocationState.ENDED)


class NothingAsked(Conflict):
    """This payment was booked, or its money is back or on its way back; there is nothing to ask about it."""


class MadeLink(NamedTuple):
    """A new link: its token is shown now and never again."""

    end_to_end_id: str
    token: str
    expires_at: datetime


class BookingReply(NamedTuple):
    """What a supplier says by a link: that all of it was booked, and on which day; or that it was not, and why."""

    word: AllocationWord
    booked_on: date | None = None
    reason: NotBookedReason | None = None


def make_token(keyring: Keyring, organisation_id: UUID, link_id: UUID, secret: bytes) -> str:
    """The token, to be shown once; `secret` is 32 unguessable bytes."""
    return answer_token.make_token(keyring, _PURPOSE, organisation_id, link_id, secret)


def read_token(keyring: Keyring, token: str) -> Opened:
    """What it stands for; `NoSuchLink` unless every character is as it was made."""
    return answer_token.read_token(keyring, _PURPOSE, token)


def check_is_asked(one: Allocation) -> None:
    """`NothingAsked` where nobody waits for an answer; what was not booked may be by now."""
    if one.state in _ENDED:
        raise NothingAsked


def reply_in(fields: Mapping[str, str]) -> BookingReply:
    """What was filled in; `InvalidInput` with every fault. What belongs to the other choice is left out."""
    match fields.get("answer"):
        case AllocationWord.BOOKED.value:
            return BookingReply(AllocationWord.BOOKED, booked_on=_day(fields.get("bookedOn", "")))
        case AllocationWord.NOT_BOOKED.value:
            return BookingReply(AllocationWord.NOT_BOOKED, reason=_reason(fields.get("reason", "")))
    raise InvalidInput([Fault("answer", "is none of the two", "choose booked or not_booked")])


def _day(written: str) -> date:
    try:
        if _DAY.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise InvalidInput([Fault("bookedOn", "is no day", "give the day on which it was booked, as 2026-03-02")])


def _reason(written: str) -> NotBookedReason:
    if written not in list(NotBookedReason):
        raise InvalidInput([Fault("reason", "is none of the list", "choose why it was not booked")])
    return NotBookedReason(written)
