"""Watched months over HTTP: what is to be asked after, and what was answered."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.mandates.dependencies import Sight, Writer
from services.mandates.households.repository import seen
from services.mandates.transitions import ChangedMeanwhile, history
from services.mandates.watching import repository, service
from services.mandates.watching.schemas import (
    AnsweredWatchedMonth,
    WatchedMonth,
    WatchedMonthFilter,
    WatchedMonthSearch,
    WatchedMonthTransition,
)
from services.many_households import MOST_OF_EACH, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/watched-months", tags=["watched months"])

_READS = [requires("mandates:read")]


@router.get("", dependencies=_READS)
async def list_watched_months(
    session: Reading, sees: Sight, asked: Annotated[WatchedMonthFilter, Query()]
) -> Page[WatchedMonth]:
    """What is to be asked after, of all households that the caller works for, by the day of the answer."""
    after = asked.after(date.fromisoformat, UUID)
    key = (after[0], after[1]) if after else None
    found = await repository.watched_months(session, sees, asked.wish(), key, asked.limit + 1)
    return Page.cut([WatchedMonth.of(one) for one in found], asked.limit, lambda one: (one.answer_by, one.id))


@router.post("/_search", dependencies=_READS)
async def search_watched_months(
    body: WatchedMonthSearch, session: Reading, sees: Sight
) -> Page[ListOfHousehold[WatchedMonth]]:
    """What is to be asked after of each of these households, by the day of the answer: the first 50."""
    ids = await seen(session, body.household_ids, sees)
    found = await repository.watched_months_of(session, ids, body.state, MOST_OF_EACH + 1)
    return lists_told(ids, found, WatchedMonth.of)


@router.get("/{watched_month_id}", dependencies=_READS)
async def get_watched_month(watched_month_id: UUID, session: Reading, sees: Sight) -> WatchedMonth:
    """One watched month."""
    return WatchedMonth.of(await repository.watched_month(session, watched_month_id, sees))


@router.get("/{watched_month_id}/transitions", dependencies=_READS)
async def list_watched_month_transitions(
    watched_month_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[WatchedMonthTransition]:
    """What happened to a watched month, oldest first."""
    after = page.after(int)
    await repository.watched_month(session, watched_month_id, sees)
    found = await history(session, watched_month_id, after[0] if after else 0, page.limit + 1)
    told = [WatchedMonthTransition.model_validate(one) for one in found]
    return Page.cut(told, page.limit, lambda one: (one.sequence,))


@router.post(
    "/{watched_month_id}/_answer",
    response_model=WatchedMonth,
    dependencies=[requires("mandates:write")],
    responses=problems(CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore),
)
async def answer_watched_month(
    watched_month_id: UUID,
    body: AnsweredWatchedMonth,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Note whether a month that the client paid himself arrived; one that did not is an alarm at once."""

    async def effect() -> Answer:
        return Answer.of(200, WatchedMonth.of(await service.answer(session, hand, watched_month_id, body.told())))

    return await answer_once(session, command, effect, clock.now())
