"""Authorisations and suppliers' documents over HTTP."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.mandates.authorisations.supplier_document import MASKED, SHOWN
from tests.mandates.answers import faults, made, problem
from tests.mandates.authorisations.clients import a_supplier, an_arrangement
from tests.mandates.authorisations.test_supplier_document import lines_in
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE, a_household
from tests.mandates.rows import everything

ASKED = ["rent", "energy", "water", "health_premium"]
GIVEN = {
    "costs": ["rent", "energy"],
    "language": "ti",
    "explainedBy": "Tolk Almaz",
    "toldBack": True,
    "signedOn": "2026-01-05",
    "evidence": "9f" * 32,
    "reason": "pays_by_direct_debit",
    "words": "the insurer takes it by itself",
}
DOCUMENT = {
    "clientName": "Selam Voorbeeld",
    "supplyAddress": ["Vogelstraat 12", "2511 AB Den Haag"],
    "customerNumber": "K-4471",
    "firstMonth": "2026-02",
    "writeTo": ["Gemeente Voorbeeldstad", "ontzorgen@voorbeeldstad.example"],
}


async def asked(caller: Caller, household: UUID, costs: list[str] | None = None) -> str:
    answer = made(await caller.post(f"/households/{household}/authorisations", {"costs": costs or ASKED}))
    return f"/households/{household}/authorisations/{answer['id']}"


async def given(caller: Caller, household: UUID) -> str:
    path = await asked(caller, household)
    answer = await caller.post(f"{path}/_give", GIVEN)
    assert answer.status_code == 200, answer.text
    return path


def the_landlord(admin_url: str, organisation: UUID, household: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    landlord = a_supplier(admin_url, organisation, ids.new_id(clock.now()), "Woonstede Verhuur")
    an_arrangement(admin_url, organisation, household, ids.new_id(clock.now()), "rent", landlord, "we_push")
    return landlord


async def test_a_question_waits_for_its_answer(anna: Caller, household: UUID) -> None:
    answer = await anna.post(f"/households/{household}/authorisations", {"costs": ["water", "rent", "rent"]})
    told = made(answer)
    assert (told["state"], told["asked"], told["costs"], told["askedBy"]) == ("asked", ["rent", "water"], [], "anna")
    assert answer.headers["location"] == f"/v1/households/{household}/authorisations/{told['id']}"


async def test_a_limited_authorisation_is_told_without_the_clients_words(anna: Caller, household: UUID) -> None:
    path = await asked(anna, household)
    answer = await anna.post(f"{path}/_give", GIVEN)
    told = answer.json()["authorisation"]
    assert (told["state"], told["limited"], told["refused"], told["reason"], told["duty"], told["evidence"]) == (
        "given", True, ["water", "health_premium"], "pays_by_direct_debit", "undecided", "9f" * 32,
    )  # fmt: skip
    assert "by itself" not in answer.text
    assert "Almaz" not in answer.text


async def test_who_opens_the_file_reads_the_clients_words(anna: Caller, household: UUID) -> None:
    path = await given(anna, household)
    told = (await anna.get(path)).json()
    assert (told["words"], told["explainedBy"], told["dutyReason"], told["dutyBy"]) == (
        "the insurer takes it by itself", "Tolk Almaz", None, None,
    )  # fmt: skip
    assert told["authorisation"]["state"] == "given"


async def test_every_fault_of_an_answer_is_told_with_its_field(anna: Caller, household: UUID, admin_url: str) -> None:
    path = await asked(anna, household)
    before = everything(admin_url)
    wrong = GIVEN | {"costs": ["rent", "cash"], "language": "xx", "explainedBy": " "}
    wrong |= {"signedOn": "2026-02-30", "evidence": "9f"}
    found = faults(await anna.post(f"{path}/_give", wrong))
    assert [where for where, _ in found] == ["costs[1]", "language", "explainedBy", "signedOn", "evidence"]
    assert dict(found)["evidence"] == "this is no SHA-256 in hexadecimal"
    late = GIVEN | {"toldBack": False, "signedOn": "2026-01-06"}
    assert [where for where, _ in faults(await anna.post(f"{path}/_give", late))] == ["toldBack", "signedOn"]
    assert everything(admin_url) == before


async def test_a_refusal_stays_undecided_until_a_colleague_decides(anna: Caller, bram: Caller, household: UUID) -> None:
    path = await asked(anna, household)
    answer = await anna.post(f"{path}/_refuse", {"reason": "no_trust", "words": "it is my money"})
    refused = answer.json()["authorisation"]
    assert (refused["state"], refused["refused"], refused["duty"]) == ("refused", ASKED, "undecided")
    decided = await bram.post(f"{path}/_decide", {"duty": "stands", "reason": "there is no other money for the rent"})
    assert (decided.status_code, decided.json()["duty"]) == (200, "stands")
    file = (await bram.get(path)).json()
    assert (file["dutyReason"], file["dutyBy"]) == ("there is no other money for the rent", "bram")


async def test_who_may_not_approve_decides_about_no_duty(
    anna: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, household: UUID, admin_url: str
) -> None:
    both = a_caller(app, issuer, organisation, [Role.CASE_MANAGER, Role.APPROVER], subject="carla")
    path = await asked(both, household)
    await both.post(f"{path}/_refuse", {"reason": "no_trust"})
    before = everything(admin_url)
    decision = {"duty": "exempted", "reason": "he pays himself"}
    assert problem(await anna.post(f"{path}/_decide", decision)) == (403, "may-not")
    assert problem(await both.post(f"{path}/_decide", decision)) == (422, "same-person-decides")
    assert everything(admin_url) == before


async def test_a_revocation_tells_what_is_to_be_handed_back(
    anna: Caller, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    path = await given(anna, household)
    landlord = the_landlord(admin_url, organisation, household, ids, clock)
    answer = await anna.post(f"{path}/_revoke", {"endsOn": "2026-03-01", "reason": "not_needed", "words": "enough"})
    told = answer.json()
    assert (told["authorisation"]["state"], told["authorisation"]["endsOn"]) == ("revoked", "2026-03-01")
    (back,) = told["handBack"]
    assert (back["supplierId"], back["cost"], back["payer"], back["fromMonth"]) == (
        str(landlord), "rent", "we_push", "2026-03",
    )  # fmt: skip


async def test_what_cannot_happen_is_refused_by_name(anna: Caller, household: UUID, admin_url: str) -> None:
    path = await given(anna, household)
    before = everything(admin_url)
    answer = await anna.post(f"{path}/_refuse", {"reason": "other"})
    assert problem(answer) == (409, "cannot-happen")
    assert answer.json()["detail"].endswith("that is given cannot refuse; it can: revoke, replace, decide_duty")
    assert everything(admin_url) == before


async def test_the_same_command_twice_is_one_answer(anna: Caller, household: UUID, admin_url: str) -> None:
    path = await asked(anna, household)
    first = await anna.post(f"{path}/_give", GIVEN, key="once")
    before = everything(admin_url)
    second = await anna.post(f"{path}/_give", GIVEN, key="once")
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    assert everything(admin_url) == before


async def test_authorisations_come_a_page_at_a_time(anna: Caller, household: UUID) -> None:
    paths = [await asked(anna, household) for _ in range(3)]
    listed: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await anna.get(f"/households/{household}/authorisations", limit=2, **cursor)).json()
        listed += page["items"]
        if page["nextCursor"] is None:
            break
        cursor = {"cursor": page["nextCursor"]}
    assert [one["id"] for one in listed] == [path.rpartition("/")[2] for path in paths]
    assert [one["state"] for one in listed] == ["replaced", "replaced", "asked"]


async def test_the_document_of_a_supplier_says_what_it_needs_and_is_the_same_for_ever(
    anna: Caller, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    path = await given(anna, household)
    landlord = the_landlord(admin_url, organisation, household, ids, clock)
    answer = await anna.post(f"{path}/documents", DOCUMENT | {"supplierId": str(landlord)})
    told = made(answer)
    assert told["shown"] == [str(field) for field in SHOWN]
    assert told["masked"] == [str(field) for field in MASKED]
    content = await anna.get(f"{path}/documents/{told['id']}/content")
    assert (content.status_code, content.headers["content-type"]) == (200, "application/pdf")
    assert hashlib.sha256(content.content).hexdigest() == told["sha256"]
    lines = lines_in(content.content)
    assert [lines[lines.index(label) + 1] for label in ("Naam", "Wij betalen", "Kenmerk van het bewijs")] == [
        "Selam Voorbeeld", "huur", "9f9f9f9f",
    ]  # fmt: skip
    assert b"gas en stroom" not in content.content
    clock.move_to(clock.now() + timedelta(days=300))
    await anna.post(f"{path}/_revoke", {"endsOn": "2026-11-01", "reason": "other"})
    assert (await anna.get(f"{path}/documents/{told['id']}/content")).content == content.content
    assert (await anna.get(f"{path}/documents/{told['id']}")).json() == told
    assert (await anna.get(f"{path}/documents")).json()["items"] == [told]


async def test_nothing_of_a_document_stands_in_plain(
    anna: Caller, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    path = await given(anna, household)
    landlord = the_landlord(admin_url, organisation, household, ids, clock)
    made(await anna.post(f"{path}/documents", DOCUMENT | {"supplierId": str(landlord)}))
    stored = str(everything(admin_url))
    assert [word for word in ("Selam", "Vogelstraat", "K-4471") if word in stored] == []


async def test_a_document_is_made_of_nothing_but_what_this_supplier_is_owed(
    anna: Caller, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    path = await given(anna, household)
    the_landlord(admin_url, organisation, household, ids, clock)
    other = str(a_supplier(admin_url, organisation, ids.new_id(clock.now()), "Stroomwerk"))
    before = everything(admin_url)
    body = DOCUMENT | {"supplierId": other}
    assert problem(await anna.post(f"{path}/documents", body)) == (422, "nothing-for-this-supplier")
    found = faults(await anna.post(f"{path}/documents", body | {"costs": ["rent", "water"], "clientName": "ሰላም"}))
    assert [where for where, _ in found] == ["clientName", "costs[0]", "costs[1]"]
    assert everything(admin_url) == before
    named = made(await anna.post(f"{path}/documents", body | {"costs": ["energy"]}))
    content = await anna.get(f"{path}/documents/{named['id']}/content")
    assert "gas en stroom" in lines_in(content.content)
    assert "huur" not in lines_in(content.content)


async def test_a_document_needs_an_authorisation_that_holds_and_a_supplier_of_ours(
    anna: Caller, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    path = await asked(anna, household)
    landlord = str(the_landlord(admin_url, organisation, household, ids, clock))
    before = everything(admin_url)
    assert problem(await anna.post(f"{path}/documents", DOCUMENT | {"supplierId": landlord})) == (409, "not-in-force")
    assert everything(admin_url) == before
    path = await given(anna, household)
    before = everything(admin_url)
    nobody = DOCUMENT | {"supplierId": str(household), "lastMonth": "2026-01"}
    assert faults(await anna.post(f"{path}/documents", nobody)) == [
        ("lastMonth", "is before the first month"),
        ("supplierId", "is no supplier of this organisation"),
    ]
    assert everything(admin_url) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_another_organisation_and_another_municipality_see_nothing(
    anna: Caller, stranger: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, household: UUID,
    admin_url: str, ids: SeededIds, clock: MovableClock, method: str,
) -> None:  # fmt: skip
    path = await given(anna, household)
    landlord = the_landlord(admin_url, organisation, household, ids, clock)
    document = made(await anna.post(f"{path}/documents", DOCUMENT | {"supplierId": str(landlord)}))["id"]
    elsewhere = a_caller(app, issuer, organisation, subject="dora", municipalities=[CAPELLE])
    before = everything(admin_url)
    reads = [path, path.rpartition("/")[0], f"{path}/documents", f"{path}/documents/{document}"]
    commands: list[tuple[str, dict[str, Any]]] = [
        (path.rpartition("/")[0], {"costs": ["rent"]}),
        (f"{path}/_give", GIVEN),
        (f"{path}/_refuse", {"reason": "other"}),
        (f"{path}/_revoke", {"endsOn": "2026-03-01", "reason": "other"}),
        (f"{path}/_decide", {"duty": "stands", "reason": "as the law says"}),
        (f"{path}/documents", DOCUMENT | {"supplierId": str(landlord)}),
    ]
    for somebody in (stranger, elsewhere):
        if method == "GET":
            answers = [await somebody.get(place) for place in [*reads, f"{path}/documents/{document}/content"]]
        else:
            answers = [await somebody.post(place, body) for place, body in commands]
        assert {answer.status_code for answer in answers} == {404}
    assert everything(admin_url) == before


async def test_a_document_of_another_authorisation_is_not_found(
    anna: Caller, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    path = await given(anna, household)
    landlord = the_landlord(admin_url, organisation, household, ids, clock)
    document = made(await anna.post(f"{path}/documents", DOCUMENT | {"supplierId": str(landlord)}))["id"]
    other = await asked(anna, a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", "GM0518"))
    for place in (f"{other}/documents/{document}", f"{other}/documents/{document}/content"):
        assert problem(await anna.get(place)) == (404, "no-such-document")
