"""A watched month: a cost-month that the client pays himself while we look whether it arrives. Pure.

A cost goes back to the client one at a time, so that it is seen how he does with it (seed 001, lines 4530-4537). It is
seen by asking alone: the supplier, the case manager, or the client with proof says of each month whether it arrived.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.machine import Machine
from services.mandate_events import Origin, WatchedMonthEvent, WatchedMonthState
from services.months import Month

ANSWER_WITHIN = 5
"""Bank days after the due day by which somebody has asked and noted the answer: what a supplier pulls counts as unpaid
after as many.
"""

_STATE, _EVENT = WatchedMonthState, WatchedMonthEvent

WATCHED_MONTHS = Machine(
    "watched_month",
    _STATE.TO_ASK,
    {
        (_STATE.TO_ASK, _EVENT.PAY): _STATE.PAID,
        (_STATE.TO_ASK, _EVENT.PAY_LATE): _STATE.PAID_LATE,
        (_STATE.TO_ASK, _EVENT.NOT_PAY): _STATE.NOT_PAID,
        (_STATE.TO_ASK, _EVENT.WITHDRAW): _STATE.WITHDRAWN,
        # the supplier may say otherwise than the client did, and what was not paid may still be
        (_STATE.PAID, _EVENT.PAY_LATE): _STATE.PAID_LATE,
        (_STATE.PAID, _EVENT.NOT_PAY): _STATE.NOT_PAID,
        (_STATE.PAID_LATE, _EVENT.PAY): _STATE.PAID,
        (_STATE.PAID_LATE, _EVENT.NOT_PAY): _STATE.NOT_PAID,
        (_STATE.NOT_PAID, _EVENT.PAY): _STATE.PAID,
        (_STATE.NOT_PAID, _EVENT.PAY_LATE): _STATE.PAID_LATE,
        # a payer who is put back on record as the client
        (_STATE.WITHDRAWN, _EVENT.WATCH): _STATE.TO_ASK,
    },
)


class PaymentWord(StrEnum):
    """Whether it arrived: in time, after its day, or not."""

    PAID = "paid"
    PAID_LATE = "paid_late"
    NOT_PAID = "not_paid"

    @property
    def event(self) -> WatchedMonthEvent:
        return _EVENT_OF[self]


_EVENT_OF = {
    PaymentWord.PAID: _EVENT.PAY,
    PaymentWord.PAID_LATE: _EVENT.PAY_LATE,
    PaymentWord.NOT_PAID: _EVENT.NOT_PAY,
}


class Knower(StrEnum):
    """Who says it: the supplier, the case manager who saw it, or the client, who shows that he paid."""

    SUPPLIER = "supplier"
    CASE_MANAGER = "case_manager"
    CLIENT = "client"

    @property
    def origin(self) -> Origin:
        """From whom the step comes, in the words of all steps."""
        return _ORIGIN_OF[self]


_ORIGIN_OF = {
    Knower.SUPPLIER: Origin.SUPPLIER,
    Knower.CASE_MANAGER: Origin.ORGANISATION,
    Knower.CLIENT: Origin.CLIENT,
}


class Told(NamedTuple):
    """What somebody said of a month. `evidence` is the SHA-256 of what shows it; `note` is sealed."""

    word: PaymentWord
    by: Knower
    evidence: bytes | None = None
    note: str | None = None


class WatchedMonth(NamedTuple):
    """A watched month as it is kept: `amount` in cents, to be answered by `answer_by`; `told_by` since it was."""

    id: UUID
    household_id: UUID
    cost: str
    month: Month
    due_on: date
    amount: int
    answer_by: date
    state: WatchedMonthState
    changes: int
    told_by: Knower | None = None
    answered_on: date | None = None


def answer_by(due_on: date) -> date:
    """The last day on which somebody is to have asked and noted the answer."""
    return bank_days_later(due_on, ANSWER_WITHIN)
