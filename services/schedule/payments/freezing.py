"""Freezing an approved run: what has changed since is held, the rest is spoken for in the ledger and ready to be filed.

The plan, the limit and the arrangement are looked at once more in the transaction that claims the money (promises I9,
I10): approved a day ago is not enough. Nor can a bank execute yesterday: what waited too long for its approver goes on
the first day that is left, which is why the approved content is about amounts, payees and due days.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection

from services import banking_days
from services.clock import civil_date
from services.database import Session, organisation_of
from services.events import HoldReason, PaymentHeld
from services.failpoints import failpoint
from services.outbox import announce
from services.schedule.ledger.entry import Entry
from services.schedule.ledger.posting import post
from services.schedule.payments.booking import Booking, Occasion, ToPay, ToRecognise, book
from services.schedule.payments.expectations import Happening
from services.schedule.payments.holding import Held, hold
from services.schedule.payments.looking_again import look_again
from services.schedule.payments.planned import PaymentKey
from services.schedule.payments.run import RunKey, ShardStage
from services.schedule.payments.shards import Batch, Pace, claim_batch, count_new, finish_batch
from services.schedule.payments.standing import standings
from services.schedule.payments.tables import RunRow
from services.schedule.payments.waiting import Waits, keep_waiting
from services.schedule.planning.norms import NormBook
from services.storing import connection_of

_HOLD_OTHER_PAYEE = """
    update payment set state = 'held', live = false, reason = %(reason)s
    where run_id = %(run)s and household_id = any(%(ids)s) and state = 'proposed'
    and not exists (
        select from (
            select * from cost_payee as one
            where one.household_id = payment.household_id and one.valid_from <= payment.execute_on
            and one.cost = case payment.payee when 'client' then 'leefgeld' else payment.purpose end
            order by one.valid_from desc, one.sequence desc limit 1
        ) as newest
        where newest.payee_id = payment.payee_id and newest.reference_kind is not distinct from payment.reference_kind
        and newest.reference_text is not distinct from payment.reference_text
    )
"""
_LEFT_OUT = "select household_id from payment_run_left_out where run_id = %s and household_id = any(%s)"
_TO_PAY = """
    select household_id, month, purpose, occasion, amount, execute_on, rank from payment
    where run_id = %s and household_id = any(%s) and state = 'proposed' order by household_id
"""
_TO_RECOGNISE = """
    select household_id, month, subject, happening, amount, booked, bookings from expected_income
    where month between %s and %s and household_id = any(%s) and amount <> booked and expected_on <= %s
    order by household_id, expected_on, subject
"""
_RECOGNISED = """
    update expected_income set booked = amount, bookings = bookings + case when amount > 0 then 1 else 0 end
    where month between %s and %s and household_id = any(%s) and amount <> booked and expected_on <= %s
"""
_HOLD_HOUSEHOLDS = """
    update payment set state = 'held', live = false, reason = %s
    where run_id = %s and household_id = any(%s) and state = 'proposed'
"""
_READY = """
    update payment set state = 'ready', execute_on = greatest(execute_on, %s)
    where run_id = %s and household_id = any(%s) and state = 'proposed'
"""
_HELD = """
    select household_id, month, purpose, occasion, amount, due_on, reason, municipality from payment
    where run_id = %s and household_id = any(%s) and state = 'held' order by household_id, due_on, purpose, occasion
"""
_MONTHS_BACK = 14
"""Expected money of so many months back may still change and is then booked anew; older corrections are a person's."""


async def freeze_batch(session: Session, run: RunRow, norms: NormBook, now: datetime, pace: Pace) -> bool:
    """Freeze the payments of the next households; False when all were frozen."""
    batch = await claim_batch(session, run.id, ShardStage.PROPOSED, pace)
    if batch is None:
        return False
    if batch.households:
        planned = batch.without(await _left_out(session, batch))
        looked = await look_again(session, run, planned, norms, now)
        await count_new(session, batch, looked.new)
        await _hold_other_payees(session, batch)
        await _freeze(session, planned.without(looked.left_out), run, now)
        held = await _held(session, batch)
        await keep_waiting(session, batch, held, civil_date(now))
        await _tell_held(session, batch, held, now)
    await finish_batch(session, batch, ShardStage.FROZEN)
    failpoint("run.batch-frozen")
    return True


