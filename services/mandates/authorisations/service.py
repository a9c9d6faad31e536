"""What can be done with an authorisation: ask, take in the answer, take it back, decide about the duty behind it.

Every step holds the household and then the authorisation, is a transition and an announcement in one transaction, and
counts as a change of the household where a payment may depend on it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.events import PaidCost
from services.mandate_events import AuthorisationChanged, DutyChanged, Origin
from services.mandate_events import AuthorisationEvent as Event
from services.mandate_events import AuthorisationState as State
from services.mandates.authorisations import repository
from services.mandates.authorisations.authorisation import (
    AUTHORISATIONS,
    Authorisation,
    Duty,
    Given,
    NothingWasRefused,
    Refusal,
    RefusalReason,
    SamePersonDecides,
    faults_of_asking,
    faults_of_giving,
    faults_of_refusing,
    faults_of_revoking,
    in_order,
)
from services.mandates.authorisations.repository import ToHandBack
from services.mandates.authorisations.tables import AuthorisationRow
from services.mandates.costs import Cost
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change, hold, household
from services.mandates.transitions import Because, Transition, record
from services.months import Month, first_day, month_of
from services.outbox import announce
from services.sealing import place_of


class Outcome(NamedTuple):
    """An authorisation after a step, and what follows: the arrangements by which we pay what is authorised no more."""

    authorisation: Authorisation
    hand_back: list[ToHandBack]


async def ask(session: Session, hand: Hand, household_id: UUID, costs: Sequence[Cost]) -> Authorisation:
    """Put these costs to the client. What he said before holds until he answers; a question that waited is replaced."""
    _refuse(list(faults_of_asking(costs)))
    await hold(session, household_id, hand.municipalities)
    row = AuthorisationRow(
        organisation_id=organisation_of(session),
        household_id=household_id,
        id=hand.new_id(),
        state=AUTHORISATIONS.first,
        changes=0,
        asked=list(map(str, in_order(costs))),
        costs=[],
        refused=[],
        made_at=hand.now,
        made_by=hand.by,
    )
    await _replace(session, hand, household_id, {State.ASKED}, row.id)
    session.add(row)
    await _write(session, hand, row, None, Event.ASK, Because("asked"))
    return repository.kept(row)


async def give(session: Session, hand: Hand, household_id: UUID, authorisation_id: UUID, given: Given) -> Outcome:
    """Take in what the client signed for; what he said before is replaced by it.

    `InvalidInput` with every fault of it, `CannotHappen` if it was answered already.
    """
    row = await _held(session, hand, household_id, authorisation_id, Event.GIVE)
    undecided = await _undecided_costs(session, hand, household_id)
    asked = repository.kept(row).asked
    _refuse(list(faults_of_giving(asked, given, hand.today)))
    before = await _replace(session, hand, household_id, {State.GIVEN, State.REFUSED}, row.id)
    row.costs = list(map(str, in_order(given.costs)))
    row.language, row.told_back, row.signed_on = given.language, given.told_back, given.signed_on
    row.explained_by_sealed = _sealed(session, hand, row, "explained_by", given.explained_by)
    row.evidence = given.evidence
    refused = [cost for cost in asked if cost not in given.costs]
    if refused:
        assert given.reason is not None, "the rules have asked for one"
        _without(session, hand, row, Refusal(given.reason, given.words, refused))
    because = Because("limited" if refused else "given", Origin.CLIENT, given.reason)
    await _answered(session, hand, row, Event.GIVE, because, undecided)
    return await _outcome(session, hand, row, {*before, *refused} - set(given.costs))


async def refuse(session: Session, hand: Hand, household_id: UUID, authorisation_id: UUID, refusal: Refusal) -> Outcome:
    """Take in that the client refuses; what he gave before is replaced by that. The duty of art. 56a is undecided.

    `InvalidInput` with every fault of it, `CannotHappen` if it was answered already.
    """
    row = await _held(session, hand, household_id, authorisation_id, Event.REFUSE)
    undecided = await _undecided_costs(session, hand, household_id)
    asked = repository.kept(row).asked
    _refuse(list(faults_of_refusing(asked, refusal)))
    before = await _replace(session, hand, household_id, {State.GIVEN, State.REFUSED}, row.id)
    refused = in_order(refusal.costs or asked)
    _without(session, hand, row, refusal._replace(costs=refused))
    because = Because(refusal.reason, Origin.CLIENT)
    await _answered(session, hand, row, Event.REFUSE, because, undecided)
    return await _outcome(session, hand, row, {*before, *refused})


async def revoke(
    session: Session,
    hand: Hand,
    household_id: UUID,
    authorisation_id: UUID,
    ends_on: date,
    reason: RefusalReason,
    words: str | None = None,
) -> Outcome:
    """The client takes back all that he gave; `ends_on` is the first day without it, today or later.

    Who wants to keep some of it gives a new authorisation for that. The outcome tells what is to be handed back.
    """
    row = await _held(session, hand, household_id, authorisation_id, Event.REVOKE)
    undecided = await _undecided_costs(session, hand, household_id)
    _refuse(list(faults_of_revoking(row.signed_on, ends_on, hand.today)))
    row.ends_on = ends_on
    _undecided(hand, row)
    because = Because(reason, Origin.CLIENT, note=words)
    await _answered(session, hand, row, Event.REVOKE, because, undecided)
    return await _outcome(session, hand, row, {Cost(cost) for cost in row.costs}, _month_without(ends_on))


async def decide_duty(
    session: Session, hand: Hand, household_id: UUID, authorisation_id: UUID, duty: Duty, reason: str
) -> Authorisation:
    """Decide whether the municipality pays what the client refused (`stands`), or the client does (`exempted`).

    `SamePersonDecides` for who recorded the refusal, `NothingWasRefused` where there is nothing to decide about.
    """
    row = await _held(session, hand, household_id, authorisation_id, Event.DECIDE_DUTY)
    undecided = await _undecided_costs(session, hand, household_id)
    if row.duty is None:
        raise NothingWasRefused
    if row.refused_by == hand.by:
        raise SamePersonDecides
    row.duty, row.duty_by = duty, hand.by
    row.duty_reason_sealed = _sealed(session, hand, row, "duty_reason", reason)
    await _answered(session, hand, row, Event.DECIDE_DUTY, Because(duty, note=reason), undecided)
    return repository.kept(row)


async def _held(
    session: Session, hand: Hand, household_id: UUID, authorisation_id: UUID, event: Event
) -> AuthorisationRow:
    """The household and then the authorisation held, and the event possible; before anything else is looked at."""
    await hold(session, household_id, hand.municipalities)
    row = await repository.held(session, household_id, authorisation_id)
    AUTHORISATIONS.after(row.state, event)
    return row


async def _replace(
    session: Session, hand: Hand, household_id: UUID, states: set[State], replaced_by: UUID
) -> set[Cost]:
    """Let the one in these states go for a newer one; the costs that it authorised until now."""
    row = await repository.held_in(session, household_id, states)
    if row is None:
        return set()
    row.replaced_by = replaced_by
    if row.signed_on is not None:
        row.ends_on = hand.today
    await _happens(session, hand, row, Event.REPLACE, Because("newer_authorisation"))
    return {Cost(cost) for cost in row.costs}


async def _answered(
    session: Session,
    hand: Hand,
    row: AuthorisationRow,
    event: Event,
    because: Because,
    undecided: Mapping[Cost, date],
) -> None:
    """The step, and what it changes of what is `undecided` until now, told to whoever is to see to a decision."""
    await _happens(session, hand, row, event, because)
    await count_change(session, hand, [row.household_id])
    now = await _undecided_costs(session, hand, row.household_id)
    version = (await household(session, row.household_id, hand.municipalities)).version
    news = [
        DutyChanged(
            organisation_id=row.organisation_id,
            household_id=row.household_id,
            cost=PaidCost(cost),
            version=version,
            undecided_from=now.get(cost),
        )
        for cost in Cost
        if now.get(cost) != undecided.get(cost)
    ]
    await announce(session, *news, now=hand.now)


async def _undecided_costs(session: Session, hand: Hand, household_id: UUID) -> dict[Cost, date]:
    word = (await repository.in_force(session, [household_id])).get(household_id)
    return {} if word is None else word.undecided(hand.today)


async def _outcome(
    session: Session, hand: Hand, row: AuthorisationRow, lost: set[Cost], from_month: Month | None = None
) -> Outcome:
    month = _month_without(hand.today) if from_month is None else from_month
    hand_back = await repository.paid_by_us(session, row.household_id, in_order(list(lost)), month)
    return Outcome(repository.kept(row), hand_back)


async def _happens(session: Session, hand: Hand, row: AuthorisationRow, event: Event, because: Because) -> None:
    before = row.state
    row.state = AUTHORISATIONS.after(before, event)
    await _write(session, hand, row, before, event, because)


async def _write(
    session: Session, hand: Hand, row: AuthorisationRow, before: State | None, event: Event, because: Because
) -> None:
    row.changes += 1
    await session.flush()
    change = Transition(AUTHORISATIONS.name, row.id, row.changes, before, event, row.state, because)
    await record(session, hand, change)
    news = AuthorisationChanged(
        organisation_id=row.organisation_id,
        household_id=row.household_id,
        authorisation_id=row.id,
        happened=event,
        state=row.state,
        origin=because.origin,
        ends_on=row.ends_on,
    )
    await announce(session, news, now=hand.now)


def _without(session: Session, hand: Hand, row: AuthorisationRow, refusal: Refusal) -> None:
    row.refused, row.reason = list(map(str, refusal.costs)), refusal.reason
    row.words_sealed = _sealed(session, hand, row, "words", refusal.words) if refusal.words else None
    _undecided(hand, row)


def _undecided(hand: Hand, row: AuthorisationRow) -> None:
    row.duty, row.refused_by = Duty.UNDECIDED, hand.by
    row.duty_by = row.duty_reason_sealed = None


def _sealed(session: Session, hand: Hand, row: AuthorisationRow, column: str, plain: str) -> bytes:
    return hand.keyring.seal(plain, place_of(organisation_of(session), row.id, column))


def _month_without(ends_on: date) -> Month:
    """The first month that is wholly without it: what falls due in a month is paid for that month."""
    month = month_of(ends_on)
    return month if ends_on == first_day(month) else month + 1


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(faults)
