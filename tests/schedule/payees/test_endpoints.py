"""Payees over HTTP: whole on the way in, masked on the way out, sealed in between."""

from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.sealing import CannotBeOpened, Keyring
from tests.schedule.callers import Caller, a_caller, an_app
from tests.schedule.conftest import CAPELLE
from tests.schedule.households.builders import Raw
from tests.schedule.households.test_endpoints import WHOLE, faults, problem, registered
from tests.schedule.rows import everything

LANDLORD: Raw = {"name": "Woonstede Verhuur", "iban": "NL91 ABNA 0417 1643 00"}
OWN: Raw = {"name": "Y. Proefpersoon", "iban": "NL02ABNA0123456789"}
RENT_BILL: Raw = {"kind": "betalingskenmerk", "text": "5000 0567 8901 2345"}


async def test_a_supplier_is_told_masked(anna: Caller) -> None:
    answer = await anna.post("/payees", LANDLORD)
    told = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/payees/{told['id']}")
    assert told | {"id": None} == {
        "id": None,
        "kind": "supplier",
        "householdId": None,
        "name": "Wo******* Ve*****",
        "iban": "NL91**********4300",
    }
    assert (await anna.get(f"/payees/{told['id']}")).json() == told
    assert (await anna.get("/payees")).json()["items"] == [told]
    assert (await anna.post("/payees/_search", {"iban": LANDLORD["iban"]})).json()["items"] == [told]


async def test_the_same_supplier_twice_is_one_payee(anna: Caller) -> None:
    first = (await anna.post("/payees", LANDLORD)).json()
    typed_otherwise = {"name": "  WOONSTEDE  verhuur", "iban": "nl91abna0417164300"}
    assert (await anna.post("/payees", typed_otherwise)).json() == first
    other_name = (await anna.post("/payees", LANDLORD | {"name": "Woonstede Beheer"})).json()
    assert other_name["id"] != first["id"]


async def test_neither_name_nor_account_can_be_read_in_the_database(anna: Caller, admin_url: str) -> None:
    await registered(anna, costPayees=[{"cost": "leefgeld", "account": OWN}])
    kept = str(everything(admin_url))
    assert "Proefpersoon" not in kept
    assert "0123456789" not in kept
    with psycopg.connect(admin_url) as connection:
        rows = connection.execute("select name_sealed, iban_sealed, lookup, iban_lookup from schedule.payee").fetchall()
    assert b"0123456789" not in b"".join(bytes(value) for row in rows for value in row)


async def test_a_cost_is_paid_to_a_payee_with_its_reference(anna: Caller) -> None:
    household = await registered(anna)
    payee = (await anna.post("/payees", LANDLORD)).json()
    body = {"cost": "rent", "payeeId": payee["id"], "reference": RENT_BILL, "validFrom": "2026-03-01"}
    answer = await anna.post(f"/households/{household}/cost-payees", body)
    assert answer.status_code == 201
    assert answer.json() == {
        "sequence": 1,
        "cost": "rent",
        "payee": payee,
        "reference": {"kind": "betalingskenmerk", "text": "5000056789012345"},
        "validFrom": "2026-03-01",
    }
    assert (await anna.get(f"/households/{household}/cost-payees")).json()["items"] == [answer.json()]


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


async def test_another_payee_is_a_new_entry_and_the_old_one_stays(anna: Caller, clock: MovableClock) -> None:
    household = await registered(anna)
    for account in (LANDLORD, LANDLORD | {"name": "Woonstede Beheer"}):
        body = {"cost": "rent", "account": account, "reference": RENT_BILL}
        await anna.post(f"/households/{household}/cost-payees", body)
    entries = (await anna.get(f"/households/{household}/cost-payees")).json()["items"]
    assert [(one["sequence"], one["payee"]["name"], one["validFrom"]) for one in entries] == [
        (1, "Wo******* Ve*****", "2000-01-01"),
        (2, "Wo******* Be****", clock.today().isoformat()),
    ]


