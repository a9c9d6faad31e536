"""Freezing an approved run: what has changed since is held, the rest is spoken for in the ledger and ready to be filed.

The plan, the limit and the registry's go-ahead are looked at once more in the transaction that claims the money
(promises I9, I10): approved a day ago is not enough. Nor can a bank execute yesterday: what waited too long for its
approver goes on the first day that is left, which is why the approved content is about amounts, payees and due days.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from services import banking_days
from services.clock import civil_date
from services.database import Session, organisation_of
from services.events import HoldReason, PaymentHeld
from services.failpoints import failpoint
from services.months import Month
from services.outbox import announce
from services.schedule.households.rulebook import Rulebook
from services.schedule.ledger.entry import Entry
from services.schedule.ledger.posting import post
from services.schedule.payments.booking import Occasion, ToPay, ToRecognise, book
from services.schedule.payments.holding import Held, hold
from services.schedule.payments.looking_again import look_again
from services.schedule.payments.run import ShardStage
from services.schedule.payments.shards import MONTHS_BACK, Batch, Pace, claim_batch, count_new, finish_batch
from services.schedule.payments.standing import standings
from services.schedule.payments.tables import RunRow
from services.schedule.payments.waiting import Waits, keep_waiting
from services.schedule.registry.registry import Registry
from services.schedule.wanted.income import Happening
from services.schedule.wanted.payments import PaymentKey
from services.sealing import Keyring
from services.storing import connection_of

_PAYMENTS = """
    select household_id, month, purpose, occasion, amount, due_on, municipality, execute_on, rank, reason, detail
    from payment where run_id = %s and household_id = any(%s) order by household_id, due_on, purpose, occasion
"""
_LEFT_OUT = "select household_id from payment_run_left_out where run_id = %s and household_id = any(%s)"
_TO_RECOGNISE = """
    select household_id, month, subject, happening, amount, booked, bookings from expected_income
    where month between %s and %s and household_id = any(%s) and amount <> booked and expected_on <= %s
    order by household_id, expected_on, subject
"""
_RECOGNISED = """
    update expected_income set booked = amount, bookings = bookings + case when amount > 0 then 1 else 0 end
    where month between %s and %s and household_id = any(%s) and amount <> booked and expected_on <= %s
"""
_LATER = """
    update payment set execute_on = %s where run_id = %s and household_id = any(%s) and live and execute_on < %s
