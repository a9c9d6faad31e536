"""Arrears over HTTP: a letter about a bill, told by who has it before him; and all letters to a household."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.schedule.arrears import repository, service
from services.schedule.arrears.schemas import Arrears, NewArrears
from services.schedule.dependencies import Sight, Writer
from services.schedule.households import queries
from services.schedule.households.repository import HouseholdIsChanging
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/households/{household_id}/arrears", tags=["arrears"])
search_router = APIRouter(prefix="/arrears", tags=["arrears"])


@router.post(
    "",
    status_code=201,
    response_model=Arrears,
    dependencies=[requires("tasks:write")],
    responses=problems(HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
)
async def tell_arrears(
    household_id: UUID, body: NewArrears, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Tell of a letter that a bill is not paid. If we paid it the supplier gets the proof; else it is an alarm."""

    async def effect() -> Answer:
        return Answer.of(201, Arrears.of(await service.tell(session, hand, body.letter(household_id))))

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=[requires("tasks:read")])
async def list_arrears(
    household_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[Arrears]:
    """Every letter about a bill of a household, in the order in which they were told of."""
    after = page.after(UUID)
    await queries.household(session, sees, household_id)
    found = await repository.arrears_of(session, [household_id], page.limit + 1, after[0] if after else None)
    return Page.cut([Arrears.of(one) for one in found[household_id]], page.limit, lambda one: (one.id,))


@search_router.post("/_search", dependencies=[requires("tasks:read")])
async def search_arrears(body: HouseholdsAsked, session: Reading, sees: Sight) -> Page[ListOfHousehold[Arrears]]:
    """The letters about a bill of each of these households, in the order in which they were told of: the first 50."""
    ids = await queries.seen(session, sees, body.household_ids)
    return lists_told(ids, await repository.arrears_of(session, ids, MOST_OF_EACH + 1), Arrears.of)
