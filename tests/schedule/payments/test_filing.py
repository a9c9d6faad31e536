"""A file holds as many payments as the bank takes, on days that the bank can still execute, and then never changes."""

from collections import Counter
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.schedule.bank.keeping import stream
from services.schedule.bank.profile import BNG
from services.schedule.payments import repository, service
from services.schedule.payments.filing import file_next
from services.schedule.payments.late_days import ask_for_late
from services.schedule.payments.run import RunState
from services.schedule.payments.tables import RunRow
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.runs import FEBRUARY, Office, one_value, payments
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser


@pytest.fixture
async def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    office = Office(database, organisation, clock)
    await office.register("Z-1")
    return office


async def frozen(office: Office) -> RunRow:
    """March, approved and frozen, and in no file yet."""
    run = await office.propose()
    async with office.database.transaction(office.organisation) as session:
        run = await service.approve(session, office.hand(session, "roos"), run.id, run.content_hash or "")
    while run.state is not RunState.FROZEN:
        await office.worker._step(office.organisation, run.id)
        async with office.database.reading(office.organisation) as asking:
            run = await repository.run_by_id(asking, run.id)
    return run


async def download(office: Office, run: RunRow) -> bytes:
    async with office.database.reading(office.organisation) as session:
        (file,) = await repository.files(session, run.id)
        return b"".join([chunk async for chunk in stream(session, KEYRING, file.message_id)])


async def test_seven_payments_at_three_a_file_are_three_files(office: Office, admin_url: str) -> None:
    run = await frozen(office)
    bank = replace(BNG, most_items=3)
    for more in (True, True, True, False):
        async with office.database.transaction(office.organisation) as session:
            held = await repository.run_by_id(session, run.id, hold=True)
            assert await file_next(session, held, KEYRING, office.clock.now(), bank) is more
    found = payments(admin_url, "execute_on, file_number")
    assert sorted(number for _, number in found) == [1, 1, 1, 2, 2, 2, 3]
    days = {number: [day for day, file in found if file == number] for number in (1, 2, 3)}
    assert max(days[1]) <= min(days[2])
    assert max(days[2]) <= min(days[3])


async def test_a_run_of_which_some_is_filed_has_the_rest_ready(office: Office, admin_url: str) -> None:
    run = await frozen(office)
    assert set(payments(admin_url, "state")) == {("ready",)}
    async with office.database.transaction(office.organisation) as session:
        held = await repository.run_by_id(session, run.id, hold=True)
        await file_next(session, held, KEYRING, office.clock.now(), replace(BNG, most_items=3))
    assert Counter(payments(admin_url, "state, file_number")) == {("submitted", 1): 3, ("ready", None): 4}
    async with office.database.reading(office.organisation) as session:
        totals = {one.state: (one.payments, one.amount) for one in await repository.totals(session, run.id)}
        (file,) = await repository.files(session, run.id)
    assert totals == {"submitted": (3, file.amount), "ready": (4, 175164 - file.amount)}


async def test_days_of_what_is_filed_already_stay_when_the_next_file_of_a_municipality_is_late(
    office: Office, admin_url: str
) -> None:
    run = await frozen(office)
    for day in (FEBRUARY, FEBRUARY.replace(month=3, day=14)):
        async with office.database.transaction(office.organisation) as session:
            held = await repository.run_by_id(session, run.id, hold=True)
            while await ask_for_late(session, held, RULES, office.registry, KEYRING, day):
                pass
            assert await file_next(session, held, KEYRING, day, replace(BNG, most_items=3))
    assert Counter(payments(admin_url, "file_number, execute_on")) == {
        (1, date(2026, 2, 20)): 1,
        (1, date(2026, 2, 27)): 2,
        (2, date(2026, 3, 16)): 3,
        (None, date(2026, 3, 20)): 1,
    }


async def test_what_is_paid_as_it_was_proposed_is_never_written_to(office: Office, admin_url: str) -> None:
    """The state of tens of thousands of payments is that of their run, which is written once."""
    run = await office.propose()
    versions = "select array_agg((end_to_end_id, xmin)::text order by end_to_end_id) from schedule.payment"
    proposed = one_value(admin_url, versions)
    assert (await office.approve(run)).state is RunState.FILED
    assert one_value(admin_url, versions) == proposed


async def test_days_that_have_passed_when_the_file_is_written_become_the_first_possible_one(
    office: Office, admin_url: str
) -> None:
    """Written on a Saturday, three weeks late: everything but the water of the 20th goes on the Monday."""
    run = await frozen(office)
    days = "execute_on, count(*) over (partition by execute_on)"
    assert set(payments(admin_url, days)) == {
        (date(2026, 2, 20), 1),
        (date(2026, 2, 27), 4),
        (date(2026, 3, 13), 1),
        (date(2026, 3, 20), 1),
    }
    office.clock.move_to(FEBRUARY.replace(month=3, day=14))
    assert (await office.advance(run)).state is RunState.FILED
    assert set(payments(admin_url, days)) == {(date(2026, 3, 16), 6), (date(2026, 3, 20), 1)}
    file = await download(office, run)
    assert [file.count(f"<Dt>{day}</Dt>".encode()) for day in ("2026-03-16", "2026-03-20")] == [1, 1]
    assert file.count(b"<ReqdExctnDt>") == 2


async def test_a_day_on_which_the_bank_is_closed_becomes_the_next_one(office: Office, admin_url: str) -> None:
    run = await frozen(office)
    with as_superuser(admin_url) as connection:
        connection.execute("update schedule.payment set execute_on = '2026-04-03'")  # Good Friday
    await office.advance(run)
    assert set(payments(admin_url, "execute_on")) == {(date(2026, 4, 7),)}


async def test_once_it_is_written_a_file_keeps_its_days_whenever_it_is_fetched(office: Office, admin_url: str) -> None:
    run = await frozen(office)
    office.clock.move_to(FEBRUARY.replace(month=3, day=14))
    await office.advance(run)
    first, before = await download(office, run), everything(admin_url)
    office.clock.move_to(FEBRUARY.replace(month=6))
    await office.advance(run)
    assert await download(office, run) == first
    assert changed(before, everything(admin_url)) == []
