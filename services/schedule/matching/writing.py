"""What a batch of matched bookings leaves behind: matches, outcomes and exceptions, and the news of them."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import text

from services.database import Session, organisation_of
from services.events import BankExceptionRaised, Oddity, PaymentsExecuted
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.deadline import due_on
from services.schedule.matching.exception_steps import end
from services.schedule.matching.repository import exception_at
from services.schedule.matching.settled import follow_settlements
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.told import Told
from services.schedule.matching.verdict import (
    ExceptionEnd,
    Explained,
    Meaning,
    Mirrored,
    Odd,
    Rule,
    Shared,
    WentBack,
)
from services.storing import Rows, store

_MATCH = (
    "organisation_id", "statement_id", "entry", "part", "rule", "outcome", "run_id", "payments", "amount",
)  # fmt: skip
_MIRRORING = (*_MATCH, "mirrors_statement_id", "mirrors_entry", "mirrors_part")
_OUTCOME = (
    "organisation_id", "run_id", "end_to_end_id", "number", "outcome", "told_on", "reason_code", "subject",
    "statement_id", "entry", "part", "at", "takes_back",
)  # fmt: skip
_EXCEPTION = (
    "organisation_id", "statement_id", "entry", "part", "oddity", "amount", "direction", "booked_on", "household_id",
    "run_id", "end_to_end_id", "in_suspense", "raised_at", "due_on",
)  # fmt: skip

_ASK = text(
    """
    update payment_came_back set cure = 'ask', decided_by = null, decided_at = null, why_sealed = null
    where household_id = :household_id and month = :month and purpose = :purpose and occasion = :occasion
    """
)


async def write_matches(session: Session, explained: Sequence[tuple[Booked, Explained]]) -> None:
    """A row for each booking that says something of our payments."""
    mine = organisation_of(session)
    values = [
        (
            mine,
            booked.statement_id,
            booked.entry,
            booked.part,
            verdict.rule.value,
            verdict.outcome.value,
            verdict.payments[0].run_id,
            len(verdict.payments),
            booked.amount,
        )
        for booked, verdict in explained
    ]
    await store(session, Rows("bank_match", _MATCH, values))


async def write_shared(session: Session, shared: Sequence[tuple[Booked, Shared]]) -> None:
    """A row for each booking that is somebody's money, and no payment of ours."""
    mine = organisation_of(session)
    values = [(*_place(mine, booked), verdict.rule.value, _meaning(booked), None, len(verdict.shares), booked.amount)
              for booked, verdict in shared]  # fmt: skip
    await store(session, Rows("bank_match", _MATCH, values))


def _meaning(booked: Booked) -> str:
    return (Meaning.COLLECTED if booked.is_debit else Meaning.RECEIVED).value


async def write_went_back(session: Session, went: Sequence[tuple[Booked, WentBack]]) -> None:
    """A row for each booking that says something of money that we sent back."""
    mine = organisation_of(session)
    values = []
    for booked, verdict in went:
        meaning = Meaning.SENT_BACK if booked.is_debit else Meaning.CAME_AGAIN
        values.append((*_place(mine, booked), verdict.rule.value, meaning.value, None, 1, booked.amount))
    await store(session, Rows("bank_match", _MATCH, values))


async def write_mirrored(session: Session, hand: Hand, mirrored: Sequence[tuple[Booked, Mirrored]]) -> None:
    """A row for each booking that takes back another one; the exception of that ends, for nothing is left of it."""
    mine, how = organisation_of(session), (Rule.MIRRORED.value, Meaning.REFUNDED.value, None, 1)
    values = [(*_place(mine, booked), *how, booked.amount, *verdict.of) for booked, verdict in mirrored]
    await store(session, Rows("bank_match", _MIRRORING, values))
    for _, verdict in mirrored:
        await _end_mirrored(session, hand, verdict.of)


async def _end_mirrored(session: Session, hand: Hand, of: Place) -> None:
    row = await exception_at(session, *of)
    assert row.closed_at is None, "what is mirrored was looked up among those that are open"
    await end(session, hand, row, ExceptionEnd.MIRRORED)


async def write_outcomes(session: Session, hand: Hand, told: Sequence[Told]) -> None:
    """A row for each payment that the bank told of, behind those of before; and the news, run by run."""
    mine = organisation_of(session)
    values = [
        (
            mine,
            one.payment.run_id,
            one.payment.end_to_end_id,
            one.payment.times_told + 1,
            one.outcome.value,
            one.told_on,
            one.reason_code,
            one.subject,
            *_booking(one),
            hand.now,
            one.takes_back,
        )
        for one in told
    ]
    await store(session, Rows("payment_outcome", _OUTCOME, values))
    told_now = [one for one in told if one.takes_back is None]
    executed = Counter(one.payment.run_id for one in told_now if one.outcome is Outcome.EXECUTED)
    news = [PaymentsExecuted(organisation_id=mine, run_id=run, payments=many) for run, many in executed.items()]
    await announce(session, *news, now=hand.now)
    await follow_settlements(session, hand, told)


def _booking(told: Told) -> tuple[object, ...]:
    booked = told.booked
    return (None, None, None) if booked is None else (booked.statement_id, booked.entry, booked.part)


async def raise_exceptions(
    session: Session, hand: Hand, odd: Sequence[tuple[Booked, Odd]], *, in_suspense: bool = True
) -> None:
    """A row for each booking that no rule explains, with the day by which somebody is to have looked at it.

    What moved no money (a report's word) is not `in_suspense`.
    """
    mine = organisation_of(session)
    values = [
        (*_place(mine, booked), *_oddity(booked, verdict), in_suspense, hand.now, due_on(verdict.oddity, hand.today))
        for booked, verdict in odd
    ]
    await store(session, Rows("bank_exception", _EXCEPTION, values))
    await _pay_no_second_time(session, odd)
    news = [
        BankExceptionRaised(
            organisation_id=mine,
            statement_id=booked.statement_id,
            entry=booked.entry,
            part=booked.part,
            oddity=verdict.oddity,
            due_on=due_on(verdict.oddity, hand.today),
        )
        for booked, verdict in odd
    ]
    await announce(session, *news, now=hand.now)


async def _pay_no_second_time(session: Session, odd: Sequence[tuple[Booked, Odd]]) -> None:
    """What the bank executed after it had rejected it is paid once more only if a person says so."""
    late = [one.payment for _, one in odd if one.oddity is Oddity.EXECUTED_AFTER_REJECTION and one.payment]
    for payment in late:
        key = {"household_id": payment.household_id, "month": payment.month}
        await session.execute(_ASK, {**key, "purpose": payment.purpose, "occasion": payment.occasion})


def _place(mine: object, booked: Booked) -> tuple[object, ...]:
    return mine, booked.statement_id, booked.entry, booked.part


def _oddity(booked: Booked, verdict: Odd) -> tuple[object, ...]:
    payment = verdict.payment
    of_payment = (payment.run_id, payment.end_to_end_id) if payment else (None, None)
    return verdict.oddity.value, booked.amount, booked.direction.value, booked.booked_on, verdict.whose, *of_payment
