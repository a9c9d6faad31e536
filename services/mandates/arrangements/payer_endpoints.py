"""The payer of record over HTTP: who pays in a month, how that came to be, a year at a glance, and a decision."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.arrangements import payer_repository, payer_service
from services.mandates.arrangements.payer import NothingChanges
from services.mandates.arrangements.payer_service import NotArranged
from services.mandates.arrangements.schemas import (
    MonthFilter,
    NewPayerDecision,
    PayerOfRecord,
    PayersOfRecord,
    PayerStrip,
    StripFilter,
    StripSearch,
)
from services.mandates.costs import Cost
from services.mandates.dependencies import Sight, Writer
from services.mandates.households.repository import seen
from services.many_households import OneOfHousehold
from services.months import month_of
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["payers of record"])

_READS = [requires("mandates:read")]


@router.get("/households/{household_id}/payers-of-record", dependencies=_READS)
async def list_payers_of_record(
    household_id: UUID, session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[MonthFilter, Query()]
) -> PayersOfRecord:
    """Who pays each cost of a household in a month, since when and why."""
    month = month_of(clock.today()) if asked.month is None else asked.month
    found = await payer_service.payers_of(session, household_id, sees, month, month)
    costs = [PayerOfRecord.of(one.entry) for one in found]
    return PayersOfRecord(household_id=household_id, month=month, costs=costs)


@router.get("/households/{household_id}/payers-of-record/strip", dependencies=_READS)
async def get_payer_strip(
    household_id: UUID, session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[StripFilter, Query()]
) -> PayerStrip:
    """Who pays each cost of a household, month by month."""
    months = asked.months(month_of(clock.today()))
    return PayerStrip.of(household_id, await payer_service.payers_of(session, household_id, sees, *months))


@router.post("/payer-strips/_search", dependencies=_READS)
async def search_payer_strips(
    body: StripSearch, session: Reading, sees: Sight, clock: ClockDep
) -> Page[OneOfHousehold[PayerStrip]]:
    """Who pays each cost of each of these households, month by month."""
    months = body.months(month_of(clock.today()))
    ids = await seen(session, body.household_ids, sees)
    found = await payer_repository.payers(session, ids, *months)
    told = [PayerStrip.of(one, found.get(one, [])) for one in ids]
    return Page(items=[OneOfHousehold(household_id=one.household_id, found=one) for one in told])


@router.get("/households/{household_id}/costs/{cost}/payer-of-record", dependencies=_READS)
async def list_payer_history(
    household_id: UUID, cost: Cost, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[PayerOfRecord]:
    """Every change of who pays a cost, in the order in which it was written; of a month the latest beginning holds."""
    after = page.after(int)
    every = await payer_service.history(session, household_id, sees, cost)
    later = [PayerOfRecord.of(one) for one in every if after is None or one.sequence > after[0]]
    return Page.cut(later[: page.limit + 1], page.limit, lambda one: (one.sequence,))


@router.post(
    "/households/{household_id}/payer-decisions",
    status_code=201,
    response_model=PayerOfRecord,
    dependencies=[requires("mandates:approve")],
    responses=problems(NotArranged, NothingChanges, KeyInFlight, KeyUsedBefore),
)
async def decide_payer(
    household_id: UUID, body: NewPayerDecision, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Decide who pays a cost from a month on, with a reason and without asking the supplier."""

    async def effect() -> Answer:
        entry = await payer_service.decide_payer(session, hand, household_id, body.wish())
        where = f"/v1/households/{household_id}/costs/{entry.cost}/payer-of-record"
        return Answer.of(201, PayerOfRecord.of(entry), where)

    return await answer_once(session, command, effect, clock.now())
