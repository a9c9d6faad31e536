"""Two planners, one set of rules: the product's and the slow one of the tests give the same figures everywhere."""

from hypothesis import given

from services.schedule.norms import norm_book
from tests.schedule.planning.builders import documented
from tests.schedule.planning.oracle import SlowPlan
from tests.schedule.planning.strategies import FAST, Raw, cases


@FAST
@given(cases())
def test_both_planners_give_the_same_figures(case: Raw) -> None:
    expected = SlowPlan(case, norm_book()).figures()
    made = documented(case)
    made["entries"] = sorted([one["on"], one["account"], one["kind"], one["amount"]] for one in made["entries"])
    assert {field: made[field] for field in expected} == expected
