"""Letting go over HTTP: what is to be done before the relief ends, and after it, by the last day of each."""

from uuid import UUID

from fastapi import APIRouter

from services.auth import requires
from services.clock import civil_date
from services.openapi import problems
from services.schedule.dependencies import Rules, Sight
from services.schedule.households import letting_go, repository
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.letting_go_schemas import LettingGo
from services.schedule.households.planning import planned
from services.schedule.households.tasks import tasks_for
from services.sessions import Reading
from services.web import ClockDep

router = APIRouter(tags=["tasks"])


@router.get(
    "/households/{household_id}/letting-go",
    dependencies=[requires("tasks:read")],
    responses=problems(CannotBePlanned),
)
async def get_letting_go(household_id: UUID, session: Reading, sees: Sight, rules: Rules, clock: ClockDep) -> LettingGo:
    """How a household is let go of: each step with its last day, what it needs first, and what is late."""
    kept = await repository.read(session, household_id, sees)
    dossier = Dossier.of(kept.facts)
    made = planned(str(household_id), dossier, kept.municipal_policy, rules)
    if made is None:
        return LettingGo.of(household_id, None)
    registered_on = civil_date(kept.registered_at)
    tasks = tasks_for(dossier, made, kept.paid_to, registered_on, kept.undecided)
    found = letting_go.letting_go(dossier, made, tasks, kept.tasks, kept.paid_to, clock.today())
    return LettingGo.of(household_id, found)
