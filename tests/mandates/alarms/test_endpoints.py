"""Alarms over HTTP: listed by the day to act, owned and answered; nothing closes them but what they are about."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from tests.mandates.alarms.conftest import Looks
from tests.mandates.alarms.households import otherwise
from tests.mandates.alarms.test_service import ENOUGH, FIRST_TOLD, TOO_MUCH
from tests.mandates.answers import Raw, faults, made, problem
from tests.mandates.arrangements.builders import rows
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE, DEN_HAAG, a_household
from tests.mandates.intake.test_endpoints import EVIDENCE, all_pages
from tests.mandates.rows import everything

USE = {"cost": "energy", "amount": 30000, "toldBy": "supplier", "toldOn": "2026-01-05"}


async def listed(caller: Caller, **query: Any) -> list[Raw]:
    return [one["alarm"] for one in await all_pages(caller, "/alarms", limit=1, **query)]


@pytest.fixture
async def alarm(well: UUID, looks: Looks, admin_url: str) -> str:
    """The path of an alarm that more is due than was agreed."""
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    ((alarm_id,),) = rows(admin_url, "select id from alarm")
    return f"/alarms/{alarm_id}"


async def test_an_alarm_tells_what_will_hurt_when_and_by_when_to_act(anna: Caller, alarm: str, well: UUID) -> None:
    told = (await anna.get(alarm)).json()
    assert {key: told[key] for key in told if key != "id"} == {
        "householdId": str(well),
        "kind": "amount_beyond_consent",
        "cost": "rent",
        "leefgeld": False,
        "month": "2026-02",
        "state": "open",
        "why": "more_than_agreed",
        "cure": None,
        "raisedOn": "2026-01-19",
        "actBy": "2026-01-26",
        "harmsOn": "2026-02-01",
        "owner": None,
        "answer": None,
        "escalatedTo": None,
        "closedBy": None,
        "closedOn": None,
    }


async def test_alarms_come_by_the_day_to_act_and_by_kind_state_and_owner(
    anna: Caller, alarm: str, well: UUID, looks: Looks, admin_url: str, organisation: UUID, ids: SeededIds,
    clock: MovableClock,
) -> None:  # fmt: skip
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", DEN_HAAG)
    await looks(FIRST_TOLD, other)
    every = await all_pages(anna, "/alarms", limit=1)
    assert [(one["reference"], one["alarm"]["kind"], one["alarm"]["actBy"]) for one in every] == [
        ("ZAAK-2", "no_payer", "2026-01-20"),
        ("ZAAK-2", "papers_missing", "2026-01-20"),
        ("ZAAK-1", "amount_beyond_consent", "2026-01-26"),
        ("ZAAK-2", "account_not_verified", "2026-01-26"),
    ]
    assert [(one["cost"], one["leefgeld"]) for one in await listed(anna, kind="account_not_verified")] == [(None, True)]
    assert [one["kind"] for one in await listed(anna, kind="papers_missing")] == ["papers_missing"]
    assert await listed(anna, mine=True) == []
    assert (await anna.post(f"{alarm}/_own", None)).json()["owner"] == "anna"
    assert [one["kind"] for one in await listed(anna, mine=True)] == ["amount_beyond_consent"]
    assert [one["kind"] for one in await all_pages(anna, f"/households/{well}/alarms")] == ["amount_beyond_consent"]
    otherwise(admin_url, ENOUGH)
    await looks(date(2026, 1, 20))
    assert await listed(anna, mine=True) == []
    (over,) = await listed(anna, state="closed")
    assert (over["closedBy"], over["closedOn"], over["owner"]) == ("plan.changed", "2026-01-20", "anna")


async def test_a_supervisor_finds_what_was_shown_to_her_among_her_own(
    alarm: str, looks: Looks, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, well: UUID
) -> None:
    rosa = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], subject="rosa")
    regisseur = {"role": "regisseur", "subject": "rosa", "fromDay": "2026-01-01"}
    contact = {"role": "contact", "subject": "anna", "fromDay": "2026-01-01"}
    for member in (regisseur, contact):
        made(await anna.post(f"/households/{well}/team-members", member))
    assert await listed(rosa, mine=True) == []
    await looks(date(2026, 1, 27))
    assert [(one["state"], one["owner"], one["escalatedTo"]) for one in await listed(rosa, mine=True)] == [
        ("escalated", "anna", "rosa")
    ]


async def test_an_answer_is_a_word_of_a_list_and_closes_nothing(anna: Caller, alarm: str, admin_url: str) -> None:
    answered = await anna.post(
        f"{alarm}/_answer", {"answer": "called_supplier", "note": "mevrouw Verzonnen belt terug"}
    )
    assert (answered.json()["answer"], answered.json()["state"]) == ("called_supplier", "open")
    assert "Verzonnen" not in answered.text
    before = everything(admin_url)
    assert [where for where, _ in faults(await anna.post(f"{alarm}/_answer", {"answer": "done"}))] == ["answer"]
    assert (await anna.post(f"{alarm}/_close", None)).status_code == 404
    assert everything(admin_url) == before


async def test_what_is_over_is_neither_owned_nor_answered(
    anna: Caller, alarm: str, looks: Looks, admin_url: str
) -> None:
    otherwise(admin_url, ENOUGH)
    await looks(FIRST_TOLD)
    before = everything(admin_url)
    assert problem(await anna.post(f"{alarm}/_own", None)) == (409, "cannot-happen")
    assert problem(await anna.post(f"{alarm}/_answer", {"answer": "harmless"})) == (409, "cannot-happen")
    assert everything(admin_url) == before


async def test_the_same_answer_twice_is_one(anna: Caller, alarm: str, admin_url: str) -> None:
    first = await anna.post(f"{alarm}/_answer", {"answer": "harmless"}, key="once")
    before = everything(admin_url)
    second = await anna.post(f"{alarm}/_answer", {"answer": "harmless"}, key="once")
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    assert everything(admin_url) == before


async def test_the_last_paper_ends_the_alarm_in_the_same_breath(
    anna: Caller, well: UUID, looks: Looks, admin_url: str
) -> None:
    otherwise(admin_url, "update paper set state = 'missing' where kind = 'lease'")
    await looks(FIRST_TOLD)
    ((paper,),) = rows(admin_url, "select id from paper where kind = 'lease'")
    assert [one["kind"] for one in await listed(anna)] == ["papers_missing"]
    assert (await anna.post(f"/households/{well}/papers/{paper}/_deliver", EVIDENCE)).status_code == 200
    assert await listed(anna) == []
    assert [one["closedBy"] for one in await listed(anna, state="closed")] == ["paper.deliver"]


async def test_expected_uses_are_told_and_listed(anna: Caller, well: UUID, admin_url: str) -> None:
    path = f"/households/{well}/expected-uses"
    first = made(await anna.post(path, USE))
    made(await anna.post(path, USE | {"amount": 28000, "toldBy": "client"}))
    assert (first["number"], first["amount"], first["currency"]) == (1, 30000, "EUR")
    assert [(one["number"], one["amount"], one["toldBy"]) for one in await all_pages(anna, path, limit=1)] == [
        (1, 30000, "supplier"), (2, 28000, "client"),
    ]  # fmt: skip
    before = everything(admin_url)
    wrong = {"cost": "rent", "amount": 0, "toldBy": "nobody", "toldOn": "2026-02-30"}
    assert [where for where, _ in faults(await anna.post(path, wrong))] == ["amount", "cost", "toldBy", "toldOn"]
    assert everything(admin_url) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_another_organisation_and_another_municipality_see_nothing(
    alarm: str, well: UUID, stranger: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID,
    admin_url: str, method: str,
) -> None:  # fmt: skip
    elsewhere = a_caller(app, issuer, organisation, subject="dora", municipalities=[CAPELLE])
    uses = f"/households/{well}/expected-uses"
    before = everything(admin_url)
    for somebody in (stranger, elsewhere):
        if method == "GET":
            answers = [await somebody.get(place) for place in (alarm, f"/households/{well}/alarms", uses)]
            assert await listed(somebody) == []
        else:
            commands: list[tuple[str, Any]] = [
                (f"{alarm}/_own", None), (f"{alarm}/_answer", {"answer": "harmless"}), (uses, USE),
            ]  # fmt: skip
            answers = [await somebody.post(place, body) for place, body in commands]
        assert {answer.status_code for answer in answers} == {404}
    assert everything(admin_url) == before


async def test_who_may_only_read_changes_nothing(
    alarm: str, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    auditor = a_caller(app, issuer, organisation, [Role.AUDITOR], subject="rita")
    before = everything(admin_url)
    assert problem(await auditor.post(f"{alarm}/_own", None)) == (403, "may-not")
    assert (await auditor.get(alarm)).status_code == 200
    assert everything(admin_url) == before


async def test_a_look_is_no_command(well: UUID, anna: Caller) -> None:
    """Alarms come of what is, so nobody asks for one."""
    assert (await anna.post("/alarms", {"householdId": str(well)})).status_code == 405
