"""Batches of accounts over HTTP: proposed by an import, looked at as a whole, approved as a whole by another person."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.accounts import batches, service
from services.mandates.accounts.account import SamePerson
from services.mandates.accounts.affected import SuppliedToMoreAndMore
from services.mandates.accounts.batches import AnotherBatch, NoSuchBatch, NothingToApprove
from services.mandates.accounts.dependencies import Banks
from services.mandates.accounts.schemas import (
    AccountBatch,
    ApprovedBatch,
    BatchApproval,
    NewAccountBatch,
    ProposedBatch,
)
from services.mandates.dependencies import Sight, Writer
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep

router = APIRouter()


@router.post(
    "/account-batches",
    status_code=201,
    response_model=ProposedBatch,
    dependencies=[requires("accounts:write")],
    responses=problems(NoSuchBatch, KeyInFlight, KeyUsedBefore),
)
async def propose_account_batch(
    body: NewAccountBatch, command: CommandDep, session: Writing, hand: Writer, ask: Banks
) -> Response:
    """Propose many accounts at once; those that are proposed or approved already stay as they are."""
    wanted = await service.verified(body.wanted(hand.today), ask)

    async def effect() -> Answer:
        if body.batch_id is not None:
            await batches.batch(session, body.batch_id, hand.municipalities)
        batch_id = body.batch_id or hand.new_id()
        proposal = await service.propose_batch(session, hand, wanted, batch_id)
        return Answer.of(201, ProposedBatch.of(batch_id, proposal), f"/v1/account-batches/{batch_id}")

    return await answer_once(session, command, effect, hand.now)


@router.get("/account-batches/{batch_id}", dependencies=[requires("mandates:read")])
async def get_account_batch(batch_id: UUID, session: Reading, sees: Sight) -> AccountBatch:
    """What a batch holds: how many accounts in which state, what the banks said, and the digest of what waits."""
    return AccountBatch.of(await batches.batch(session, batch_id, sees))


@router.post(
    "/account-batches/{batch_id}/_approve",
    response_model=ApprovedBatch,
    dependencies=[requires("accounts:approve")],
    responses=problems(AnotherBatch, NothingToApprove, SamePerson, SuppliedToMoreAndMore, KeyInFlight, KeyUsedBefore),
)
async def approve_account_batch(
    batch_id: UUID, body: BatchApproval, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Approve what was looked at, proposed by others; what the bank said is another's remains to be decided alone."""

    async def effect() -> Answer:
        approved = await service.approve_batch(session, hand, batch_id, body.digest)
        left = await batches.batch(session, batch_id, hand.municipalities)
        return Answer.of(200, ApprovedBatch(approved=approved, batch=AccountBatch.of(left)))

    return await answer_once(session, command, effect, clock.now())
