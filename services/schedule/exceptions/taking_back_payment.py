"""Taking back that a booking is a payment of ours: it was not executed by it, or did not come back by it, after all.

What the bank itself named is not taken back. Otherwise each outcome is taken back by a row against it, and the ledger
books a correction: a payment that was executed is spoken for again, under its next attempt, and waits for the bank; one
that came back has left as before. What was built on it meanwhile stands in the way.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, text

from services.database import ReadSession, Session, organisation_of
from services.errors import Refused
from services.events import PaymentOutcomeTakenBack
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.ledger.attempts import next_attempt
from services.schedule.ledger.entry import Entry
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Booked
from services.schedule.matching.booking import executed, reserved_anew, taken_back
from services.schedule.matching.coming_back import TO_LIVE_ON
from services.schedule.matching.matching import BY
from services.schedule.matching.not_come_back import is_paid_anew, let_wait_no_more
from services.schedule.matching.payments import payments_named, payments_of_names
from services.schedule.matching.submitted import Outcome, Submitted
from services.schedule.matching.tables import ExceptionRow, MatchRow
from services.schedule.matching.told import Told
from services.schedule.matching.verdict import Rule
from services.schedule.matching.writing import write_outcomes
from services.schedule.recalls.repository import newest_of

_TOLD = text(
    """
    select end_to_end_id, number, outcome, at from payment_told
    where statement_id = :statement_id and entry = :entry and part = :part order by end_to_end_id
    """
)
_BY_ITS_NAME = frozenset({Rule.END_TO_END_ID, Rule.BATCH})


class IsAPayment(Refused):
    """The bank itself named this payment of ours, and what it did with it is not taken back; if the bank was wrong it
    books a correction, and that one is matched."""


class CameBackSince(Refused):
    """This payment came back since, so it had left; take back first what is wrong about that."""


class WasRecalled(Refused):
    """This payment was asked back of the bank; what became of it since rests on that, and is not taken back."""


class MoneyWasSpent(Refused):
    """The household has spent this money meanwhile; take back what it was spent on first, or decide on bridging."""


class WasPaidAnew(Refused):
    """Since this came back it was paid again, stands in a run that pays it, or was settled otherwise; withdraw that
    run, or ask the bank for the second payment back."""


class ToldBefore(NamedTuple):
    """Payments that a booking is taken to tell of: what became of them, each with the number of that; and since
    when."""

    outcome: Outcome
    payments: tuple[tuple[Submitted, int], ...]
    since: datetime

    @property
    def came_back(self) -> bool:
        """Whether they came back by it."""
        return self.outcome is Outcome.RETURNED

    @property
    def of(self) -> list[Submitted]:
        """The payments alone."""
        return [payment for payment, _ in self.payments]


async def told_by(session: ReadSession, booked: Booked) -> ToldBefore | None:
    """What a booking is taken to tell of payments of ours, and nobody took back; None if it tells of none."""
    rows: Sequence[Row[Any]] = (await session.execute(_TOLD, booked.place._asdict())).all()
    if not rows:
        return None
    payments = await payments_of_names(session, {row.end_to_end_id for row in rows})
    told = tuple((payments[row.end_to_end_id], row.number) for row in rows)
    return ToldBefore(Outcome(rows[0].outcome), told, min(row.at for row in rows))


async def check(session: Session, booked: Booked, row: ExceptionRow | None, told: ToldBefore) -> None:
    """Whether it may be taken back: `IsAPayment`, `CameBackSince`, `WasRecalled`, `WasPaidAnew`."""
    if await _is_named(session, booked, row):
        raise IsAPayment
    if not told.came_back and any(Outcome.RETURNED in one.outcomes for one in told.of):
        raise CameBackSince
    if await newest_of(session, {one.end_to_end_id for one in told.of}):
        raise WasRecalled
    if told.came_back and any([await is_paid_anew(session, one) for one in told.of]):
        raise WasPaidAnew


async def _is_named(session: ReadSession, booked: Booked, row: ExceptionRow | None) -> bool:
    """Whether the bank told the payment by name, and no rule guessed it and no person said it."""
    if row is not None:
        return row.closed_by == BY and (booked.our_id is not None or booked.payment_information_id is not None)
    match = await session.get_one(MatchRow, (organisation_of(session), *booked.place))
    return match.rule in _BY_ITS_NAME


async def take_payments_back(session: Session, hand: Hand, booked: Booked, told: ToldBefore, ours: Entry) -> None:
    """Do it; the caller holds the households, and `ours` is what the organisation's own book says of it.

    `MoneyWasSpent` by a household that was said to have it back.
    """
    now = [_told(booked, one, number, told.outcome, hand.today) for one, number in told.payments]
    if await post(session, [ours, *(entry for one in now for entry in _undone(one, hand.today))]):
        raise MoneyWasSpent
    await post(session, [executed(one.payment, one.subject, hand.today) for one in now if told.came_back])
    await write_outcomes(session, hand, now)
    if told.came_back:
        await let_wait_no_more(session, hand, told.of)
    await announce(session, *(_news(session, one, came_back=told.came_back) for one in told.of), now=hand.now)


async def forget_whose(session: ReadSession, booked: Booked, row: ExceptionRow) -> None:
    """The exception seems to be of the payment that the bank names, if it names one, and no longer of the other."""
    named = (await payments_named(session, [booked])).get(booked.our_id or "")
    row.run_id, row.end_to_end_id = (None, None) if named is None else (named.run_id, named.end_to_end_id)


def _told(booked: Booked, payment: Submitted, number: int, outcome: Outcome, on: date) -> Told:
    """What is told of it now, under what the ledger moves by that: what was executed, or the next attempt."""
    assert payment.subject is not None, "what was told of is in the ledger"
    subject = payment.subject if outcome is Outcome.EXECUTED else next_attempt(payment.subject)
    return Told(payment, outcome, subject, on, None, booked, takes_back=number)


def _undone(told: Told, on: date) -> Iterator[Entry]:
    """What was executed is corrected and spoken for anew; what came back is spoken for, to be executed."""
    if told.is_out:
        yield from reserved_anew(told.payment, told.subject, on)
        return
    yield from taken_back(told.payment, told.subject, on)
    yield from reserved_anew(told.payment, next_attempt(told.subject), on)


def _news(session: Session, payment: Submitted, *, came_back: bool) -> PaymentOutcomeTakenBack:
    return PaymentOutcomeTakenBack(
        organisation_id=organisation_of(session),
        household_id=payment.household_id,
        run_id=payment.run_id,
        due_on=payment.due_on,
        to_live_on=payment.purpose in TO_LIVE_ON,
        had_come_back=came_back,
    )
