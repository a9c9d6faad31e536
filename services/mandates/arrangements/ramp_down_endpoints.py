"""The ramp-down over HTTP: which cost waits for which, and a case manager's word to go on all the same."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.arrangements import ramp_down
from services.mandates.arrangements.ramp_down import NothingToGoOnWith
from services.mandates.arrangements.ramp_down import RampDownStep as Step
from services.mandates.costs import Cost
from services.mandates.dependencies import Sight, Writer
from services.mandates.fields import MonthField, Reason
from services.mandates.households.repository import seen
from services.many_households import HouseholdsAsked, OneOfHousehold
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, Wire

router = APIRouter(prefix="/households/{household_id}", tags=["payers of record"])
search_router = APIRouter(prefix="/ramp-downs", tags=["payers of record"])


class RampDownStep(Wire):
    """A cost that goes back to the client only after a clean month of the one before it."""

    cost: Cost
    after: Cost
    waits: Annotated[bool, Field(description="Whether that month is still to come, and nobody decided to go on")]
    kept_until: Annotated[MonthField | None, Field(description="The last month that we go on paying it for that")]
    went_ahead: Annotated[bool, Field(description="Whether a person decided to go on without it")]

    @classmethod
    def of(cls, step: Step) -> "RampDownStep":
        """The step as it is told."""
        return cls(**{**step._asdict(), "cost": Cost(step.cost), "after": Cost(step.after)})


class RampDown(Wire):
    """What of a household goes back one at a time; nothing under another policy, or where somebody named the months."""

    household_id: UUID
    steps: list[RampDownStep]

    @classmethod
    def of(cls, household_id: UUID, steps: Sequence[Step]) -> "RampDown":
        """The steps as they are told."""
        return cls(household_id=household_id, steps=[RampDownStep.of(one) for one in steps])


class NewRampDownDecision(Wire):
    """Which cost goes back all the same, and why; the reason is kept sealed."""

    cost: Cost
    reason: Reason


@router.get("/ramp-down", dependencies=[requires("mandates:read")])
async def get_ramp_down(household_id: UUID, session: Reading, sees: Sight) -> RampDown:
    """Which cost of a household waits for a clean month of which other one."""
    return RampDown.of(household_id, await ramp_down.steps_of(session, household_id, sees))


@search_router.post("/_search", dependencies=[requires("mandates:read")])
async def search_ramp_downs(body: HouseholdsAsked, session: Reading, sees: Sight) -> Page[OneOfHousehold[RampDown]]:
    """Which cost of each of these households waits for a clean month of which other one."""
    ids = await seen(session, body.household_ids, sees)
    steps = await ramp_down.steps_of_each(session, ids)
    told = [RampDown.of(one, steps.get(one, [])) for one in ids]
    return Page(items=[OneOfHousehold(household_id=one.household_id, found=one) for one in told])


@router.post(
    "/ramp-down-decisions",
    status_code=201,
    response_model=RampDownStep,
    dependencies=[requires("mandates:write")],
    responses=problems(NothingToGoOnWith, KeyInFlight, KeyUsedBefore),
)
async def go_on_with_ramp_down(
    household_id: UUID, body: NewRampDownDecision, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Hand a cost back although the client has no clean month yet of the one before it."""

    async def effect() -> Answer:
        step = await ramp_down.go_on(session, hand, household_id, body.cost, body.reason)
        return Answer.of(201, RampDownStep.of(step), f"/v1/households/{household_id}/ramp-down")

    return await answer_once(session, command, effect, clock.now())
