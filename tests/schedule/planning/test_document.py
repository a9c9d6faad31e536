"""A plan as a document: every field by its name, dates and months as text, amounts in whole cents."""

import json
from datetime import date
from typing import Any

from tests.schedule.planning.builders import a_case, a_coa, a_cost, a_flow, a_loan, a_toeslag, documented, monthly


def a_document() -> dict[str, Any]:
    """Of a relief up to and including 15 March 2026, with something in every list."""
    case = a_case(
        ends_on="2026-03-15",
        coa=a_coa(1426, b12="2026-03-10"),
        costs=[a_cost(handed_back="2026-03")],
        periods=[monthly(40000)],
        floor=41000,
        bridging=[a_loan(5000)],
        flows=[a_flow("2026-03-02", -30000)],
    )
    return documented(case | {"caseId": "H7", "title": "A short relief"})


def test_its_fields_are_those_of_a_worked_case_and_what_it_is_about() -> None:
    assert list(a_document()) == [
        "caseId", "title", "method", "payouts", "benefitMonths", "entries", "monthEnds", "gaps", "coaDebt", "paidTwice",
        "shortfalls", "leftWithClient", "leftToLiveOn", "firstMoneyOn", "daysWithoutMoney", "reliefEndsOn", "closing",
        "sustainableLeefgeld",
    ]  # fmt: skip


def test_it_says_what_it_is_about() -> None:
    made = a_document()
    assert (made["caseId"], made["title"], made["method"]) == ("H7", "A short relief", "budgetbeheer")


def test_a_payout_and_its_months() -> None:
    """21 days of February: 1051.13 less 21 × 14.26 = 751.67, of which 5%, 37.58, is kept back."""
    made = a_document()
    assert made["payouts"] == [{"on": "2026-02-27", "months": ["2026-02"], "payable": 71409}]
    assert made["benefitMonths"] == [
        {
            "month": "2026-02",
            "days": 21,
            "gross": 105113,
            "coaDeducted": 29946,
            "holidayAllowance": 3758,
            "payable": 71409,
            "paidOn": "2026-02-27",
        }
    ]


def test_entries_have_a_day_an_account_a_kind_and_an_amount() -> None:
    assert [tuple(one.values()) for one in a_document()["entries"]] == [
        ("2026-02-09", "budget", "loan", 5000),
        ("2026-02-10", "client", "leefgeld_advance", 30000),
        ("2026-02-10", "budget", "leefgeld_advance", -30000),
        ("2026-02-27", "budget", "benefit", 71409),
        ("2026-02-27", "client", "leefgeld", 40000),
        ("2026-02-27", "budget", "leefgeld", -40000),
        ("2026-02-27", "client", "handed_back", 62000),
        ("2026-02-27", "budget", "handed_back", -62000),
        ("2026-03-02", "budget", "other_income", -30000),
    ]
    assert list(a_document()["entries"][0]) == ["on", "account", "kind", "amount"]


def test_month_ends_and_gaps() -> None:
    """50.00 − 300.00 = −250.00; + 714.09 − 400.00 − 620.00 = −555.91; − 300.00 = −855.91."""
    made = a_document()
    assert made["monthEnds"] == [{"month": "2026-02", "balance": -55591}, {"month": "2026-03", "balance": -85591}]
    assert made["gaps"] == [{"from": "2026-02-10", "to": None, "deepest": -85591, "deepestOn": "2026-03-02"}]


def test_shortfalls_and_what_the_client_pays() -> None:
    made = a_document()
    assert made["shortfalls"] == [
        {"on": "2026-02-08", "kind": "cannot_live_on", "cost": None, "amount": 750},
        {"on": "2026-02-10", "kind": "below_minstand_cap", "cost": None, "amount": 25000},
        {"on": "2026-02-27", "kind": "below_minstand_cap", "cost": None, "amount": 30591},
        {"on": "2026-03-02", "kind": "below_minstand_cap", "cost": None, "amount": 30000},
        {"on": "2026-03-16", "kind": "not_recovered_at_end", "cost": None, "amount": 85591},
    ]
    assert made["leftWithClient"] == [{"due": "2026-03-01", "cost": "rent", "amount": 62000, "why": "handed_back"}]


def test_what_is_left_to_live_on() -> None:
    assert a_document()["leftToLiveOn"] == [
        {"from": "2026-02-08", "to": "2026-02-28", "received": 30000, "ownCosts": 0, "rest": 30000},
        {"from": "2026-03-01", "to": "2026-03-15", "received": 102000, "ownCosts": 62000, "rest": 40000},
    ]


def test_what_stands_alone() -> None:
    made = a_document()
    assert made["coaDebt"] == {"days": 35, "amount": 35 * 1426}
    assert made["paidTwice"] == 29946
    assert (made["firstMoneyOn"], made["daysWithoutMoney"]) == ("2026-02-10", 7)
    assert made["reliefEndsOn"] == "2026-03-15"
    assert made["closing"] == {
        "budget": -85591,
        "settlement": 0,
        "unusedBridging": 0,
        "stillLate": 0,
        "openLoans": 5000,
        "openDebts": 0,
    }
    assert made["sustainableLeefgeld"] is None


def test_what_there_is_not_is_null() -> None:
    made = documented(a_case("inhouding", ends_on="2026-02-20"))
    assert (made["firstMoneyOn"], made["daysWithoutMoney"], made["sustainableLeefgeld"]) == (None, None, None)


def test_a_late_cost_is_named() -> None:
    made = documented(a_case("inhouding", costs=[a_cost(amounts=200000, since="2026-08")]))
    assert made["shortfalls"] == [{"on": "2026-07-31", "kind": "late", "cost": "rent", "amount": 200000}]


def test_it_is_plain_json() -> None:
    """No date, no enumeration word, nothing that a reader of JSON would not give back."""
    made = documented(a_case(toeslagen=[a_toeslag()], costs=[a_cost()], periods=[monthly(40000)]))
    assert json.loads(json.dumps(made)) == made
    assert not _of_type(made, date)


def _of_type(value: object, kind: type) -> bool:
    if isinstance(value, dict):
        return any(_of_type(one, kind) for one in value.values())
    if isinstance(value, list):
        return any(_of_type(one, kind) for one in value)
    return isinstance(value, kind)
