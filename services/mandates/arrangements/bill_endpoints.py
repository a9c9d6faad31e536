"""Deciding over HTTP who pays a bill that two would pay."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.arrangements import bill_decisions
from services.mandates.arrangements.bill_decisions import NoSharedBill
from services.mandates.dependencies import Writer
from services.mandates.fields import Reason
from services.openapi import problems
from services.sessions import Writing
from services.web import ClockDep
from services.wire import Wire

router = APIRouter(tags=["arrangements"])


class NewBillDecision(Wire):
    """Why this arrangement pays the bill: instead of the others, or its own part beside them."""

    reason: Reason
    beside_others: Annotated[
        bool, Field(description="Whether each pays a part of its own; else this one pays, and the others wait")
    ] = False


class BillDecision(Wire):
    """That an arrangement pays its bill, whoever else would."""

    id: UUID
    arrangement_id: UUID
    beside_others: bool


@router.post(
    "/arrangements/{arrangement_id}/bill-decisions",
    status_code=201,
    response_model=BillDecision,
    dependencies=[requires("mandates:approve")],
    responses=problems(NoSharedBill, KeyInFlight, KeyUsedBefore),
)
async def decide_bill(
    arrangement_id: UUID, body: NewBillDecision, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Decide that this arrangement pays a bill which another one would pay as well; until then none of them does."""

    async def effect() -> Answer:
        made = await bill_decisions.decide_bill(
            session, hand, arrangement_id, body.reason, beside_others=body.beside_others
        )
        return Answer.of(201, BillDecision(**made._asdict()), f"/v1/arrangements/{arrangement_id}")

    return await answer_once(session, command, effect, clock.now())
