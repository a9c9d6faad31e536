"""What the watcher tells of a database: how much waits and for how long, and whether its promises are kept."""

from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest

from house.postgres import Cluster
from house.watch.watcher import Watcher
from services.clock import MovableClock
from services.metrics import page
from tests.schedule.payments.caseload import Town
from tests.schedule.payments.paid import a_paid_town

BROKEN = {"I6": 5, "I14": 2}
OF_PROMISE = 'ontzorg_promise_{}{{service="schedule",promise="I1"}}'


@pytest.fixture
async def town(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    async with a_paid_town(cluster, template) as paid:
        yield paid


def told(watcher: Watcher) -> dict[str, float]:
    """Its samples by name and labels."""
    lines = [line for line in page([watcher.figures]).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def do(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("set local session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def test_what_waits_is_counted_with_the_age_of_the_oldest(admin_url: str, clock: MovableClock) -> None:
    organisation = "'00000000-0000-0000-0000-00000000000a'"
    long_ago = (clock.now() - timedelta(minutes=7)).isoformat()
    with psycopg.connect(admin_url, options="-c search_path=schedule") as connection:
        job = "insert into procrastinate_jobs (queue_name, task_name) values ('work', 'match')"
        connection.execute(job.encode())
        connection.execute(job.encode())
    do(
        admin_url,
        f"update schedule.procrastinate_events set at = '{long_ago}'",
        f"insert into schedule.outbox values ({organisation}, gen_random_uuid(), 'x', 1, 'y', '{long_ago}', '{{}}')",
        "insert into schedule.outbox_delivery (organisation_id, event_id, door, subject, sequence, due_at)"
        " select organisation_id, id, 'mandates', subject, sequence, 'epoch' from schedule.outbox",
    )
    watcher = Watcher(admin_url, clock, None)
    watcher.look()
    found = told(watcher)
    assert found['ontzorg_jobs{service="schedule",task="match",state="todo"}'] == 2
    assert found['ontzorg_job_oldest_seconds{service="schedule"}'] == 420
    assert found['ontzorg_job_oldest_seconds{service="notify"}'] == 0
    assert found['ontzorg_announcements_waiting{service="schedule",door="mandates"}'] == 1
    assert found['ontzorg_announcement_oldest_seconds{service="schedule"}'] == 420
    assert found['ontzorg_held_payments{service="schedule"}'] == 0
    assert found["ontzorg_watch_looked_timestamp_seconds"] == clock.now().timestamp()


def test_a_promise_that_is_broken_is_told_and_stays_as_it_was_proved_last(town: Town, clock: MovableClock) -> None:
    watcher = Watcher(town.admin_url, clock, None)
    watcher.examine()
    before = told(watcher)
    proved, breaches = OF_PROMISE.format("proved_timestamp_seconds"), OF_PROMISE.format("breaches")
    assert (before[breaches], before[proved]) == (0, clock.now().timestamp())
    assert before['ontzorg_promise_not_looked_at{service="schedule",promise="I14"}'] == 1

    do(town.admin_url, "update schedule.payment set execute_on = '2026-12-31' where purpose = 'rent' and live")
    clock.move_to(clock.now() + timedelta(hours=1))
    watcher.examine()
    after = told(watcher)
    broken = {name: value for name, value in after.items() if name.startswith("ontzorg_promise_breaches") and value}
    assert broken == {f'ontzorg_promise_breaches{{service="schedule",promise="{one}"}}': n for one, n in BROKEN.items()}
    for name in broken:
        place = name.replace("breaches", "proved_timestamp_seconds")
        assert after.get(place) == before.get(place)
    assert after['ontzorg_promise_proved_timestamp_seconds{service="schedule",promise="I1"}'] == clock.now().timestamp()
