"""Toeslagen over HTTP: where they stand, and what came on the client's own account."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.schedule.dependencies import Sight, Writer
from services.schedule.households import queries
from services.schedule.households.fields import Toeslag
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen import repository
from services.schedule.toeslagen.arriving import ToldOtherwise, arrived
from services.schedule.toeslagen.repository import StandingWish
from services.schedule.toeslagen.schemas import (
    NewToeslagArrival,
    ToeslagArrival,
    ToeslagFilter,
    ToeslagStanding,
)
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["toeslagen"])

_READS = [requires("households:read")]
_AT = "/households/{household_id}/toeslagen"


@router.get("/toeslagen", dependencies=_READS)
async def list_toeslagen(
    session: Reading, sees: Sight, asked: Annotated[ToeslagFilter, Query()]
) -> Page[ToeslagStanding]:
    """Where the toeslagen of all households stand that the caller works for, in the order of registration."""
    return await _page(session, sees, asked.wish(), asked)


@router.get(_AT, dependencies=_READS)
async def list_toeslagen_of_household(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[ToeslagStanding]:
    """Where each toeslag of a household stands, what is the next step and who takes it; none before its first plan."""
    await queries.household(session, sees, household_id)
    return await _page(session, sees, StandingWish(household_id), asked)


@router.post("/toeslagen/_search", dependencies=_READS)
async def search_toeslagen(
    body: HouseholdsAsked, session: Reading, sees: Sight
) -> Page[ListOfHousehold[ToeslagStanding]]:
    """Where each toeslag of each of these households stands; none before its first plan."""
    ids = await queries.seen(session, sees, body.household_ids)
    return lists_told(ids, await repository.listed_of(session, ids, MOST_OF_EACH + 1), ToeslagStanding.of)


async def _page(session: Reading, sees: Sight, wish: StandingWish, asked: PageRequest) -> Page[ToeslagStanding]:
    after = asked.after(UUID, ToeslagKind)
    found = await repository.listed(session, sees, wish, (after[0], after[1]) if after else None, asked.limit + 1)
    return Page.cut(
        [ToeslagStanding.of(line) for line in found], asked.limit, lambda one: (one.household_id, one.toeslag)
    )


@router.post(
    _AT + "/{toeslag}/arrivals",
    status_code=201,
    response_model=ToeslagArrival,
    dependencies=[requires("households:write")],
    responses=problems(ToldOtherwise, HouseholdIsChanging, KeyInFlight, KeyUsedBefore, CannotBePlanned),
)
async def tell_toeslag_arrival(
    household_id: UUID,
    toeslag: Toeslag,
    body: NewToeslagArrival,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Tell that money of a toeslag came on the client's own account; told twice it came once."""

    async def effect() -> Answer:
        (told,) = await arrived(session, hand, [body.came(household_id, toeslag)])
        return Answer.of(201, ToeslagArrival.of(told), f"/v1/households/{household_id}/toeslagen/{toeslag}/arrivals")

    return await answer_once(session, command, effect, clock.now())


@router.get(_AT + "/{toeslag}/arrivals", dependencies=_READS)
async def list_toeslag_arrivals(
    household_id: UUID, toeslag: Toeslag, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[ToeslagArrival]:
    """What came of a toeslag of a household, in order of day."""
    await queries.household(session, sees, household_id)
    after = asked.after(date.fromisoformat, str)
    place = (after[0], after[1]) if after else None
    found = await repository.told_of_one(session, household_id, toeslag, place, asked.limit + 1)
    page = Page.cut(found, asked.limit, lambda one: (one.arrived_on, one.told))
    return Page(items=[ToeslagArrival.of(one) for one in page.items], next_cursor=page.next_cursor)
