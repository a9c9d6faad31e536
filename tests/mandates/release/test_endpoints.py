"""Releases over HTTP: who may ask, what is said of a body at fault, what is answered, and what nobody is told."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from house.issuer import DevelopmentIssuer
from services.auth import ROLES, Role
from services.clock import MovableClock
from services.mandate_events import Payer
from services.mandates.release.schemas import MOST_LINES, ReleaseAnswer
from tests.logs import logging_to
from tests.mandates.accounts.accounts import NOBODY
from tests.mandates.answers import Raw, faults, problem
from tests.mandates.callers import Caller, a_caller
from tests.mandates.release.conftest import OWN, SUPPLIERS, Registry
from tests.mandates.rows import everything
from tests.openapi_rules import breaches

LINE: Raw = {
    "householdId": NOBODY,
    "cost": "rent",
    "month": "2026-03",
    "amount": 60000,
    "executeOn": "2026-03-02",
    "ground": "56a",
}


def a_page(*lines: Raw) -> Raw:
    return {"on": "2026-02-20", "lines": list(lines)}


async def test_the_answer_is_as_the_document_says(desk: Registry, schedule: Caller) -> None:
    ready = await desk.household(["rent"])
    pulled = await desk.household(["rent"], Payer.SUPPLIER_PULLS)
    given_back = await desk.household(["rent"], Payer.CLIENT_PAYS)
    lines = [LINE | {"householdId": str(one)} for one in (given_back, ready, pulled)]
    answer = await schedule.post("/releases", a_page(*lines, LINE))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    ReleaseAnswer.model_validate(told, strict=False)
    name, iban = SUPPLIERS["rent"]
    reference = {"kind": "free_text", "text": "huur KL-20391"}
    account, umr = told["lines"][1]["accountId"], told["lines"][2]["umr"]
    assert told["lines"] == [
        {"released": False, "reason": "not_ours_to_pay", "detail": "client_pays"},
        {
            "released": True,
            "route": "we_push",
            "accountId": account,
            "name": name,
            "iban": iban,
            "reference": reference,
            "umr": None,
        },
        {
            "released": True,
            "route": "supplier_pulls",
            "accountId": None,
            "name": None,
            "iban": None,
            "reference": reference,
            "umr": umr,
        },
        {"released": False, "reason": "unknown_to_registry", "detail": "household"},
    ]
    versions = {one["id"]: one["version"] for one in told["households"]}
    assert set(versions) == {str(ready), str(pulled), str(given_back)}
    checked = await schedule.post("/releases/_check", {"households": told["households"]})
    assert checked.json() == {"changed": []}
    older = [{"id": str(ready), "version": versions[str(ready)] - 1}, *told["households"]]
    assert (await schedule.post("/releases/_check", {"households": older})).json() == {"changed": [str(ready)]}


async def test_an_id_is_known_however_it_is_written(desk: Registry, schedule: Caller) -> None:
    household = await desk.household(["rent"])
    answer = await schedule.post("/releases", a_page(LINE | {"householdId": str(household).upper()}))
    assert answer.json()["lines"][0]["released"] is True
    assert answer.json()["households"][0]["id"] == str(household)


@pytest.mark.parametrize("role", [one for one in Role if "releases:ask" not in ROLES[one]])
async def test_nobody_asks_for_releases_but_the_organisations_own_software(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, role: Role
) -> None:
    person = a_caller(app, issuer, organisation, [role])
    assert problem(await person.post("/releases", a_page(LINE))) == (403, "may-not")
    assert problem(await person.post("/releases/_check", {"households": []})) == (403, "may-not")


async def test_a_token_that_was_not_granted_it_is_not_let_in(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    token = issuer.issue(organisation, [Role.SYSTEM], scopes=["mandates:read"], lifetime=timedelta(days=1))
    assert problem(await Caller(app, token).post("/releases", a_page(LINE))) == (403, "may-not")


async def test_every_fault_of_every_line_is_told_with_its_place(schedule: Caller) -> None:
    wrong = {
        "householdId": "ZAAK-1",
        "cost": "rents",
        "month": "2026-13",
        "amount": 1.5,
        "executeOn": "2026-02-30",
        "ground": "56b",
        "iban": "NL91ABNA0417164300",
    }
    found = faults(await schedule.post("/releases", {"lines": [LINE, wrong]}))
    fields = ["householdId", "cost", "month", "amount", "executeOn", "ground", "iban"]
    assert sorted(where for where, _ in found) == sorted(["on", *(f"lines[1].{field}" for field in fields)])
    assert "NL91" not in str(found)


@pytest.mark.parametrize("number", [0, MOST_LINES + 1])
async def test_a_page_has_one_line_at_least_and_five_thousand_at_most(schedule: Caller, number: int) -> None:
    ((where, _),) = faults(await schedule.post("/releases", a_page(*[LINE] * number)))
    assert where == "lines"


async def test_what_is_no_json_is_said_to_be_none(schedule: Caller) -> None:
    for path in ("/releases", "/releases/_check"):
        ((where, what),) = faults(await schedule.hand_in(path, b"{", "application/json"))
        assert (where, "Invalid JSON" in what) == ("", True)


async def test_nothing_is_kept_of_a_question(desk: Registry, schedule: Caller) -> None:
    household = await desk.household()
    before = everything(desk.admin_url)
    answer = await schedule.post("/releases", a_page(LINE | {"householdId": str(household)}))
    assert answer.json()["lines"][0]["released"] is True
    assert everything(desk.admin_url) == before


async def test_no_name_and_no_number_reaches_the_log(desk: Registry, schedule: Caller, clock: MovableClock) -> None:
    household = str(await desk.household())
    lines = [LINE | {"householdId": household}, LINE | {"householdId": household, "cost": "leefgeld"}]
    with logging_to("mandates", clock) as log:
        answer = await schedule.post("/releases", a_page(*lines))
        await schedule.post("/releases", a_page(LINE | {"householdId": household, "iban": OWN[1]}))
    told = [SUPPLIERS["rent"], OWN]
    assert [(one["name"], one["iban"]) for one in answer.json()["lines"]] == told
    written = log.getvalue()
    assert [line["status"] for line in log.lines if line["event"] == "request"] == [200, 400]
    for personal in (household, *SUPPLIERS["rent"], *OWN):
        assert personal not in written


async def test_a_page_asks_the_database_as_often_as_a_line(desk: Registry, schedule: Caller) -> None:
    """Whatever is in it: pushed, pulled, being taken over, unknown, to the client."""
    payers = (Payer.WE_PUSH, Payer.SUPPLIER_PULLS, Payer.CLIENT_PAYS)
    households = [str(await desk.household(["rent"], payer)) for payer in payers for _ in range(4)]
    few = [LINE | {"householdId": one} for one in [*households[::4], NOBODY]]
    many = [LINE | {"householdId": one, "cost": cost} for one in [*households, NOBODY] for cost in ("rent", "leefgeld")]
    asked: list[str] = []
    engine = desk.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for page in (few, many, many * 100):
        asked.clear()
        answer = await schedule.post("/releases", a_page(*page))
        assert len(answer.json()["lines"]) == len(page)
        counts.append(len(asked))
    assert counts == [10, 10, 10], "nine for the answer, and one that writes down whom it was about"


async def test_the_routes_keep_the_rules_of_the_document(app: FastAPI) -> None:
    document = app.openapi()
    mine = {path: item for path, item in document["paths"].items() if path.startswith("/releases")}
    assert set(mine) == {"/releases", "/releases/_check"}
    assert breaches(document | {"paths": mine}) == []
    body = mine["/releases"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["lines"]["maxItems"] == MOST_LINES
    assert set(body["properties"]["lines"]["items"]["required"]) == set(LINE)
    assert "$ref" not in str(body)
