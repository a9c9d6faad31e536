"""Households and their facts over HTTP: what is answered, what is refused, and that a refusal changes nothing."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import Response

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.households.builders import B12, PAPERS, RENT, Raw
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

WHOLE: Raw = {"reference": "Z-1", "municipality": DEN_HAAG, "facts": PAPERS}


async def registered(caller: Caller, **said: Any) -> str:
    answer = await caller.post("/households", WHOLE | said)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["householdId"])


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("urn:problem-type:ontzorg:")


def faults(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(one["where"], one["what"]) for one in answer.json()["errors"]]


async def test_a_household_registered_whole_has_a_plan_at_once(anna: Caller) -> None:
    answer = await anna.post("/households", WHOLE)
    told = answer.json()
    assert (answer.status_code, told["planVersion"], told["missing"], len(told["facts"])) == (201, 1, [], len(PAPERS))
    assert answer.headers["location"] == f"/v1/households/{told['householdId']}"
    household = (await anna.get(f"/households/{told['householdId']}")).json()
    assert household | {"openTasks": 0} == {
        "id": told["householdId"],
        "reference": "Z-1",
        "municipality": DEN_HAAG,
        "policy": "den-haag",
        "planVersion": 1,
        "openTasks": 0,
        "registeredAt": "2026-01-05T08:00:00Z",
        "missing": [],
    }


async def test_a_bare_household_says_what_is_missing(anna: Caller) -> None:
    household = await registered(anna, facts=[])
    told = (await anna.get(f"/households/{household}")).json()
    assert [one["fact"] for one in told["missing"]] == ["composition", "azc_departure", "benefit_norm"]
    assert told["planVersion"] is None


async def test_the_same_command_twice_registers_once(anna: Caller, admin_url: str) -> None:
    first = await anna.post("/households", WHOLE, key="papers of Z-1")
    before = everything(admin_url)
    second = await anna.post("/households", WHOLE, key="papers of Z-1")
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert everything(admin_url) == before


async def test_every_fault_of_a_household_is_told_at_once(anna: Caller, admin_url: str) -> None:
    before = everything(admin_url)
    answer = await anna.post(
        "/households",
        {
            "reference": "111222333",
            "municipality": "0518",
            "facts": [{"kind": "b12_received", "on": "2026-02-30"}, {"kind": "b12_receved"}, RENT | {"amount": -1}],
            "costPayees": [
                {"cost": "rent", "account": {"name": "Woonstede", "iban": "NL92ABNA0417164300"}},
                {
                    "cost": "energy",
                    "account": {"name": "Watt", "iban": "NL91ABNA0417164300"},
                    "reference": {"kind": "betalingskenmerk", "text": "1234567890123456"},
                },
            ],
            "name": "Yonas Voorbeeld",
        },
    )
    assert faults(answer) == [
        ("reference", "this could be a BSN, and a BSN is not kept here"),
        ("municipality", "String should match pattern '^GM\\d{4}$'"),
        ("facts[0].on", "2026-02-30 is no day: 2026-02 has 28 days"),
        ("facts[1].kind", "'b12_receved' is not known"),
        ("facts[2].amount", "-1 is negative"),
        ("costPayees[0].account.iban", "the check digits of the IBAN do not fit"),
        ("costPayees[1].reference.text", "the check digit of the betalingskenmerk does not fit"),
        ("name", "Extra inputs are not permitted"),
    ]
    assert everything(admin_url) == before


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"municipality": "GM9999"}, 400, "invalid-input"),
        ({"facts": [{"kind": "policy_chosen", "from": "2026-02-03", "policy": "utrecht"}]}, 400, "invalid-input"),
        ({"facts": [*PAPERS, {"kind": "right_to_bijstand", "from": "2026-02-01"}]}, 400, "invalid-input"),
        ({"facts": [*PAPERS, RENT]}, 400, "invalid-input"),
        ({"reference": "Z-0"}, 409, "household-is-known"),
    ],
    ids=["unknown municipality", "unknown policy", "contradiction", "stated twice", "known reference"],
)  # fmt: skip
async def test_a_household_that_cannot_be_is_refused_and_nothing_changes(
    anna: Caller, admin_url: str, said: Raw, status: int, code: str
) -> None:
    await registered(anna, reference="Z-0")
    before = everything(admin_url)
    assert problem(await anna.post("/households", WHOLE | said)) == (status, code)
    assert everything(admin_url) == before


async def test_a_fact_makes_a_new_version_and_stands_in_the_history(anna: Caller) -> None:
    household = await registered(anna)
    answer = await anna.post(f"/households/{household}/facts", {"facts": [B12]})
    assert (answer.status_code, answer.json()["planVersion"]) == (201, 2)
    newest = (await anna.get(f"/households/{household}/facts")).json()["items"][-1]
    assert newest == {
        "id": answer.json()["facts"][0],
        "sequence": len(PAPERS) + 1,
        "about": "",
        "holdsFrom": "2026-02-15",
        "recordedAt": "2026-01-05T08:00:00Z",
        "recordedBy": "anna",
        "stands": True,
        "corrects": None,
        "reason": None,
        "fact": B12,
    }


async def test_a_correction_keeps_what_it_corrects(anna: Caller) -> None:
    household = await registered(anna)
    first = (await anna.post(f"/households/{household}/facts", {"facts": [B12]})).json()["facts"][0]
    correction = {"corrects": first, "reason": "misread the stamp", "fact": B12 | {"on": "2026-02-13"}}
    answer = await anna.post(f"/households/{household}/facts", {"corrections": [correction]})
    assert (answer.status_code, answer.json()["planVersion"]) == (201, 3)
    history = (await anna.get(f"/households/{household}/facts", kind="b12_received")).json()["items"]
    assert [(one["stands"], one["fact"]["on"], one["corrects"], one["reason"]) for one in history] == [
        (False, "2026-02-15", None, None),
        (True, "2026-02-13", first, "misread the stamp"),
    ]
    standing = (await anna.get(f"/households/{household}/facts", kind="b12_received", standing=True)).json()["items"]
    assert standing == history[1:]
    assert (await anna.get(f"/households/{household}/facts/{first}")).json() == history[0]


async def test_a_retraction_says_that_it_was_never_so(anna: Caller) -> None:
    household = await registered(anna)
    first = (await anna.post(f"/households/{household}/facts", {"facts": [B12]})).json()["facts"][0]
    retraction = {"corrections": [{"corrects": first, "reason": "it was another household's"}]}
    assert (await anna.post(f"/households/{household}/facts", retraction)).json()["planVersion"] == 3
    newest = (await anna.get(f"/households/{household}/facts")).json()["items"][-1]
    assert (newest["fact"], newest["corrects"], newest["stands"]) == (None, first, False)


async def test_facts_come_a_page_at_a_time(anna: Caller) -> None:
    household = await registered(anna)
    first = (await anna.get(f"/households/{household}/facts", limit=8)).json()
    second = (await anna.get(f"/households/{household}/facts", limit=8, cursor=first["nextCursor"])).json()
    assert [one["sequence"] for one in first["items"] + second["items"]] == list(range(1, len(PAPERS) + 1))
    assert second["nextCursor"] is None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid-input"),
        ({"facts": [RENT | {"amount": 64000}]}, 409, "fact-stands"),
        ({"corrections": [{"corrects": str(UUID(int=1)), "reason": "a slip", "fact": B12}]}, 400, "invalid-input"),
        ({"facts": [{"kind": "relief_ends", "on": "2026-02-01"}]}, 400, "invalid-input"),
    ],
    ids=["nothing stated", "known already", "no such fact", "contradiction"],
)
async def test_facts_that_cannot_be_recorded_change_nothing(
    anna: Caller, admin_url: str, body: Raw, status: int, code: str
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    assert problem(await anna.post(f"/households/{household}/facts", body)) == (status, code)
    assert everything(admin_url) == before


async def test_what_the_plan_cannot_do_without_is_not_retracted(anna: Caller, admin_url: str) -> None:
    household = await registered(anna)
    departure = (await anna.get(f"/households/{household}/facts", kind="azc_departure")).json()["items"][0]
    before = everything(admin_url)
    body = {"corrections": [{"corrects": departure["id"], "reason": "a slip"}]}
    assert problem(await anna.post(f"/households/{household}/facts", body)) == (422, "plan-needs-this")
    assert everything(admin_url) == before


async def test_while_somebody_else_records_the_caller_is_told_to_ask_again(
    anna: Caller, admin_url: str, organisation: UUID
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    with as_superuser(admin_url) as somebody_else:
        somebody_else.execute("select from schedule.household where id = %s for update", [household])
        answer = await anna.post(f"/households/{household}/facts", {"facts": [B12]}, key="b12 of Z-1")
        assert problem(answer) == (409, "household-is-changing")
    assert everything(admin_url) == before
    again = await anna.post(f"/households/{household}/facts", {"facts": [B12]}, key="b12 of Z-1")
    assert again.status_code == 201


async def test_households_are_listed_in_the_order_of_registration_a_page_at_a_time(anna: Caller) -> None:
    expected = [await registered(anna, reference=f"Z-{number}", facts=[]) for number in range(5)]
    found, cursor = [], None
    for _ in range(3):
        page = (await anna.get("/households", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["nextCursor"]
    assert (found, cursor) == (expected, None)


async def test_households_are_found_by_municipality_policy_and_open_task(anna: Caller) -> None:
    whole = await registered(anna, reference="Z-1")
    bare = await registered(anna, reference="Z-2", facts=[])
    elsewhere = await registered(anna, reference="Z-3", municipality=CAPELLE)
    own_way = [*PAPERS, {"kind": "policy_chosen", "from": "2026-02-03", "policy": "statutory"}]
    statutory = await registered(anna, reference="Z-4", facts=own_way)

    async def listed(**query: str) -> list[str]:
        return [one["id"] for one in (await anna.get("/households", **query)).json()["items"]]

    assert await listed(municipality=DEN_HAAG) == [whole, bare, statutory]
    assert await listed(policy="statutory") == [statutory]
    assert await listed(policy="capelle") == [elsewhere]
    assert await listed(openTask="facts_missing") == [bare]
    assert await listed(openTask="b12_expected", municipality=CAPELLE) == [elsewhere]


async def test_a_household_is_looked_up_by_what_has_no_place_in_a_url(anna: Caller) -> None:
    account = {"name": "Y. Voorbeeld", "iban": "NL91 ABNA 0417 1643 00"}
    with_account = await registered(anna, costPayees=[{"cost": "leefgeld", "account": account}])
    other = await registered(anna, reference="Z-2", facts=[])

    async def found(body: Raw) -> list[str]:
        answer = await anna.post("/households/_search", body)
        return [one["id"] for one in answer.json()["items"]]

    assert await found({"references": ["Z-2", "Z-9"]}) == [other]
    assert await found({"iban": "NL91ABNA0417164300"}) == [with_account]
    assert await found({"iban": "NL02ABNA0123456789"}) == []
    assert faults(await anna.post("/households/_search", {})) == [("references", "nothing to look for")]


@pytest.fixture
def bram(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """A colleague who works for Capelle alone."""
    return a_caller(app, issuer, organisation, [Role.CASE_MANAGER], subject="bram", municipalities=[CAPELLE])


async def test_who_works_for_another_municipality_sees_nothing_of_a_household(
    anna: Caller, bram: Caller, admin_url: str
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    assert (await bram.get("/households")).json()["items"] == []
    assert (await bram.post("/households/_search", {"references": ["Z-1"]})).json()["items"] == []
    for path in ("", "/facts", "/plans", "/plans/latest"):
        assert (await bram.get(f"/households/{household}{path}")).status_code == 404, path
    assert (await bram.post(f"/households/{household}/facts", {"facts": [B12]})).status_code == 404
    assert faults(await bram.post("/households", WHOLE | {"reference": "Z-2"}))[0][0] == "municipality"
    assert everything(admin_url) == before


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.PROPOSER])
async def test_who_may_only_read_changes_nothing(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, admin_url: str, role: Role
) -> None:
    household = await registered(anna)
    reader = a_caller(app, issuer, organisation, [role])
    before = everything(admin_url)
    assert (await reader.get(f"/households/{household}")).status_code == 200
    assert problem(await reader.post("/households", WHOLE | {"reference": "Z-2"})) == (403, "may-not")
    assert problem(await reader.post(f"/households/{household}/facts", {"facts": [B12]})) == (403, "may-not")
    assert changed(before, everything(admin_url)) == []


async def test_an_administrator_sees_nobodys_file(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller
) -> None:
    household = await registered(anna)
    administrator = a_caller(app, issuer, organisation, [Role.ADMINISTRATOR])
    for path in ("/households", f"/households/{household}", f"/households/{household}/facts", "/tasks"):
        assert (await administrator.get(path)).status_code == 403, path


async def test_a_cursor_goes_on_in_its_own_list_and_in_no_other(anna: Caller) -> None:
    """Every one of these lists goes by ids, so that the key of the one could be read as that of the other."""
    first, second = await registered(anna), await registered(anna, reference="Z-2")
    page = (await anna.get("/households", limit=1, municipality=DEN_HAAG)).json()
    asked = {"limit": 5, "municipality": DEN_HAAG, "cursor": page["nextCursor"]}
    assert [one["id"] for one in page["items"] + (await anna.get("/households", **asked)).json()["items"]] == [
        first,
        second,
    ]
    for path, others in (("/households", {}), ("/households", {"municipality": CAPELLE}), ("/tasks", {})):
        answer = await anna.get(path, cursor=page["nextCursor"], **others)
        assert faults(answer) == [("cursor", "is not one that this list gave with these filters")]


async def test_a_cursor_of_one_household_goes_on_in_no_other(anna: Caller) -> None:
    first, second = await registered(anna), await registered(anna, reference="Z-2")
    page = (await anna.get(f"/households/{first}/facts", limit=2)).json()
    assert (await anna.get(f"/households/{first}/facts", cursor=page["nextCursor"])).status_code == 200
    answer = await anna.get(f"/households/{second}/facts", cursor=page["nextCursor"])
    assert faults(answer) == [("cursor", "is not one that this list gave with these filters")]
