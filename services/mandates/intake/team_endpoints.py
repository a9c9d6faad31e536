"""The people around a household over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.dependencies import Sight, Writer
from services.mandates.households.repository import household, seen
from services.mandates.intake import team_repository as repository
from services.mandates.intake import team_service as service
from services.mandates.intake.schemas import (
    EndedMembership,
    NewTeamMember,
    SupportedHouseholds,
    SupporterSearch,
    TeamMember,
)
from services.mandates.intake.team import HasEnded, LaterOne
from services.many_households import HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter()

_WRITES = [requires("mandates:write")]
_PATH = "/households/{household_id}/team-members"

MOST_SUPPORTED = 500
"""Households of one supporter; somebody who helps more is a colleague."""


@router.get(_PATH, dependencies=[requires("mandates:read")])
async def list_team(
    household_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[TeamMember]:
    """All who stand or stood around a household, in the order in which they came."""
    after = page.after(int)
    await household(session, household_id, sees)
    known = (await repository.members(session, [household_id])).get(household_id, [])
    later = [TeamMember.of(one) for one in known if after is None or one.sequence > after[0]]
    return Page.cut(later[: page.limit + 1], page.limit, lambda one: (one.number,))


@router.post("/team-members/_search", dependencies=[requires("mandates:read")])
async def search_team_members(
    body: HouseholdsAsked, session: Reading, sees: Sight
) -> Page[ListOfHousehold[TeamMember]]:
    """All who stand or stood around each of these households, in the order in which they came: the first 50."""
    ids = await seen(session, body.household_ids, sees)
    return lists_told(ids, await repository.members(session, ids), TeamMember.of)


@router.post(
    _PATH,
    status_code=201,
    response_model=TeamMember,
    dependencies=_WRITES,
    responses=problems(LaterOne, KeyInFlight, KeyUsedBefore),
)
async def join_team(
    household_id: UUID, body: NewTeamMember, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Give somebody a role from a day on; whoever had it has it until the day before, supporters aside."""

    async def effect() -> Answer:
        one = await service.join(session, hand, household_id, body.role, body.subject, body.from_day)
        return Answer.of(201, TeamMember.of(one), f"/v1/households/{household_id}/team-members")

    return await answer_once(session, command, effect, clock.now())


@router.post(
    f"{_PATH}/{{number}}/_end",
    response_model=TeamMember,
    dependencies=_WRITES,
    responses=problems(HasEnded, KeyInFlight, KeyUsedBefore),
)
async def leave_team(
    household_id: UUID,
    number: int,
    body: EndedMembership,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Name somebody's last day in a role."""

    async def effect() -> Answer:
        one = await service.leave(session, hand, household_id, number, body.until_day)
        return Answer.of(200, TeamMember.of(one))

    return await answer_once(session, command, effect, clock.now())


@router.post("/supported-households/_search", dependencies=[requires("teams:read")])
async def search_supported_households(body: SupporterSearch, session: Reading, clock: ClockDep) -> SupportedHouseholds:
    """Around which households somebody stands as a supporter today; for our own services, which show him no other."""
    found = await repository.supported_by(session, body.subject, clock.today(), MOST_SUPPORTED)
    return SupportedHouseholds(household_ids=found)