async def test_a_clients_own_account_belongs_to_one_household(anna: Caller) -> None:
    first = await registered(anna, costPayees=[{"cost": "leefgeld", "account": OWN}])
    second = await registered(anna, reference="Z-2")
    (entry,) = (await anna.get(f"/households/{first}/cost-payees")).json()["items"]
    assert (entry["payee"]["kind"], entry["payee"]["householdId"]) == ("client", first)
    assert (await anna.get("/payees")).json()["items"] == []
    body = {"cost": "leefgeld", "payeeId": entry["payee"]["id"]}
    told = faults(await anna.post(f"/households/{second}/cost-payees", body))
    assert told == [("payeeId", "is not this client's own account")]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"cost": "rent"}, [
            ("payeeId", "either a payee or an account belongs here"),
            ("reference", "a supplier needs one to book the payment"),
        ]),
        ({"cost": "rent", "account": LANDLORD, "reference": {"kind": "creditor_reference", "text": "RF00123"}}, [
            ("reference.text", "the check digits of the RF reference do not fit"),
        ]),
        ({"cost": "leefgeld", "account": OWN | {"iban": "NL03ABNA0123456789"}}, [
            ("account.iban", "the check digits of the IBAN do not fit"),
        ]),
        ({"cost": "rent", "payeeId": str(UUID(int=5)), "reference": RENT_BILL}, [
            ("payeeId", "is no payee of this organisation"),
        ]),
    ],
    ids=["nobody", "wrong reference", "wrong check digits", "unknown payee"],
)  # fmt: skip
async def test_what_no_bank_could_pay_is_refused_and_nothing_changes(
    anna: Caller, admin_url: str, body: Raw, told: list[tuple[str, str]]
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    assert faults(await anna.post(f"/households/{household}/cost-payees", body)) == told
    assert everything(admin_url) == before


async def test_a_supplier_is_not_paid_on_a_clients_account(anna: Caller) -> None:
    household = await registered(anna, costPayees=[{"cost": "leefgeld", "account": OWN}])
    (entry,) = (await anna.get(f"/households/{household}/cost-payees")).json()["items"]
    body = {"cost": "rent", "payeeId": entry["payee"]["id"], "reference": RENT_BILL}
    told = faults(await anna.post(f"/households/{household}/cost-payees", body))
    assert told == [("payeeId", "is a client's own account")]


async def test_who_works_for_another_municipality_does_not_see_a_clients_account(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller
) -> None:
    household = await registered(anna, costPayees=[{"cost": "leefgeld", "account": OWN}])
    (entry,) = (await anna.get(f"/households/{household}/cost-payees")).json()["items"]
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=[CAPELLE])
    assert (await bram.get(f"/payees/{entry['payee']['id']}")).status_code == 404
    assert (await bram.post("/payees/_search", {"iban": OWN["iban"]})).json()["items"] == []


async def test_who_may_only_read_registers_no_payee(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, admin_url: str
) -> None:
    household = await registered(anna)
    auditor = a_caller(app, issuer, organisation, [Role.AUDITOR])
    before = everything(admin_url)
    assert problem(await auditor.post("/payees", LANDLORD)) == (403, "may-not")
    body = {"cost": "leefgeld", "account": OWN}
    assert problem(await auditor.post(f"/households/{household}/cost-payees", body)) == (403, "may-not")
    assert everything(admin_url) == before


async def test_a_row_that_was_copied_to_another_household_does_not_open(
    anna: Caller, admin_url: str, database: Database, issuer: DevelopmentIssuer, clock: MovableClock
) -> None:
    """Whoever can write in the database can still not make one person's account answer for another's."""
    await registered(anna, costPayees=[{"cost": "leefgeld", "account": OWN}])
    payee = (await anna.post("/payees", LANDLORD)).json()
    with psycopg.connect(admin_url) as connection:
        connection.execute("alter table schedule.payee disable trigger is_append_only")
        connection.execute(
            "update schedule.payee set iban_sealed = (select iban_sealed from schedule.payee where kind = 'client')"
            " where kind = 'supplier'"
        )
    answer = await anna.get(f"/payees/{payee['id']}")
    assert problem(answer) == (500, "cannot-be-opened")


async def test_without_the_right_key_nothing_opens(
    anna: Caller, database: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID
) -> None:
    payee = (await anna.post("/payees", LANDLORD)).json()
    app = an_app(database, issuer, clock)
    app.state.keyring = Keyring({"test": bytes(32)}, "test", bytes(range(32, 64)))
    answer = await a_caller(app, issuer, organisation).get(f"/payees/{payee['id']}")
    assert (answer.status_code, answer.json()["detail"]) == (500, CannotBeOpened.title)


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
