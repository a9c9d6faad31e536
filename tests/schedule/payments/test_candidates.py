"""Which payments of a household a run proposes, and why one waits."""

from datetime import date
from uuid import UUID

from services.months import parse_month
from services.schedule.payments.candidates import Candidate, Decision, Dossier, Period, candidates
from services.schedule.wanted.sheet import Sheet
from tests.schedule.planning.builders import a_case, a_cost, monthly, planned

HOUSEHOLD = UUID("019b8d2b-8c00-79c9-8ee9-bce57c7b7931")
FEBRUARY = Period(parse_month("2026-02"), date(2026, 2, 10))
WHOLE_RELIEF = Decision("56a", date(2026, 2, 8), date(2026, 8, 7))


def proposed(*decisions: Decision) -> list[Candidate]:
    """What February's run makes of a key on 3 February, a right from the 8th and leefgeld on the 15th."""
    rent = a_cost("rent", 62000, first=("2026-02-03", 57571))
    made = planned(a_case(costs=[rent], periods=[monthly(40000, day=15)], payout=(15, 0)))
    household = Dossier(HOUSEHOLD, "GM9001", 1, Sheet.of(made), {}, decisions)
    return [one for one in candidates(household, FEBRUARY) if one.payment.key.purpose == "rent"]


def test_what_fell_due_before_the_right_began_is_carried_by_the_decision_on_its_first_day() -> None:
    (first,) = proposed(WHOLE_RELIEF)
    assert (first.payment.due_on, first.execute_on) == (date(2026, 2, 3), date(2026, 2, 10))
    assert first.held != "no_decision"


def test_a_decision_from_a_later_day_does_not_carry_it() -> None:
    (first,) = proposed(Decision("56a", date(2026, 2, 9), None))
    assert first.held == "no_decision"


def test_without_any_decision_nothing_is_paid() -> None:
    (first,) = proposed()
    assert first.held == "no_decision"
