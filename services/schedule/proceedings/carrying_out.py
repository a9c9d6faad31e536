"""Carrying proceedings out: step by step, each in a transaction that holds the proceeding and notes what came of it.

A step at the registry is asked while that transaction is open, as a run asks within its batch (docs/decisions/0018).
So two workers never do the same, and nobody withdraws what is being done. A worker that dies after the registry did it,
and before that was noted, lets the next one do it again: under the same key, or it finds that it was done.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session, organisation_of
from services.errors import Conflict, InvalidInput, NotFound, Problem, Refused, Unavailable
from services.events import ProceedingEvent, ProceedingState
from services.failpoints import failpoint
from services.idempotency import KeyInFlight
from services.jobs import is_under_way, passes, rests
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.rulebook import Rulebook
from services.schedule.proceedings import at_home, at_registry, repository, task
from services.schedule.proceedings.at_registry import AtRegistry, Reaches
from services.schedule.proceedings.proceeding import (
    GOES_ON,
    Done,
    Outcome,
    Refusal,
    StandingStep,
    StepState,
    Waits,
    Whom,
    is_all_done,
    next_steps,
)
from services.schedule.proceedings.repository import Kept
from services.schedule.proceedings.step import (
    ArrangeCost,
    AskSupplier,
    ChangeToeslag,
    CollectB12,
    FollowInPlan,
    HearSupplier,
    JoinTeam,
    KnowAddressee,
    LetHandshakeGo,
    PrepareHandshake,
    RecordFacts,
    RequirePapers,
    RerouteToeslag,
    SettleAtEnd,
    Step,
    WatchMonth,
)
from services.schedule.proceedings.tables import ProceedingStepRow
from services.schedule.registry.registry import InPerson, RegistryDoesNotAnswer
from services.sealing import Keyring
from services.waking import wake_each

CARRY_OUT: Final = "carry_out_proceedings"
"""The job that goes on with all proceedings of an organisation that are to be looked at."""
BY: Final = "ontzorg"

_BATCH: Final = 100
_HEARD_WITHIN: Final = timedelta(minutes=1)
"""Our own registry is asked again so soon; what it announces comes sooner."""
_LOOKS_AGAIN: Final = timedelta(hours=12)
"""Whoever else is waited for: what we hear of comes at once, and twice a day is looked at what we do not hear of."""


class SomebodyElseIsAtIt(Unavailable):
    """Somebody is changing this household, or giving the same command, at this moment; it is tried again."""


class Ways(NamedTuple):
    """The ways to the other services: to the registry for a person, and to whether a household is reached."""

    in_person: InPerson
    reaches: Reaches


class CarryingOut:
    """What goes on with proceedings; any number of them, anywhere.

    A job that failed rests by the clock of the `machine`.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rules: Rulebook,
        keyring: Keyring,
        ways: Ways,
        machine: Clock,
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._ways = ways
        self._machine = machine

    async def go_on(self, organisation_id: str) -> None:
        """Look at each that is to be looked at; a mistake of ours with one stops no other."""
        mine, after, mistakes = UUID(organisation_id), None, list[Exception]()
        while due := await self._due(mine, after):
            for proceeding_id in due:
                try:
                    await self._one(mine, proceeding_id)
                except Exception as mistake:
                    if passes(mistake):
                        raise
                    mistakes.append(mistake)
            after = due[-1]
        if mistakes:
            raise ExceptionGroup("proceedings that we could not go on with", mistakes)

    async def wake(self) -> int:
        """An alarm: have them gone on with where nobody does; says in how many organisations."""
        return await wake_each(self._database, CARRY_OUT, self._nobody_goes_on)

    async def _nobody_goes_on(self, session: Session) -> bool:
        given = {"organisation_id": str(organisation_of(session))}
        if not await repository.is_any_due(session, self._clock.now()) or await is_under_way(
            session, CARRY_OUT, **given
        ):
            return False
        return not await rests(session, CARRY_OUT, self._machine.now(), **given)

    async def _due(self, mine: UUID, after: UUID | None) -> list[UUID]:
        async with self._database.reading(mine) as session:
            return await repository.due(session, self._clock.now(), after, _BATCH)

    async def _one(self, mine: UUID, proceeding_id: UUID) -> None:
        """Each step that can be tried, once."""
        tried: set[str] = set()
        while (key := await self._next(mine, proceeding_id, tried)) is not None:
            tried.add(key)
            failpoint("proceeding.step-noted")

    async def _next(self, mine: UUID, proceeding_id: UUID, tried: Collection[str]) -> str | None:
        """Try the next step and note what came of it; None where there is none, or another worker is at it."""
        async with self._database.transaction(mine) as session:
            if not await repository.hold(session, proceeding_id, wait=False):
                return None
            kept = await repository.kept(session, self._keyring, proceeding_id)
            if kept.row.state not in GOES_ON:
                return None
            hand = Hand.of(session, BY, self._clock.now(), self._rules, self._keyring)
            key = next((one for one in next_steps(kept.standing()) if one not in tried), None)
            if key is None:
                await _rest(session, hand, kept)
                return None
            step, at = kept.step(key)
            outcome = await self._try(session, hand, kept, step)
            failpoint("proceeding.step-done")
            await _note(session, hand, kept, at, outcome)
        return key

    async def _try(self, session: Session, hand: Hand, kept: Kept, step: Step) -> Outcome:
        """What came of it; whatever is no word about the step is raised, and the step tried again."""
        try:
            async with session.begin_nested():
                return await self._do(session, hand._replace(by=kept.row.asked_by), kept, step)
        except HouseholdIsChanging as busy:
            raise SomebodyElseIsAtIt from busy
        except (InvalidInput, Refused, Conflict, NotFound) as refusal:
            if refusal.code == KeyInFlight.code:
                raise SomebodyElseIsAtIt from refusal
            return Refusal.of(refusal)
        except Problem as silence:
            raise RegistryDoesNotAnswer from silence

    async def _do(self, session: Session, hand: Hand, kept: Kept, step: Step) -> Outcome:
        row = kept.row
        match step:
            case RecordFacts():
                household = await households.lock(session, row.household_id, None)
                return await at_home.record_facts(session, hand, household, step)
            case FollowInPlan():
                household = await households.read(session, row.household_id, None)
                return at_home.follow_in_plan(household, step, hand.today)
            case RerouteToeslag():
                return at_home.reroute_toeslag(await households.read(session, row.household_id, None), step)
            case SettleAtEnd():
                return at_home.settle_at_end(await households.read(session, row.household_id, None), step)
            case ChangeToeslag():
                return at_home.change_toeslag(await households.read(session, row.household_id, None), step)
            case CollectB12():
                return at_home.by_person(step)
            case _:
                return await self._do_at_registry(kept, step)

    async def _do_at_registry(self, kept: Kept, step: Step) -> Outcome:
        row = kept.row
        registry = self._ways.in_person(row.organisation_id, row.asked_by)
        where = row.organisation_id, row.id, row.household_id, row.attempt
        at = AtRegistry(registry, self._ways.reaches, *where, tuple(kept.steps))
        match step:
            case JoinTeam():
                return await at_registry.join_team(at, step)
            case RequirePapers():
                return await at_registry.require_papers(at, step)
            case KnowAddressee():
                return await at_registry.know_addressee(at, step)
            case ArrangeCost():
                return await at_registry.arrange_cost(at, step)
            case PrepareHandshake():
                return await at_registry.prepare_handshake(at, step)
            case LetHandshakeGo():
                return await at_registry.let_handshake_go(at, step)
            case AskSupplier():
                return await at_registry.ask_supplier(at, step)
            case HearSupplier():
                return await at_registry.hear_supplier(at, step)
            case WatchMonth():
                return await at_registry.watch_month(at, step)
            case _:
                raise AssertionError(f"{step.key} is done here")


