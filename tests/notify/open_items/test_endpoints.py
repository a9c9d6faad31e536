"""A supplier's list is taken in whole and once; each line is a word, and what cannot be placed is somebody's."""

from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from services.database import Database
from services.events import WordObstacle
from services.notify.promises import PROMISES
from services.notify.words import service as words
from tests.mandates.rows import everything
from tests.notify.callers import ANOTHER_SUPPLIER, SUPPLIER
from tests.notify.open_items.living import LIST
from tests.schedule.callers import Caller


async def handed_in(caller: Caller, content: bytes = LIST, **other: Any) -> httpx.Response:
    asked = {"supplierId": str(SUPPLIER), "month": "2026-03", **other}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return await caller.hand_in(f"/open-items-files?{query}", content, "text/csv; charset=utf-8")


def rows(admin_url: str, query: str) -> list[Any]:
    with psycopg.connect(admin_url, options="-c search_path=notify") as connection:
        return connection.execute(query.encode()).fetchall()


async def test_each_line_is_a_word_that_is_announced_and_what_is_not_due_yet_is_none(
    sem: Caller, admin_url: str
) -> None:
    answer = await handed_in(sem)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["lines"], made["owner"], made["listedOn"]) == (4, "sem", "2026-01-05")
    path = answer.headers["location"].removeprefix("/v1")
    assert (await sem.get(path)).json()["progress"] == {
        "received": 3, "acted": 0, "unclear": 0, "settled": 0, "notDue": 1,
    }  # fmt: skip
    page = (await sem.get(f"{path}/lines", limit=3)).json()
    rest = (await sem.get(f"{path}/lines", cursor=page["nextCursor"])).json()
    told = [*page["items"], *rest["items"]]
    assert [(one["line"], one["says"], one["type"], one["state"]) for one in told] == [
        (2, "booked", "bill.booked", "received"),
        (3, "open", "bill.not_booked", "received"),
        (4, "open", None, None),
        (5, "credit", "credit.due", "received"),
    ]
    announced = rows(admin_url, "select data ->> 'wordId', data ->> 'says' from outbox where type like '%word.changed'")
    assert sorted(announced) == sorted((one["wordId"], one["type"]) for one in told if one["wordId"])
    assert "KL-" not in str(everything(admin_url, "notify"))
    for promise in PROMISES:
        assert rows(admin_url, promise.offenders) == [], promise.says


async def test_the_same_list_again_is_the_one_that_is_here_and_changes_nothing(sem: Caller, admin_url: str) -> None:
    first = (await handed_in(sem)).json()
    words_before = rows(admin_url, "select id, changes from word order by id")
    assert (await handed_in(sem)).json() == first
    assert rows(admin_url, "select id, changes from word order by id") == words_before
    others = [
        (await handed_in(sem, supplierId=str(ANOTHER_SUPPLIER))).json()["id"],
        (await handed_in(sem, month="2026-04")).json()["id"],
    ]
    assert len({first["id"], *others}) == 3
    listed = (await sem.get("/open-items-files", supplierId=str(SUPPLIER))).json()["items"]
    assert [one["id"] for one in listed] == [first["id"], others[1]]


async def test_with_one_fault_nothing_of_it_is_kept(sem: Caller, admin_url: str) -> None:
    before = everything(admin_url, "notify")
    refused = await handed_in(sem, LIST + b"KL-5;maart;1,00;2026-01-01;open\n")
    assert (refused.status_code, [one["where"] for one in refused.json()["errors"]]) == (400, ["line 6, period"])
    assert (await handed_in(sem, listedOn="2026-01-06")).json()["errors"][0]["where"] == "listedOn"
    assert (await sem.hand_in("/open-items-files?month=2026-03", LIST, "text/csv")).status_code == 400
    assert (await handed_in(sem, month="0000-01")).json()["errors"][0]["where"] == "month"
    wrong = f"/open-items-files?supplierId={SUPPLIER}&month=2026-03"
    assert (await sem.hand_in(wrong, LIST, "application/pdf")).json()["errors"][0]["where"] == "Content-Type"
    assert everything(admin_url, "notify") == before


async def test_what_nobody_could_place_is_its_owners_until_he_settles_it(
    sem: Caller, notify: Database, organisation: UUID, clock: Any
) -> None:
    made = (await handed_in(sem, owner="bo")).json()
    path = f"/open-items-files/{made['id']}"
    line = (await sem.get(f"{path}/lines", limit=1)).json()["items"][0]
    async with notify.transaction(organisation) as session:
        held = await words.held(session, UUID(line["wordId"]))
        await words.answered(session, held, WordObstacle.UNKNOWN_REFERENCE, "service:schedule", clock.now())
    (mine,) = (await sem.get("/words", state="unclear", owner="bo")).json()["items"]
    assert (mine["id"], mine["sourceId"], mine["fileId"]) == (line["wordId"], None, made["id"])
    (unclear,) = (await sem.get(f"{path}/lines", state="unclear")).json()["items"]
    assert (unclear["line"], unclear["obstacle"]) == (2, "unknown_reference")
    settled = await sem.post(f"/words/{mine['id']}/_settle", {"reason": "gebeld: het nummer was oud"})
    assert settled.status_code == 200
    assert (await sem.get(path)).json()["progress"]["settled"] == 1


async def test_of_another_organisation_no_list_is_seen(sem: Caller, stranger: Caller) -> None:
    made = (await handed_in(sem)).json()
    assert (await stranger.get("/open-items-files")).json()["items"] == []
    for path in ("", "/lines"):
        assert (await stranger.get(f"/open-items-files/{made['id']}{path}")).status_code == 404


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00"])
async def test_what_is_no_text_is_refused(sem: Caller, content: bytes) -> None:
    assert (await handed_in(sem, content)).status_code == 400
