"""Whom costs are paid to, over HTTP: whole on the way in, masked on the way out, and kept by the registry alone."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from tests.schedule.callers import Caller, a_caller
from tests.schedule.households.builders import Raw
from tests.schedule.households.test_endpoints import WHOLE, faults, problem, registered
from tests.schedule.rows import everything
from tests.superuser import as_superuser

LANDLORD: Raw = {"name": "Woonstede Verhuur", "iban": "NL91 ABNA 0417 1643 00"}
OWN: Raw = {"name": "Y. Proefpersoon", "iban": "NL02ABNA0123456789"}
RENT_BILL: Raw = {"kind": "betalingskenmerk", "text": "5000 0567 8901 2345"}


async def test_neither_name_nor_account_can_be_read_in_the_database(anna: Caller, admin_url: str) -> None:
    await registered(anna, costPayees=[{"cost": "leefgeld", "account": OWN}])
    kept = str(everything(admin_url))
    assert "Proefpersoon" not in kept
    assert "0123456789" not in kept
    with as_superuser(admin_url) as connection:
        (row,) = connection.execute("select account_lookup, bill_lookup from schedule.cost_payee").fetchall()
    assert b"0123456789" not in b"".join(bytes(value) for value in row)


async def test_who_is_paid_for_a_cost_is_told_back_masked(anna: Caller) -> None:
    household = await registered(anna)
    body = {"cost": "rent", "account": LANDLORD, "reference": RENT_BILL, "validFrom": "2026-03-01"}
    answer = await anna.post(f"/households/{household}/cost-payees", body)
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "cost": "rent",
            "name": "Wo******* Ve*****",
            "iban": "NL91**********4300",
            "reference": {"kind": "betalingskenmerk", "text": "5000056789012345"},
            "validFrom": "2026-03-01",
        },
    )


async def test_a_known_payee_closes_the_task_that_asked_for_it(anna: Caller) -> None:
    household = await registered(anna)
    await anna.post(f"/households/{household}/cost-payees", {"cost": "leefgeld", "account": OWN})
    tasks = (await anna.get("/tasks", kind="payee_missing")).json()["items"]
    assert {one["about"]: one["outcome"] for one in tasks} == {
        "rent": None,
        "energy": None,
        "water": None,
        "health_premium": None,
        "leefgeld": "done",
    }


async def test_the_first_payee_holds_from_the_beginning_and_another_from_today(
    anna: Caller, clock: MovableClock
) -> None:
    household = await registered(anna)
    told = []
    for account in (LANDLORD, LANDLORD | {"name": "Woonstede Beheer"}):
        body = {"cost": "rent", "account": account, "reference": RENT_BILL}
        told.append((await anna.post(f"/households/{household}/cost-payees", body)).json())
    assert [(one["name"], one["validFrom"]) for one in told] == [
        ("Wo******* Ve*****", "2000-01-01"),
        ("Wo******* Be****", clock.today().isoformat()),
    ]


async def test_a_household_is_found_by_the_account_of_its_client(anna: Caller) -> None:
    household = await registered(anna, costPayees=[{"cost": "leefgeld", "account": OWN}])
    found = (await anna.post("/households/_search", {"iban": "NL02 ABNA 0123 4567 89"})).json()["items"]
    assert [one["id"] for one in found] == [household]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"cost": "rent"}, [
            ("account", "Field required"),
        ]),
        ({"cost": "rent", "account": LANDLORD}, [
            ("reference", "a supplier needs one to book the payment"),
        ]),
        ({"cost": "rent", "account": LANDLORD, "reference": {"kind": "creditor_reference", "text": "RF00123"}}, [
            ("reference.text", "the check digits of the RF reference do not fit"),
        ]),
        ({"cost": "leefgeld", "account": OWN | {"iban": "NL03ABNA0123456789"}}, [
            ("account.iban", "the check digits of the IBAN do not fit"),
        ]),
    ],
    ids=["nobody", "no reference", "wrong reference", "wrong check digits"],
)  # fmt: skip
async def test_what_no_bank_could_pay_is_refused_and_nothing_changes(
    anna: Caller, admin_url: str, body: Raw, told: list[tuple[str, str]]
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    assert faults(await anna.post(f"/households/{household}/cost-payees", body)) == told
    assert everything(admin_url) == before


async def test_who_may_only_read_says_not_who_is_paid(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, admin_url: str
) -> None:
    household = await registered(anna)
    auditor = a_caller(app, issuer, organisation, [Role.AUDITOR])
    before = everything(admin_url)
    body = {"cost": "leefgeld", "account": OWN}
    assert problem(await auditor.post(f"/households/{household}/cost-payees", body)) == (403, "may-not")
    assert everything(admin_url) == before


async def test_of_two_payees_for_one_cost_from_one_day_neither_is_dropped_in_silence(
    anna: Caller, admin_url: str
) -> None:
    before = everything(admin_url)
    energy, more = (
        {"cost": "energy", "account": LANDLORD | {"name": name}, "reference": RENT_BILL} for name in ("Gas", "Stroom")
    )
    answer = await anna.post("/households", WHOLE | {"costPayees": [energy, more, more | {"validFrom": "2026-05-01"}]})
    assert faults(answer) == [("costPayees[1].cost", "costPayees[0] is paid for energy from the same day")]
    assert everything(admin_url) == before
