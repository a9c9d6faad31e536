"""Papers over HTTP: what is missing, from whom, by when; this room's other endpoints are gathered here."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.database import Session
from services.idempotency import Answer, Command, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.mandates.alarms.service import look_at
from services.mandates.dependencies import Sight, Writer
from services.mandates.hand import Hand
from services.mandates.households.repository import household, seen
from services.mandates.intake import paper_repository as repository
from services.mandates.intake import paper_service as service
from services.mandates.intake import team_endpoints
from services.mandates.intake.paper import Paper as KeptPaper
from services.mandates.intake.paper import Place
from services.mandates.intake.schemas import DeliveredPaper, MissingPaper, MissingPaperFilter, Paper, PaperReason
from services.mandates.transitions import ChangedMeanwhile
from services.many_households import HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["intake"])
router.include_router(team_endpoints.router)

_READS = [requires("mandates:read")]
_WRITES = [requires("mandates:write")]
_PATH = "/households/{household_id}/papers"
_ONE = f"{_PATH}/{{paper_id}}"
_STEP = problems(CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore)


@router.get(_PATH, dependencies=_READS)
async def list_papers(
    household_id: UUID, session: Reading, sees: Sight, clock: ClockDep, page: Annotated[PageRequest, Query()]
) -> Page[Paper]:
    """The papers of a household: those that are missing and those that are there, the earliest due first."""
    after = page.after(date.fromisoformat, UUID)
    await household(session, household_id, sees)
    kept = _by_day((await repository.papers(session, [household_id])).get(household_id, {}))
    later = [one for one in kept if after is None or (one.due_on, one.id) > after]
    found = [Paper.of(one, clock.today()) for one in later[: page.limit + 1]]
    return Page.cut(found, page.limit, lambda one: (one.due_on, one.id))


@router.post("/papers/_search", dependencies=_READS)
async def search_papers(
    body: HouseholdsAsked, session: Reading, sees: Sight, clock: ClockDep
) -> Page[ListOfHousehold[Paper]]:
    """The papers of each of these households, the earliest due first: the first 50."""
    ids, today = await seen(session, body.household_ids, sees), clock.today()
    found = {one: _by_day(kept) for one, kept in (await repository.papers(session, ids)).items()}
    return lists_told(ids, found, lambda one: Paper.of(one, today))


def _by_day(kept: Mapping[Place, KeptPaper]) -> list[KeptPaper]:
    return sorted(kept.values(), key=lambda one: (one.due_on, one.id))


@router.get("/missing-papers", dependencies=_READS)
async def list_missing_papers(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[MissingPaperFilter, Query()]
) -> Page[MissingPaper]:
    """What is missing in all households that the caller works for, or in those of somebody's team, by due day."""
    after = asked.after(date.fromisoformat, UUID)
    today = clock.today()
    key = (after[0], after[1]) if after else None
    found = await repository.missing(session, sees, asked.wish(), today, key, asked.limit + 1)
    told = [MissingPaper.of(one, today) for one in found]
    return Page.cut(told, asked.limit, lambda one: (one.paper.due_on, one.paper.id))


@router.post(f"{_PATH}/_require", response_model=Page[Paper], dependencies=_WRITES, responses=_STEP)
async def require_papers(
    household_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let the papers follow from policy and costs now, and tell them; it also happens by itself."""

    async def effect() -> Answer:
        kept = await service.require(session, hand, household_id)
        await look_at(session, hand, [household_id], hand.today)
        return Answer.of(200, Page[Paper](items=[Paper.of(one, hand.today) for one in kept]))

    return await answer_once(session, command, effect, clock.now())


@router.post(f"{_ONE}/_deliver", response_model=Paper, dependencies=_WRITES, responses=_STEP)
async def deliver_paper(
    household_id: UUID,
    paper_id: UUID,
    body: DeliveredPaper,
    command: CommandDep,
    session: Writing,
    hand: Writer,
) -> Response:
    """Somebody brought it."""
    step = partial(service.deliver, session, hand, household_id, paper_id, body.evidence, body.delivered_by)
    return await _once(session, hand, command, step)


@router.post(f"{_ONE}/_return", response_model=Paper, dependencies=_WRITES, responses=_STEP)
async def take_paper_back(
    household_id: UUID,
    paper_id: UUID,
    body: PaperReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
) -> Response:
    """It was the wrong one, or holds no more; it is missing again."""
    step = partial(service.take_back, session, hand, household_id, paper_id, body.reason)
    return await _once(session, hand, command, step)


@router.post(f"{_ONE}/_waive", response_model=Paper, dependencies=[requires("mandates:approve")], responses=_STEP)
async def waive_paper(
    household_id: UUID,
    paper_id: UUID,
    body: PaperReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
) -> Response:
    """Decide to go on without it, with a reason."""
    step = partial(service.waive, session, hand, household_id, paper_id, body.reason)
    return await _once(session, hand, command, step)


async def _once(session: Session, hand: Hand, command: Command, step: Callable[[], Awaitable[KeptPaper]]) -> Response:
    """Take the step, and let the alarms follow at once: the paper that was missing may have been the last."""

    async def effect() -> Answer:
        paper = await step()
        await look_at(session, hand, [paper.household_id], hand.today)
        return Answer.of(200, Paper.of(paper, hand.today))

    return await answer_once(session, command, effect, hand.now)
