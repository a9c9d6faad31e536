"""By which rules plans are made today, over HTTP, and how far the planning by them is."""

from fastapi import APIRouter

from services.auth import requires
from services.schedule.dependencies import Rules
from services.schedule.households.replanning import progress
from services.sessions import Reading
from services.wire import Wire

router = APIRouter(tags=["plans"])


class PlanRules(Wire):
    """The rules of today: `mark` is that of all of them, `normsMark` that of the norms, which a plan version names too.

    Of the `households` of the organisation that have a plan so many are `left`: theirs was made by other rules, and
    they are planned again in turn.
    """

    mark: str
    norms_mark: str
    households: int
    left: int


@router.get("/plan-rules", dependencies=[requires("plans:read")])
async def get_plan_rules(session: Reading, rules: Rules) -> PlanRules:
    """The rules that plans are made by, and how many households are still to be planned by them."""
    now = await progress(session, rules)
    return PlanRules(mark=rules.whole_mark, norms_mark=rules.norms_mark, households=now.planned, left=now.left)
