"""Proceedings over HTTP: asked for as a whole, seen while they are under way, taken up again or let go."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.auth import CallerDep, requires
from services.database import ReadSession
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.openapi import problems
from services.schedule.dependencies import GoesInPerson, Keys, Sight, Writer
from services.schedule.hand import Municipalities
from services.schedule.households import queries
from services.schedule.households import repository as households
from services.schedule.households.change import PlanNeedsThis
from services.schedule.households.facts import FactStands
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.proceedings import asking, repository
from services.schedule.proceedings.asked import (
    CostReturn,
    FamilyArrival,
    ReliefExtension,
    ReliefStart,
    ReliefStop,
    StepReport,
)
from services.schedule.proceedings.asking import Asked
from services.schedule.proceedings.repository import ProceedingIsOpen
from services.schedule.proceedings.schemas import (
    HouseholdProceedingFilter,
    Proceeding,
    ProceedingFilter,
    ProceedingInFull,
)
from services.schedule.proceedings.tables import ProceedingRow
from services.schedule.registry.registry import RegistryDoesNotAnswer
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["proceedings"])

_READS = [requires("tasks:read")]
_WRITES = [requires("households:write", "mandates:write")]
"""What a proceeding does here and at the registry, who asks for it may do himself."""
_OF_COMMAND = (KeyInFlight, KeyUsedBefore)
_BEGINS = problems(
    *_OF_COMMAND,
    ProceedingIsOpen,
    HouseholdIsChanging,
    CannotBePlanned,
    FactStands,
    PlanNeedsThis,
    RegistryDoesNotAnswer,
)


async def _asked(
    household_id: UUID, session: Writing, hand: Writer, caller: CallerDep, in_person: GoesInPerson
) -> Asked:
    household = await households.read(session, household_id, hand.municipalities)
    if in_person is None:
        raise RegistryDoesNotAnswer
    return Asked(session, hand, household, in_person(caller.organisation_id, hand.by))


AskedDep = Annotated[Asked, Depends(_asked, scope="function")]


@router.post(
    "/households/{household_id}/relief-starts",
    status_code=202,
    response_model=Proceeding,
    dependencies=_WRITES,
    responses=_BEGINS,
)
async def start_relief(body: ReliefStart, command: CommandDep, asked: AskedDep, clock: ClockDep) -> Response:
    """Let relief begin: facts and decision, papers, team, arrangements, and what suppliers are asked, step by step."""
    return await _begun(asked, command, clock, lambda: asking.start_relief(asked, body))


@router.post(
    "/households/{household_id}/cost-returns",
    status_code=202,
    response_model=Proceeding,
    dependencies=_WRITES,
    responses=_BEGINS,
)
async def hand_back_cost(body: CostReturn, command: CommandDep, asked: AskedDep, clock: ClockDep) -> Response:
    """Hand a cost back to the client: its supplier collects again before we pay for the last time, and we look on."""
    return await _begun(asked, command, clock, lambda: asking.hand_back(asked, body))


@router.post(
    "/households/{household_id}/relief-stops",
    status_code=202,
    response_model=Proceeding,
    dependencies=_WRITES,
    responses=_BEGINS,
)
async def stop_relief(body: ReliefStop, command: CommandDep, asked: AskedDep, clock: ClockDep) -> Response:
    """Let relief end on a day: every cost goes back, the toeslagen go to the client, and what is left is settled."""
    return await _begun(asked, command, clock, lambda: asking.stop_relief(asked, body))


@router.post(
    "/households/{household_id}/relief-extensions",
    status_code=202,
    response_model=Proceeding,
    dependencies=_WRITES,
    responses=_BEGINS,
)
async def extend_relief(body: ReliefExtension, command: CommandDep, asked: AskedDep, clock: ClockDep) -> Response:
    """Let relief go on (art. 57): its end moves with all that is counted from it, and what suppliers were told is taken
    back."""
    return await _begun(asked, command, clock, lambda: asking.extend_relief(asked, body))


@router.post(
    "/households/{household_id}/family-arrivals",
    status_code=202,
    response_model=Proceeding,
    dependencies=_WRITES,
    responses=_BEGINS,
)
async def join_family(body: FamilyArrival, command: CommandDep, asked: AskedDep, clock: ClockDep) -> Response:
    """Let family join the household: composition and norms, papers, their B12, and toeslagen that become others."""
    return await _begun(asked, command, clock, lambda: asking.join_family(asked, body))


@router.get("/proceedings", dependencies=_READS)
async def list_proceedings(
    session: Reading, sees: Sight, asked: Annotated[ProceedingFilter, Query()]
) -> Page[Proceeding]:
    """The proceedings of all households that the caller works for, the newest first."""
    return await _page(session, sees, asked, asked.wish(asked.household_id))


@router.get("/households/{household_id}/proceedings", dependencies=_READS)
async def list_household_proceedings(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[HouseholdProceedingFilter, Query()]
) -> Page[Proceeding]:
    """The proceedings of a household, the newest first."""
    await queries.household(session, sees, household_id)
    return await _page(session, sees, asked, asked.wish(household_id))


@router.get("/proceedings/{proceeding_id}", dependencies=_READS)
async def get_proceeding(proceeding_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> ProceedingInFull:
    """A proceeding: each step with where it is, who asked for it, and what became of it."""
    kept = await repository.seen(session, keyring, proceeding_id, sees)
    return ProceedingInFull.opened(kept, await repository.turns_of(session, proceeding_id), keyring)


@router.post(
    "/proceedings/{proceeding_id}/_resume",
    response_model=Proceeding,
    dependencies=_WRITES,
    responses=problems(*_OF_COMMAND, CannotHappen, HouseholdIsChanging),
)
async def resume_proceeding(
    proceeding_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Take one up again that stopped, or look now at one that waits; what was done is not done again."""

    async def effect() -> Answer:
        return Answer.of(200, Proceeding.of(await asking.resume(session, hand, proceeding_id)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/proceedings/{proceeding_id}/_report",
    response_model=Proceeding,
    dependencies=_WRITES,
    responses=problems(*_OF_COMMAND, CannotHappen, HouseholdIsChanging),
)
async def report_step(
    proceeding_id: UUID, body: StepReport, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say that a step which only a person can do was done outside."""

    async def effect() -> Answer:
        return Answer.of(200, Proceeding.of(await asking.report(session, hand, proceeding_id, body.step)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/proceedings/{proceeding_id}/_withdraw",
    response_model=ProceedingInFull,
    dependencies=_WRITES,
    responses=problems(*_OF_COMMAND, CannotHappen, HouseholdIsChanging),
)
async def withdraw_proceeding(
    proceeding_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let one go; the answer tells which steps were done, and those are not undone."""

    async def effect() -> Answer:
        kept = await asking.withdraw(session, hand, proceeding_id)
        turns = await repository.turns_of(session, proceeding_id)
        return Answer.of(200, ProceedingInFull.opened(kept, turns, hand.keyring))

    return await answer_once(session, command, effect, clock.now())


async def _begun(
    asked: Asked, command: CommandDep, clock: ClockDep, begin: Callable[[], Awaitable[ProceedingRow]]
) -> Response:
    async def effect() -> Answer:
        row = await begin()
        return Answer.of(202, Proceeding.of(row), f"/v1/proceedings/{row.id}")

    return await answer_once(asked.session, command, effect, clock.now())


async def _page(
    session: ReadSession, sees: Municipalities, asked: HouseholdProceedingFilter, wish: repository.Wish
) -> Page[Proceeding]:
    before = asked.after(UUID)
    found = await repository.page(session, sees, wish, before[0] if before else None, asked.limit + 1)
    return Page.cut([Proceeding.of(one) for one in found], asked.limit, lambda one: (one.id,))
