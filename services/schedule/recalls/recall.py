"""A recall: why a payment is asked back, how long that can be done, and what can become of it. Pure.

The payee's bank asks its client, or its own judgement, and sends the money back or does not; so a recall is a question
and moves no money. Reasons and terms are those of the SEPA credit transfer (EPC125-05: recall, and request for recall
by the originator; domain.md §4.1).
"""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from services import banking_days
from services.errors import Refused
from services.events import RecallState
from services.machine import Machine
from services.months import day_in, month_of

ANSWERED_WITHIN: Final = 15
"""Bank days in which the payee's bank answers."""
_SENT_WITHIN: Final = 10
"""Bank days after the execution in which a double or faulty payment can be recalled."""
_MONTHS: Final = 13
"""In which fraud, or a wish of our own, can be claimed."""


class RecallReason(StrEnum):
    """Why: it was paid twice; our system went wrong; somebody committed fraud; or we want it back for another reason.

    The words are ISO 20022's (ExternalCancellationReason1Code).
    """

    DUPLICATE = "DUPL"
    TECHNICAL = "TECH"
    FRAUD = "FRAD"
    OUR_WISH = "CUST"


class RecallEvent(StrEnum):
    """What can happen to a recall."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    PROMISE = "promise"
    DECLINE = "decline"
    MEET = "meet"


_S, _E = RecallState, RecallEvent

RECALL = Machine(
    "recall",
    RecallState.ASKED,
    {
        (_S.ASKED, _E.APPROVE): _S.SENT,
        (_S.ASKED, _E.REFUSE): _S.REFUSED,
        (_S.ASKED, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.ASKED, _E.MEET): _S.MET,
        (_S.SENT, _E.PROMISE): _S.PROMISED,
        (_S.SENT, _E.DECLINE): _S.DECLINED,
        (_S.SENT, _E.MEET): _S.MET,
        (_S.PROMISED, _E.DECLINE): _S.DECLINED,
        (_S.PROMISED, _E.MEET): _S.MET,
        (_S.DECLINED, _E.MEET): _S.MET,
    },
)
"""Money comes back also after the bank declined, for the payee may think better of it."""

OPEN = frozenset({RecallState.ASKED, RecallState.SENT, RecallState.PROMISED})
"""While it is in one of these nobody asks for the same money again."""


class TooLateToRecall(Refused):
    """The term in which a payment can be recalled for this reason has passed; ask the payee for the money."""


class Filed(NamedTuple):
    """A payment that stands in a file of ours, as its bank knows it; `amount` in cents."""

    end_to_end_id: str
    message_id: str
    payment_information_id: str
    amount: int
    execute_on: date
    debtor_name: str


def last_day_to_ask(reason: RecallReason, execute_on: date) -> date:
    """The last day on which a payment that is executed on this day can be recalled for this reason.

    >>> last_day_to_ask(RecallReason.DUPLICATE, date(2026, 2, 27))
    datetime.date(2026, 3, 13)
    """
    if reason in (RecallReason.DUPLICATE, RecallReason.TECHNICAL):
        return banking_days.bank_days_later(execute_on, _SENT_WITHIN)
    return day_in(month_of(execute_on) + _MONTHS, execute_on.day)


def check_in_time(reason: RecallReason, execute_on: date, today: date) -> None:
    """`TooLateToRecall`, with the day that has passed."""
    last = last_day_to_ask(reason, execute_on)
    if today > last:
        raise TooLateToRecall(f"{reason} could be claimed until {last}; ask the payee for the money.")


def answer_due_on(sent_on: date) -> date:
    """The last day on which the bank answers a recall."""
    return banking_days.bank_days_later(sent_on, ANSWERED_WITHIN)
