"""What the policy hands back one at a time is told with the cost before it, and what we keep longer moves the plan."""

from services.schedule.households.cost_calendar import Foreseen, foreseen, one_at_a_time
from services.schedule.planning.case_document import case_document
from tests.schedule.callers import Caller
from tests.schedule.households.builders import B12, PAPERS, RULES, Raw, a_plan
from tests.schedule.households.test_endpoints import registered

STATUTORY: Raw = {"kind": "policy_chosen", "from": "2026-02-03", "policy": "statutory"}
KEPT: Raw = {"kind": "cost_kept", "cost": "energy", "until": "2026-06"}


def steps(*raws: Raw, policy: str = "statutory", said: tuple[str, ...] = ()) -> dict[str, str]:
    made = a_plan(*PAPERS, B12, *raws, policy=policy)
    told = foreseen(case_document(made.case), RULES.norms)
    assert isinstance(told, Foreseen)
    return one_at_a_time(made.policy.ramp_down, told, said)


def own_from(*raws: Raw) -> dict[str, str | None]:
    return {
        one["kind"]: one["handedBackFrom"]
        for one in case_document(a_plan(*PAPERS, B12, *raws, policy="statutory").case)["fixedCosts"]
    }


def test_each_cost_comes_after_the_one_that_the_policy_names_before_it() -> None:
    assert steps() == {"energy": "water", "health_premium": "energy", "rent": "health_premium"}


def test_a_cost_of_which_somebody_named_the_month_waits_for_none() -> None:
    assert steps(said=("health_premium",)) == {"energy": "water", "rent": "health_premium"}


def test_where_everything_goes_back_at_the_end_nothing_waits() -> None:
    assert steps(policy="den-haag") == {}


def test_a_cost_that_is_kept_goes_back_a_month_later_and_never_earlier_than_the_policy_has_it() -> None:
    assert own_from() == {"rent": "2026-08", "energy": "2026-06", "water": "2026-05", "health_premium": "2026-07"}
    assert own_from(KEPT)["energy"] == "2026-07"
    assert own_from({**KEPT, "until": "2026-03"})["energy"] == "2026-06"
    named = {"kind": "cost_handed_back", "cost": "energy", "from": "2026-05"}
    assert own_from(KEPT, named)["energy"] == "2026-05", "what somebody said holds"


async def test_the_calendar_tells_which_cost_comes_after_which(anna: Caller) -> None:
    household = await registered(anna, facts=[*PAPERS, B12, STATUTORY])
    handed_back = {"kind": "cost_handed_back", "cost": "energy", "from": "2026-06"}
    await anna.post(f"/households/{household}/facts", {"facts": [handed_back]})
    (told,) = (await anna.post("/cost-calendars/_search", {"householdIds": [household]})).json()["items"]
    assert told["handedBackAfter"] == [
        {"cost": "health_premium", "after": "energy"},
        {"cost": "rent", "after": "health_premium"},
    ]
