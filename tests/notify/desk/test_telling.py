"""What is loud is told once to each level, together, until somebody answers or it is over; and nothing is lost."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from house.doctor.waiting import waiting
from services.clock import MovableClock
from services.database import Database
from services.notify.dispatch.carrier import Lost, NotNow, Refused
from tests.mandates.rows import everything
from tests.notify.desk.matters import TODAY, a_review, came_back, unknown_money
from tests.notify.desk.telling import ADesk, at_work, into, raised
from tests.notify.told.test_outgoing import Outside
from tests.schedule.callers import Caller

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def mails(folder: Path) -> list[str]:
    """Whom something was laid down for."""
    return sorted(
        line.partition("@")[0].removeprefix("To: ")
        for path in folder.glob("email/*.eml")
        for line in path.read_text().splitlines()
        if line.startswith("To: ")
    )


def rows(admin_url: str, question: str) -> list[Any]:
    with psycopg.connect(admin_url) as connection:
        return connection.execute(question.encode()).fetchall()


STATES = "select state, level, count(*) from notify.desk_alarm group by 1, 2 order by 1, 2"


async def test_a_burst_of_three_hundred_is_one_letter_for_each_who_hears_of_it_and_none_again(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna", "rosa", "boss", "sem")
    burst = [came_back(number) for number in range(1, 301)]
    for _ in range(2):
        await raised(notify, organisation, clock.now(), burst)
    desk = ADesk(notify, clock, burst, into(tmp_path))
    for _ in range(2):
        await desk.tells(organisation)
    assert (mails(tmp_path), rows(admin_url, STATES)) == (["anna"], [("told", 1, 300)])
    assert rows(admin_url, "select level, matters, state from notify.desk_notice") == [(1, 300, "sent")]
    clock.move_to(clock.now() + HOUR)
    for _ in range(2):
        await desk.tells(organisation)
    assert (mails(tmp_path), rows(admin_url, STATES)) == (["anna", "rosa"], [("told", 2, 300)])


async def test_what_is_over_before_anybody_was_told_is_told_to_nobody(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna", "rosa")
    await raised(notify, organisation, clock.now(), [came_back(1), came_back(2)])
    desk = ADesk(notify, clock, [came_back(2)], into(tmp_path))
    await desk.tells(organisation)
    assert rows(admin_url, STATES) == [("over", 0, 1), ("told", 1, 1)]
    assert rows(admin_url, "select matters from notify.desk_notice") == [(1,)]
    desk.owners.matters.clear()
    clock.move_to(clock.now() + 3 * HOUR)
    await desk.tells(organisation)
    assert (rows(admin_url, STATES), mails(tmp_path)) == ([("over", 0, 1), ("over", 1, 1)], ["anna"])


async def test_a_mail_that_nobody_knows_of_is_not_sent_again_and_who_is_next_hears_at_once(
    notify: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna", "rosa")
    await raised(notify, organisation, clock.now(), [came_back(1)])
    silent = Outside(Lost())
    desk = ADesk(notify, clock, [came_back(1)], silent)
    for _ in range(3):
        await desk.tells(organisation)
    assert [parcel.to.partition("@")[0] for parcel in silent.got] == ["anna", "rosa"]
    states = "select level, state from notify.desk_notice order by level"
    assert rows(admin_url, states) == [(1, "unknown"), (2, "sent")]
    found = {one.concern.says: one.times for one in waiting(admin_url, ["notify"])}
    assert found == {
        "notices to the desk that did not arrive, or of which nobody knows": 1,
        "things that cannot wait and that nobody at the desk could be told of, or nobody answered": 1,
    }


async def test_a_mail_server_that_is_away_is_asked_again_and_one_that_refuses_is_not(
    notify: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna")
    await raised(notify, organisation, clock.now(), [came_back(1)])
    away = Outside(NotNow(), Refused())
    desk = ADesk(notify, clock, [came_back(1)], away)
    for _ in range(4):
        await desk.tells(organisation)
        clock.move_to(clock.now() + 10 * MINUTE)
    steps = rows(admin_url, "select happened, detail from notify.desk_notice_step order by sequence")
    assert [step for step in steps if step[0] != "begin"] == [
        ("prepare", None),
        ("put_off", "unreachable"),
        ("fail", "refused"),
    ]
    assert len(away.got) == 2


async def test_where_nobody_works_it_stands_as_nobodys_and_is_told_once_somebody_does(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, admin_url: str
) -> None:
    await raised(notify, organisation, clock.now(), [unknown_money()])
    desk = ADesk(notify, clock, [unknown_money()], into(tmp_path))
    await desk.tells(organisation)
    (nobodys,) = waiting(admin_url, ["notify"])
    assert (nobodys.times, nobodys.first[0]["kind"], nobodys.first[0]["level"]) == (1, "unknown_credit", "0")
    await at_work(notify, organisation, clock.now(), "boss")
    clock.move_to(clock.now() + DAY)
    await desk.tells(organisation)
    assert (mails(tmp_path), rows(admin_url, STATES)) == (["boss"], [("told", 3, 1)])


async def test_who_works_there_answers_once_and_what_comes_after_that_is_another_alarm(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, anna: Caller, sem: Caller, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna")
    await raised(notify, organisation, clock.now(), [came_back(1)])
    desk = ADesk(notify, clock, [came_back(1)], into(tmp_path))
    await desk.tells(organisation)
    (alarm,) = (await anna.get("/desk-alarms", state="told")).json()["items"]
    path = f"/desk-alarms/{alarm['id']}/_acknowledge"
    before = everything(admin_url, "notify")
    stranger = await sem.post(path, None)
    assert (stranger.status_code, stranger.json()["type"].split(":")[-1]) == (403, "not-at-the-desk")
    assert everything(admin_url, "notify") == before
    for _ in range(2):
        answered = await anna.post(path, None)
        assert (answered.status_code, answered.json()["state"], answered.json()["goesUpAt"]) == (
            200, "acknowledged", None,
        )  # fmt: skip
    steps = (await anna.get(f"/desk-alarms/{alarm['id']}/steps")).json()["items"]
    assert [(one["happened"], one["by"]) for one in steps][-1] == ("acknowledge", "anna")
    assert len(steps) == 3
    await raised(notify, organisation, clock.now(), [came_back(1)])
    await desk.tells(organisation)
    assert rows(admin_url, STATES) == [("acknowledged", 1, 1), ("told", 1, 1)]
    (first, second) = (await anna.get("/desk-notices")).json()["items"]
    assert [(one["kind"], one["level"], one["matters"], one["state"]) for one in (first, second)] == [
        ("alarms", 1, 1, "sent"),
    ] * 2  # fmt: skip


async def test_a_morning_is_told_once_and_finds_out_what_is_over(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, anna: Caller, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna", "sem")
    await raised(notify, organisation, clock.now(), [came_back(1), came_back(2)])
    desk = ADesk(notify, clock, [came_back(1), a_review(3, TODAY + 30 * DAY)], into(tmp_path))
    for _ in range(2):
        await desk.tells_the_morning(organisation)
    assert rows(admin_url, STATES) == [("over", 0, 1), ("raised", 0, 1)]
    assert (mails(tmp_path), rows(admin_url, "select day, matters from notify.desk_morning")) == (
        ["anna"],
        [(TODAY, 1)],
    )
    kinds = Counter(one["kind"] for one in (await anna.get("/desk-notices")).json()["items"])
    assert kinds == {"morning": 1}
