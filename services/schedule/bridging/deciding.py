"""Deciding on bridging: the row with its history, the facts that the planner reads, the limit of a minstand, the news
and the task of a second person, all in one transaction of the caller's.
"""

from datetime import date, timedelta
from uuid import UUID

from services import banking_days
from services.database import Session, organisation_of
from services.errors import Conflict, InvalidInput, Refused
from services.events import BridgingDecisionChanged, BridgingState
from services.outbox import announce
from services.schedule.bridging import repository
from services.schedule.bridging.approving import ask_second, second_is_done
from services.schedule.bridging.decision import Wanted, Weighed, statements, weighed
from services.schedule.bridging.paid import is_paid
from services.schedule.bridging.repository import Decided
from services.schedule.bridging.tables import BridgingHistoryRow, BridgingRow
from services.schedule.bridging.trying import Trying, amount_of
from services.schedule.emergencies.checking import NoPlanYet
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households import service as facts
from services.schedule.households.change import Household
from services.schedule.households.contents import Instrument, Repayment
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.facts import Statement, standing
from services.schedule.ledger.accounts import ApprovedMinstand, approve_minstand

_DAY = timedelta(days=1)


class OwnDecision(Refused):
    """Whoever took a decision on bridging does not approve or refuse it; another person does."""


class DecisionIsElsewhere(Conflict):
    """This decision is not in the state that this needs; look at it anew."""


class NoLongerFits(Refused):
    """What was decided does not fit any more; refuse it, and decide anew."""


class IsPaidAlready(Refused):
    """Something of this was paid already; what was paid is not taken back by withdrawing a decision."""


async def decide(session: Session, hand: Hand, household_id: UUID, wanted: Wanted, reason: str) -> Decided:
    """Decide; what takes two people waits for the second.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NoPlanYet`, `CannotBePlanned`, `MinstandInUse`, `InvalidInput` with every
    fault at once.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    judged = weighed(_trying(household, hand), wanted, hand.today)
    number = await repository.next_number(session, household_id)
    row = _row(session, hand, household_id, number, wanted, judged, reason)
    if await repository.waits(session, row):
        raise DecisionIsElsewhere(
            "The same is decided on already and waits for a second person; let that be done first."
        )
    session.add(row)
    await session.flush()
    if judged.needs_second:
        await _step(session, hand, row, BridgingState.PROPOSED)
        await ask_second(session, hand, row, _second_by(wanted.on, hand.today))
    else:
        await _put_in_force(session, hand, household, row, judged)
    return await repository.decided(session, household_id, number)


async def approve(session: Session, hand: Hand, household_id: UUID, number: int) -> Decided:
    """Let what somebody else decided hold. It is weighed once more: what became known since may stand against it.

    `NoSuchDecision`, `DecisionIsElsewhere`, `OwnDecision`, `NoLongerFits`, and what `decide` raises.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    row = await _waiting(session, hand, household_id, number)
    try:
        judged = weighed(_trying(household, hand), _wanted(row), hand.today)
    except InvalidInput as refusal:
        raise NoLongerFits(f"{NoLongerFits.title} {refusal.detail}") from None
    row.approved_by = hand.by
    await second_is_done(session, hand, row)
    await _put_in_force(session, hand, household, row, judged)
    return await repository.decided(session, household_id, number)


async def refuse(session: Session, hand: Hand, household_id: UUID, number: int, reason: str) -> Decided:
    """Say as the second person that this shall not hold. `NoSuchDecision`, `DecisionIsElsewhere`, `OwnDecision`."""
    await households.hold(session, household_id, hand.municipalities)
    row = await _waiting(session, hand, household_id, number)
    await second_is_done(session, hand, row)
    await _step(session, hand, row, BridgingState.REFUSED, reason)
    return await repository.decided(session, household_id, number)


async def withdraw(session: Session, hand: Hand, household_id: UUID, number: int, reason: str) -> Decided:
    """Take a decision back of which nothing was paid; what was decided on the same before holds again.

    `NoSuchDecision`, `DecisionIsElsewhere`, `IsPaidAlready`.
    """
    household = await households.lock(session, household_id, hand.municipalities)
    row = await repository.decision(session, household_id, number)
    was_in_force = row.state is BridgingState.DECIDED
    if not was_in_force and row.state is not BridgingState.PROPOSED:
        raise DecisionIsElsewhere
    if was_in_force and await is_paid(session, row, _trying(household, hand).plan(), hand.today):
        raise IsPaidAlready
    await second_is_done(session, hand, row)
    await _step(session, hand, row, BridgingState.WITHDRAWN, reason)
    if was_in_force:
        await _take_out_of_force(session, hand, household, row)
    return await repository.decided(session, household_id, number)


def _trying(household: Household, hand: Hand) -> Trying:
    dossier = Dossier.of(household.facts)
    if missing(dossier):
        raise NoPlanYet
    return Trying(household.id, dossier, household.municipal_policy, hand.rules)


