"""Direct debit mandates over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.ids import SeededIds
from tests.mandates.answers import faults, made, problem
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE
from tests.mandates.direct_debits.mandates import CREDITOR, a_supplier
from tests.mandates.rows import everything

TERMS = {
    "umr": "WSV-1",
    "creditorId": "NL69 ZZZ 1234 5678 0000",
    "validFrom": "2026-01-01",
    "mostAMonth": 70000,
    "signedOn": "2026-01-02",
    "evidence": "9f" * 32,
}
OTHER_TERMS = TERMS | {"mostAMonth": 80000}


@pytest.fixture
def body(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> dict[str, Any]:
    supplier = a_supplier(admin_url, organisation, ids.new_id(clock.now()))
    return TERMS | {"cost": "rent", "supplierId": str(supplier), "onAccount": "organisation"}


async def created(caller: Caller, household: UUID, body: dict[str, Any]) -> str:
    told = made(await caller.post(f"/households/{household}/direct-debits", body))
    return f"/households/{household}/direct-debits/{told['id']}"


async def active(anna: Caller, bram: Caller, household: UUID, body: dict[str, Any]) -> str:
    path = await created(anna, household, body)
    await anna.post(f"{path}/_submit", None)
    answer = await bram.post(f"{path}/_approve", None)
    assert (answer.status_code, answer.json()["state"]) == (200, "active"), answer.text
    return path


async def test_a_mandate_begins_as_a_draft(anna: Caller, household: UUID, body: dict[str, Any]) -> None:
    answer = await anna.post(f"/households/{household}/direct-debits", body)
    told = made(answer)
    assert (told["state"], told["scheme"], told["sequence"]) == ("draft", "core", "recurring")
    assert (told["creditorId"], told["mostAMonth"], told["currency"]) == (CREDITOR, 70000, "EUR")
    place = f"/v1/households/{household}/direct-debits/{told['id']}"
    assert answer.headers["location"] == place
    assert (await anna.get(place.removeprefix("/v1"))).json() == told


async def test_its_life_is_told_step_by_step_with_cause_origin_and_code(
    anna: Caller, bram: Caller, household: UUID, body: dict[str, Any]
) -> None:
    path = await active(anna, bram, household, body)
    resting = {"cause": "dispute", "origin": "bank", "reasonCode": "MD06", "note": "he says that it was too much"}
    assert (await anna.post(f"{path}/_suspend", resting)).json()["suspendedFor"] == "dispute"
    assert (await anna.post(f"{path}/_resume", {"origin": "supplier"})).json()["suspendedFor"] is None
    assert (await anna.post(f"{path}/_collected", {"on": "2026-01-05"})).json()["lastUsedOn"] == "2026-01-05"
    assert (await bram.post(f"{path}/_block", {"reason": "reported as stolen"})).json()["state"] == "blocked"
    assert problem(await bram.post(f"{path}/_unblock", {"reason": "it was not"})) == (422, "same-person")
    answer = await anna.get(f"{path}/transitions", limit=4)
    rows = answer.json()["items"]
    rows += (await anna.get(f"{path}/transitions", cursor=answer.json()["nextCursor"])).json()["items"]
    assert [(one["event"], one["cause"], one["origin"], one["reasonCode"], one["by"]) for one in rows] == [
        ("create", "told", "organisation", None, "anna"),
        ("submit", "submitted", "organisation", None, "anna"),
        ("approve", "approved", "organisation", None, "bram"),
        ("suspend", "dispute", "bank", "MD06", "anna"),
        ("resume", "resumed", "supplier", None, "anna"),
        ("block", "compliance", "organisation", None, "bram"),
    ]
    assert "too much" not in answer.text


async def test_a_replacement_is_another_mandate(
    anna: Caller, bram: Caller, household: UUID, body: dict[str, Any]
) -> None:
    path = await active(anna, bram, household, body)
    newer = made(await anna.post(f"{path}/_replace", OTHER_TERMS))
    assert (newer["state"], newer["mostAMonth"]) == ("pending_approval", 80000)
    listed = (await anna.get(f"/households/{household}/direct-debits")).json()["items"]
    assert [(one["state"], one["replacedBy"]) for one in listed] == [
        ("replaced", newer["id"]), ("pending_approval", None),
    ]  # fmt: skip


async def test_it_is_rejected_with_a_reason_or_taken_back_without(
    anna: Caller, bram: Caller, household: UUID, body: dict[str, Any]
) -> None:
    path = await created(anna, household, body)
    await anna.post(f"{path}/_submit", None)
    assert (await bram.post(f"{path}/_reject", {"reason": "wrong_terms", "note": "80"})).json()["state"] == "rejected"
    path = await active(anna, bram, household, body)
    assert (await anna.post(f"{path}/_revoke", {})).json()["state"] == "revoked"


async def test_every_fault_of_a_mandate_is_told(
    anna: Caller, household: UUID, body: dict[str, Any], admin_url: str
) -> None:
    before = everything(admin_url)
    path = f"/households/{household}/direct-debits"
    unreadable = body | {"umr": "W_1", "creditorId": "NL00ZZZ123456780000", "mostAMonth": 0, "evidence": "9F" * 32}
    found = faults(await anna.post(path, unreadable))
    assert [where for where, _ in found] == ["umr", "creditorId", "mostAMonth", "evidence"]
    untrue = body | {"scheme": "b2b", "onAccount": "client", "validUntil": "2025-01-01", "signedOn": "2026-02-01"}
    found = faults(await anna.post(path, untrue))
    assert [where for where, _ in found] == ["scheme", "validUntil", "signedOn"]
    assert faults(await anna.post(f"{path}/{household}/_suspend", {"cause": "unblocked"}))[0][0] == "cause"
    assert everything(admin_url) == before


async def test_a_command_twice_is_one_step_and_one_answer(
    anna: Caller, household: UUID, body: dict[str, Any], admin_url: str
) -> None:
    path = await created(anna, household, body)
    first = await anna.post(f"{path}/_submit", None, key="once")
    before = everything(admin_url)
    second = await anna.post(f"{path}/_submit", None, key="once")
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    assert problem(await anna.post(f"{path}/_submit", None)) == (409, "cannot-happen")
    assert problem(await anna.post(f"/households/{household}/direct-debits", body)) == (409, "umr-in-use")
    assert everything(admin_url) == before


async def test_who_may_not_approve_neither_approves_rejects_nor_blocks(
    anna: Caller, household: UUID, body: dict[str, Any], admin_url: str
) -> None:
    path = await created(anna, household, body)
    await anna.post(f"{path}/_submit", None)
    before = everything(admin_url)
    for command, said in (("_approve", None), ("_reject", {"reason": "other"}), ("_block", {"reason": "stolen"})):
        assert problem(await anna.post(f"{path}/{command}", said)) == (403, "may-not")
    assert everything(admin_url) == before


async def test_another_organisation_and_another_municipality_see_nothing(
    anna: Caller, bram: Caller, stranger: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID,
    household: UUID, body: dict[str, Any], admin_url: str,
) -> None:  # fmt: skip
    path = await active(anna, bram, household, body)
    elsewhere = a_caller(app, issuer, organisation, subject="dora", municipalities=[CAPELLE])
    before = everything(admin_url)
    commands: list[tuple[str, Any]] = [
        ("_submit", None), ("_approve", None), ("_reject", {"reason": "other"}), ("_suspend", {"cause": "other"}),
        ("_resume", {}), ("_revoke", {}), ("_replace", OTHER_TERMS), ("_collected", {"on": "2026-01-05"}),
        ("_block", {"reason": "stolen"}), ("_unblock", {"reason": "not stolen"}),
    ]  # fmt: skip
    for somebody in (stranger, elsewhere):
        answers = [await somebody.get(place) for place in (path, path.rpartition("/")[0], f"{path}/transitions")]
        answers.append(await somebody.post(path.rpartition("/")[0], body))
        answers += [await somebody.post(f"{path}/{command}", said) for command, said in commands]
        assert {answer.status_code for answer in answers} == {404}
    assert everything(admin_url) == before


async def test_mandates_come_a_page_at_a_time(anna: Caller, household: UUID, body: dict[str, Any]) -> None:
    paths = [await created(anna, household, body | {"umr": f"M-{number}"}) for number in range(3)]
    first = (await anna.get(f"/households/{household}/direct-debits", limit=2)).json()
    second = (await anna.get(f"/households/{household}/direct-debits", cursor=first["nextCursor"])).json()
    assert [one["id"] for one in [*first["items"], *second["items"]]] == [path.rpartition("/")[2] for path in paths]
    assert second["nextCursor"] is None
