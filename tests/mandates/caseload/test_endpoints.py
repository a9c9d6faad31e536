"""A page of a caseload over HTTP: who may hand it in, every fault of it at once, once for each key, and no names."""

from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import ROLES, Role
from services.clock import MovableClock
from services.mandates.caseload.schemas import MOST_HOUSEHOLDS
from services.mandates.schemas import (
    TO_CLIENT,
    CaseloadHousehold,
    CaseloadPayee,
    CaseloadPayees,
    CaseloadReference,
    TakenOverPayees,
)
from tests.logs import logging_to
from tests.mandates.answers import faults, problem
from tests.mandates.callers import Caller, a_caller
from tests.mandates.caseload.pages import ENERGY, IMPORT, LEEFGELD, RENT, a_page, a_told
from tests.mandates.release.conftest import client_of
from tests.mandates.rows import everything
from tests.openapi_rules import breaches


@pytest.mark.parametrize("role", [one for one in Role if "households:import" not in ROLES[one]])
async def test_who_may_not_import_households_hands_in_no_payees(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, household: UUID, role: Role, admin_url: str
) -> None:
    before = everything(admin_url)
    person = a_caller(app, issuer, organisation, [role])
    assert problem(await person.post("/caseload-payees", a_page(a_told(household)))) == (403, "may-not")
    assert everything(admin_url) == before


async def test_nobody_but_a_service_of_ours_speaks_for_somebody_else(
    schedule: Caller, household: UUID, admin_url: str
) -> None:
    """The issuer's word for a person may look like a service's; whose key signed is what counts."""
    before = everything(admin_url)
    page = a_page(a_told(household)) | {"handedInBy": "somebody-else"}
    assert faults(await schedule.post("/caseload-payees", page)) == [("handedInBy", "is for our own services to say")]
    assert everything(admin_url) == before


async def test_every_fault_of_every_household_is_told_and_nothing_is_kept(
    schedule: Caller, household: UUID, admin_url: str
) -> None:
    before = everything(admin_url)
    wrong = a_told(
        household,
        RENT | {"iban": "NL91ABNA0417164301", "validFrom": "2026-02-30"},
        ENERGY | {"reference": {"kind": "betalingskenmerk", "text": "12345"}},
        LEEFGELD | {"payer": "we_push", "customerNumber": "K-1"},
        RENT | {"payer": "supplier_pulls", "cost": "rents"},
        missing=("leases",),
    )
    found = faults(await schedule.post("/caseload-payees", a_page(a_told(household), wrong)))
    places = {where.removeprefix("households[1].") for where, _ in found}
    assert places >= {
        "payees[0].iban",
        "payees[0].validFrom",
        "payees[1].reference.text",
        "payees[2].payer",
        "payees[2].customerNumber",
        "payees[3].payer",
        "papersMissing[0]",
    }
    assert all(where.startswith("households[1].") for where, _ in found)
    assert everything(admin_url) == before


async def test_what_contradicts_itself_is_told_where_it_does(schedule: Caller, household: UUID, admin_url: str) -> None:
    before = everything(admin_url)
    twice = a_told(household, RENT, RENT | {"iban": "NL20INGB0001234567"})
    found = faults(await schedule.post("/caseload-payees", a_page(twice, a_told(household))))
    assert found == [
        ("households[0].id", "this household stands twice in this page"),
        ("households[0].payees[1].validFrom", "rent has two payees from this day"),
        ("households[1].id", "this household stands twice in this page"),
    ]
    assert everything(admin_url) == before


async def test_a_reference_that_a_supplier_does_not_book_by_stops_the_page(
    schedule: Caller, household: UUID, admin_url: str
) -> None:
    other = RENT | {"cost": "other", "reference": {"kind": "betalingskenmerk", "text": "1234567"}}
    before = everything(admin_url)
    found = faults(await schedule.post("/caseload-payees", a_page(a_told(household, RENT, other))))
    assert found == [
        ("households[0].payees[1].reference.kind", "a payment with betalingskenmerk would not be booked"),
    ]
    assert everything(admin_url) == before


async def test_a_page_has_a_household_at_least_and_a_thousand_at_most(schedule: Caller, household: UUID) -> None:
    for page in ([], [a_told(household)] * (MOST_HOUSEHOLDS + 1)):
        ((where, _),) = faults(await schedule.post("/caseload-payees", a_page(*page)))
        assert where == "households"


async def test_the_same_command_again_is_answered_as_before(schedule: Caller, household: UUID, admin_url: str) -> None:
    first = await schedule.post("/caseload-payees", a_page(a_told(household)), key="page 1")
    before = everything(admin_url)
    again = await schedule.post("/caseload-payees", a_page(a_told(household)), key="page 1")
    assert (first.content, again.headers["idempotency-replayed"]) == (again.content, "true")
    other = await schedule.post("/caseload-payees", a_page(a_told(household, RENT)), key="page 1")
    assert problem(other) == (422, "key-used-before")
    assert everything(admin_url) == before


async def test_no_name_and_no_number_reaches_the_log_or_the_events(
    schedule: Caller, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    broken = a_told(household, RENT | {"iban": "NL91ABNA0417164301"}, LEEFGELD | {"payer": "we_push"})
    with logging_to("mandates", clock) as log:
        await schedule.post("/caseload-payees", a_page(a_told(household)))
        await schedule.post("/caseload-payees", a_page(broken))
    assert [line["status"] for line in log.lines if line["event"] == "request"] == [200, 400]
    kept = everything(admin_url)
    written = log.getvalue() + str([kept[name] for name in ("outbox", "account", "transition", "idempotency_key")])
    for one in (RENT, ENERGY, LEEFGELD):
        assert str(one["iban"]) not in written
        assert str(one["name"]) not in written
    assert str(RENT["customerNumber"]) not in str(kept["outbox"])


async def test_the_front_door_hands_a_page_over(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, household: UUID
) -> None:
    client = client_of(app, issuer.issue(organisation, [Role.SYSTEM]))
    rent = CaseloadPayee(
        cost="rent",
        name="Woonstede Verhuur",
        iban="NL91ABNA0417164300",
        reference=CaseloadReference(kind="free_text", text="huur KL-20391"),
        valid_from=date(2026, 2, 1),
        customer_number="KL-20391",
    )
    own = CaseloadPayee(cost=TO_CLIENT, name="Y. Proefpersoon", iban="NL02ABNA0123456789", valid_from=date(2026, 1, 1))
    told = CaseloadHousehold(
        id=household,
        reference="ZAAK-1",
        municipality="GM0518",
        policy="den-haag",
        payees=[rent, own],
        papers_missing=("lease",),
    )
    page = CaseloadPayees(import_id=UUID(IMPORT), households=[told])
    assert await client.take_over_payees(page, "page 1") == TakenOverPayees(
        batch_id=UUID(IMPORT), households=0, suppliers=1, accounts=2, arrangements=1, papers=5, waiting=2
    )


async def test_the_routes_keep_the_rules_of_the_document(app: FastAPI) -> None:
    document = app.openapi()
    mine = {path: item for path, item in document["paths"].items() if path.startswith("/caseload-payees")}
    assert set(mine) == {"/caseload-payees"}
    assert breaches(document | {"paths": mine}) == []
