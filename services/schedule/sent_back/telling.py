"""What the bank says of payments back, kept behind what it said before; what came again or never left is odd again."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Self

from services.database import Session, organisation_of
from services.months import month_of
from services.schedule.hand import Hand
from services.schedule.ledger.entry import Entry, Movement
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Booked
from services.schedule.matching.exception_steps import next_number, open_again, subject_of
from services.schedule.matching.repository import exception_at
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.verdict import ExceptionStep, WentBack
from services.schedule.sent_back.payment import SentBack
from services.storing import Rows, store

_OUTCOME = (
    "organisation_id", "end_to_end_id", "number", "outcome", "told_on", "reason_code", "statement_id", "entry", "part",
    "at",
)  # fmt: skip


class ToldBack(NamedTuple):
    """A payment back and what became of it, on which day and why; and the booking that says so, if it is not a
    report."""

    payment: SentBack
    outcome: Outcome
    told_on: date
    reason_code: str | None = None
    booked: Booked | None = None

    @classmethod
    def by(cls, booked: Booked, verdict: WentBack) -> Self:
        """What a booking says of it."""
        return cls(verdict.payment, verdict.outcome, booked.booked_on, booked.return_code, booked)


async def tell(session: Session, hand: Hand, told: Sequence[ToldBack]) -> None:
    """Keep what the bank says, and open the exceptions again whose money is here again.

    What it did to the account at the bank, or to suspense, the caller has booked.
    """
    mine = organisation_of(session)
    numbers = Counter({one.payment.end_to_end_id: len(one.payment.outcomes) for one in told})
    values = []
    for one in told:
        name = one.payment.end_to_end_id
        numbers[name] += 1
        place = (None, None, None) if one.booked is None else one.booked.place
        values.append((mine, name, numbers[name], one.outcome.value, one.told_on, one.reason_code, *place, hand.now))
    await store(session, Rows("sent_back_outcome", _OUTCOME, values))
    for one in told:
        if one.outcome is not Outcome.EXECUTED:
            await _is_odd_again(session, hand, one.payment)


async def _is_odd_again(session: Session, hand: Hand, payment: SentBack) -> None:
    row = await exception_at(session, *payment.of)
    subject = subject_of(payment.of, await next_number(session, payment.of))
    month, mine = month_of(hand.today), organisation_of(session)
    way = Movement.SENT_MONEY_IS_ODD_AGAIN
    short = await post(session, [Entry(mine, month, subject, way, payment.amount, hand.today)])
    assert not short, "what was filed to go back, and did not or came again, stands there"
    await open_again(session, hand, row, ExceptionStep.CAME_AGAIN)
