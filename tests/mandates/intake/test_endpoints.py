"""Papers and teams over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from tests.mandates.answers import Raw, faults, made, problem
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE, a_household
from tests.mandates.rows import everything

EVIDENCE = {"evidence": "9f" * 32}
REASON = {"reason": "the landlord tells it himself"}


async def required(caller: Caller, household: UUID) -> list[Raw]:
    answer = await caller.post(f"/households/{household}/papers/_require", None)
    assert answer.status_code == 200, answer.text
    items: list[Raw] = answer.json()["items"]
    return items


async def the_paper(caller: Caller, household: UUID, kind: str, cost: str | None = None) -> str:
    one = next(one for one in await required(caller, household) if (one["kind"], one["cost"]) == (kind, cost))
    return f"/households/{household}/papers/{one['id']}"


async def all_pages(caller: Caller, path: str, **query: Any) -> list[Raw]:
    found: list[Raw] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await caller.get(path, **query, **cursor)).json()
        found += page["items"]
        if page["nextCursor"] is None:
            return found
        cursor = {"cursor": page["nextCursor"]}


async def test_a_household_sees_what_is_missing_from_whom_and_by_when(anna: Caller, household: UUID) -> None:
    await required(anna, household)
    papers = await all_pages(anna, f"/households/{household}/papers", limit=4)
    assert len(papers) == 11
    assert [one["dueOn"] for one in papers] == sorted(one["dueOn"] for one in papers)
    first = papers[0]
    assert {key: first[key] for key in first if key != "id"} == {
        "householdId": str(household),
        "kind": "identity",
        "cost": None,
        "state": "missing",
        "deliveredBy": "client",
        "deliveredTo": "case_manager",
        "dueOn": "2026-01-12",
        "late": False,
        "holdsCosts": True,
        "evidence": None,
    }


async def test_a_paper_is_brought_taken_back_and_waived_by_an_approver(
    anna: Caller, bram: Caller, household: UUID
) -> None:
    path = await the_paper(anna, household, "lease", "rent")
    brought = (await anna.post(f"{path}/_deliver", EVIDENCE | {"deliveredBy": "supporter"})).json()
    assert (brought["state"], brought["evidence"]) == ("delivered", "9f" * 32)
    back = (await anna.post(f"{path}/_return", {"reason": "it is of the former tenant"})).json()
    assert (back["state"], back["evidence"]) == ("missing", None)
    waived = await bram.post(f"{path}/_waive", REASON)
    assert (waived.status_code, waived.json()["state"]) == (200, "waived")
    assert "former tenant" not in waived.text


async def test_who_may_not_approve_waives_nothing(anna: Caller, household: UUID, admin_url: str) -> None:
    path = await the_paper(anna, household, "lease", "rent")
    before = everything(admin_url)
    assert problem(await anna.post(f"{path}/_waive", REASON)) == (403, "may-not")
    assert everything(admin_url) == before


async def test_what_cannot_happen_and_what_is_no_digest_is_refused(
    anna: Caller, household: UUID, admin_url: str
) -> None:
    path = await the_paper(anna, household, "lease", "rent")
    before = everything(admin_url)
    assert problem(await anna.post(f"{path}/_return", REASON)) == (409, "cannot-happen")
    assert [where for where, _ in faults(await anna.post(f"{path}/_deliver", {"evidence": "9f", "by": "me"}))] == [
        "evidence", "by",
    ]  # fmt: skip
    assert everything(admin_url) == before


async def test_the_same_delivery_twice_is_one(anna: Caller, household: UUID, admin_url: str) -> None:
    path = await the_paper(anna, household, "identity")
    first = await anna.post(f"{path}/_deliver", EVIDENCE, key="once")
    before = everything(admin_url)
    second = await anna.post(f"{path}/_deliver", EVIDENCE, key="once")
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    assert everything(admin_url) == before


async def test_what_is_missing_is_asked_by_who_brings_it_and_by_whose_household_it_is(
    anna: Caller, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", CAPELLE)
    for one in (household, other):
        await required(anna, one)
    supporter = {"role": "supporter", "subject": "sara", "fromDay": "2026-01-01"}
    made(await anna.post(f"/households/{other}/team-members", supporter))
    from_coa = await all_pages(anna, "/missing-papers", deliveredBy="coa", limit=1)
    assert [(one["reference"], one["paper"]["kind"]) for one in from_coa] == [("ZAAK-1", "b12"), ("ZAAK-2", "b12")]
    of_sara = await all_pages(anna, "/missing-papers", subject="sara", limit=4)
    assert {one["reference"] for one in of_sara} == {"ZAAK-2"}
    assert len(of_sara) == 11
    assert len(await all_pages(anna, "/missing-papers", municipality=CAPELLE, dueUntil="2026-01-19")) == 5
    assert await all_pages(anna, "/missing-papers", subject="nobody") == []


async def test_who_left_the_team_is_shown_its_papers_no_more(anna: Caller, household: UUID) -> None:
    await required(anna, household)
    members = f"/households/{household}/team-members"
    joined = {"role": "supporter", "subject": "sara", "fromDay": "2025-12-01"}
    number = made(await anna.post(members, joined))["number"]
    assert len(await all_pages(anna, "/missing-papers", subject="sara")) == 11
    ended = await anna.post(f"{members}/{number}/_end", {"untilDay": "2026-01-04"})
    assert (ended.status_code, ended.json()["untilDay"]) == (200, "2026-01-04")
    assert await all_pages(anna, "/missing-papers", subject="sara") == []


async def test_a_team_is_told_in_the_order_in_which_it_came(anna: Caller, household: UUID, admin_url: str) -> None:
    members = f"/households/{household}/team-members"
    for subject, day in (("anna", "2026-01-01"), ("bram", "2026-02-01")):
        made(await anna.post(members, {"role": "contact", "subject": subject, "fromDay": day}))
    team = await all_pages(anna, members, limit=1)
    assert [(one["number"], one["subject"], one["fromDay"], one["untilDay"]) for one in team] == [
        (1, "anna", "2026-01-01", "2026-01-31"), (2, "bram", "2026-02-01", None),
    ]  # fmt: skip
    before = everything(admin_url)
    assert problem(await anna.post(members, {"role": "contact", "subject": "carl", "fromDay": "2026-02-01"})) == (
        409, "later-one",
    )  # fmt: skip
    assert everything(admin_url) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_another_organisation_and_another_municipality_see_nothing(
    anna: Caller, stranger: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, household: UUID,
    admin_url: str, method: str,
) -> None:  # fmt: skip
    path = await the_paper(anna, household, "lease", "rent")
    member = {"role": "contact", "subject": "anna", "fromDay": "2026-01-01"}
    members = f"/households/{household}/team-members"
    made(await anna.post(members, member))
    elsewhere = a_caller(app, issuer, organisation, subject="dora", municipalities=[CAPELLE])
    before = everything(admin_url)
    commands: list[tuple[str, Any]] = [
        (f"/households/{household}/papers/_require", None),
        (f"{path}/_deliver", EVIDENCE),
        (f"{path}/_return", REASON),
        (f"{path}/_waive", REASON),
        (members, member | {"fromDay": "2026-02-01"}),
        (f"{members}/1/_end", {"untilDay": "2026-02-01"}),
    ]
    for somebody in (stranger, elsewhere):
        if method == "GET":
            answers = [await somebody.get(place) for place in (f"/households/{household}/papers", members)]
            assert (await somebody.get("/missing-papers")).json()["items"] == []
        else:
            answers = [await somebody.post(place, body) for place, body in commands]
        assert {answer.status_code for answer in answers} == {404}
    assert everything(admin_url) == before


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
async def test_who_may_only_read_changes_nothing(
    app: FastAPI,
    issuer: DevelopmentIssuer,
    organisation: UUID,
    anna: Caller,
    household: UUID,
    admin_url: str,
    role: Role,
) -> None:
    path = await the_paper(anna, household, "lease", "rent")
    reader = a_caller(app, issuer, organisation, [role], subject="rita")
    before = everything(admin_url)
    assert problem(await reader.post(f"{path}/_deliver", EVIDENCE)) == (403, "may-not")
    assert (await reader.get(f"/households/{household}/papers")).status_code == 200
    assert everything(admin_url) == before


async def test_our_own_services_are_told_whom_a_supporter_helps_until_his_last_day(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, stranger: Caller, household: UUID,
    clock: MovableClock,
) -> None:  # fmt: skip
    members, today = f"/households/{household}/team-members", clock.today()
    service = a_caller(app, issuer, organisation, [Role.SYSTEM], subject="service:schedule")
    joined = {"role": "supporter", "subject": "vera", "fromDay": str(today + timedelta(days=1))}
    number = made(await anna.post(members, joined))["number"]
    made(await anna.post(members, {"role": "contact", "subject": "carla", "fromDay": str(today)}))

    async def helped(by: Caller, subject: str) -> list[str]:
        answer = await by.post("/supported-households/_search", {"subject": subject})
        assert answer.status_code == 200, answer.text
        found: list[str] = answer.json()["householdIds"]
        return found

    assert await helped(service, "vera") == [], "he begins tomorrow"
    clock.move_to(clock.now() + timedelta(days=1))
    assert await helped(service, "vera") == [str(household)]
    assert await helped(service, "carla") == [], "a colleague sees by his role"
    assert await helped(stranger, "vera") == [], "of another organisation"
    assert (await anna.post("/supported-households/_search", {"subject": "vera"})).status_code == 403
    await anna.post(f"{members}/{number}/_end", {"untilDay": str(clock.today())})
    assert await helped(service, "vera") == [str(household)]
    clock.move_to(clock.now() + timedelta(days=1))
    assert await helped(service, "vera") == []
