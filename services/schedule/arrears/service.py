"""Telling of a letter about a bill: known once, refuted with the proof or somebody's alarm, in one transaction."""

from uuid import UUID

from services.database import Session, organisation_of
from services.events import ArrearsAnswered, ArrearsEvent, ArrearsState, PaidCost
from services.months import month_text
from services.outbox import announce
from services.schedule.arrears import repository
from services.schedule.arrears.arrears import Arrears, Letter, alarm, weigh
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.tasks_of_others import open_tasks


async def tell(session: Session, hand: Hand, letter: Letter) -> Arrears:
    """Take in that a supplier writes that a bill is not paid; the same letter again is the same arrears.

    `NoSuchHousehold`; `HouseholdIsChanging` while somebody else records.
    """
    await households.hold(session, letter.household_id, hand.municipalities)
    before = await repository.known(session, letter)
    if before is not None:
        return before
    payments = await repository.payments_of(session, letter.household_id, letter.cost, letter.month)
    state, still_open, payment = weigh(letter, payments)
    one = Arrears(hand.new_id(), letter, state, still_open, payment, hand.now, hand.by)
    await repository.add(session, one)
    if state is ArrearsState.OPEN:
        task = alarm(letter, still_open, hand.today)
        await open_tasks(session, hand, [(letter.household_id, task)], as_told_last=True)
    await announce(session, _news(organisation_of(session), one), now=hand.now)
    return one


def _news(mine: UUID, one: Arrears) -> ArrearsAnswered:
    letter, refuted = one.letter, one.state is ArrearsState.REFUTED
    shown = one.payment if refuted else None
    return ArrearsAnswered(
        organisation_id=mine,
        household_id=letter.household_id,
        arrears_id=one.id,
        supplier_id=letter.supplier_id,
        word_id=letter.word_id,
        cost=PaidCost(letter.cost),
        month=month_text(letter.month),
        happened=ArrearsEvent.REFUTE if refuted else ArrearsEvent.ALARM,
        state=one.state,
        paid_on=shown and shown.paid_on,
        amount=shown and shown.amount,
        end_to_end_id=shown and shown.end_to_end_id,
    )
