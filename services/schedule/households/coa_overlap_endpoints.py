"""The overlap with COA over HTTP: what it costs a household, what was agreed, and what is still to be put right."""

from uuid import UUID

from fastapi import APIRouter

from services.auth import requires
from services.many_households import HouseholdsAsked, OneOfHousehold
from services.openapi import problems
from services.schedule.dependencies import Rules, Sight
from services.schedule.households import repository
from services.schedule.households.change import Household
from services.schedule.households.coa_overlap import coa_overlap
from services.schedule.households.coa_overlap_schemas import CoaOverlap
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import CannotBePlanned, each_told
from services.schedule.households.planning import planned
from services.schedule.households.queries import NoSuchPlan
from services.schedule.households.rulebook import Rulebook
from services.sessions import Reading
from services.wire import Page

router = APIRouter(tags=["plans"])

_READS = [requires("plans:read")]


@router.get(
    "/households/{household_id}/coa-overlap",
    dependencies=_READS,
    responses=problems(CannotBePlanned),
)
async def get_coa_overlap(household_id: UUID, session: Reading, sees: Sight, rules: Rules) -> CoaOverlap:
    """What COA paid too long, as it is computed and as it was agreed, and for which days the client pays twice."""
    told = _told(await repository.read(session, household_id, sees), rules)
    if told is None:
        raise NoSuchPlan
    return told


@router.post("/coa-overlaps/_search", dependencies=_READS)
async def search_coa_overlaps(
    body: HouseholdsAsked, session: Reading, sees: Sight, rules: Rules
) -> Page[OneOfHousehold[CoaOverlap]]:
    """What COA paid each of these households too long; null without a plan."""
    kept = await repository.read_all(session, body.household_ids, sees)
    return each_told(kept, lambda one: _told(kept[one], rules))


def _told(kept: Household, rules: Rulebook) -> CoaOverlap | None:
    dossier = Dossier.of(kept.facts)
    made = planned(str(kept.id), dossier, kept.municipal_policy, rules)
    return None if made is None else CoaOverlap.of(kept.id, coa_overlap(dossier, made.plan))
