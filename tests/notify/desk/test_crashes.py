"""A crash while the desk is told ends as no crash (promise I22): nobody is told twice, and nobody is left out."""

import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from services.clock import MovableClock
from services.database import Database, as_service
from services.failpoints import all_failpoints
from services.notify.desk.support import Support
from tests.notify.desk.living import MATTERS, live
from tests.notify.desk.supporters import A_SUPPORTER, heard
from tests.notify.desk.telling import at_work, employed, raised
from tests.schedule.payments.processes import end_all, ended, started

OWN = sorted(name for name, place in all_failpoints().items() if place.startswith(("notify/desk/", "notify/dispatch/")))


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


@pytest.mark.parametrize("name", OWN)
async def test_a_process_that_is_killed_leaves_a_desk_that_the_next_one_tells_once(
    name: str, notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna")
    await raised(notify, organisation, clock.now(), MATTERS)
    await employed(notify, organisation, clock.now(), A_SUPPORTER)
    await heard(notify, organisation, clock.now(), Support.LETTER)
    url = as_service(admin_url, "notify")
    assert ended(started(live, url, organisation, clock, tmp_path, 1, at=name)) == -signal.SIGKILL
    assert ended(started(live, url, organisation, clock, tmp_path, 2)) == 0
    assert len(list((tmp_path / "email").glob("*.eml"))) == 3
    with psycopg.connect(admin_url) as connection:
        notices = connection.execute("select kind, matters, state from notify.desk_notice order by 1").fetchall()
        alarms = connection.execute("select state, level, count(*) from notify.desk_alarm group by 1, 2").fetchall()
    assert (notices, alarms) == (
        [("alarms", 5, "sent"), ("clients", 1, "sent"), ("morning", 5, "sent")],
        [("told", 1, 5)],
    )
