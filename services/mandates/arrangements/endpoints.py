"""Arrangements over HTTP; this room's other endpoints are gathered here."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.arrangements import (
    answer_endpoints,
    answer_page_endpoints,
    contract_endpoints,
    customer_number_endpoints,
    handshake_endpoints,
    payer_endpoints,
    rehearsal_endpoints,
    repository,
    service,
)
from services.mandates.arrangements.schemas import Arrangement, NewArrangement, NewDeferral
from services.mandates.arrangements.service import DefersNothing
from services.mandates.dependencies import Keys, Sight, Writer
from services.mandates.households.repository import household, seen
from services.many_households import HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["arrangements"])
router.include_router(handshake_endpoints.router)
router.include_router(payer_endpoints.router)
router.include_router(answer_endpoints.router)
router.include_router(contract_endpoints.router)
router.include_router(customer_number_endpoints.router)
router.include_router(answer_page_endpoints.router)
router.include_router(rehearsal_endpoints.router)

_READS = [requires("mandates:read")]
_WRITES = [requires("mandates:write")]


@router.post(
    "/households/{household_id}/arrangements",
    status_code=201,
    response_model=Arrangement,
    dependencies=_WRITES,
    responses=problems(KeyInFlight, KeyUsedBefore),
)
async def arrange_cost(
    household_id: UUID, body: NewArrangement, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say with which supplier a household has a cost from a month on; the same again is the same arrangement."""

    async def effect() -> Answer:
        made = (await service.arrange(session, hand, body.wanted(household_id))).arrangement
        return Answer.of(201, Arrangement.of(made), f"/v1/arrangements/{made.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/households/{household_id}/arrangements", dependencies=_READS)
async def list_arrangements(
    household_id: UUID, session: Reading, sees: Sight, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[Arrangement]:
    """All that was ever arranged for a household, oldest first."""
    after = page.after(UUID)
    await household(session, household_id, sees)
    every = (await repository.arrangements_of(session, keyring, [household_id])).get(household_id, [])
    later = [one for one in every if after is None or one.id > after[0]][: page.limit + 1]
    return Page.cut([Arrangement.of(one) for one in later], page.limit, lambda one: (one.id,))


@router.post("/arrangements/_search", dependencies=_READS)
async def search_arrangements(
    body: HouseholdsAsked, session: Reading, sees: Sight, keyring: Keys
) -> Page[ListOfHousehold[Arrangement]]:
    """All that was ever arranged for each of these households, oldest first: the first 50."""
    ids = await seen(session, body.household_ids, sees)
    return lists_told(ids, await repository.arrangements_of(session, keyring, ids), Arrangement.of)


@router.get("/arrangements/{arrangement_id}", dependencies=_READS)
async def get_arrangement(arrangement_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> Arrangement:
    """One arrangement."""
    return Arrangement.of(await repository.arrangement(session, keyring, arrangement_id, sees))


@router.post(
    "/arrangements/{arrangement_id}/_defer",
    response_model=Arrangement,
    dependencies=_WRITES,
    responses=problems(DefersNothing, KeyInFlight, KeyUsedBefore),
)
async def defer_payment(
    arrangement_id: UUID, body: NewDeferral, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Record that the supplier waits for its money until a day, as it agreed to."""

    async def effect() -> Answer:
        return Answer.of(200, Arrangement.of(await service.defer(session, hand, arrangement_id, body.until)))

    return await answer_once(session, command, effect, clock.now())
