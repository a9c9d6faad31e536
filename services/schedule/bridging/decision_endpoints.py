"""Decisions on bridging over HTTP: taken by one person, and where it takes two approved by another."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.schedule.bridging import repository
from services.schedule.bridging.deciding import (
    DecisionIsElsewhere,
    IsPaidAlready,
    NoLongerFits,
    OwnDecision,
    approve,
    decide,
    refuse,
    withdraw,
)
from services.schedule.bridging.decision_schemas import (
    BridgingDecision,
    BridgingDecisionLine,
    BridgingReason,
    NewBridgingDecision,
)
from services.schedule.dependencies import Keys, Sight, Writer
from services.schedule.emergencies.checking import NoPlanYet
from services.schedule.households import queries
from services.schedule.households import repository as households
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.ledger.accounts import MinstandInUse
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/households/{household_id}/bridging-decisions", tags=["bridging"])
search_router = APIRouter(prefix="/bridging-decisions", tags=["bridging"])

Number = Annotated[int, Path(ge=1, le=1_000_000, description="The decision's number within its household")]
_READS = [requires("plans:read")]
_REFUSED = (DecisionIsElsewhere, HouseholdIsChanging, KeyInFlight, KeyUsedBefore)
_WEIGHED = (CannotBePlanned, MinstandInUse, NoPlanYet)


@router.post(
    "",
    status_code=201,
    response_model=BridgingDecision,
    dependencies=[requires("bridging:decide")],
    responses=problems(*_REFUSED, *_WEIGHED),
)
async def decide_bridging(
    household_id: UUID,
    body: NewBridgingDecision,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Decide on an instrument; a loan, and more than the policy has, waits for a second person."""

    async def effect() -> Answer:
        decided = await decide(session, hand, household_id, body.wanted(hand.today), body.reason)
        place = f"/v1/households/{household_id}/bridging-decisions/{decided.row.number}"
        return Answer.of(201, BridgingDecision.of(decided, hand.keyring), place)

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=_READS)
async def list_bridging_decisions(
    household_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[BridgingDecisionLine]:
    """Every decision on bridging of a household, the newest first."""
    await households.read(session, household_id, sees)
    after = page.after(int)
    found = await repository.decisions(session, [household_id], page.limit + 1, after[0] if after else None)
    told = [BridgingDecisionLine.line(row) for row in found[household_id]]
    return Page.cut(told, page.limit, lambda one: (one.number,))


@search_router.post("/_search", dependencies=_READS)
async def search_bridging_decisions(
    body: HouseholdsAsked, session: Reading, sees: Sight
) -> Page[ListOfHousehold[BridgingDecisionLine]]:
    """The decisions on bridging of each of these households, the newest first: the first 50."""
    ids = await queries.seen(session, sees, body.household_ids)
    found = await repository.decisions(session, ids, MOST_OF_EACH + 1)
    return lists_told(ids, found, BridgingDecisionLine.line)


@router.get("/{number}", dependencies=_READS)
async def get_bridging_decision(
    household_id: UUID, number: Number, session: Reading, sees: Sight, keyring: Keys
) -> BridgingDecision:
    """One decision with its reason and its history."""
    await households.read(session, household_id, sees)
    return BridgingDecision.of(await repository.decided(session, household_id, number), keyring)


@router.post(
    "/{number}/_approve",
    response_model=BridgingDecision,
    dependencies=[requires("bridging:approve")],
    responses=problems(*_REFUSED, *_WEIGHED, NoLongerFits, OwnDecision),
)
async def approve_bridging(
    household_id: UUID, number: Number, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let what somebody else decided hold, if it still fits all that is known."""

    async def effect() -> Answer:
        return Answer.of(200, BridgingDecision.of(await approve(session, hand, household_id, number), hand.keyring))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{number}/_refuse",
    response_model=BridgingDecision,
    dependencies=[requires("bridging:approve")],
    responses=problems(*_REFUSED, OwnDecision),
)
async def refuse_bridging(
    household_id: UUID,
    number: Number,
    body: BridgingReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say that what somebody else decided shall not hold, and why."""

    async def effect() -> Answer:
        refused = await refuse(session, hand, household_id, number, body.reason)
        return Answer.of(200, BridgingDecision.of(refused, hand.keyring))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{number}/_withdraw",
    response_model=BridgingDecision,
    dependencies=[requires("bridging:decide")],
    responses=problems(*_REFUSED, *_WEIGHED, IsPaidAlready),
)
async def withdraw_bridging(
    household_id: UUID,
    number: Number,
    body: BridgingReason,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Take a decision back of which nothing was paid."""

    async def effect() -> Answer:
        withdrawn = await withdraw(session, hand, household_id, number, body.reason)
        return Answer.of(200, BridgingDecision.of(withdrawn, hand.keyring))

    return await answer_once(session, command, effect, clock.now())
