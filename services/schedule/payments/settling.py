"""Saying that a held payment was settled otherwise: no money of ours moves, and no run proposes it any more."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from services.database import Session, organisation_of
from services.errors import Conflict
from services.events import HoldReason, PaymentSettledOtherwise
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.payments.payable_repository import close_task_of_settled
from services.schedule.payments.tables import HeldRow, SettledRow
from services.schedule.wanted.payments import PaymentKey

_ABOUT_TO_PAY = text(
    """
    select exists (
        select from payment_of_run where month = :month and household_id = :household_id and purpose = :purpose
        and occasion = :occasion and state in ('proposed', 'ready')
    )
    """
)


class NothingIsHeld(Conflict):
    """This household has no such payment that is held; see the list of held payments."""


class IsAboutToBePaid(Conflict):
    """A run is about to pay this after all; withdraw that run first, or let it be paid."""


async def settle(session: Session, hand: Hand, household_id: UUID, purpose: str, occasion: str, why: str) -> SettledRow:
    """Take a payment off the list of what is held, with the reason that somebody gives.

    It is final: whatever the plan says of it later, this payment is ours no more. `NoSuchHousehold`,
    `HouseholdIsChanging`, `NothingIsHeld`, `IsAboutToBePaid`.
    """
    await households.hold(session, household_id, hand.municipalities)
    query = select(HeldRow).where(
        HeldRow.organisation_id == organisation_of(session),
        HeldRow.household_id == household_id,
        HeldRow.purpose == purpose,
        HeldRow.occasion == occasion,
    )
    held = (await session.execute(query.order_by(col(HeldRow.month)))).scalar_one_or_none()
    if held is None:
        raise NothingIsHeld()
    key = {"month": held.month, "household_id": household_id, "purpose": purpose, "occasion": occasion}
    if (await session.execute(_ABOUT_TO_PAY, key)).scalar_one():
        raise IsAboutToBePaid()
    told = held.model_dump(exclude={"detail", "municipality", "run_id", "held_since"})
    settled = SettledRow(**told, why=why, settled_by=hand.by, settled_at=hand.now)
    session.add(settled)
    await session.delete(held)
    await session.flush()
    await close_task_of_settled(session, household_id, PaymentKey(settled.month, purpose, occasion), hand.now)
    event = PaymentSettledOtherwise(
        organisation_id=settled.organisation_id,
        household_id=household_id,
        due_on=settled.due_on,
        reason=HoldReason(settled.reason),
    )
    await announce(session, event, now=hand.now)
    return settled
