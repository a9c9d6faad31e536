"""Held payments over HTTP: all that waits, and saying that one was settled otherwise."""

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
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.payments import paging
from services.schedule.payments.held_schemas import HeldPayment, SettledOtherwise, SettledPayment, WaitingFilter
from services.schedule.payments.settling import IsAboutToBePaid, NothingIsHeld, settle
from services.schedule.payments.waiting import waiting, waiting_of
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["held payments"])


@router.get("/held-payments", dependencies=[requires("ledger:read")])
async def list_held_payments(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[WaitingFilter, Query()]
) -> Page[HeldPayment]:
    """Everything that a run held and none has paid since, however old, of the households that the caller works for: the
    longest overdue first. It is of each household's own money, so whoever may see that sees it, and no run."""
    after = paging.after(asked, "held-payments", date.fromisoformat, UUID, str, str)
    place = (after[0], after[1], after[2], after[3]) if after else None
    found = await waiting(session, place, asked.limit + 1, sees, asked.household_id)
    today = clock.today()
    return Page.cut(
        [HeldPayment.of(row, today) for row in found],
        asked.limit,
        lambda one: ("held-payments", one.due_on, one.household_id, one.purpose, one.occasion),
    )


@router.post("/held-payments/_search", dependencies=[requires("ledger:read")])
async def search_held_payments(
    body: HouseholdsAsked, session: Reading, sees: Sight, clock: ClockDep
) -> Page[ListOfHousehold[HeldPayment]]:
    """What a run held of each of these households and none has paid since, the longest overdue first: the first 50."""
    ids, today = await queries.seen(session, sees, body.household_ids), clock.today()
    found = await waiting_of(session, ids, MOST_OF_EACH + 1, sees)
    return lists_told(ids, found, lambda row: HeldPayment.of(row, today))


@router.post(
    "/households/{household_id}/held-payments/_settle",
    response_model=SettledPayment,
    dependencies=[requires("held_payments:write")],
    responses=problems(NothingIsHeld, IsAboutToBePaid, HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
)
async def settle_held_payment(
    household_id: UUID,
    body: SettledOtherwise,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say that a held payment was settled otherwise, and how: no run looks at it any more. Nothing is paid by this."""

    async def effect() -> Answer:
        settled = await settle(session, hand, household_id, body.purpose, body.occasion, body.why)
        return Answer.of(200, SettledPayment.of(settled))

    return await answer_once(session, command, effect, clock.now())
