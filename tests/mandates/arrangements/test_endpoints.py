"""Arrangements, handshakes and payers of record over HTTP: who may do what, masked answers, every fault at once."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.mandates.arrangements.builders import NUMBER, rows
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE
from tests.superuser import as_superuser

PROBLEM = "urn:problem-type:ontzorg:"
YES = {
    "answer": "confirmed",
    "channel": "telephone",
    "month": "2026-03",
    "spokenWith": "Joke Verzonnen",
    "spokenAt": "2026-01-05T07:30:00Z",
}


def a_body(supplier: UUID, **other: Any) -> dict[str, Any]:
    return {
        "cost": "rent",
        "supplierId": str(supplier),
        "fromMonth": "2026-02",
        "customerNumber": NUMBER,
        "reference": {"kind": "free_text", "text": "huur KL-20391"},
        "billsTo": "client",
        "consentMost": 70000,
        "payer": "client_pays",
        **other,
    }


@pytest.fixture
async def rent_id(anna: Caller, household: UUID, supplier: UUID) -> str:
    """The household's rent, arranged over HTTP."""
    answer = await anna.post(f"/households/{household}/arrangements", a_body(supplier))
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


@pytest.fixture
async def asked_id(anna: Caller, rent_id: str) -> str:
    """A taking over of it from March, asked by telephone."""
    body = {"payer": "we_push", "fromMonth": "2026-03", "channel": "telephone"}
    prepared = (await anna.post(f"/arrangements/{rent_id}/handshakes", body)).json()
    asked = await anna.post(f"/handshakes/{prepared['id']}/_ask", None)
    assert (asked.status_code, asked.json()["state"]) == (200, "asked")
    found: str = prepared["id"]
    return found


async def test_an_arrangement_is_told_masked(anna: Caller, household: UUID, supplier: UUID) -> None:
    made = await anna.post(f"/households/{household}/arrangements", a_body(supplier))
    told = made.json()
    assert made.headers["Location"] == f"/v1/arrangements/{told['id']}"
    assert told == {
        "id": told["id"],
        "householdId": str(household),
        "cost": "rent",
        "supplierId": str(supplier),
        "fromMonth": "2026-02",
        "customerNumber": "******91",
        "reference": {"kind": "free_text", "text": "huur KL-20391"},
        "billsTo": "client",
        "currency": "EUR",
        "consentMost": 70000,
        "deferredUntil": None,
    }
    assert (await anna.get(f"/arrangements/{told['id']}")).json() == told
    assert (await anna.get(f"/households/{household}/arrangements")).json()["items"] == [told]


async def test_arrangements_are_given_in_pages(
    anna: Caller, household: UUID, supplier: UUID, other_supplier: UUID
) -> None:
    for body in (a_body(supplier), a_body(other_supplier, cost="energy"), a_body(supplier, cost="water")):
        await anna.post(f"/households/{household}/arrangements", body)
    first = (await anna.get(f"/households/{household}/arrangements", limit=2)).json()
    rest = (await anna.get(f"/households/{household}/arrangements", cursor=first["nextCursor"])).json()
    assert [one["cost"] for one in [*first["items"], *rest["items"]]] == ["rent", "energy", "water"]
    assert rest["nextCursor"] is None


async def test_every_fault_of_an_arrangement_is_named(anna: Caller, household: UUID, admin_url: str) -> None:
    body = {
        "cost": "caviar",
        "supplierId": "none",
        "fromMonth": "2026-13",
        "customerNumber": "?",
        "reference": {"kind": "creditor_reference", "text": "RF00"},
        "consentMost": 0,
        "payer": "nobody",
    }
    answer = await anna.post(f"/households/{household}/arrangements", body)
    assert answer.status_code == 400
    assert sorted(fault["where"] for fault in answer.json()["errors"]) == [
        "consentMost", "cost", "customerNumber", "fromMonth", "payer", "reference.text", "supplierId",
    ]  # fmt: skip
    assert rows(admin_url, "select id from arrangement") == []


async def test_an_unknown_supplier_and_a_missing_payer_are_named_together(anna: Caller, household: UUID) -> None:
    answer = await anna.post(f"/households/{household}/arrangements", a_body(UUID(int=4)))
    assert [fault["where"] for fault in answer.json()["errors"]] == ["supplierId"]


