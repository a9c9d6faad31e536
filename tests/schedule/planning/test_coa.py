"""Rules 2 and 5: when a B12 counts, and what COA wants back for the days before it."""

from datetime import date

from services.schedule.planning.coa import processing_day
from tests.schedule.planning.builders import a_case, a_coa, planned


def test_a_b12_counts_from_the_first_bank_day_on_or_after_it_came() -> None:
    assert processing_day(date(2026, 3, 10)) == date(2026, 3, 10)
    assert processing_day(date(2026, 2, 28)) == date(2026, 3, 2)  # a Saturday
    assert processing_day(date(2026, 4, 3)) == date(2026, 4, 7)  # Good Friday
    assert processing_day(date(2026, 5, 1)) == date(2026, 5, 4)
    assert processing_day(None) is None


def test_the_debt_runs_from_the_departure_up_to_the_day_the_b12_counts() -> None:
    """From 3 up to 16 February (the 15th is a Sunday): 13 days of € 14.26."""
    assert planned(a_case(coa=a_coa(1426, b12="2026-02-15"))).coa_debt == (13, 13 * 1426)


def test_it_runs_on_in_a_municipality_that_does_not_count_it_as_income() -> None:
    made = planned(a_case(coa=a_coa(1426, b12="2026-02-15", treatment="debt_only")))
    assert made.coa_debt == (13, 18538)


def test_a_b12_handed_over_on_the_day_of_leaving_or_before_it_leaves_no_debt() -> None:
    """Even where it counts only from the Monday: 7 February 2026 is a Saturday."""
    assert planned(a_case(coa=a_coa(1426, b12="2026-02-03"))).coa_debt == (0, 0)
    assert planned(a_case(coa=a_coa(1426, b12="2026-01-20"))).coa_debt == (0, 0)
    assert planned(a_case(left="2026-02-07", starts_on=None, coa=a_coa(1426, b12="2026-02-07"))).coa_debt == (0, 0)


def test_a_b12_of_the_day_after_costs_a_day() -> None:
    assert planned(a_case(coa=a_coa(1426, b12="2026-02-04"))).coa_debt == (1, 1426)


def test_without_a_b12_it_runs_to_the_last_day_of_the_relief() -> None:
    """From 3 February up to and including 7 August 2026: 186 days."""
    assert planned(a_case(coa=a_coa(1000))).coa_debt == (186, 186_000)


def test_a_b12_that_comes_after_the_end_of_relief_ends_it_then() -> None:
    """From 3 February up to 1 September 2026: 210 days."""
    assert planned(a_case(coa=a_coa(1000, b12="2026-09-01"))).coa_debt == (210, 210_000)