async def _left_out(session: Session, batch: Batch) -> set[UUID]:
    """The households that the run could not plan: nothing is paid of them, nor booked."""
    connection = await connection_of(session)
    rows = await (await connection.execute(_LEFT_OUT, [batch.run_id, batch.households])).fetchall()
    return {household_id for (household_id,) in rows}


async def _hold_other_payees(session: Session, batch: Batch) -> None:
    """Whoever is paid now must be who the approver saw, whether or not the plan changed."""
    connection = await connection_of(session)
    changed = {"reason": HoldReason.PLAN_CHANGED, "run": batch.run_id, "ids": batch.households}
    await connection.execute(_HOLD_OTHER_PAYEE, changed)


async def _freeze(session: Session, batch: Batch, run: RunRow, now: datetime) -> None:
    connection = await connection_of(session)
    await _speak_for(session, batch, RunKey(run.month, run.kind, run.number), run.pays_until, civil_date(now))
    earliest = banking_days.after(civil_date(now))
    await connection.execute(_READY, [earliest, batch.run_id, batch.households])


async def _speak_for(session: Session, batch: Batch, run: RunKey, pays_until: date, today: date) -> None:
    connection = await connection_of(session)
    months = (run.month - _MONTHS_BACK, run.month + 1)
    to_pay = await _to_pay(connection, batch)
    to_recognise = await _to_recognise(connection, batch, months, pays_until)
    standing = await standings(session, batch.households, today)
    name = f"{run.month}:{run.kind}:{run.number}"
    at = Occasion(today, run.month, name)
    bookings = {
        household_id: book(household_id, standing[household_id], to_recognise[household_id], to_pay[household_id], at)
        for household_id in batch.households
    }
    entries: list[Entry] = [entry for booking in bookings.values() for entry in booking.entries]
    shortages = await post(session, entries)
    short = {shortage.book_id for shortage in shortages}
    await _hold(connection, batch.run_id, bookings, short)
    recognised = [household_id for household_id in batch.households if household_id not in short]
    await connection.execute(_RECOGNISED, [*months, recognised, pays_until])


async def _to_pay(connection: AsyncConnection, batch: Batch) -> dict[UUID, list[ToPay]]:
    found: dict[UUID, list[ToPay]] = defaultdict(list)
    rows = await (await connection.execute(_TO_PAY, [batch.run_id, batch.households])).fetchall()
    for household_id, month, purpose, occasion, amount, execute_on, rank in rows:
        found[household_id].append(ToPay(PaymentKey(month, purpose, occasion), amount, (execute_on, rank)))
    return found


async def _to_recognise(
    connection: AsyncConnection, batch: Batch, months: tuple[int, int], until: date
) -> dict[UUID, list[ToRecognise]]:
    found: dict[UUID, list[ToRecognise]] = defaultdict(list)
    rows = await (await connection.execute(_TO_RECOGNISE, [*months, batch.households, until])).fetchall()
    for household_id, month, subject, happening, amount, booked, bookings in rows:
        found[household_id].append(ToRecognise(month, subject, Happening(happening), amount, booked, bookings))
    return found


async def _hold(
    connection: AsyncConnection, run_id: UUID, bookings: dict[UUID, Booking], short: Iterable[UUID]
) -> None:
    """What even the minstand cannot carry; and all of a household where the ledger refused what was to fit."""
    households = list(short)
    await connection.execute(_HOLD_HOUSEHOLDS, [HoldReason.LIMIT, run_id, households])
    held = [Held(reason, household, *key) for household, one in bookings.items() for key, reason in one.held.items()]
    await hold(connection, run_id, held)


async def _held(session: Session, batch: Batch) -> list[Waits]:
    connection = await connection_of(session)
    return [Waits(*row) for row in await (await connection.execute(_HELD, [batch.run_id, batch.households])).fetchall()]


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
