"""Emergency payments over HTTP: asked for by one person; its run is approved by another like any run."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.schedule.dependencies import Asks, Sight, Writer
from services.schedule.emergencies import checking, releasing, repository
from services.schedule.emergencies.asking import AnotherEmergency, TooManyAtOnce, ask
from services.schedule.emergencies.releasing import account_for
from services.schedule.emergencies.schemas import EmergencyPayment, NewEmergencyPayment
from services.schedule.households import queries
from services.schedule.households import repository as households
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.payments import paging
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/households/{household_id}/emergency-payments", tags=["emergency payments"])
search_router = APIRouter(prefix="/emergency-payments", tags=["emergency payments"])


@router.post(
    "",
    status_code=201,
    response_model=EmergencyPayment,
    dependencies=[requires("runs:propose")],
    responses=problems(
        AnotherEmergency,
        TooManyAtOnce,
        HouseholdIsChanging,
        KeyInFlight,
        KeyUsedBefore,
        *checking.REFUSED,
        *releasing.REFUSED,
    ),
)
async def ask_emergency_payment(
    household_id: UUID,
    body: NewEmergencyPayment,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    registry: Asks,
    clock: ClockDep,
) -> Response:
    """Ask for living money today; once somebody else has approved its run, the bank file is there at once."""

    async def effect() -> Answer:
        wanted = body.wanted(household_id, hand.today)
        account = await account_for(session, hand, registry, wanted)
        asked = await ask(session, hand, wanted, account)
        return Answer.of(201, EmergencyPayment.of(asked), f"/v1/payment-runs/{asked.run.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=[requires("runs:read")])
async def list_emergency_payments(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[EmergencyPayment]:
    """What was ever asked for a household, the newest first, and what became of it."""
    await households.read(session, household_id, sees)
    after = paging.after(asked, "emergencies", date.fromisoformat, int)
    place = (after[0], after[1]) if after else None
    found = (await repository.of_households(session, [household_id], asked.limit + 1, place))[household_id]
    return Page.cut(
        [EmergencyPayment.of(one) for one in found], asked.limit, lambda one: ("emergencies", one.day, one.number)
    )


@search_router.post("/_search", dependencies=[requires("runs:read")])
async def search_emergency_payments(
    body: HouseholdsAsked, session: Reading, sees: Sight
) -> Page[ListOfHousehold[EmergencyPayment]]:
    """What was ever asked for each of these households, the newest first: the first 50."""
    ids = await queries.seen(session, sees, body.household_ids)
    return lists_told(ids, await repository.of_households(session, ids, MOST_OF_EACH + 1), EmergencyPayment.of)
