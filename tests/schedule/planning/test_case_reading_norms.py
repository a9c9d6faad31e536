"""The norms that a case names: kinds that exist, in every month that is paid."""

import pytest

from services.schedule.norms import norm_book
from services.schedule.planning.case_reading import read_case
from tests.schedule.planning.builders import a_case, a_coa, faults_of


def test_a_kind_that_is_no_norm_is_named_with_those_that_are() -> None:
    (said,) = faults_of(a_case(norms=[("2026-02", "single"), ("2026-05", "student")]))
    assert said.startswith("benefit.norms[1].kind: 'student' is no norm (one of: aow_couple, aow_single, couple, ")
    assert said.endswith("youth_couple_children, youth_with_top_up, cost_sharer_N (N = 2, 3, …))")


def test_one_that_is_nearly_one_is_named_with_it_where_it_stands() -> None:
    """In the file, not in the order of months."""
    raw = a_case(norms=[("2026-05", "Single_parrent"), ("2026-02", "single")])
    assert faults_of(raw) == ["benefit.norms[0].kind: 'Single_parrent' is no norm (did you mean 'single_parent'?)"]


def test_it_is_named_beside_all_other_faults() -> None:
    raw = a_case(norms=[("2026-02", "student")], coa=a_coa(-1))
    assert [said.split(":")[0] for said in faults_of(raw)] == ["benefit.norms[0].kind", "coa.dailyAmount"]


def test_the_youth_top_up_does_not_exist_before_2026() -> None:
    raw = a_case(left="2025-12-20", starts_on=None, norms=[("2025-12", "youth_with_top_up")])
    assert faults_of(raw) == [
        "benefit.norms: the youth top-up of art. 20 lid 3 exists from 2026-01 on, not in 2025-12"
        " (check the months of the right and the kinds of norm)"
    ]


def test_not_even_for_the_last_month_of_the_relief() -> None:
    norms = [("2025-08", "youth"), ("2025-12", "youth_with_top_up")]
    raw = a_case(left="2025-08-01", starts_on=None, norms=norms, ends_on="2025-12-15")
    assert faults_of(raw)[0].startswith("benefit.norms: the youth top-up of art. 20 lid 3 exists from 2026-01 on")


@pytest.mark.parametrize(
    ("payout", "ends_on", "month"),
    [((25, -1), "2025-11-25", "2025-12"), ((1, 0), "2025-10-31", "2025-11")],
    ids=["in the month before", "on Friday for Saturday the 1st"],
)
def test_nor_for_a_month_that_is_paid_before_it_begins(payout: tuple[int, int], ends_on: str, month: str) -> None:
    norms = [("2025-06", "youth"), (month, "youth_with_top_up")]
    paid, not_paid = [
        a_case(left="2025-06-03", starts_on=None, norms=norms, payout=payout, ends_on=last)
        for last in (ends_on, f"{ends_on[:-2]}24")
    ]
    assert [said.split(",")[0] for said in faults_of(paid)] == [
        "benefit.norms: the youth top-up of art. 20 lid 3 exists from 2026-01 on"
    ]
    assert read_case(not_paid, norm_book()).relief_ends_on.day == 24


def test_where_it_only_holds_from_2026_on_it_is_fine() -> None:
    raw = a_case(left="2025-12-20", starts_on=None, norms=[("2025-12", "youth"), ("2026-01", "youth_with_top_up")])
    assert read_case(raw, norm_book()).benefit.norms[1].kind == "youth_with_top_up"


def test_before_the_first_norms_nothing_can_be_planned() -> None:
    assert faults_of(a_case(left="2024-11-04", starts_on=None, norms=[("2024-11", "single")])) == [
        "benefit.norms: no norms are known for 2024-11; the first set is of 2025-01-01"
        " (check the months of the right and the kinds of norm)"
    ]
