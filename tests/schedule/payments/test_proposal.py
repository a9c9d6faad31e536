"""What a run proposes for one household, and what is this household's own trouble."""

import json
from typing import Any

import psycopg
import pytest

from services.events import PlanFault
from services.months import parse_month
from services.schedule.payments.candidates import Period
from services.schedule.payments.papers import Papers
from services.schedule.payments.proposal import LeftOut, Proposal, proposal
from services.schedule.planning.norms import NormBook, NormSet
from tests.schedule.households.builders import B12, HOUSEHOLD_ID, PAPERS, RULES, a_plan
from tests.schedule.payments.runs import DECISION, FEBRUARY

MARCH = Period(parse_month("2026-03"), FEBRUARY.date())


def papers(*decisions: dict[str, Any], **changed: Any) -> Papers:
    """A household's papers, its case changed in these fields."""
    case = json.loads(a_plan(*PAPERS, B12).inputs) | changed
    return Papers(HOUSEHOLD_ID, "GM0518", 1, None, json.dumps(case), {}, list(decisions or [DECISION]), [], {})


def fault(of: Papers, norms: NormBook = RULES.norms) -> tuple[PlanFault, str]:
    """What kind of fault this is, and the error that it came of."""
    found = proposal(of, MARCH, norms)
    assert isinstance(found, LeftOut)
    assert found[:3] == (HOUSEHOLD_ID, "GM0518", 1)
    return found.fault, found.came_of.split(" at ")[0]


def test_a_case_that_is_whole_is_proposed_with_what_is_expected_beside_it() -> None:
    found = proposal(papers(), MARCH, RULES.norms)
    assert isinstance(found, Proposal)
    assert (len(found.payments), [one.subject for one in found.expected]) == (
        7,
        ["benefit/2026-02", "benefit/2026-03"],
    )


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"benefit": None}, "TypeError"),
        ({"method": "by_guess"}, "KeyError"),
        ({"reliefEndsOn": "2026-02-30"}, "ValueError"),
        ({"costOrder": None}, "TypeError"),
    ],
)
def test_a_case_that_cannot_be_read_is_left_out(changed: dict[str, Any], error: str) -> None:
    assert fault(papers(**changed)) == (PlanFault.CASE_UNREADABLE, error)


def test_a_decision_that_cannot_be_read_leaves_its_household_out() -> None:
    assert fault(papers({"kind": "decision", "article": "56a", "from": "soon"})) == (
        PlanFault.CASE_UNREADABLE,
        "ValueError",
    )


def test_what_somebody_else_paid_is_not_proposed_and_its_money_not_expected() -> None:
    found = proposal(papers(DECISION, {"kind": "paid_before_us", "until": "2026-03-01"}), MARCH, RULES.norms)
    assert isinstance(found, Proposal)
    keys = [one.payment.key for one in found.payments]
    assert [f"{key.purpose}/{key.occasion}" for key in keys] == ["energy/2026-03", "water/2026-03"]
    assert [one.subject for one in found.expected] == ["benefit/2026-03"]


def test_where_one_cost_was_paid_by_somebody_else_the_others_and_the_money_stay_ours() -> None:
    told = {"kind": "paid_before_us", "until": "2026-03-01", "cost": "rent"}
    found = proposal(papers(DECISION, told), MARCH, RULES.norms)
    assert isinstance(found, Proposal)
    assert {one.payment.key.purpose for one in found.payments} == {"leefgeld", "health_premium", "energy", "water"}
    assert len(found.expected) == 2


def test_a_norm_that_is_missing_for_its_date_leaves_the_household_out() -> None:
    later = NormSet(FEBRUARY.date().replace(year=2027), {"single": 150000}, 50, None, "test", verified=True)
    assert fault(papers(), NormBook([later])) == (PlanFault.NORM_MISSING, "NoNorm")


def test_a_case_that_the_planner_breaks_on_is_left_out() -> None:
    cost = {"kind": "rent", "dueDay": 0, "firstMonth": "2026-03", "amounts": [{"from": "2026-03", "amount": 62000}]}
    broken = papers(fixedCosts=[cost | {"first": None, "deferrals": [], "handedBackFrom": None, "route": "always"}])
    found, error = fault(broken)
    assert (found, error) == (PlanFault.NOT_COMPUTABLE, "ValueError")


def test_what_it_came_of_tells_the_line_of_code_and_nothing_of_the_case() -> None:
    found = proposal(papers(reliefEndsOn="2026-02-30"), MARCH, RULES.norms)
    assert isinstance(found, LeftOut)
    assert found.came_of.startswith("ValueError at case_document.py:")
    assert "2026-02-30" not in found.came_of


class GoneNorms(NormBook):
    """Norms that fail as a machine fails, not as a case does."""

    def __init__(self, failure: Exception) -> None:
        super().__init__(RULES.norms.sets)
        self._failure = failure

    def set_in(self, month: int) -> NormSet:
        raise self._failure

    def amount(self, kind: str, month: int) -> int:
        raise self._failure


@pytest.mark.parametrize("failure", [psycopg.OperationalError("away"), MemoryError(), OSError("no disk")])
def test_what_is_nobodys_case_ends_the_batch(failure: Exception) -> None:
    with pytest.raises(type(failure)):
        proposal(papers(), MARCH, GoneNorms(failure))
