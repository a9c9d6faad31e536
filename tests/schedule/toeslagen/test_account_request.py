"""From which pay day another account can be in force, what it comes too late for, and what money says of it.

Dienst Toeslagen pays on 20 February, 20 March, 20 April, 20 May and 22 June 2026; a change is passed on in a month
if it was asked seven days before its pay day, and takes another month.
"""

from datetime import date

import pytest

from services.events import AccountRequestState
from services.months import month_text, parse_month
from services.schedule.planning.case import Account
from services.schedule.planning.policy import Rerouting
from services.schedule.toeslagen.account_request import (
    REQUEST,
    Missed,
    PassedOn,
    RequestEvent,
    after_arrival,
    cut_off,
    in_force_on,
    next_cut_off,
    passed_on_in,
    still_missed,
)
from tests.schedule.toeslagen.builders import AMOUNT, APPLIED, DECIDED, IN_TIME, known

BUDGET, CLIENT = Account.BUDGET, Account.CLIENT
DEN_HAAG = Rerouting(changes_per_month=1, lead_months=1)


def passed(asked: str, account: Account = BUDGET, *others: tuple[str, Account], rules: Rerouting = DEN_HAAG) -> str:
    """The month in which it is passed on."""
    before = [PassedOn(parse_month(month), to) for month, to in others]
    return month_text(passed_on_in(date.fromisoformat(asked), account, before, rules))


@pytest.mark.parametrize(
    ("month", "day"), [("2026-04", "2026-04-13"), ("2026-06", "2026-06-15"), ("2026-09", "2026-09-14")]
)
def test_the_cut_off_is_a_week_before_the_pay_day_weekends_included(month: str, day: str) -> None:
    """20 June and 20 September 2026 fall in a weekend, and are paid on the Monday after."""
    assert cut_off(parse_month(month)) == date.fromisoformat(day)
    assert next_cut_off(date.fromisoformat(day)) == date.fromisoformat(day)


def test_who_asks_after_the_cut_off_goes_along_a_month_later() -> None:
    assert (passed("2026-04-13"), passed("2026-04-14")) == ("2026-04", "2026-05")
    assert next_cut_off(date(2026, 4, 14)) == date(2026, 5, 13)


def test_a_household_has_one_change_a_month_and_all_toeslagen_to_one_account_are_one() -> None:
    assert passed("2026-04-10", BUDGET, ("2026-04", BUDGET)) == "2026-04"
    assert passed("2026-04-10", CLIENT, ("2026-04", BUDGET)) == "2026-05"
    assert passed("2026-04-10", CLIENT, ("2026-04", BUDGET), ("2026-05", BUDGET)) == "2026-06"
    assert passed("2026-04-10", CLIENT, ("2026-04", BUDGET), rules=Rerouting(2, 1)) == "2026-04"


def test_it_is_in_force_a_months_lead_after_it_was_passed_on() -> None:
    assert in_force_on(parse_month("2026-04"), DEN_HAAG) == date(2026, 5, 20)
    assert in_force_on(parse_month("2026-04"), None) == date(2026, 5, 20), "where the policy says nothing"
    assert in_force_on(parse_month("2026-04"), Rerouting(1, 2)) == date(2026, 6, 22)


def test_asked_in_time_it_misses_nothing() -> None:
    """By 13 March for the back-pay of 20 April."""
    assert still_missed(known(*IN_TIME), BUDGET, date(2026, 3, 13), date(2026, 4, 20)) is None


def test_asked_a_day_late_it_misses_the_back_pay() -> None:
    assert still_missed(known(*IN_TIME), BUDGET, date(2026, 3, 14), date(2026, 5, 20)) == Missed(
        date(2026, 4, 20), 112200
    )
    assert still_missed(known(*IN_TIME), BUDGET, date(2026, 4, 14), date(2026, 6, 22)) == Missed(
        date(2026, 4, 20), 149600
    )


def test_before_the_decision_the_last_day_for_it_is_counted_on() -> None:
    """Applied for on 3 February it is decided by 5 May, and paid on the 20th with March to June."""
    undecided = known(AMOUNT, APPLIED)
    assert still_missed(undecided, BUDGET, date(2026, 4, 14), date(2026, 6, 22)) == Missed(date(2026, 5, 20), 149600)
    assert still_missed(known(AMOUNT, APPLIED, DECIDED | {"granted": False}), BUDGET, date(2026, 4, 14),
                        date(2026, 6, 22)) is None  # fmt: skip


def test_asked_back_late_it_misses_what_is_paid_after_the_relief() -> None:
    """Relief ends on 7 August; on 20 August September's money is the client's."""
    assert still_missed(known(*IN_TIME), CLIENT, date(2026, 7, 13), date(2026, 8, 20)) is None
    assert still_missed(known(*IN_TIME), CLIENT, date(2026, 7, 14), date(2026, 9, 21)) == Missed(
        date(2026, 8, 20), 37400
    )


@pytest.mark.parametrize(
    ("state", "came_to", "on", "event"),
    [
        ("asked", BUDGET, "2026-05-20", RequestEvent.CONFIRM),
        ("asked", BUDGET, "2026-04-20", RequestEvent.CONFIRM),  # sooner than anybody hoped
        ("asked", CLIENT, "2026-05-19", None),
        ("asked", CLIENT, "2026-05-20", RequestEvent.FAIL),
        ("confirmed", BUDGET, "2026-05-20", None),
        ("confirmed", CLIENT, "2026-05-20", RequestEvent.FAIL),
        ("failed", CLIENT, "2026-06-22", None),
        ("failed", BUDGET, "2026-06-22", None),
        ("replaced", CLIENT, "2026-06-22", None),
    ],
)
def test_money_confirms_a_request_or_lets_it_fail(
    state: str, came_to: Account, on: str, event: RequestEvent | None
) -> None:
    in_force = date(2026, 5, 20)
    found = after_arrival(BUDGET, AccountRequestState(state), in_force, came_to, date.fromisoformat(on))
    assert found is event


def test_only_what_holds_can_be_confirmed_fail_or_be_replaced() -> None:
    possible = {(str(state), str(event)): str(after) for state, event, after in REQUEST.pairs() if after is not None}
    assert possible == {
        ("asked", "confirm"): "confirmed",
        ("asked", "fail"): "failed",
        ("asked", "replace"): "replaced",
        ("confirmed", "fail"): "failed",
        ("confirmed", "replace"): "replaced",
    }
