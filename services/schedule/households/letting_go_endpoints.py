"""Letting go over HTTP: what is to be done before the relief ends, and after it, by the last day of each."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from services.auth import requires
from services.clock import civil_date
from services.many_households import HouseholdsAsked, OneOfHousehold
from services.openapi import problems
from services.schedule.dependencies import Rules, Sight
from services.schedule.households import letting_go, repository
from services.schedule.households.change import Household
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import CannotBePlanned, each_told
from services.schedule.households.letting_go_schemas import LettingGo
from services.schedule.households.planning import planned
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.tasks import tasks_for
from services.sessions import Reading
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["tasks"])

_READS = [requires("tasks:read")]


@router.get(
    "/households/{household_id}/letting-go",
    dependencies=_READS,
    responses=problems(CannotBePlanned),
)
async def get_letting_go(household_id: UUID, session: Reading, sees: Sight, rules: Rules, clock: ClockDep) -> LettingGo:
    """How a household is let go of: each step with its last day, what it needs first, and what is late."""
    return _told(await repository.read(session, household_id, sees), rules, clock.today())


@router.post("/letting-go/_search", dependencies=_READS)
async def search_letting_go(
    body: HouseholdsAsked, session: Reading, sees: Sight, rules: Rules, clock: ClockDep
) -> Page[OneOfHousehold[LettingGo]]:
    """How each of these households is let go of."""
    kept, today = await repository.read_all(session, body.household_ids, sees), clock.today()
    return each_told(kept, lambda one: _told(kept[one], rules, today))


def _told(kept: Household, rules: Rulebook, today: date) -> LettingGo:
    dossier = Dossier.of(kept.facts)
    made = planned(str(kept.id), dossier, kept.municipal_policy, rules)
    if made is None:
        return LettingGo.of(kept.id, None)
    registered_on = civil_date(kept.registered_at)
    tasks = tasks_for(dossier, made, kept.paid_to, registered_on, kept.undecided)
    found = letting_go.letting_go(dossier, made, tasks, kept.tasks, kept.paid_to, today)
    return LettingGo.of(kept.id, found)
