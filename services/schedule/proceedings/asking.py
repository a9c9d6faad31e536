"""Asking for a proceeding: checked as a whole, here and at the registry, before anything is done; and what a person
does about one that stopped or is no longer wanted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.events import ProceedingEvent, ProceedingKind
from services.jobs import defer_once
from services.mandates.client import MandatesClient
from services.mandates.schemas import Payer
from services.months import Month, month_text
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Household, changed
from services.schedule.households.contents import Content
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.facts import changes, standing
from services.schedule.households.planning import PlannedCase, planned
from services.schedule.households.tasks import tasks_for
from services.schedule.planning.policy import CostKind, ToeslagKind
from services.schedule.proceedings import making, repository, task
from services.schedule.proceedings.asked import CostReturn, FamilyArrival, ReliefExtension, ReliefStart, ReliefStop
from services.schedule.proceedings.at_registry import UNDER_WAY
from services.schedule.proceedings.carrying_out import CARRY_OUT
from services.schedule.proceedings.making import Ending, Return
from services.schedule.proceedings.proceeding import StepState
from services.schedule.proceedings.repository import Kept
from services.schedule.proceedings.step import ArrangeCost, ByPerson, HearSupplier, JoinTeam, PrepareHandshake, Step
from services.schedule.proceedings.tables import ProceedingRow

Place: TypeAlias = Callable[[PrepareHandshake], str]
"""Where a handshake stands in what was asked."""


class Asked(NamedTuple):
    """A household of which something is asked, as it is now, and the registry as this person may ask it.

    It is nobody's own while the registry is asked; what changes meanwhile is found by the step that it concerns.
    """

    session: Session
    hand: Hand
    household: Household
    registry: MandatesClient


async def start_relief(asked: Asked, wanted: ReliefStart) -> ProceedingRow:
    """Let relief begin. `InvalidInput` with every fault; `ProceedingIsOpen`; `RegistryDoesNotAnswer`."""
    steps = making.starting(wanted, asked.hand.today)
    places = {one.cost: f"arrangements[{place}].takenOver" for place, one in enumerate(wanted.arrangements)}
    refused = await _rehearsed(asked, steps, lambda one: places[one.cost])
    faults = [*_faults_of_facts(asked, (wanted.decision, *wanted.facts)), *refused]
    return await _begin(asked, ProceedingKind.START_RELIEF, "", steps, faults)


async def hand_back(asked: Asked, wanted: CostReturn) -> ProceedingRow:
    """Hand a cost back to the client; as above."""
    case = _case(asked, ())
    faults = list(making.month_is_over(wanted.from_month, asked.hand.today))
    if case is None:
        raise InvalidInput([*faults, *missing(Dossier.of(asked.household.facts))])
    one = making.returned(wanted, case)
    steps = making.handing_back(one, wanted.channel)
    waits = {
        CostKind(step.cost): CostKind(step.after)
        for step in (await asked.registry.ramp_down(asked.household.id)).steps
        if step.waits
    }
    faults += making.at_risk(waits, [one])
    faults += [] if faults else await _rehearsed(asked, steps, lambda _: "")
    return await _begin(asked, ProceedingKind.HAND_BACK, str(wanted.cost), steps, faults)


async def stop_relief(asked: Asked, wanted: ReliefStop) -> ProceedingRow:
    """Let relief end on a day; as above."""
    dossier = Dossier.of(asked.household.facts)
    now = _case(asked, ())
    if now is None:
        raise InvalidInput(missing(dossier))
    faults = list(making.faults_of_stop(wanted.last_day, now.case.relief_ends_on, asked.hand.today))
    facts = making.facts_of_stop(dossier, wanted.last_day)
    faults += [] if faults else _faults_of_facts(asked, facts)
    if faults:
        raise InvalidInput(faults)
    then = _case(asked, facts)
    assert then is not None, "there is a plan now, and a day more or less leaves nothing missing"
    returns = await _ours(asked, making.returns_at_end(then))
    known, paid_to = dossier.assuming(facts), asked.household.paid_to
    steps = making.stopping(facts, returns, tasks_for(known, then, paid_to, asked.hand.today))
    faults = await _rehearsed(asked, steps, lambda one: str(one.cost))
    return await _begin(asked, ProceedingKind.STOP_RELIEF, "", steps, faults)


async def extend_relief(asked: Asked, wanted: ReliefExtension) -> ProceedingRow:
    """Let relief go on; as above."""
    dossier, decision = Dossier.of(asked.household.facts), wanted.decision
    now = _case(asked, ())
    if now is None:
        raise InvalidInput(missing(dossier))
    faults = list(making.faults_of_extension(decision, now.case.relief_ends_on))
    facts = making.facts_of_extension(dossier, decision)
    faults += [] if faults else _faults_of_facts(asked, facts)
    if faults:
        raise InvalidInput(faults)
    steps = making.extending(facts, await _endings(asked, making.returns_at_end(now)))
    faults = await _rehearsed(asked, steps, lambda one: str(one.cost))
    return await _begin(asked, ProceedingKind.EXTEND_RELIEF, "", steps, faults)


async def join_family(asked: Asked, wanted: FamilyArrival) -> ProceedingRow:
    """Let family join the household; as above."""
    facts = (wanted.composition, *wanted.norms, *wanted.facts)
    case = _case(asked, ())
    toeslagen = [] if case is None else [ToeslagKind(one.kind) for one in case.case.toeslagen]
    steps = making.joining(wanted, toeslagen, asked.hand.today)
    return await _begin(asked, ProceedingKind.FAMILY_JOINS, "", steps, list(_faults_of_facts(asked, facts)))


async def report(session: Session, hand: Hand, proceeding_id: UUID, key: str) -> ProceedingRow:
    """Note that a person did a step outside that only a person can do; it goes on at once.

    `NoSuchProceeding`, `CannotHappen`; `InvalidInput` for a step that waits for nobody's word.
    """
    kept = await _held(session, hand, proceeding_id)
    waiting = [
        at
        for step, at in zip(kept.steps, kept.at, strict=True)
        if isinstance(step, ByPerson) and step.key == key and at.state is StepState.WAITING
    ]
    if not waiting:
        cure = "give the key of a step that waits for the case manager, such as toeslag_change/huurtoeslag"
        raise InvalidInput([Fault("step", "is no step that waits to be reported", cure)])
    (at,) = waiting
    at.state, at.waits_for, at.waits_until, at.has_task, at.changed_at = StepState.DONE, None, None, True, hand.now
    await repository.enter(session, hand, kept.row, ProceedingEvent.DO, key, hand.now)
    await _defer(session)
    return kept.row


async def resume(session: Session, hand: Hand, proceeding_id: UUID) -> ProceedingRow:
    """Take it up again: what was refused is tried anew, and a supplier who refused is asked anew unless a person
    decided meanwhile. `NoSuchProceeding`, `CannotHappen`."""
    kept = await _held(session, hand, proceeding_id)
    row = kept.row
    row.attempt += 1
    await repository.enter(session, hand, row, ProceedingEvent.RESUME, None, hand.now)
    for step, at in zip(kept.steps, kept.at, strict=True):
        if at.state is StepState.REFUSED:
            again = _asked_anew(step)
            for one in kept.at:
                if one.key == step.key or one.key in again:
                    one.state, one.refusal_sealed, one.changed_at = StepState.TO_DO, None, hand.now
    await task.follow(session, hand, row, None)
    await _defer(session)
    return row


async def withdraw(session: Session, hand: Hand, proceeding_id: UUID) -> Kept:
    """Let it go: nothing more is done, and what was done is not undone. `NoSuchProceeding`, `CannotHappen`."""
    kept = await _held(session, hand, proceeding_id)
    await repository.enter(session, hand, kept.row, ProceedingEvent.WITHDRAW, None, None)
    await task.follow(session, hand, kept.row, None)
    return kept


def _asked_anew(step: Step) -> Iterable[str]:
    """The steps that are done once more where a supplier refused: it is prepared and asked again."""
    return [f"handshake/{step.cost}", f"asking/{step.cost}"] if isinstance(step, HearSupplier) else []


async def _held(session: Session, hand: Hand, proceeding_id: UUID) -> Kept:
    """Its household first, in the order in which everybody holds them."""
    seen = await repository.seen(session, hand.keyring, proceeding_id, hand.municipalities)
    await households.hold(session, seen.row.household_id, hand.municipalities)
    await repository.hold(session, proceeding_id, wait=True)
    return await repository.kept(session, hand.keyring, proceeding_id)


async def _begin(
    asked: Asked, kind: ProceedingKind, about: str, steps: Sequence[Step], faults: Sequence[Fault]
) -> ProceedingRow:
    if faults:
        raise InvalidInput(faults)
    await households.hold(asked.session, asked.household.id, asked.hand.municipalities)
    row = await repository.begin(asked.session, asked.hand, asked.household.id, kind, about, steps)
    await _defer(asked.session)
    return row


async def _defer(session: Session) -> None:
    await defer_once(session, CARRY_OUT, organisation_id=str(organisation_of(session)))


def _case(asked: Asked, facts: Iterable[Content]) -> PlannedCase | None:
    """The plan as it would be with these facts; None while something is missing."""
    household, hand = asked.household, asked.hand
    dossier = Dossier.of(household.facts).assuming(facts)
    return planned(str(household.id), dossier, household.municipal_policy, hand.rules)


def _faults_of_facts(asked: Asked, facts: Iterable[Content]) -> Iterable[Fault]:
    """What cannot be true of them, beside what is known."""
    try:
        changed(asked.household, changes(standing(asked.household.facts), facts, "tried"), asked.hand)
    except InvalidInput as refusal:
        return refusal.faults
    return ()


async def _ours(asked: Asked, costs: Sequence[tuple[CostKind, Month]]) -> list[Return]:
    """Those of these costs that are ours to pay from their month on, by what is on record."""
    payers: dict[Month, Mapping[str, Payer]] = {}
    for month in {month for _, month in costs}:
        told = (await asked.registry.payers(asked.household.id, month_text(month))).costs
        payers[month] = {one.cost: one.payer for one in told}
    return [Return(cost, month, Payer.CLIENT_PAYS) for cost, month in costs if payers[month].get(cost) in making.OURS]


async def _endings(asked: Asked, costs: Sequence[tuple[CostKind, Month]]) -> list[Ending]:
    """Of these costs, each with the month from which the client was to pay it, how far that is at the registry."""
    household_id = asked.household.id
    handshakes = [one for one in await asked.registry.handshakes(household_id) if one.state in UNDER_WAY]
    payers: dict[Month, Mapping[str, Payer]] = {}
    for month in {one for _, own_from in costs for one in (own_from - 1, own_from)}:
        told = (await asked.registry.payers(household_id, month_text(month))).costs
        payers[month] = {one.cost: one.payer for one in told}
    return [
        Ending(
            cost,
            month,
            payers[month - 1].get(cost),
            payers[month].get(cost),
            next((one.id for one in handshakes if (one.cost, one.from_month) == (cost, month_text(month))), None),
        )
        for cost, month in costs
    ]


async def _rehearsed(asked: Asked, steps: Sequence[Step], place: Place) -> list[Fault]:
    """What the registry would refuse of these steps, each with its place in what was asked."""
    handshakes = [one for one in steps if isinstance(one, PrepareHandshake)]
    body = {
        "team": [one.member() for one in steps if isinstance(one, JoinTeam)],
        "arrangements": [one.terms() for one in steps if isinstance(one, ArrangeCost)],
        "handshakes": [{"cost": one.cost, **one.asked()} for one in handshakes],
    }
    if not any(body.values()):
        return []
    told = (await asked.registry.rehearse(asked.household.id, body)).faults
    places = {f"handshakes[{number}]": place(one) for number, one in enumerate(handshakes)}
    return [_placed(Fault(one.where, one.what, one.cure), places) for one in told]


def _placed(fault: Fault, places: Mapping[str, str]) -> Fault:
    """A fault of a handshake where that was asked for; all else stands where it stood."""
    handshake, _, field = fault.where.partition(".")
    if handshake not in places:
        return fault
    return Fault(".".join(filter(None, (places[handshake], field))), fault.what, fault.cure)