async def _note(session: Session, hand: Hand, kept: Kept, at: ProceedingStepRow, outcome: Outcome) -> None:
    """Write down what came of a step; who holds the proceeding holds its steps."""
    row = kept.row
    match outcome:
        case Done():
            _set(at, hand, StepState.DONE)
            at.handshake_id = outcome.handshake_id
            await repository.enter(session, hand, row, ProceedingEvent.DO, at.key, hand.now)
        case Waits():
            if (at.state, at.waits_for, at.waits_until) != (StepState.WAITING, outcome.whom, outcome.until):
                _set(at, hand, StepState.WAITING, outcome)
        case Refusal():
            _set(at, hand, StepState.REFUSED)
            at.refusal_sealed = repository.sealed_refusal(hand.keyring, row, outcome)
            await repository.enter(session, hand, row, ProceedingEvent.STOP, at.key, None)
            await _follow(session, hand, kept)


def _set(at: ProceedingStepRow, hand: Hand, state: StepState, waits: Waits | None = None) -> None:
    at.state, at.changed_at, at.refusal_sealed = state, hand.now, None
    at.waits_for, at.waits_until, at.has_task = (None, None, True) if waits is None else waits


async def _rest(session: Session, hand: Hand, kept: Kept) -> None:
    """Nothing more can be done now: it has ended, or waits and is looked at again."""
    row, standing = kept.row, kept.standing()
    if is_all_done(standing):
        await repository.enter(session, hand, row, ProceedingEvent.END, None, None)
    else:
        look_at = hand.now + _pause(standing)
        if row.state is ProceedingState.UNDER_WAY:
            await repository.enter(session, hand, row, ProceedingEvent.WAIT, None, look_at)
        else:
            row.look_at = look_at
    await _follow(session, hand, kept)


def _pause(standing: Iterable[StandingStep]) -> timedelta:
    for_us = any(one.waits is not None and one.waits.whom is Whom.REGISTRY for one in standing)
    return _HEARD_WITHIN if for_us else _LOOKS_AGAIN


async def _follow(session: Session, hand: Hand, kept: Kept) -> None:
    """Let its task be there exactly while it asks something of a case manager that no other task asks."""
    row, wanted_by = kept.row, task.due_on(kept.standing(), hand.today)
    if (wanted_by is not None) == await task.stands(session, row.household_id, task.about(row)):
        return
    try:
        await households.hold(session, row.household_id, None)
    except HouseholdIsChanging as busy:
        raise SomebodyElseIsAtIt from busy
    await task.follow(session, hand, row, wanted_by)