async def test_the_same_command_again_has_one_effect_and_one_answer(
    anna: Caller, household: UUID, supplier: UUID, admin_url: str
) -> None:
    first = await anna.post(f"/households/{household}/arrangements", a_body(supplier), key="one")
    again = await anna.post(f"/households/{household}/arrangements", a_body(supplier), key="one")
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert len(rows(admin_url, "select id from arrangement")) == 1


async def test_a_taking_over_by_telephone_from_script_to_payer(
    anna: Caller, asked_id: str, household: UUID, supplier: UUID
) -> None:
    script = (await anna.get(f"/handshakes/{asked_id}/script")).json()
    assert script["steps"][0]["act"] == "call"
    assert f"klantnummer {NUMBER}" in script["steps"][1]["text"]
    confirmed = await anna.post(f"/handshakes/{asked_id}/_answer", YES)
    assert (confirmed.status_code, confirmed.json()["state"], confirmed.json()["answeredMonth"]) == (
        200,
        "confirmed",
        "2026-03",
    )
    assert (await anna.get(f"/handshakes/{asked_id}")).json() == confirmed.json()
    (rent,) = (await anna.get(f"/households/{household}/payers-of-record", month="2026-03")).json()["costs"]
    assert (rent["payer"], rent["since"], rent["cause"], rent["handshakeId"], rent["supplierId"]) == (
        "we_push",
        "2026-03",
        "handshake",
        asked_id,
        str(supplier),
    )


async def test_a_strip_shows_a_year_and_a_history_every_change(
    anna: Caller, bram: Caller, rent_id: str, household: UUID
) -> None:
    decision = {"cost": "rent", "payer": "we_push", "fromMonth": "2026-04", "reason": "ziekenhuisopname"}
    decided = await bram.post(f"/households/{household}/payer-decisions", decision)
    assert decided.status_code == 201, decided.text
    strip = (await anna.get(f"/households/{household}/payers-of-record/strip")).json()
    (rent,) = strip["costs"]
    assert [(one["month"], one["payer"]) for one in rent["months"]] == [
        ("2026-02", "client_pays"),
        ("2026-03", "client_pays"),
        *[(f"2026-{month:02}", "we_push") for month in range(4, 13)],
    ]
    asked = {"fromMonth": "2026-03", "toMonth": "2026-03"}
    (march,) = (await anna.get(f"/households/{household}/payers-of-record/strip", **asked)).json()["costs"]
    assert march["months"] == [{"month": "2026-03", "payer": "client_pays"}]
    history = f"/households/{household}/costs/rent/payer-of-record"
    first = (await anna.get(history, limit=1)).json()
    rest = (await anna.get(history, cursor=first["nextCursor"])).json()
    assert [(one["sequence"], one["payer"], one["cause"], one["reason"], one["by"]) for one in
            [*first["items"], *rest["items"]]] == [
        (1, "client_pays", "initial", None, "anna"),
        (2, "we_push", "decision", "ziekenhuisopname", "bram"),
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "last"), [("2026-05", "2026-04"), ("2026-01", "2031-01")])
async def test_a_strip_that_goes_back_or_on_for_ever_is_refused(
    anna: Caller, household: UUID, first: str, last: str
) -> None:
    answer = await anna.get(f"/households/{household}/payers-of-record/strip", fromMonth=first, toMonth=last)
    assert [fault["where"] for fault in answer.json()["errors"]] == ["toMonth"]


async def test_without_a_month_this_one_is_told(anna: Caller, rent_id: str, household: UUID) -> None:
    told = (await anna.get(f"/households/{household}/payers-of-record")).json()
    assert (told["month"], told["costs"]) == ("2026-01", [])


async def test_going_on_without_the_supplier_needs_an_approver_who_did_not_prepare_it(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, bram: Caller, asked_id: str
) -> None:
    why = {"reason": "de huur moet betaald zijn"}
    assert (await anna.post(f"/handshakes/{asked_id}/_decide", why)).status_code == 403
    herself = a_caller(app, issuer, organisation, [Role.APPROVER], subject="anna")
    refused = await herself.post(f"/handshakes/{asked_id}/_decide", why)
    assert (refused.status_code, refused.json()["type"]) == (422, f"{PROBLEM}same-person")
    decided = await bram.post(f"/handshakes/{asked_id}/_decide", why)
    assert (decided.status_code, decided.json()["state"]) == (200, "decided")
    assert (await bram.post(f"/handshakes/{asked_id}/_remind", None)).status_code == 403