"""


class _Payment(NamedTuple):
    """A payment of the run as it is found when its household is frozen; `reason` says why it is held already."""

    household_id: UUID
    month: Month
    purpose: str
    occasion: str
    amount: int
    due_on: date
    municipality: str
    execute_on: date
    rank: int
    reason: str | None
    detail: str | None

    @property
    def key(self) -> PaymentKey:
        """What it is for."""
        return PaymentKey(self.month, self.purpose, self.occasion)


async def freeze_batch(
    session: Session, run: RunRow, rules: Rulebook, registry: Registry, keyring: Keyring, now: datetime, pace: Pace
) -> bool:
    """Freeze the payments of the next households; False when all were frozen. `RegistryDoesNotAnswer`."""
    batch = await claim_batch(session, run.id, ShardStage.PROPOSED, pace)
    if batch is None:
        return False
    if batch.households:
        planned = batch.without(await _left_out(session, batch))
        looked = await look_again(session, run, planned, rules, registry, keyring, now)
        await count_new(session, batch, looked.new)
        payments = await _payments(session, batch)
        held = await _freeze(session, planned.without(looked.left_out), run, payments, civil_date(now))
        waits = [_waiting(one, reason) for one in payments if (reason := held.get(_whose(one), one.reason))]
        pays = {_whose(one) for one in payments if one.reason is None} - held.keys()
        await keep_waiting(session, batch, waits, pays, civil_date(now))
        await _tell_held(session, batch, waits, now)
    await finish_batch(session, batch, ShardStage.FROZEN)
    failpoint("run.batch-frozen")
    return True


async def _left_out(session: Session, batch: Batch) -> set[UUID]:
    """The households that the run could not plan: nothing is paid of them, nor booked."""
    connection = await connection_of(session)
    rows = await (await connection.execute(_LEFT_OUT, [batch.run_id, batch.households])).fetchall()
    return {household_id for (household_id,) in rows}


async def _payments(session: Session, batch: Batch) -> list[_Payment]:
    connection = await connection_of(session)
    rows = await (await connection.execute(_PAYMENTS, [batch.run_id, batch.households])).fetchall()
    return [_Payment(*row) for row in rows]


def _whose(one: _Payment) -> tuple[UUID, PaymentKey]:
    return one.household_id, one.key


def _waiting(one: _Payment, reason: str) -> Waits:
    return Waits(*one[:6], reason, one.municipality, one.detail)


async def _freeze(
    session: Session, batch: Batch, run: RunRow, payments: Sequence[_Payment], today: date
) -> dict[tuple[UUID, PaymentKey], HoldReason]:
    """Speak for what is to be paid, and say which payments are held after all, and why.

    Only what is held, or can no longer be executed on its day, is written to; that all others are ready the run says,
    once it is frozen.
    """
    connection = await connection_of(session)
    left = [one for one in payments if one.reason is None]
    held = await _speak_for(session, batch, run, left, today)
    await hold(connection, run.id, [Held(reason, whose, *key) for (whose, key), reason in held.items()])
    earliest = banking_days.after(today)
    if any(one.execute_on < earliest for one in left):
        await connection.execute(_LATER, [earliest, run.id, batch.households, earliest])
    return held


async def _speak_for(
    session: Session, batch: Batch, run: RunRow, payments: Iterable[_Payment], today: date
) -> dict[tuple[UUID, PaymentKey], HoldReason]:
    """Book all that fits; what even the minstand cannot carry is held, and all of a household where the ledger refused
    what was to fit."""
    connection = await connection_of(session)
    months = (run.month - MONTHS_BACK, run.month + 1)
    to_pay = _to_pay(payments)
    to_recognise = await _to_recognise(connection, batch, months, run.pays_until)
    standing = await standings(session, batch.households, today)
    at = Occasion(today, run.month, f"{run.month}:{run.kind}:{run.number}")
    held: dict[tuple[UUID, PaymentKey], HoldReason] = {}
    entries: list[Entry] = []
    for one in batch.households:
        booking = book(one, standing[one], to_recognise[one], to_pay[one], at)
        entries += booking.entries
        held |= {(one, key): reason for key, reason in booking.held.items()}
    short = {shortage.book_id for shortage in await post(session, entries)}
    held = {(one, payment.key): HoldReason.LIMIT for one in short for payment in to_pay[one]} | held
    recognised = [one for one in batch.households if one not in short]
    await connection.execute(_RECOGNISED, [*months, recognised, run.pays_until])
    return held


def _to_pay(payments: Iterable[_Payment]) -> dict[UUID, list[ToPay]]:
    found: dict[UUID, list[ToPay]] = defaultdict(list)
    for one in payments:
        found[one.household_id].append(ToPay(one.key, one.amount, (one.execute_on, one.rank)))
    return found


async def _to_recognise(
    connection: AsyncConnection, batch: Batch, months: tuple[int, int], until: date
) -> dict[UUID, list[ToRecognise]]:
    found: dict[UUID, list[ToRecognise]] = defaultdict(list)
    rows = await (await connection.execute(_TO_RECOGNISE, [*months, batch.households, until])).fetchall()
    for household_id, month, subject, happening, amount, booked, bookings in rows:
        found[household_id].append(ToRecognise(month, subject, Happening(happening), amount, booked, bookings))
    return found


async def _tell_held(session: Session, batch: Batch, held: Sequence[Waits], now: datetime) -> None:
    """Every payment that waits is news: somebody has to act before it hurts."""
    mine = organisation_of(session)
    news = [
        PaymentHeld(
            organisation_id=mine,
            household_id=one.household_id,
            run_id=batch.run_id,
            due_on=one.due_on,
            reason=HoldReason(one.reason),
        )
        for one in held
    ]
    await announce(session, *news, now=now)
