"""Whom the costs of a household are paid to, over HTTP: told here with its facts, and kept by the registry."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import Writer
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.service import assign_payees
from services.schedule.payees.schemas import CostPayee, NewCostPayee
from services.sessions import Writing
from services.web import ClockDep

router = APIRouter(tags=["payees"])


@router.post(
    "/households/{household_id}/cost-payees",
    status_code=201,
    response_model=CostPayee,
    dependencies=[requires("households:write")],
    responses=problems(HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
)
async def assign_cost_payee(
    household_id: UUID, body: NewCostPayee, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say who is paid for a cost of a household from a day on, and with which reference.

    The registry of the mandates service has it within a minute: a new account waits there for a second person, and who
    is paid is looked up there. The answer is masked.
    """

    async def effect() -> Answer:
        wanted = body.wanted("account.iban")
        (added,) = await assign_payees(session, hand, household_id, [wanted])
        return Answer.of(201, CostPayee.of(wanted, added.valid_from))

    return await answer_once(session, command, effect, clock.now())
