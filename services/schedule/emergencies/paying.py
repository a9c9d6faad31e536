"""Paying an emergency in the transaction that approves it: whoever has no food waits for no worker and no other run.

All that was asked when it was proposed is asked once more. What the plan is to know of it is recorded as facts, so the
next plan and the next run go by what was paid today.
"""

from sqlalchemy import text

from services.database import Session
from services.failpoints import failpoint
from services.schedule.emergencies import checking, repository
from services.schedule.emergencies.checking import check
from services.schedule.emergencies.emergency import Emergency, statements
from services.schedule.emergencies.tables import EmergencyRow
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households import service as facts
from services.schedule.households.facts import standing
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.ledger.posting import post
from services.schedule.payments.run import ShardStage
from services.schedule.payments.tables import RunRow

REFUSED = (HouseholdIsChanging, *checking.REFUSED)
"""Why the run of an emergency is not approved after all; nothing of it is kept then."""

_SHARD_IS_FROZEN = text("update payment_run_shard set stage = :stage, frozen = 1 where run_id = :run_id")


async def speak_for(session: Session, hand: Hand, run: RunRow) -> None:
    """Book the one payment of an emergency run that was approved just now, and let the plan know of it.

    `HouseholdIsChanging`, and all that `check` refuses.
    """
    row = await repository.of_run(session, run.id)
    assert row is not None, "the run of an emergency has one"
    emergency = _emergency(row)
    household = await households.lock(session, row.household_id, hand.municipalities)
    checked = await check(session, hand, household, emergency)
    payment = await repository.payment_of(session, run.id)
    payment.plan_version, payment.execute_on = checked.plan_version, hand.today
    session.add(payment)
    await session.flush()
    short = await post(session, list(emergency.entries(hand.today)))
    assert not short, "what comes in is what goes out"
    stated = statements(emergency, hand.today, standing(household.facts), checked.case)
    await facts.record(session, hand, row.household_id, stated)
    await session.execute(_SHARD_IS_FROZEN, {"stage": ShardStage.FROZEN, "run_id": run.id})
    failpoint("emergency.booked")


def _emergency(row: EmergencyRow) -> Emergency:
    return Emergency(row.household_id, row.day, row.number, row.form, row.amount, row.reason)
