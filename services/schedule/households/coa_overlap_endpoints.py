"""The overlap with COA over HTTP: what it costs a household, what was agreed, and what is still to be put right."""

from uuid import UUID

from fastapi import APIRouter

from services.auth import requires
from services.openapi import problems
from services.schedule.dependencies import Rules, Sight
from services.schedule.households import repository
from services.schedule.households.coa_overlap import coa_overlap
from services.schedule.households.coa_overlap_schemas import CoaOverlap
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.planning import planned
from services.schedule.households.queries import NoSuchPlan
from services.sessions import Reading

router = APIRouter(tags=["plans"])


@router.get(
    "/households/{household_id}/coa-overlap",
    dependencies=[requires("plans:read")],
    responses=problems(CannotBePlanned),
)
async def get_coa_overlap(household_id: UUID, session: Reading, sees: Sight, rules: Rules) -> CoaOverlap:
    """What COA paid too long, as it is computed and as it was agreed, and for which days the client pays twice."""
    kept = await repository.read(session, household_id, sees)
    dossier = Dossier.of(kept.facts)
    made = planned(str(household_id), dossier, kept.municipal_policy, rules)
    if made is None:
        raise NoSuchPlan
    return CoaOverlap.of(household_id, coa_overlap(dossier, made.plan))
