"""Rule 6: when a decision leads to money, for which months, on whose account.

Dienst Toeslagen pays on the first bank day from the 20th on: in 2026 on 20 February, 20 March, 20 April, 20 May,
22 June (the 20th is a Saturday), 20 July, 20 August. A right from March on, € 374 a month, unless said otherwise.
"""

from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.months import parse_month
from services.schedule.planning.toeslagen import is_rest_of_year, pay_day, payments
from tests.schedule.planning.builders import a_case, a_flow, a_toeslag, entries, planned


def paid(decided: str, since: str = "2026-03", ends_on: str | None = None) -> list[tuple[str, int]]:
    """What comes in of one toeslag."""
    made = planned(a_case(toeslagen=[a_toeslag(decided=decided, since=since)], ends_on=ends_on))
    return entries(made, "huurtoeslag")


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2026-02", date(2026, 2, 20)),
        ("2026-06", date(2026, 6, 22)),
        ("2026-09", date(2026, 9, 21)),
        ("2025-12", date(2025, 12, 22)),
    ],
)
def test_the_pay_day_is_the_20th_or_the_first_bank_day_after_it(month: str, day: date) -> None:
    assert pay_day(parse_month(month)) == day


def test_a_decision_before_the_pay_day_is_paid_on_it_with_all_months_up_to_the_next() -> None:
    """Decided on 17 April: on the 20th March, April and May come; then June on 20 May."""
    assert paid("2026-04-17")[:2] == [("2026-04-20", 3 * 37400), ("2026-05-20", 37400)]


def test_a_decision_on_the_pay_day_is_still_in_time() -> None:
    assert paid("2026-04-20")[0] == ("2026-04-20", 3 * 37400)


def test_on_a_weekend_between_the_20th_and_the_pay_day_it_is_still_in_time() -> None:
    """21 June 2026 is a Sunday and the pay day is Monday the 22nd."""
    assert paid("2026-06-21")[0] == ("2026-06-22", 5 * 37400)


def test_a_decision_after_the_pay_day_is_paid_a_week_later_and_the_next_pay_day_brings_the_month_after() -> None:
    """Decided on 21 April: on the 28th March, April and May come; then June on 20 May."""
    assert paid("2026-04-21")[:2] == [("2026-04-28", 3 * 37400), ("2026-05-20", 37400)]


def test_a_week_later_may_be_a_closed_day_and_another_month() -> None:
    """Decided on 24 April: 1 May 2026 is closed, so Monday the 4th. It holds no month more for that."""
    assert paid("2026-04-24")[:2] == [("2026-05-04", 3 * 37400), ("2026-05-20", 37400)]


def test_a_decision_before_entitlement_waits_for_the_pay_day_of_the_month_before_it() -> None:
    """Decided on 10 February for May: the first money is May's, on 20 April."""
    assert paid("2026-02-10", since="2026-05")[:2] == [("2026-04-20", 37400), ("2026-05-20", 37400)]


def test_a_decision_in_the_month_before_entitlement_but_after_the_pay_day() -> None:
    """Decided on 25 March for April: paid a week later, on 1 April; that payment holds April only."""
    assert paid("2026-03-25", since="2026-04")[:2] == [("2026-04-01", 37400), ("2026-04-20", 37400)]


def test_each_month_has_its_own_amount() -> None:
    toeslag = a_toeslag([("2026-03", 37400), ("2026-05", 30000)], decided="2026-04-17")
    made = planned(a_case(toeslagen=[toeslag]))
    assert entries(made, "huurtoeslag")[:2] == [("2026-04-20", 37400 + 37400 + 30000), ("2026-05-20", 30000)]


def test_a_toeslag_of_nothing_is_no_payment() -> None:
    toeslag = a_toeslag([("2026-03", 37400), ("2026-06", 0)], decided="2026-04-17")
    assert entries(planned(a_case(toeslagen=[toeslag])), "huurtoeslag") == [("2026-04-20", 3 * 37400)]


def test_toeslagen_are_known_up_to_and_including_the_day_of_settlement() -> None:
    """Relief up to 19 May is settled on the 20th, a pay day; up to 18 May a day earlier, without it."""
    assert paid("2026-04-17", ends_on="2026-05-19")[-1] == ("2026-05-20", 37400)
    assert paid("2026-04-17", ends_on="2026-05-18")[-1] == ("2026-04-20", 3 * 37400)


def test_the_back_pay_itself_may_come_on_the_day_of_settlement() -> None:
    """Relief up to 19 April is settled on the 20th, the day of the back-pay; up to the 16th on the 17th."""
    assert paid("2026-04-17", ends_on="2026-04-19") == [("2026-04-20", 3 * 37400)]
    assert paid("2026-04-17", ends_on="2026-04-16") == []


def test_a_decision_after_the_end_brings_nothing() -> None:
    assert paid("2026-09-01") == []


def test_each_payment_goes_where_its_day_says() -> None:
    """Rerouted from 20 May on, and back from 1 August on."""
    routes = [(None, "client"), ("2026-05-20", "budget"), ("2026-08-01", "client")]
    made = planned(a_case(toeslagen=[a_toeslag(to=routes)], ends_on="2026-08-31"))
    assert [on for on, _ in entries(made, "huurtoeslag", "client")] == ["2026-04-20", "2026-08-20"]
    assert [on for on, _ in entries(made, "huurtoeslag", "budget")] == ["2026-05-20", "2026-06-22", "2026-07-20"]


def test_other_flows_are_known_up_to_and_including_the_day_of_settlement() -> None:
    """Relief ends on 7 August, a Friday; it is settled on Monday the 10th."""
    flows = [a_flow("2026-08-10", 5000), a_flow("2026-08-11", 7000)]
    assert entries(planned(a_case(flows=flows)), "other_income") == [("2026-08-10", 5000)]


def test_what_is_decided_after_31_october_comes_for_the_whole_year_in_one_sum() -> None:
    """Awir art. 22. A right from October on; what comes next is January's, which is another year."""
    until_31_october = a_toeslag(decided="2026-10-31", since="2026-10")
    made = planned(a_case(toeslagen=[until_31_october], ends_on="2027-02-28"))
    assert entries(made, "huurtoeslag")[:2] == [("2026-11-09", 2 * 37400), ("2026-11-20", 37400)]
    for decided, paid_on in (("2026-11-01", "2026-11-20"), ("2026-11-25", "2026-12-02")):
        made = planned(a_case(toeslagen=[a_toeslag(decided=decided, since="2026-10")], ends_on="2027-02-28"))
        assert entries(made, "huurtoeslag")[:2] == [(paid_on, 3 * 37400), ("2026-12-21", 37400)]


@given(st.dates(date(2026, 9, 1), date(2026, 12, 31)), st.integers(1, 12))
def test_one_sum_is_the_rest_of_the_year_just_where_it_was_decided_after_31_october(decided: date, since: int) -> None:
    raw = a_toeslag(decided=decided.isoformat(), since=f"2026-{since:02d}")
    (toeslag,) = planned(a_case(toeslagen=[raw])).case.toeslagen
    first, second = islice(payments(toeslag, date(2027, 12, 31)), 2)
    holds_december = first.last >= parse_month("2026-12")
    assert is_rest_of_year(toeslag) == (decided > date(2026, 10, 31))
    assert second.first == first.last + 1
    if is_rest_of_year(toeslag):
        assert holds_december
    elif since < 12:
        assert second.first <= parse_month("2026-12")
