"""Where a toeslag stands on a day: from not applied for to arrived, and everything that can be wrong on the way."""

from datetime import date

import pytest

from services.events import ClaimState, ToeslagState
from services.schedule.planning.case import Account
from services.schedule.toeslagen.actor import Actor
from services.schedule.toeslagen.standing import Reclaim, Standing
from tests.schedule.households.builders import Raw
from tests.schedule.toeslagen.builders import AMOUNT, APPLIED, DECIDED, HUURTOESLAG, IN_TIME, came, stands

BACK_PAY = came("2026-04-20", 112200, "2026-03", "2026-05")
JUNE = came("2026-05-20", 37400, "2026-06")
LATE = {"kind": "toeslag_account", "toeslag": "huurtoeslag", "account": "budget", "on": "2026-04-16"}


def short(one: Standing) -> tuple[str, int | None, str | None, str | None]:
    """State, cents, the day of the next step and who takes it."""
    next_on = one.next_on.isoformat() if one.next_on else None
    return str(one.state), one.amount, next_on, one.acts and str(one.acts)


def test_what_nobody_applied_for_is_due_on_the_day_on_which_the_household_leaves_the_azc() -> None:
    assert stands(AMOUNT, on="2026-01-05") == Standing(
        HUURTOESLAG, ToeslagState.NOT_APPLIED, next_on=date(2026, 2, 3), acts=Actor.CASE_MANAGER
    )


def test_a_decision_may_take_thirteen_weeks_and_is_overdue_the_day_after() -> None:
    """Applied for on 3 February: 13 weeks are over on 5 May (Awir art. 16 lid 2)."""
    waits = stands(AMOUNT, APPLIED, on="2026-05-05")
    assert short(waits) == ("applied", None, "2026-05-05", "dienst_toeslagen")
    assert waits.look_on == date(2026, 5, 6)
    late = stands(AMOUNT, APPLIED, on="2026-05-06")
    assert short(late) == ("decision_overdue", None, "2026-05-05", "case_manager")
    assert late.look_on is None


def test_what_was_refused_is_expected_by_nobody() -> None:
    refused = DECIDED | {"granted": False}
    assert short(stands(AMOUNT, APPLIED, refused, on="2026-12-01")) == ("refused", None, None, None)


def test_what_was_decided_is_expected_on_its_pay_day_with_the_months_before() -> None:
    expected = stands(*IN_TIME, on="2026-04-18")
    assert short(expected) == ("expected", 112200, "2026-04-20", "dienst_toeslagen")
    assert (expected.account, expected.look_on) == (Account.BUDGET, date(2026, 4, 27))


def test_what_was_decided_without_an_amount_waits_for_somebody_to_say_it() -> None:
    assert short(stands(APPLIED, DECIDED, on="2026-04-18")) == ("expected", None, "2026-04-17", "case_manager")


@pytest.mark.parametrize(("day", "state"), [("2026-04-24", "expected"), ("2026-04-27", "missing")])
def test_what_has_not_come_five_bank_days_after_its_pay_day_is_missing(day: str, state: str) -> None:
    """Monday 20 April and five bank days: Monday 27 April."""
    assert stands(*IN_TIME, on=day).state == state


def test_bank_days_are_counted_around_weekends_and_the_first_of_may() -> None:
    """Decided on 21 April it is paid on the 28th; Friday 1 May is closed, so it is missing from Wednesday 6 May."""
    decided = [AMOUNT, APPLIED, DECIDED | {"on": "2026-04-21"}]
    assert stands(*decided, on="2026-05-05").state is ToeslagState.EXPECTED
    assert short(stands(*decided, on="2026-05-06")) == ("missing", 112200, "2026-05-06", "case_manager")


def test_what_is_missing_is_asked_for_again_each_month_with_what_that_month_did_not_bring() -> None:
    on_time = stands(*IN_TIME, on="2026-05-26")
    assert short(on_time) == ("missing", 112200, "2026-04-27", "case_manager")
    assert on_time.look_on == date(2026, 5, 27)
    again = stands(*IN_TIME, on="2026-05-27")
    assert short(again) == ("missing", 149600, "2026-05-27", "case_manager")
    assert [(one.payment.amount, one.on) for one in again.missing] == [
        (112200, date(2026, 5, 27)),
        (37400, date(2026, 5, 27)),
    ]
    assert again.look_on == date(2026, 6, 29), "22 June is a Monday, and five bank days later is the 29th"


def test_what_came_is_followed_by_the_next_month() -> None:
    arrived = stands(*IN_TIME, on="2026-04-21", came=[BACK_PAY])
    assert short(arrived) == ("arrived", 37400, "2026-05-20", "dienst_toeslagen")
    assert (arrived.missing, arrived.odd, arrived.look_on) == ((), (), date(2026, 5, 27))


def test_a_month_that_does_not_come_after_others_did_is_missing() -> None:
    assert short(stands(*IN_TIME, on="2026-06-29", came=[BACK_PAY, JUNE])) == (
        "missing",
        37400,
        "2026-06-29",
        "case_manager",
    )


