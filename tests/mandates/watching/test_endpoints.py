"""Watched months over HTTP: what is to be asked after, by the day of the answer, and who may answer it."""

from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.mandates.answers import faults, problem
from tests.mandates.arrangements.builders import rows
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE
from tests.mandates.intake.test_endpoints import EVIDENCE, all_pages
from tests.mandates.rows import everything
from tests.mandates.watching.conftest import Morning


@pytest.fixture
async def april(watched: UUID, morning: Morning, admin_url: str) -> str:
    """The path of the energy of April; May's is to be asked after too."""
    await morning(date(2026, 5, 18))
    ((april, *_), _) = rows(admin_url, "select id from watched_month order by month")
    return f"/watched-months/{april}"


async def test_what_is_to_be_asked_after_is_listed_by_its_day_a_page_at_a_time(
    anna: Caller, watched: UUID, april: str
) -> None:
    found = await all_pages(anna, "/watched-months", limit=1)
    assert [(one["cost"], one["month"], one["dueOn"], one["answerBy"], one["state"]) for one in found] == [
        ("energy", "2026-04", "2026-04-15", "2026-04-22", "to_ask"),
        ("energy", "2026-05", "2026-05-15", "2026-05-22", "to_ask"),
    ]
    assert await all_pages(anna, "/watched-months", householdId=str(UUID(int=7))) == []
    await anna.post(f"{april}/_answer", {"answer": "paid", "toldBy": "supplier"})
    assert [one["month"] for one in await all_pages(anna, "/watched-months")] == ["2026-05"]
    assert [one["month"] for one in await all_pages(anna, "/watched-months", state="paid")] == ["2026-04"]


async def test_an_answer_is_kept_with_its_history_and_what_was_said_stays_sealed(anna: Caller, april: str) -> None:
    body = {"answer": "not_paid", "toldBy": "client", "note": "de pas was kwijt"}
    answer = await anna.post(f"{april}/_answer", body)
    assert (answer.status_code, answer.json()["state"], answer.json()["toldBy"], answer.json()["answeredOn"]) == (
        200,
        "not_paid",
        "client",
        "2026-05-18",
    )
    assert (await anna.get(april)).json() == answer.json()
    history = await all_pages(anna, f"{april}/transitions", limit=1)
    assert [(one["event"], one["state"], one["origin"], one["by"]) for one in history] == [
        ("watch", "to_ask", "system", "service:mandates"),
        ("not_pay", "not_paid", "client", "anna"),
    ]
    (alarm,) = (await anna.get("/alarms", kind="watched_not_paid")).json()["items"]
    assert (alarm["alarm"]["cure"], alarm["alarm"]["month"]) == ("take_over_again", "2026-04")


async def test_a_client_who_says_that_he_paid_shows_it(anna: Caller, april: str, admin_url: str) -> None:
    before = everything(admin_url)
    answer = await anna.post(f"{april}/_answer", {"answer": "paid", "toldBy": "client"})
    assert faults(answer) == [("evidence", "is missing")]
    assert everything(admin_url) == before
    shown = {"answer": "paid", "toldBy": "client", **EVIDENCE}
    assert (await anna.post(f"{april}/_answer", shown)).json()["state"] == "paid"


async def test_who_only_reads_answers_nothing_and_who_works_elsewhere_sees_nothing(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, april: str, admin_url: str
) -> None:
    auditor = a_caller(app, issuer, organisation, [Role.AUDITOR])
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=[CAPELLE])
    before, body = everything(admin_url), {"answer": "paid", "toldBy": "supplier"}
    assert problem(await auditor.post(f"{april}/_answer", body)) == (403, "may-not")
    assert problem(await bram.post(f"{april}/_answer", body)) == (404, "no-such-watched-month")
    assert await all_pages(bram, "/watched-months") == []
    assert everything(admin_url) == before