async def test_a_step_that_cannot_be_is_a_conflict_with_what_can(anna: Caller, asked_id: str) -> None:
    assert (await anna.post(f"/handshakes/{asked_id}/_remind", None)).json()["reminded"] == 1
    assert (await anna.post(f"/handshakes/{asked_id}/_withdraw", {"reason": "verhuisd"})).status_code == 200
    again = await anna.post(f"/handshakes/{asked_id}/_ask", None)
    assert (again.status_code, again.json()["type"], again.json()["detail"]) == (
        409,
        f"{PROBLEM}cannot-happen",
        "a handshake that is withdrawn cannot ask; it can: nothing any more",
    )


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"answer": "confirmed", "channel": "telephone"}, ["month", "spokenWith", "spokenAt"]),
        ({"answer": "refused", "channel": "email"}, ["reason", "evidence"]),
        ({"answer": "confirmed", "channel": "portal_upload", "month": "2026-03"}, ["evidence"]),
        ({"answer": "confirmed", "channel": "email", "month": "2026-03", "evidence": "9F"}, ["evidence"]),
    ],
)
async def test_an_answer_that_is_not_whole_names_all_that_it_lacks(
    anna: Caller, asked_id: str, body: dict[str, Any], where: list[str]
) -> None:
    answer = await anna.post(f"/handshakes/{asked_id}/_answer", body)
    assert (answer.status_code, [fault["where"] for fault in answer.json()["errors"]]) == (400, where)
    assert (await anna.get(f"/handshakes/{asked_id}")).json()["state"] == "asked"


async def test_a_call_that_is_still_to_come_answered_nothing(anna: Caller, asked_id: str) -> None:
    answer = await anna.post(f"/handshakes/{asked_id}/_answer", YES | {"spokenAt": "2026-01-06T09:30:00Z"})
    assert (answer.status_code, [fault["where"] for fault in answer.json()["errors"]]) == (400, ["spokenAt"])
    assert (await anna.get(f"/handshakes/{asked_id}")).json()["state"] == "asked"


async def test_a_refusal_by_email_is_kept_with_its_digest(anna: Caller, asked_id: str, admin_url: str) -> None:
    refusal = {"answer": "refused", "channel": "email", "reason": "machtiging ontbreekt", "evidence": "9f" * 32}
    assert (await anna.post(f"/handshakes/{asked_id}/_answer", refusal)).json()["answer"] == "refused"
    ((evidence,),) = rows(admin_url, "select evidence from handshake")
    assert bytes(evidence).hex() == "9f" * 32


async def test_handshakes_are_listed_by_deadline_and_state(
    anna: Caller, asked_id: str, household: UUID, other_supplier: UUID
) -> None:
    energy = await anna.post(f"/households/{household}/arrangements", a_body(other_supplier, cost="energy"))
    body = {"payer": "we_push", "fromMonth": "2026-02"}
    sooner = (await anna.post(f"/arrangements/{energy.json()['id']}/handshakes", body)).json()
    first = (await anna.get("/handshakes", limit=1)).json()
    rest = (await anna.get("/handshakes", cursor=first["nextCursor"])).json()
    assert [one["id"] for one in [*first["items"], *rest["items"]]] == [sooner["id"], asked_id]
    for query, expected in (({"state": "prepared"}, [sooner["id"]]), ({"householdId": str(UUID(int=1))}, [])):
        assert [one["id"] for one in (await anna.get("/handshakes", **query)).json()["items"]] == expected


async def test_a_link_is_shown_once(anna: Caller, asked_id: str, admin_url: str) -> None:
    made = await anna.post(f"/handshakes/{asked_id}/answer-links", None, key="link")
    again = await anna.post(f"/handshakes/{asked_id}/answer-links", None, key="link")
    assert (made.status_code, again.status_code) == (201, 201)
    token = made.json()["token"]
    assert again.json() == {**made.json(), "token": None}
    ((body,),) = rows(admin_url, "select body from idempotency_key where key = 'link'")
    assert token.encode() not in bytes(body)
    assert len(rows(admin_url, "select digest from answer_link")) == 1