def test_when_the_last_payment_of_the_relief_came_nothing_more_is_awaited() -> None:
    july, august = came("2026-06-22", 37400, "2026-07"), came("2026-07-20", 37400, "2026-08")
    done = stands(*IN_TIME, on="2026-09-01", came=[BACK_PAY, JUNE, july, august])
    assert (short(done), done.look_on) == (("arrived", None, None, None), None)


def test_the_fact_alone_says_that_the_first_money_came_however_much_it_was() -> None:
    fact: Raw = {"kind": "toeslag_arrived", "toeslag": "huurtoeslag", "on": "2026-04-22", "account": "budget"}
    assert short(stands(*IN_TIME, fact, on="2026-05-04")) == ("arrived", 37400, "2026-05-20", "dienst_toeslagen")


def test_another_amount_than_was_decided_asks_for_the_new_decision() -> None:
    less = came("2026-04-20", 110000, "2026-03", "2026-05")
    odd = stands(*IN_TIME, on="2026-04-21", came=[less])
    assert short(odd) == ("differs", -2200, "2026-04-20", "case_manager")
    accepted = stands(*IN_TIME, on="2026-04-21", came=[less], accepted=("2026-03",))
    assert short(accepted) == ("arrived", 37400, "2026-05-20", "dienst_toeslagen")
    decided_anew = [AMOUNT | {"amount": 36600}, AMOUNT | {"from": "2026-05", "amount": 36800}, APPLIED, DECIDED]
    assert short(stands(*decided_anew, on="2026-04-21", came=[less])) == (
        "arrived",
        36800,
        "2026-05-20",
        "dienst_toeslagen",
    )


def test_two_parts_that_are_together_what_was_decided_are_what_was_decided() -> None:
    parts = [came("2026-04-20", 100000, "2026-03", "2026-05"), came("2026-04-23", 12200, "2026-03", "2026-05")]
    assert stands(*IN_TIME, on="2026-04-24", came=parts[:1]).amount == -12200
    assert stands(*IN_TIME, on="2026-04-24", came=parts).state is ToeslagState.ARRIVED


def test_money_that_comes_before_anybody_knows_of_a_decision_asks_for_it() -> None:
    unknown = stands(AMOUNT, APPLIED, on="2026-04-21", came=[came("2026-04-20", 112200, "2026-05")])
    assert short(unknown) == ("differs", 112200, "2026-04-20", "case_manager")


def test_what_comes_to_the_client_although_the_budget_account_is_meant_is_to_come_back() -> None:
    wrong = came("2026-04-20", 112200, "2026-03", "2026-05", Account.CLIENT)
    claim = Reclaim(1, date(2026, 4, 20), ClaimState.OPEN, 112200, date(2026, 4, 20))
    astray = stands(*IN_TIME, on="2026-04-21", came=[wrong], claims=[claim])
    assert (short(astray), astray.account, astray.to_agree) == (
        ("wrong_account", 112200, "2026-04-20", "case_manager"),
        Account.CLIENT,
        (claim,),
    )
    assert astray.ask_by == date(2026, 5, 13), "the next cut-off, for it comes there again"
    agreed = claim._replace(state=ClaimState.AGREED, amount=60000, next_on=date(2026, 4, 28))
    back = stands(*IN_TIME, on="2026-04-21", came=[wrong], claims=[agreed])
    assert (short(back), back.account) == (("reclaiming", 60000, "2026-04-28", "client"), Account.BUDGET)
    repaid = agreed._replace(state=ClaimState.REPAID, amount=0)
    done = stands(*IN_TIME, on="2026-04-29", came=[wrong], claims=[repaid])
    assert short(done) == ("arrived", 37400, "2026-05-20", "dienst_toeslagen")


def test_what_is_meant_for_the_client_is_missed_by_nobody_and_comes_rightly_there() -> None:
    """Under inhouding there is no budget account; each payment counts as come when its day is over."""
    waits = stands(*IN_TIME, on="2026-04-20", policy="capelle")
    assert (short(waits), waits.account) == (("expected", 112200, "2026-04-20", "dienst_toeslagen"), Account.CLIENT)
    assert waits.look_on == date(2026, 4, 21)
    later = stands(*IN_TIME, on="2026-05-30", policy="capelle")
    assert (short(later), later.look_on) == (("expected", 37400, "2026-06-22", "dienst_toeslagen"), date(2026, 6, 23))
    told = came("2026-04-20", 112200, "2026-03", "2026-05", Account.CLIENT)
    assert stands(*IN_TIME, on="2026-04-21", came=[told], policy="capelle").state is ToeslagState.ARRIVED


def test_what_still_comes_to_the_client_until_the_change_is_in_force_is_not_missed() -> None:
    late = LATE | {"from": "2026-05-20"}
    before = stands(*IN_TIME, late, on="2026-05-06")
    assert (short(before), before.account) == (("expected", 37400, "2026-05-20", "dienst_toeslagen"), Account.BUDGET)


def test_what_was_decided_to_be_nothing_from_a_month_on_has_stopped() -> None:
    stopped = AMOUNT | {"from": "2026-06", "amount": 0}
    assert short(stands(*IN_TIME, stopped, on="2026-04-21", came=[BACK_PAY])) == ("stopped", None, None, None)
