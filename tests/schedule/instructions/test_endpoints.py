"""Instruction files over HTTP: who may have them, that each download is written down, and what is asked of them."""

import hashlib
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.instructions.desk import Desk, an_answer, asked, reference_of
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.rows import changed, everything


@pytest.fixture
def piet(desk: Desk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


@pytest.fixture
def of_capelle(desk: Desk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="kees", municipalities=["GM0502"])


async def files_of(desk: Desk) -> str:
    run = await desk.filed()
    return f"/payment-runs/{run.id}/instruction-files"


async def test_a_file_is_told_with_its_figures_and_how_far_it_was_answered(
    desk: Desk, piet: Caller, admin_url: str
) -> None:
    files = await files_of(desk)
    reference = reference_of(admin_url, "rent")
    partly = an_answer((reference, "withheld_partly", "40000", "no more benefit left"))
    answer = await piet.hand_in(f"{files}/1/answers", partly, "text/csv")
    assert (answer.status_code, answer.json()) == (
        200,
        {"withheld": 0, "withheldPartly": 1, "refused": 0, "unanswered": 1, "differing": 0},
    )
    (file,) = (await piet.get(files)).json()
    assert (file["number"], file["municipality"], file["items"], file["sum"]["amount"]) == (1, "GM0518", 2, 63500)
    assert file["name"] == "2026-03-monthly-1-GM0518-1-instructions.csv"
    assert file["periods"] == [{"period": "2026-03", "items": 2, "sum": {"amount": 63500, "currency": "EUR"}}]
    assert [
        (one["state"], one["items"], one["sum"]["amount"], one["withheld"]["amount"]) for one in file["progress"]
    ] == [
        ("instructed", 1, 1500, 0),
        ("withheld_partly", 1, 62000, 40000),
    ]
    lines = {one["purpose"]: one for one in (await piet.get(f"{files}/1/lines")).json()["items"]}
    rent, water = lines["rent"], lines["water"]
    assert (rent["state"], rent["withheld"]["amount"], rent["reason"], rent["answeredBy"]) == (
        "withheld_partly",
        40000,
        "no more benefit left",
        "piet",
    )
    assert (water["state"], water["withheld"], water["reason"], water["answeredAt"]) == ("instructed", None, None, None)


async def test_what_came_back_otherwise_is_told_with_the_answer_and_with_its_line_and_never_whole(
    desk: Desk, piet: Caller, admin_url: str
) -> None:
    files = await files_of(desk)
    another = an_answer(
        (reference_of(admin_url, "rent"), "withheld", "NL91ABNA0417164300"), columns="reference;outcome;iban"
    )
    answer = await piet.hand_in(f"{files}/1/answers", another, "text/csv")
    assert (answer.json()["withheld"], answer.json()["differing"]) == (1, 1)
    told = await piet.get(f"{files}/1/lines")
    differ = {one["purpose"]: one["differences"] for one in told.json()["items"]}
    masked = {"field": "iban", "instructed": "NL02**********6789", "answered": "NL91**********4300"}
    assert differ == {"rent": [masked], "water": []}
    assert "NL91ABNA0417164300" not in told.text


async def test_each_download_gives_the_same_bytes_and_is_written_down(desk: Desk, piet: Caller, admin_url: str) -> None:
    files = await files_of(desk)
    downloads = [await piet.get(f"{files}/1") for _ in range(2)]
    assert [one.status_code for one in downloads] == [200, 200]
    assert downloads[0].content == downloads[1].content
    assert downloads[0].headers["content-type"].startswith("text/csv")
    assert downloads[0].headers["content-disposition"] == (
        'attachment; filename="2026-03-monthly-1-GM0518-1-instructions.csv"'
    )
    (file,) = (await piet.get(files)).json()
    assert hashlib.sha256(downloads[0].content).hexdigest() == file["sha256"]
    assert (len(downloads[0].content), file["downloads"]) == (file["bytes"], 2)
    assert asked(admin_url, "select number, by, at from instruction_download") == [(1, "piet", FEBRUARY)] * 2


@pytest.mark.parametrize(("number", "status"), [(2, 404), (0, 400), (-1, 400), (2**31, 400), (4717402501, 400)])
async def test_a_number_that_no_file_has_leads_to_none(desk: Desk, piet: Caller, number: int, status: int) -> None:
    files = await files_of(desk)
    assert (await piet.get(f"{files}/{number}")).status_code == status
    assert (await piet.get(f"{files}/{number}/lines")).status_code == status


async def test_who_may_not_file_neither_downloads_nor_answers(
    desk: Desk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    files = await files_of(desk)
    auditor = a_caller(app, issuer, organisation, scopes=["runs:read"])
    content = an_answer((reference_of(admin_url, "rent"), "withheld", "", ""))
    before = everything(admin_url)
    assert (await auditor.get(f"{files}/1")).status_code == 403
    assert (await auditor.hand_in(f"{files}/1/answers", content, "text/csv")).status_code == 403
    assert (await auditor.get(f"{files}/1/lines")).status_code == 200
    assert changed(before, everything(admin_url)) == []


async def test_who_works_for_another_municipality_sees_no_line_and_gets_no_file(
    desk: Desk, of_capelle: Caller, admin_url: str
) -> None:
    files = await files_of(desk)
    content = an_answer((reference_of(admin_url, "rent"), "withheld", "", ""))
    before = everything(admin_url)
    assert (await of_capelle.get(f"{files}/1")).status_code == 403
    assert (await of_capelle.hand_in(f"{files}/1/answers", content, "text/csv")).status_code == 403
    assert (await of_capelle.get(f"{files}/1/lines")).json()["items"] == []
    assert (await of_capelle.get("/unanswered-instructions")).json()["items"] == []
    assert changed(before, everything(admin_url)) == []


async def test_an_answer_with_faults_is_told_all_of_them_and_changes_nothing(
    desk: Desk, piet: Caller, admin_url: str
) -> None:
    files = await files_of(desk)
    content = an_answer((reference_of(admin_url, "rent"), "refused", "", ""), ("ELSE", "done", "", ""))
    before = everything(admin_url)
    answer = await piet.hand_in(f"{files}/1/answers", content, "text/csv")
    assert answer.status_code == 400
    told = str(answer.json())
    assert all(place in told for place in ("rows[2].reason", "rows[3].reference", "rows[3].outcome"))
    assert changed(before, everything(admin_url)) == []


async def test_an_answer_that_is_no_csv_is_refused(desk: Desk, piet: Caller, admin_url: str) -> None:
    files = await files_of(desk)
    before = everything(admin_url)
    assert (await piet.post(f"{files}/1/answers", {"outcome": "withheld"})).status_code == 400
    assert changed(before, everything(admin_url)) == []


async def test_the_same_command_is_carried_out_once(desk: Desk, piet: Caller, admin_url: str) -> None:
    files = await files_of(desk)
    content = an_answer((reference_of(admin_url, "rent"), "withheld", "", ""))
    first = await piet.hand_in(f"{files}/1/answers", content, "text/csv", "one key")
    before = everything(admin_url)
    again = await piet.hand_in(f"{files}/1/answers", content, "text/csv", "one key")
    assert (again.status_code, again.content) == (200, first.content)
    assert changed(before, everything(admin_url)) == []


async def test_what_is_not_answered_is_listed_page_by_page_with_its_age(desk: Desk, piet: Caller) -> None:
    await files_of(desk)
    desk.clock.move_to(FEBRUARY.replace(day=27))
    page = (await piet.get("/unanswered-instructions", limit=1)).json()
    (rent,) = page["items"]
    assert (rent["purpose"], rent["dueOn"], rent["daysWaiting"], rent["late"]) == ("rent", "2026-03-01", 7, True)
    following = (await piet.get("/unanswered-instructions", limit=1, cursor=page["nextCursor"])).json()
    (water,) = following["items"]
    assert (water["purpose"], water["dueOn"], water["late"], following["nextCursor"]) == (
        "water",
        "2026-03-20",
        False,
        None,
    )


async def test_lines_come_page_by_page(desk: Desk, piet: Caller) -> None:
    files = await files_of(desk)
    page = (await piet.get(f"{files}/1/lines", limit=1)).json()
    following = (await piet.get(f"{files}/1/lines", limit=1, cursor=page["nextCursor"])).json()
    assert [one["endToEndId"] for one in (*page["items"], *following["items"])] == sorted(
        one["endToEndId"] for one in (await piet.get(f"{files}/1/lines")).json()["items"]
    )
    assert following["nextCursor"] is None


async def test_there_is_no_file_without_a_run_or_a_number(desk: Desk, piet: Caller) -> None:
    files = await files_of(desk)
    assert (await piet.get(f"{files}/2")).status_code == 404
    assert (await piet.get(f"{files}/2/lines")).status_code == 404
    assert (await piet.get(f"/payment-runs/{UUID(int=1)}/instruction-files")).status_code == 404


async def test_a_case_manager_sees_what_is_unanswered_of_his_households_and_no_file(
    desk: Desk, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    files = await files_of(desk)
    before = everything(admin_url)
    anna = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=["GM0518"])
    items = (await anna.get("/unanswered-instructions")).json()["items"]
    assert [one["purpose"] for one in items] == ["rent", "water"]
    mine = await anna.get("/unanswered-instructions", householdId=items[0]["householdId"])
    assert mine.json()["items"] == items
    nobodys = await anna.get("/unanswered-instructions", householdId="019b8d2b-8c00-7000-8000-000000000000")
    assert nobodys.json()["items"] == []
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=["GM0502"])
    assert (await bram.get("/unanswered-instructions")).json()["items"] == []
    for path in (files, f"{files}/1", f"{files}/1/lines"):
        assert (await anna.get(path)).status_code == 403
    assert changed(before, everything(admin_url)) == []
