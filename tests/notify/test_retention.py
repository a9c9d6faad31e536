"""What was kept long enough is forgotten by itself, and who was told, when and as which bytes is still to be shown."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from house.composition.crew import notify_worker
from house.doctor.examination import examine
from services.clock import MovableClock
from services.database import Database
from services.notify.retention import Retention, kept_since
from services.notify.told import households
from services.notify.told.asking import AskingWhatToTell
from tests.mandates.rows import everything
from tests.notify.desk.matters import came_back
from tests.notify.desk.telling import ADesk, at_work, into, raised
from tests.notify.told.outlooks import HOUSEHOLD, an_outlook
from tests.notify.told.sending import MESSAGE, prepared, reachable, sending
from tests.notify.told.test_corrected import schedule_that_tells
from tests.notify.told.test_outgoing import rows
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

MONTHS = 6
BEGIN, END, ASKED = date(2025, 10, 8), date(2026, 4, 7), date(2026, 9, 10)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2027, 2, 28), date(2026, 8, 1)),
        (date(2027, 3, 1), date(2026, 9, 1)),
        (date(2027, 3, 31), date(2026, 9, 1)),
    ],
)
def test_whole_months_are_kept(today: date, since: date) -> None:
    assert kept_since(today, MONTHS) == since


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


async def looked_at(database: Database, organisation: UUID, clock: MovableClock, ends_on: date) -> None:
    """Something of the household is heard, and schedule says until when its relief is."""
    async with database.transaction(organisation) as session:
        await households.mark(session, [HOUSEHOLD], clock.today())
    asking = AskingWhatToTell(
        database, clock, KEYRING, schedule_that_tells([an_outlook(beginsOn=BEGIN, endsOn=ends_on)])
    )
    await asking.ask(str(organisation))


async def test_a_household_is_erased_so_many_months_after_its_relief_and_the_proof_remains(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, anna: Caller, admin_url: str
) -> None:
    await reachable(notify, organisation, clock.now())
    await prepared(notify, organisation, clock.now())
    await sending(notify, clock, tmp_path).send(str(organisation))
    before = (await anna.get(f"/messages/{MESSAGE}/steps")).json()["items"]
    retention = Retention(notify, clock, KEYRING, MONTHS)
    clock.move_to(at(ASKED))
    await looked_at(notify, organisation, clock, END)
    clock.move_to(at(date(2026, 10, 31)))
    assert await retention.wake() == 0
    clock.move_to(at(date(2026, 11, 1)))
    async with notify_worker(notify, clock, retention=retention) as worker:
        assert await retention.wake() == 1
        assert await worker.drain() == 1
    steps = (await anna.get(f"/addressees/{HOUSEHOLD}/steps")).json()["items"]
    assert [(one["happened"], one["by"], one["ground"], one["addressee"]) for one in steps] == [
        ("record", "anna", None, None),
        ("erase", "service:notify", "kept_long_enough", None),
    ]
    assert (await anna.get(f"/messages/{MESSAGE}/steps")).json()["items"] == [one | {"words": None} for one in before]
    assert before[1]["words"] is not None
    assert [one.promise.says for one in examine(admin_url, ["notify"]) if one.offenders] == []
    after = everything(admin_url, "notify")
    await retention.forget(str(organisation))
    assert (await retention.wake(), everything(admin_url, "notify")) == (0, after)


async def test_a_household_whose_relief_goes_on_after_all_stays(
    notify: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    await reachable(notify, organisation, clock.now())
    clock.move_to(at(ASKED))
    await looked_at(notify, organisation, clock, END)
    await looked_at(notify, organisation, clock, date(2026, 10, 7))
    clock.move_to(at(date(2026, 12, 10)))
    before = everything(admin_url, "notify")
    retention = Retention(notify, clock, KEYRING, MONTHS)
    await retention.forget(str(organisation))
    assert (await retention.wake(), everything(admin_url, "notify")) == (0, before)


async def test_of_a_notice_to_the_desk_its_words_go_and_that_it_was_sent_stays(
    notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path, anna: Caller, admin_url: str
) -> None:
    await at_work(notify, organisation, clock.now(), "anna", "rosa")
    await raised(notify, organisation, clock.now(), [came_back(1)])
    await ADesk(notify, clock, [came_back(1)], into(tmp_path)).tells(organisation)
    told = (await anna.get("/desk-notices")).json()["items"]
    proof = (
        "select happened, content_hash, step.at from notify.desk_notice_step step"
        " join notify.desk_notice on id = notice_id where level = 1 order by sequence"
    )
    before = rows(admin_url, proof)
    retention = Retention(notify, clock, KEYRING, MONTHS)
    clock.move_to(clock.now() + timedelta(days=365))
    await ADesk(notify, clock, [came_back(1)], None).tells(organisation)
    assert await retention.wake() == 1
    await retention.forget(str(organisation))
    lengths = rows(admin_url, "select level, length(said_sealed) > 0 from notify.desk_notice order by level")
    assert lengths == [(1, False), (2, True)]
    assert (await anna.get("/desk-notices")).json()["items"][:1] == told
    assert rows(admin_url, proof) == before
    assert [one.promise.says for one in examine(admin_url, ["notify"]) if one.offenders] == []
    assert await retention.wake() == 0
