"""Asking for another account over HTTP: from which pay day it can be in force, and what was said of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.openapi import problems
from services.schedule.dependencies import Sight, Writer
from services.schedule.households import queries
from services.schedule.households.fields import Toeslag
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.toeslagen import request_repository
from services.schedule.toeslagen.request_repository import NoSuchRequest
from services.schedule.toeslagen.requesting import AskedBefore, NothingToReroute, NotMeantForBudget, ask, confirm
from services.schedule.toeslagen.schemas import AccountRequest, AccountRequestConfirmation, NewAccountRequest
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/households/{household_id}/toeslagen/{toeslag}/account-requests", tags=["toeslagen"])

_WRITES = [requires("households:write")]


@router.post(
    "",
    status_code=201,
    response_model=AccountRequest,
    dependencies=_WRITES,
    responses=problems(
        AskedBefore,
        NothingToReroute,
        NotMeantForBudget,
        HouseholdIsChanging,
        KeyInFlight,
        KeyUsedBefore,
        CannotBePlanned,
    ),
)
async def ask_toeslag_account(
    household_id: UUID,
    toeslag: Toeslag,
    body: NewAccountRequest,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Tell that another account was asked for a toeslag; the answer says what it comes too late for."""

    async def effect() -> Answer:
        row = await ask(session, hand, household_id, toeslag, body.account, body.asked_on or hand.today)
        at = f"/v1/households/{household_id}/toeslagen/{toeslag}/account-requests"
        return Answer.of(201, AccountRequest.of(row), at)

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=[requires("households:read")])
async def list_toeslag_account_requests(
    household_id: UUID, toeslag: Toeslag, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[AccountRequest]:
    """Every request for another account of a toeslag, in order."""
    await queries.household(session, sees, household_id)
    after = asked.after(int)
    found = await request_repository.requests_of_one(
        session, household_id, toeslag, after[0] if after else 0, asked.limit + 1
    )
    return Page.cut([AccountRequest.of(row) for row in found], asked.limit, lambda one: (one.number,))


@router.post(
    "/{number}/_confirm",
    response_model=AccountRequest,
    dependencies=_WRITES,
    responses=problems(CannotHappen, NoSuchRequest, HouseholdIsChanging, KeyInFlight, KeyUsedBefore, CannotBePlanned),
)
async def confirm_toeslag_account(
    household_id: UUID,
    toeslag: Toeslag,
    number: int,
    body: AccountRequestConfirmation,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Tell that Dienst Toeslagen confirmed a request, and from which pay day on if that is another one."""

    async def effect() -> Answer:
        return Answer.of(
            200, AccountRequest.of(await confirm(session, hand, household_id, toeslag, number, body.in_force_on))
        )

    return await answer_once(session, command, effect, clock.now())
