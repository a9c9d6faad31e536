"""A policy file that cannot be meant is refused, naming file, line and cure, and everything wrong with it at once."""

import pytest

from services.schedule.policies.loading import policies_in
from tests.schedule.policies.files import WHOLE, changed, faults_of

BUDGETBEHEER = changed('method = "inhouding"', 'method = "budgetbeheer"')


def test_a_whole_file_has_no_faults_and_becomes_a_policy() -> None:
    assert faults_of(nergenshuizen=WHOLE) == []
    assert list(policies_in({"nergenshuizen": WHOLE})) == ["nergenshuizen"]


def test_a_file_that_is_no_toml_is_named_with_the_line() -> None:
    assert faults_of(nergenshuizen=changed("floor = 40000", "floor = = 40000")) == [
        "nergenshuizen.toml, line 19: this is not TOML: invalid value (mend the file at that place)"
    ]


def test_a_file_that_breaks_off_is_named_with_its_last_line() -> None:
    (fault,) = faults_of(nergenshuizen='title = "Withholding"\nevidence = [')

    assert fault.startswith("nergenshuizen.toml, line 2: this is not TOML: ")


def test_a_misspelt_key_is_told_with_the_one_that_was_probably_meant() -> None:
    assert faults_of(nergenshuizen=changed("month_offset", "month_ofset")) == [
        "nergenshuizen.toml, line 13: payout.month_offset: this field is missing (add it)",
        "nergenshuizen.toml, line 15: payout.month_ofset: this field is not known (did you mean 'month_offset'?)",
    ]


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        pytest.param(
            "floor = 40000",
            'floor = "400"',
            "line 19: leefgeld.floor: an amount in whole cents, such as 62000 for € 620.00 belongs here, "
            "not the text '400'",
            id="text for an amount",
        ),
        pytest.param(
            "floor = 40000",
            "floor = -1",
            "line 19: leefgeld.floor: -1 is negative (give the amount in cents, from 0 up)",
            id="negative amount",
        ),
        pytest.param(
            'energy = "never"',
            'energie = "never"',
            "line 10: routes.energie: this field is not known (did you mean 'energy'?)",
            id="unknown kind of cost",
        ),
        pytest.param(
            '["rent", "energy"]',
            '["rent", "enery"]',
            "line 5: cost_order[1]: 'enery' is not known (did you mean 'energy'?)",
            id="unknown kind in the order",
        ),
        pytest.param(
            '["rent", "energy"]',
            '["energy"]',
            "line 5: cost_order: 'rent' has a route and no place in the order of payment (add it there)",
            id="paid cost without a place in the order",
        ),
        pytest.param(
            '"*" = "client"',
            '"*" = "budget"',
            "line 23: toeslagen.*: under inhouding there is no budget account for toeslagen "
            "(route it to the client, or choose budgetbeheer (Awir art. 25))",
            id="toeslagen to a budget account under inhouding",
        ),
        pytest.param(
            "floor = 40000",
            "floor = 40000\nday = 1",
            "line 20: leefgeld.day: under inhouding leefgeld is what is left of each payout (leave it out)",
            id="a day for leefgeld under inhouding",
        ),
        pytest.param(
            'mode = "at_end"',
            'mode = "one_at_a_time"\nfrom_month = 0\norder = ["rent"]',
            "line 28: ramp_down.from_month: 0 lies outside 1 to 24 (give a whole number from 1 to 24)",
            id="a relief month that does not exist",
        ),
        pytest.param(
            'coa_treatment = "income"',
            'coa_treatment = "income"\nreview_months = [0]',
            "line 5: review_months: a list of month numbers belongs here (numbers from 1 to 24, such as [3, 6])",
            id="a review in no month",
        ),
        pytest.param(
            'coa_treatment = "income"',
            'coa_treatment = "income"\nclient_chooses = "yes"',
            "line 5: client_chooses: true or false belongs here",
            id="a yes that is a text",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_its_cure(written: str, instead: str, fault: str) -> None:
    assert faults_of(nergenshuizen=changed(written, instead)) == [f"nergenshuizen.toml, {fault}"]


def test_a_minstand_needs_a_budget_account() -> None:
    with_minstand = WHOLE + '\n[[bridging]]\nkind = "minstand"\namount = 100000\nevidence = ["art. 7"]\n'

    assert faults_of(nergenshuizen=with_minstand) == [
        "nergenshuizen.toml, line 31: bridging[0].kind: a minstand needs a budget account, and inhouding has none "
        "(choose a grant or a loan)"
    ]


def test_a_minus_at_the_end_needs_a_budget_account_too() -> None:
    grant = WHOLE + '\n[[bridging]]\nkind = "grant"\namount = "minus_at_end"\nevidence = ["art. 7"]\n'

    assert faults_of(nergenshuizen=grant) == [
        "nergenshuizen.toml, line 32: bridging[0].amount: under inhouding there is no balance that could be below zero "
        "(give an amount)"
    ]


def test_bridging_is_an_amount_or_months_of_costs_and_not_both() -> None:
    both = WHOLE + '\n[[bridging]]\nkind = "grant"\namount = 1\nmonths_of_costs = 0\nevidence = ["art. 7"]\n'

    assert faults_of(nergenshuizen=both) == [
        "nergenshuizen.toml, line 32: bridging[0].amount: there is an amount and a number of months of costs "
        "(leave one of them out)",
        "nergenshuizen.toml, line 33: bridging[0].months_of_costs: 0 is no number of months "
        "(give a number up to 24, such as 1.5)",
    ]


def test_if_it_fits_means_nothing_under_budgetbeheer() -> None:
    text = changed('energy = "never"', 'energy = "if_it_fits"', BUDGETBEHEER)
    text = changed("floor = 40000", 'floor = 40000\nrhythm = "monthly"\nday = 1\namount = 40000', text)

    assert faults_of(nergenshuizen=text) == [
        "nergenshuizen.toml, line 10: routes.energy: under budgetbeheer a cost is paid whatever the balance, "
        "never if_it_fits (choose always or never, or work by inhouding)"
    ]


def test_budgetbeheer_says_how_leefgeld_comes() -> None:
    assert faults_of(nergenshuizen=BUDGETBEHEER) == [
        "nergenshuizen.toml, line 18: leefgeld.rhythm: this field is missing (add it)",
        "nergenshuizen.toml, line 18: leefgeld.day: this field is missing (add it)",
        "nergenshuizen.toml, line 18: leefgeld.amount: this field is missing (add it)",
    ]


def test_a_sustainable_leefgeld_comes_by_the_month() -> None:
    weekly = 'floor = 40000\nrhythm = "weekly"\nday = 8\namount = "sustainable"'

    assert faults_of(nergenshuizen=changed("floor = 40000", weekly, BUDGETBEHEER)) == [
        "nergenshuizen.toml, line 21: leefgeld.day: 8 lies outside 1 to 7 (give a whole number from 1 to 7)",
        "nergenshuizen.toml, line 22: leefgeld.amount: a sustainable leefgeld is one amount for all months; "
        "here it changes, or comes by the week (give amounts, or one monthly rhythm)",
    ]


def test_amounts_by_household_name_every_type() -> None:
    by_type = "floor = { single = 40000, couples = 55000, per_child = 10000 }"

    assert faults_of(nergenshuizen=changed("floor = 40000", by_type)) == [
        "nergenshuizen.toml, line 19: leefgeld.floor.couple: this field is missing (add it)",
        "nergenshuizen.toml, line 19: leefgeld.floor.youth: this field is missing (add it)",
        "nergenshuizen.toml, line 19: leefgeld.floor.youth_couple: this field is missing (add it)",
        "nergenshuizen.toml, line 19: leefgeld.floor.couples: this field is not known (did you mean 'couple'?)",
    ]


def test_the_faults_of_all_files_come_in_one_answer() -> None:
    broken = changed("floor = 40000", "floor = ")
    wrong = changed('title = "Withholding of the rent"', "title = 3")

    assert faults_of(anders=broken, nergenshuizen=wrong) == [
        "anders.toml, line 19: this is not TOML: invalid value (mend the file at that place)",
        "nergenshuizen.toml, line 1: title: a text that is not empty belongs here, not 3",
    ]
