"""Money that came back, or never went: its payment holds its key no longer, waits again, and is a task of the same day.

Leefgeld that came back means that somebody has nothing to live on, so it is due at once; its cure is the emergency run.
What waits is not paid to the same account again where the bank says that the account is wrong, nor twice in the hope
that it works the third time: then another account, or a person, has to come first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services import banking_days
from services.database import Session, organisation_of
from services.events import HoldReason, PaymentReturned, TaskClosed
from services.outbox import announce
from services.schedule.emergencies.emergency import EmergencyForm
from services.schedule.hand import Hand
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.tasks_of_others import open_tasks
from services.schedule.households.waiting_for_registry import look_at_those_who_wait
from services.schedule.matching.return_reason import cure_of
from services.schedule.matching.submitted import Submitted
from services.schedule.matching.told import Told
from services.schedule.payments.booking import subject_of
from services.schedule.payments.waiting import Waits, put_on_the_list
from services.schedule.recalls.meeting import meet
from services.schedule.wanted.payments import LEEFGELD

TO_LIVE_ON = frozenset({LEEFGELD, *(f"emergency_{form}" for form in EmergencyForm)})
"""Purposes of what somebody lives on until the next is paid."""

_HOLD = text("select id from household where id = any(:ids) order by id for no key update").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_FREE = text(
    "update payment set live = false, came_back = :outcome"
    " where end_to_end_id = any(:ids) and household_id = any(:households) and live"
).bindparams(bindparam("ids", type_=ARRAY(Text)), bindparam("households", type_=ARRAY(Uuid)))
_KEEP = text(
    """
    insert into payment_came_back (organisation_id, household_id, month, purpose, occasion, times, run_id, account_id,
        reason_code, cure, since)
    values (:organisation_id, :household_id, :month, :purpose, :occasion, 1, :run_id, :account_id, :reason_code, :cure,
        :since)
    on conflict (organisation_id, household_id, month, purpose, occasion) do update
    set (times, run_id, account_id, reason_code, cure, since, decided_by, decided_at, why_sealed)
        = (payment_came_back.times + 1, excluded.run_id, excluded.account_id, excluded.reason_code, excluded.cure,
            excluded.since, null, null, null)
    """
)
_END_TASK = text(
    f"""
    update task set outcome = '{TaskOutcome.DONE}', closed_at = :now
    where household_id = :household_id and kind = 'money_came_back' and about = :about and outcome is null returning id
    """
)


async def hold_households(session: Session, households: Collection[UUID]) -> None:
    """Hold them before anything of theirs is booked, in the order that everybody holds them in."""
    if households:
        await session.execute(_HOLD, {"ids": sorted(households)})


async def let_wait(session: Session, hand: Hand, back: Sequence[Told]) -> None:
    """Let what came back, or was rejected, wait again, and make it somebody's task."""
    if not back:
        return
    payments, mine = [one.payment for one in back], organisation_of(session)
    households = sorted({one.household_id for one in payments})
    for outcome in sorted({one.outcome for one in back}):
        ids = [one.payment.end_to_end_id for one in back if one.outcome is outcome]
        await session.execute(_FREE, {"ids": ids, "households": households, "outcome": outcome.value})
    await session.execute(_KEEP, [_kept(mine, one) for one in back])
    await _put_on_the_list(session, hand, back)
    await ask_why(session, hand, payments)
    await meet(session, hand, {one.end_to_end_id for one in payments})
    await look_at_those_who_wait(session, households)
    await announce(session, *(_news(mine, one) for one in back), now=hand.now)


def _kept(mine: UUID, told: Told) -> dict[str, Any]:
    payment, code = told.payment, told.reason_code
    return {
        "organisation_id": mine,
        "household_id": payment.household_id,
        "month": payment.month,
        "purpose": payment.purpose,
        "occasion": payment.occasion,
        "run_id": payment.run_id,
        "account_id": payment.payee_id,
        "reason_code": code,
        "cure": cure_of(code).value,
        "since": told.told_on,
    }


async def _put_on_the_list(session: Session, hand: Hand, back: Sequence[Told]) -> None:
    by_run: dict[UUID, list[Waits]] = defaultdict(list)
    for one in back:
        payment = one.payment
        key = (payment.household_id, payment.month, payment.purpose, payment.occasion)
        waits = Waits(*key, payment.amount, payment.due_on, HoldReason.CAME_BACK, payment.municipality, one.reason_code)
        by_run[payment.run_id].append(waits)
    for run_id, waiting in by_run.items():
        await put_on_the_list(session, run_id, waiting, hand.today)


def _news(mine: UUID, told: Told) -> PaymentReturned:
    payment = told.payment
    return PaymentReturned(
        organisation_id=mine,
        household_id=payment.household_id,
        run_id=payment.run_id,
        due_on=payment.due_on,
        to_live_on=payment.purpose in TO_LIVE_ON,
        cure=cure_of(told.reason_code),
    )


async def ask_why(session: Session, hand: Hand, payments: Iterable[Submitted]) -> None:
    """Make it a task of their households that these came back; one that is open stays as it is."""
    await open_tasks(session, hand, [(one.household_id, _task(one, hand.today)) for one in payments])


async def end_asking_why(session: Session, hand: Hand, household_id: UUID, about: str) -> None:
    """Somebody has said what is to become of it, or it did not come back: the task ends."""
    ended = (
        await session.execute(_END_TASK, {"household_id": household_id, "about": about, "now": hand.now})
    ).scalars()
    mine = organisation_of(session)
    news = [TaskClosed(organisation_id=mine, household_id=household_id, task_id=one) for one in ended]
    await announce(session, *news, now=hand.now)


def _task(payment: Submitted, today: date) -> Task:
    return Task(TaskKind.MONEY_CAME_BACK, subject_of(payment.key), _due_on(payment, today), done=False)


def _due_on(payment: Submitted, today: date) -> date:
    """Who has no money to live on waits for no bank day."""
    return today if payment.purpose in TO_LIVE_ON else banking_days.bank_days_later(today, 1)