async def test_a_supplier_waits_as_it_agreed(anna: Caller, rent_id: str) -> None:
    deferred = await anna.post(f"/arrangements/{rent_id}/_defer", {"until": "2026-02-20"})
    assert (deferred.status_code, deferred.json()["deferredUntil"]) == (200, "2026-02-20")
    refused = await anna.post(f"/arrangements/{rent_id}/_defer", {"until": "2026-12-01"})
    assert [fault["where"] for fault in refused.json()["errors"]] == ["until"]


async def test_another_organisation_and_another_municipality_see_and_change_nothing(
    app: FastAPI,
    issuer: DevelopmentIssuer,
    organisation: UUID,
    stranger: Caller,
    asked_id: str,
    rent_id: str,
    household: UUID,
    supplier: UUID,
    admin_url: str,
) -> None:
    elsewhere = a_caller(app, issuer, organisation, subject="carla", municipalities=[CAPELLE])
    before = _everything(admin_url)
    for caller in (stranger, elsewhere):
        reads = [
            f"/households/{household}/arrangements",
            f"/households/{household}/payers-of-record",
            f"/households/{household}/payers-of-record/strip",
            f"/households/{household}/costs/rent/payer-of-record",
            f"/arrangements/{rent_id}",
            f"/handshakes/{asked_id}",
            f"/handshakes/{asked_id}/script",
        ]
        writes: list[tuple[str, Any]] = [
            (f"/households/{household}/arrangements", a_body(supplier, cost="water")),
            (
                f"/households/{household}/payer-decisions",
                {"cost": "rent", "payer": "we_push", "fromMonth": "2026-04", "reason": "zomaar"},
            ),
            (f"/arrangements/{rent_id}/_defer", {"until": "2026-02-20"}),
            (f"/arrangements/{rent_id}/handshakes", {"payer": "we_push", "fromMonth": "2026-04"}),
            (f"/handshakes/{asked_id}/_ask", None),
            (f"/handshakes/{asked_id}/_remind", None),
            (f"/handshakes/{asked_id}/_answer", YES),
            (f"/handshakes/{asked_id}/_decide", {"reason": "zomaar"}),
            (f"/handshakes/{asked_id}/_withdraw", {"reason": "zomaar"}),
            (f"/handshakes/{asked_id}/answer-links", None),
        ]
        for path in reads:
            assert (await caller.get(path)).status_code == 404, path
        for path, body in writes:
            assert (await caller.post(path, body)).status_code == 404, path
        assert (await caller.get("/handshakes")).json()["items"] == []
    assert _everything(admin_url) == before


async def test_who_only_reads_writes_nothing_and_sees_no_script(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, asked_id: str, rent_id: str
) -> None:
    auditor = a_caller(app, issuer, organisation, [Role.AUDITOR], subject="auke")
    assert (await auditor.get(f"/handshakes/{asked_id}")).status_code == 200
    assert (await auditor.get(f"/handshakes/{asked_id}/script")).status_code == 403
    assert (await auditor.post(f"/arrangements/{rent_id}/_defer", {"until": "2026-02-20"})).status_code == 403
    assert (await auditor.post(f"/handshakes/{asked_id}/answer-links", None)).status_code == 403


async def test_only_the_link_of_a_supplier_asks_for_no_token(app: FastAPI) -> None:
    ours = ("/arrangements", "/handshakes", "/answers", "payers-of-record", "payer-of-record", "payer-decisions")
    open_to_all = {
        path for path, item in app.openapi()["paths"].items() for told in item.values() if not told.get("security")
    }
    assert {path for path in open_to_all if any(part in path for part in ours)} == {"/answers/{token}"}


def _everything(admin_url: str) -> list[Any]:
    with as_superuser(admin_url, "mandates") as connection:
        return [
            connection.execute(f"select * from {table} order by 1, 2, 3, 4").fetchall()
            for table in ("arrangement", "handshake", "payer_of_record", "answer_link", "transition", "outbox")
        ]
