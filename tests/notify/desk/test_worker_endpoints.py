"""Workers of the desk over HTTP: kept under a key of their own with their history, and gone once erased."""

from typing import Any
from uuid import UUID

import psycopg

from services.clock import MovableClock
from services.database import Database
from services.notify.desk import worker_repository as repository
from tests.logs import logging_to
from tests.mandates.rows import everything
from tests.notify.callers import SUPPLIER, subscribed
from tests.notify.desk.workers import a_worker, added
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

PERSONAL = ("Verzonnen", "anna@", "Testpersoon")


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].split(":")[-1]


async def test_who_is_told_is_added_and_corrected_with_history_and_nothing_of_him_is_to_be_read(
    boss: Caller, anna: Caller, admin_url: str, clock: MovableClock
) -> None:
    assert (await anna.post("/desk-workers", a_worker())).status_code == 403
    with logging_to("notify", clock) as log:
        made = await added(boss)
        path = f"/desk-workers/{made['id']}"
        change = {**a_worker(name="A. Testpersoon", role="team_lead"), "seenVersion": 1}
        corrected = await boss.post(f"{path}/_correct", change)
        late = await boss.post(f"{path}/_correct", change)
    assert made == {**made, "version": 1, "happened": "add", "ground": None, "by": "boss"}
    assert (corrected.status_code, corrected.json()["version"]) == (200, 2)
    assert code(late) == (409, "desk-worker-has-changed")
    now = (await boss.get(path)).json()
    assert (now["name"], now["role"], now["worksFrom"], now["households"]) == (
        "A. Testpersoon", "team_lead", "08:00", None,
    )  # fmt: skip
    steps = (await boss.get(f"{path}/steps")).json()["items"]
    assert [(one["happened"], one["worker"]["role"]) for one in steps] == [
        ("add", "case_manager"),
        ("correct", "team_lead"),
    ]
    assert (await boss.get("/desk-workers")).json()["items"] == [now]
    written = str(everything(admin_url, "notify")) + str(log.lines)
    assert [word for word in PERSONAL if word in written or word.encode().hex() in written] == []


async def test_after_erasing_nothing_of_a_worker_opens_and_that_he_was_told_stays(
    boss: Caller, notify: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    made = await added(boss)
    path = f"/desk-workers/{made['id']}"
    erased = await boss.post(f"{path}/_erase", {"ground": "left"})
    assert (erased.status_code, erased.json()["happened"], erased.json()["ground"]) == (200, "erase", "left")
    before = everything(admin_url, "notify")
    correction = {**a_worker(), "seenVersion": 2}
    for answer in (await boss.get(path), await boss.post(f"{path}/_correct", correction)):
        assert code(answer) == (410, "desk-worker-is-erased")
    steps = (await boss.get(f"{path}/steps")).json()["items"]
    assert [(one["happened"], one["by"], one["worker"]) for one in steps] == [
        ("add", "boss", None),
        ("erase", "boss", None),
    ]
    assert (await boss.get("/desk-workers")).json()["items"] == []
    async with notify.reading(organisation) as session:
        assert await repository.everybody(session, KEYRING, clock.now().date()) == {}
    assert everything(admin_url, "notify") == before
    with psycopg.connect(admin_url) as connection:
        keys = connection.execute("select key_sealed from notify.desk_worker_key").fetchall()
        told = connection.execute("select data ->> 'happened' from notify.outbox order by sequence").fetchall()
    assert (keys, told) == ([(None,)], [("add",), ("erase",)])


async def test_a_webhook_by_which_the_desk_is_told_is_the_organisations_own(
    boss: Caller, sem: Caller, organisation: UUID, admin_url: str
) -> None:
    suppliers = await subscribed(sem, supplierId=str(SUPPLIER))
    own = await subscribed(sem, supplierId=str(organisation), url="https://gemeente.example/werkvoorraad")
    before = everything(admin_url, "notify")
    refused = await boss.post("/desk-workers", a_worker(subscriptionId=suppliers["id"]))
    assert (refused.status_code, refused.json()["errors"][0]["what"]) == (400, "is a supplier's")
    nowhere = await boss.post("/desk-workers", a_worker(subscriptionId=str(UUID(int=1))))
    assert code(nowhere) == (404, "no-such-subscription")
    halves = await boss.post("/desk-workers", a_worker(worksUntil=None))
    assert (halves.status_code, halves.json()["errors"][0]["where"]) == (400, "worksUntil")
    assert everything(admin_url, "notify") == before
    made = await added(boss, subscriptionId=own["id"])
    assert (await boss.get(f"/desk-workers/{made['id']}")).json()["subscriptionId"] == own["id"]


async def test_a_supporter_is_named_for_some_households_until_a_day(boss: Caller, admin_url: str) -> None:
    named = {"role": "supporter", "worksFrom": None, "worksUntil": None, "until": "2026-06-30"}
    before = everything(admin_url, "notify")
    nobodys = await boss.post("/desk-workers", a_worker(**named))
    assert [(one["where"], one["what"]) for one in nobodys.json()["errors"]] == [("households", "are not named")]
    assert everything(admin_url, "notify") == before
    made = await added(boss, **named, households=[str(UUID(int=1))])
    now = (await boss.get(f"/desk-workers/{made['id']}")).json()
    assert (now["role"], now["households"], now["until"]) == ("supporter", [str(UUID(int=1))], "2026-06-30")
