"""Claims over HTTP: what came wrongly to the client, what is agreed about it, what comes back, and waiving it."""

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
from services.schedule.toeslagen import claim_repository
from services.schedule.toeslagen.claim_repository import NoSuchClaim
from services.schedule.toeslagen.claim_schemas import ClaimAgreement, ClaimWaiver, NewClaimRepayment, ToeslagClaim
from services.schedule.toeslagen.claiming import BelowFloor, NobodyProposed, OwnProposal, agree, propose_waiver, waive
from services.schedule.toeslagen.repaying import MoreThanAgreed, ToldOfAnother, repaid
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/households/{household_id}/toeslagen/{toeslag}/claims", tags=["toeslagen"])

_WRITES = [requires("households:write")]
_REFUSED = (CannotHappen, NoSuchClaim, HouseholdIsChanging, KeyInFlight, KeyUsedBefore, CannotBePlanned)


@router.get("", dependencies=[requires("households:read")])
async def list_toeslag_claims(
    household_id: UUID, toeslag: Toeslag, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[ToeslagClaim]:
    """What came of a toeslag to the client although the budget account is meant, and what comes back of it."""
    await queries.household(session, sees, household_id)
    after = asked.after(int)
    number = after[0] if after else 0
    found = await claim_repository.claims_of_one(session, household_id, toeslag, number, asked.limit + 1)
    return Page.cut([ToeslagClaim.of(one) for one in found], asked.limit, lambda one: (one.number,))


@router.post(
    "/{number}/_agree",
    response_model=ToeslagClaim,
    dependencies=_WRITES,
    responses=problems(BelowFloor, *_REFUSED),
)
async def agree_on_toeslag_claim(
    household_id: UUID,
    toeslag: Toeslag,
    number: int,
    body: ClaimAgreement,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Write down what was agreed with the client, or agreed anew; refused where too little would be left to live on."""

    async def effect() -> Answer:
        return Answer.of(200, ToeslagClaim.of(await agree(session, hand, household_id, toeslag, number, body.agreed())))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{number}/repayments",
    status_code=201,
    response_model=ToeslagClaim,
    dependencies=_WRITES,
    responses=problems(MoreThanAgreed, ToldOfAnother, *_REFUSED),
)
async def tell_claim_repayment(
    household_id: UUID,
    toeslag: Toeslag,
    number: int,
    body: NewClaimRepayment,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Tell that money of a claim came back; told twice it came once."""

    async def effect() -> Answer:
        claim = await repaid(session, hand, household_id, toeslag, number, body.came(), time=body.number)
        at = f"/v1/households/{household_id}/toeslagen/{toeslag}/claims"
        return Answer.of(201, ToeslagClaim.of(claim), at)

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{number}/_propose",
    response_model=ToeslagClaim,
    dependencies=_WRITES,
    responses=problems(*_REFUSED),
)
async def propose_to_waive_claim(
    household_id: UUID,
    toeslag: Toeslag,
    number: int,
    body: ClaimWaiver,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Propose that nothing more has to come back, with the reason; somebody else decides."""

    async def effect() -> Answer:
        claim = await propose_waiver(session, hand, household_id, toeslag, number, body.why)
        return Answer.of(200, ToeslagClaim.of(claim))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{number}/_waive",
    response_model=ToeslagClaim,
    dependencies=[requires("bridging:approve")],
    responses=problems(NobodyProposed, OwnProposal, *_REFUSED),
)
async def waive_toeslag_claim(
    household_id: UUID,
    toeslag: Toeslag,
    number: int,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Decide that nothing more has to come back, as somebody else proposed."""

    async def effect() -> Answer:
        return Answer.of(200, ToeslagClaim.of(await waive(session, hand, household_id, toeslag, number)))

    return await answer_once(session, command, effect, clock.now())