async def _waiting(session: Session, hand: Hand, household_id: UUID, number: int) -> BridgingRow:
    row = await repository.decision(session, household_id, number)
    if row.state is not BridgingState.PROPOSED:
        raise DecisionIsElsewhere
    if row.decided_by == hand.by:
        raise OwnDecision
    return row


async def _put_in_force(session: Session, hand: Hand, household: Household, row: BridgingRow, judged: Weighed) -> None:
    """State it, let a minstand's limit hold, and let what was decided on the same before go."""
    for older in await repository.on_the_same(session, row, BridgingState.DECIDED):
        await _step(session, hand, older, BridgingState.REPLACED)
    stated = statements(judged.facts, standing(household.facts), f"bridging decision {row.number}")
    recorded = await facts.record(session, hand, row.household_id, stated)
    row.fact_id = recorded.facts[-1].id
    if row.instrument is Instrument.MINSTAND:
        await _limit(session, hand, row, row.amount)
    await _step(session, hand, row, BridgingState.DECIDED)


async def _take_out_of_force(session: Session, hand: Hand, household: Household, row: BridgingRow) -> None:
    """The fact is taken back, or in its place stated again what was decided on the same before."""
    reason = f"bridging decision {row.number} was withdrawn"
    older = await repository.on_the_same(session, row, BridgingState.REPLACED)
    if not older:
        await facts.record(session, hand, row.household_id, [Statement(None, row.fact_id, reason)])
    else:
        before = {fact.id: fact.content for fact in household.facts}[older[0].fact_id or row.household_id]
        recorded = await facts.record(session, hand, row.household_id, [Statement(before, row.fact_id, reason)])
        older[0].fact_id = recorded.facts[-1].id
        await _step(session, hand, older[0], BridgingState.DECIDED)
    if row.instrument is Instrument.MINSTAND:
        household = await households.lock(session, row.household_id, hand.municipalities)
        cap = amount_of(_trying(household, hand).plan().case, Instrument.MINSTAND)
        await _limit(session, hand, row, cap)


async def _limit(session: Session, hand: Hand, row: BridgingRow, cap: int) -> None:
    decision = f"bridging decision {row.number}"
    await approve_minstand(session, [ApprovedMinstand(row.household_id, cap, hand.today, decision)])


async def _step(
    session: Session, hand: Hand, row: BridgingRow, state: BridgingState, reason: str | None = None
) -> None:
    row.state = state
    session.add(row)
    step = await repository.next_step(session, row.household_id, row.number)
    place = reason_place(row.organisation_id, row.household_id, row.number, f"step/{step}")
    session.add(
        BridgingHistoryRow(
            organisation_id=row.organisation_id,
            household_id=row.household_id,
            number=row.number,
            step=step,
            state=state,
            at=hand.now,
            by=hand.by,
            reason_sealed=None if reason is None else hand.keyring.seal(reason, place),
        )
    )
    await session.flush()
    news = BridgingDecisionChanged(
        organisation_id=row.organisation_id, household_id=row.household_id, number=row.number, state=state
    )
    await announce(session, news, now=hand.now)


def reason_place(organisation_id: UUID, household_id: UUID, number: int, column: str) -> bytes:
    """Where the reason of a decision, or of a step of it, is sealed for."""
    return organisation_id.bytes + household_id.bytes + f"bridging/{number}/{column}".encode()


def _row(
    session: Session, hand: Hand, household_id: UUID, number: int, wanted: Wanted, judged: Weighed, reason: str
) -> BridgingRow:
    mine, repay = organisation_of(session), wanted.repay
    return BridgingRow(
        organisation_id=mine,
        household_id=household_id,
        number=number,
        instrument=wanted.instrument,
        amount=wanted.amount,
        arrives_on=wanted.on,
        account=wanted.to,
        repay=repay.mode if repay else None,
        repay_count=repay.count if repay else None,
        repay_from=repay.from_payout if repay else None,
        given_on=wanted.given_on,
        basis=wanted.basis,
        beyond_policy=wanted.beyond_policy,
        needs_second=judged.needs_second,
        state=BridgingState.PROPOSED,
        decided_by=hand.by,
        decided_at=hand.now,
        reason_sealed=hand.keyring.seal(reason, reason_place(mine, household_id, number, "reason")),
    )


def _wanted(row: BridgingRow) -> Wanted:
    repay = None
    if row.repay is not None:
        repay = Repayment(mode=row.repay, count=row.repay_count, from_payout=row.repay_from)
    return Wanted(
        row.instrument,
        row.amount,
        row.arrives_on,
        row.account,
        repay,
        row.basis,
        row.beyond_policy,
        row.given_on,
    )


def _second_by(on: date | None, today: date) -> date:
    """The last bank day on which approving it still brings the money in time."""
    return max(banking_days.before((on or banking_days.after(today + _DAY)) - _DAY), today)
