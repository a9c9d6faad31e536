"""Every kind of fact is read strictly, told back as it was given, and knows what it is about and from when it holds."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from services.errors import Fault, InvalidInput
from services.schedule.households.contents import CONTENTS, StatedContent
from tests.schedule.households.builders import Raw, content

_MANY = TypeAdapter(list[StatedContent])

EVERY_KIND: list[tuple[Raw, str, str]] = [
    ({"kind": "composition", "from": "2026-02-03", "householdType": "couple", "children": 2}, "", "2026-02-03"),
    ({"kind": "policy_chosen", "from": "2026-02-03", "policy": "capelle"}, "", "2026-02-03"),
    ({"kind": "azc_departure", "on": "2026-02-03"}, "", "2026-02-03"),
    ({"kind": "coa_allowance", "from": "2026-02-03", "amount": 1000, "currency": "EUR"}, "", "2026-02-03"),
    ({"kind": "b12_received", "on": "2026-02-15"}, "", "2026-02-15"),
    ({"kind": "right_to_bijstand", "from": "2026-02-08", "decidedOn": "2026-02-20"}, "", "2026-02-08"),
    (
        {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"},
        "56a/2026-02-08",
        "2026-02-08",
    ),
    ({"kind": "benefit_norm", "from": "2026-02", "norm": "cost_sharer_3"}, "2026-02", "2026-02-01"),
    ({"kind": "payout_day", "from": "2026-02-01", "day": 8, "monthOffset": 1}, "", "2026-02-01"),
    ({"kind": "benefit_paid", "month": "2026-03", "amount": 98000, "currency": "EUR"}, "2026-03", "2026-03-01"),
    (
        {"kind": "toeslag_amount", "toeslag": "huurtoeslag", "from": "2026-03", "amount": 37400, "currency": "EUR"},
        "huurtoeslag/2026-03",
        "2026-03-01",
    ),
    ({"kind": "toeslag_applied", "toeslag": "zorgtoeslag", "on": "2026-02-03"}, "zorgtoeslag", "2026-02-03"),
    (
        {"kind": "toeslag_decided", "toeslag": "zorgtoeslag", "on": "2026-04-17", "granted": False},
        "zorgtoeslag",
        "2026-04-17",
    ),
    (
        {"kind": "toeslag_arrived", "toeslag": "zorgtoeslag", "on": "2026-05-20", "account": "budget"},
        "zorgtoeslag",
        "2026-05-20",
    ),
    (
        {
            "kind": "toeslag_account",
            "toeslag": "huurtoeslag",
            "on": "2026-07-01",
            "account": "client",
            "from": "2026-08-20",
        },
        "huurtoeslag/client",
        "2026-07-01",
    ),
    ({"kind": "toeslagen_authorisation", "on": "2026-02-03", "given": False}, "", "2026-02-03"),
    (
        {
            "kind": "cost_contracted",
            "cost": "rent",
            "dueDay": 1,
            "firstMonth": "2026-03",
            "amount": 62000,
            "currency": "EUR",
            "first": {"dueOn": "2026-02-10", "amount": 31000, "currency": "EUR"},
        },
        "rent",
        "2026-02-10",
    ),
    (
        {"kind": "cost_amount", "cost": "rent", "from": "2026-07", "amount": 64500, "currency": "EUR"},
        "rent/2026-07",
        "2026-07-01",
    ),
    (
        {"kind": "cost_deferred", "cost": "energy", "month": "2026-03", "until": "2026-05-20"},
        "energy/2026-03",
        "2026-03-01",
    ),
    ({"kind": "cost_handed_back", "cost": "water", "from": "2026-06", "until": None}, "water", "2026-06-01"),
    ({"kind": "cost_kept", "cost": "energy", "until": "2026-06"}, "energy", "2026-06-01"),
    ({"kind": "paid_before_us", "until": "2026-03-31", "cost": "rent"}, "rent", "2026-03-31"),
    ({"kind": "costs_chosen", "from": "2026-02-03", "costs": ["rent", "energy"]}, "", "2026-02-03"),
    (
        {
            "kind": "bridging_decided",
            "instrument": "loan",
            "decidedOn": "2026-02-10",
            "amount": 50000,
            "currency": "EUR",
            "on": "2026-02-12",
            "to": "client",
            "repay": {"mode": "instalments", "count": 10, "fromPayout": 2},
            "givenOn": "2026-07-15",
        },
        "loan/2026-02-12",
        "2026-02-12",
    ),
    ({"kind": "floor_assessed", "from": "2026-02-03", "amount": 45000, "currency": "EUR"}, "", "2026-02-03"),
    (
        {"kind": "leefgeld_set", "from": "2026-04", "rhythm": "weekly", "day": 5, "amount": 9000, "currency": "EUR"},
        "2026-04",
        "2026-04-01",
    ),
    (
        {"kind": "debt", "debt": "azc", "open": 20000, "instalment": 2500, "currency": "EUR", "from": "2026-04-01"},
        "azc",
        "2026-04-01",
    ),
    (
        {
            "kind": "other_flow",
            "flow": "kinderbijslag",
            "on": "2026-04-01",
            "account": "client",
            "amount": 29507,
            "currency": "EUR",
        },
        "kinderbijslag/2026-04-01",
        "2026-04-01",
    ),
    ({"kind": "relief_ends", "on": "2026-08-07"}, "", "2026-08-07"),
    (
        {"kind": "self_reliance_checked", "on": "2026-07-01", "level": "limited", "criteria": None},
        "2026-07-01",
        "2026-07-01",
    ),
]


def faults_of(raw: object) -> list[Fault]:
    with pytest.raises(ValidationError) as refusal:
        _MANY.validate_python([raw])
    found: list[Fault] = []
    for error in refusal.value.errors():
        cause = error["ctx"]["error"]
        assert isinstance(cause, InvalidInput)
        found += cause.faults
    return found


def test_the_list_below_has_every_kind() -> None:
    assert [raw["kind"] for raw, _, _ in EVERY_KIND] == list(CONTENTS)


@pytest.mark.parametrize(("raw", "about", "holds_from"), EVERY_KIND, ids=lambda value: str(value)[:40])
def test_a_fact_is_told_back_as_it_was_given(raw: Raw, about: str, holds_from: str) -> None:
    stated = content(raw)
    assert stated.model_dump(mode="json") == raw
    assert (stated.about, stated.holds_from) == (about, date.fromisoformat(holds_from))


def test_a_handing_back_that_ended_is_a_fact_of_its_own() -> None:
    raw = {"kind": "cost_handed_back", "cost": "water", "from": "2026-06", "until": "2026-08"}
    stated = content(raw)
    assert (stated.about, stated.model_dump(mode="json")) == ("water/2026-06", raw)


def test_what_is_kept_is_read_back_equal() -> None:
    for raw, _, _ in EVERY_KIND:
        assert content(content(raw).model_dump(mode="json")) == content(raw)


@pytest.mark.parametrize(
    ("raw", "where", "what"),
    [
        ({"kind": "b12_received", "on": "2026-02-30"}, "on", "2026-02-30 is no day: 2026-02 has 28 days"),
        ({"kind": "b12_received", "on": 20260215}, "on", "a day belongs here"),
        (
            {"kind": "benefit_norm", "from": "2026-13", "norm": "single"},
            "from",
            "'2026-13' is not a month written as YYYY-MM",
        ),
        ({"kind": "benefit_norm", "from": 24313, "norm": "single"}, "from", "a month belongs here"),
        ({"kind": "benefit_norm", "from": "2026-02", "norm": "singel"}, "norm", "'singel' is no norm"),
        ({"kind": "floor_assessed", "from": "2026-02-03", "amount": -1}, "amount", "-1 is negative"),
        (
            {"kind": "floor_assessed", "from": "2026-02-03", "amount": "400,00"},
            "amount",
            "an amount in whole cents belongs here",
        ),
        (
            {"kind": "floor_assessed", "from": "2026-02-03", "amount": 4.5},
            "amount",
            "an amount in whole cents belongs here",
        ),
        (
            {"kind": "toeslag_applied", "toeslag": "kinderbijslag", "on": "2026-02-03"},
            "toeslag",
            "kinderbijslag is no toeslag; SVB pays it",
        ),
        (
            {"kind": "decision", "article": "57", "from": "2026-08-08", "until": "2026-08-01"},
            "until",
            "2026-08-01 lies before 2026-08-08",
        ),
        (
            {"kind": "cost_handed_back", "cost": "rent", "from": "2026-05", "until": "2026-05"},
            "until",
            "2026-05 is not after 2026-05",
        ),
        (
            {"kind": "bridging_decided", "instrument": "loan", "decidedOn": "2026-02-03", "amount": 1},
            "repay",
            "does not fit a loan",
        ),
        (
            {"kind": "leefgeld_set", "from": "2026-04", "rhythm": "weekly", "day": 8, "amount": 9000},
            "day",
            "a week has no day 8",
        ),
        ({"kind": "leaves_azc"}, "kind", "'leaves_azc' is not known"),
        ({"on": "2026-02-03"}, "kind", "this field is missing"),
        ("b12_received", "", "an object with named fields belongs here"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_cannot_be_is_told_where_it_stands(raw: object, where: str, what: str) -> None:
    assert [(fault.where, fault.what) for fault in faults_of(raw)] == [(where, what)]


def test_a_misspelt_kind_is_answered_with_the_one_that_was_meant() -> None:
    assert faults_of({"kind": "cost_amout"})[0].cure == "did you mean 'cost_amount'?"


def test_every_fault_of_a_fact_is_told_at_once() -> None:
    raw = {
        "kind": "cost_contracted",
        "cost": "rent",
        "dueDay": 32,
        "firstMonth": "2026-3",
        "amount": -1,
        "first": {"dueOn": "2026-02-30", "amount": 1},
        "iban": "NL91ABNA0417164300",
    }
    assert [fault.where for fault in faults_of(raw)] == ["amount", "dueDay", "firstMonth", "first.dueOn", "iban"]
