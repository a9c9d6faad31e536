"""A day has one round in an organisation, whoever rings, how often, and whatever dies in between."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database, Session
from services.events import HouseholdRegistered
from services.ids import SeededIds
from services.jobs import Worker
from services.mandates.hand import Hand
from services.mandates.households.staleness import hear_households
from services.mandates.rounds import GO_ROUND, Round, go_round, ring
from tests.mandates.callers import KEYRING
from tests.mandates.living import Life
from tests.mandates.rows import everything
from tests.schedule.payments.processes import killed
from tests.schedule.rows import changed
from tests.superuser import as_superuser

MONDAY, SIX = date(2026, 1, 5), datetime(2026, 1, 6, 5, tzinfo=UTC)


class Watch:
    """Somebody who has so many things to do each day, in batches of two, and remembers which day it was."""

    def __init__(self, much: int = 0) -> None:
        self.left = much
        self.days: list[date] = []

    async def __call__(self, _session: Session, _hand: Hand, today: date) -> int:
        self.days.append(today)
        done = min(self.left, 2)
        self.left -= done
        return done


async def work(registry: Database, clock: MovableClock, watch: Watch) -> int:
    async def job(organisation_id: str) -> None:
        await go_round(registry, UUID(organisation_id), clock, KEYRING, [watch])

    async with Worker(registry, {GO_ROUND: job}) as worker:
        return await worker.drain()


def rounds(admin_url: str) -> list[tuple[object, ...]]:
    with as_superuser(admin_url) as connection:
        query = "select organisation_id, day, done_at is not null from mandates.day_round order by day, 1"
        return connection.execute(query).fetchall()


async def test_whoever_rings_and_how_often_a_day_has_one_round_in_each_organisation(
    registry: Database, clock: MovableClock, organisation: UUID, another_organisation: UUID, admin_url: str
) -> None:
    assert sum(await asyncio.gather(*(ring(registry, clock) for _ in range(10)))) == 2
    watch = Watch()
    assert await work(registry, clock, watch) == 2
    assert watch.days == [MONDAY, MONDAY]
    assert rounds(admin_url) == [(organisation, MONDAY, True), (another_organisation, MONDAY, True)]
    assert await ring(registry, clock) == 0


async def test_the_day_begins_at_six_in_the_netherlands_by_the_clock_of_the_house(
    registry: Database, clock: MovableClock, organisation: UUID
) -> None:
    await ring(registry, clock)
    clock.move_to(SIX - timedelta(seconds=1))
    assert await ring(registry, clock) == 0
    clock.move_to(SIX)
    assert await ring(registry, clock) == 1


async def test_of_days_that_a_sandbox_leaps_over_only_the_last_has_a_round(
    registry: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    await ring(registry, clock)
    clock.move_to(clock.now() + timedelta(days=40))
    watch = Watch()
    await ring(registry, clock)
    await work(registry, clock, watch)
    assert [row[1] for row in rounds(admin_url)] == [MONDAY, date(2026, 2, 14)]
    assert set(watch.days) == {date(2026, 2, 14)}


async def test_a_round_goes_on_until_nothing_is_left(
    registry: Database, clock: MovableClock, organisation: UUID
) -> None:
    watch = Watch(much=5)
    assert await go_round(registry, organisation, clock, KEYRING, [watch]) == 5
    assert len(watch.days) == 4
    assert await go_round(registry, organisation, clock, KEYRING, [watch]) == 0


async def test_a_round_that_nobody_finished_is_begun_again(
    registry: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    async def broken(_session: Session, _hand: Hand, _today: date) -> int:
        raise OverflowError

    await ring(registry, clock)
    async with Worker(registry, {GO_ROUND: partial(_go, registry, clock, broken)}) as worker:
        with pytest.raises(ExceptionGroup):
            await worker.drain()
    assert rounds(admin_url) == [(organisation, MONDAY, False)]
    clock.move_to(clock.now() + timedelta(minutes=59))
    assert await ring(registry, clock) == 0
    clock.move_to(clock.now() + timedelta(minutes=1))
    assert await ring(registry, clock) == 1
    await work(registry, clock, Watch())
    assert rounds(admin_url) == [(organisation, MONDAY, True)]


async def _go(registry: Database, clock: MovableClock, batch: Round, organisation_id: str) -> None:
    await go_round(registry, UUID(organisation_id), clock, KEYRING, [batch])


async def rings(url: str, now: datetime) -> None:
    await ring(Database(url, "mandates"), MovableClock(now))


async def test_a_clock_that_dies_as_it_rings_has_begun_the_round(
    registry: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    killed(rings, registry.url, clock.now(), at="mandates.round-begun")
    assert await ring(registry, clock) == 0
    assert await work(registry, clock, Watch()) == 1
    assert rounds(admin_url) == [(organisation, MONDAY, True)]


async def test_what_is_registered_goes_its_round_of_a_registry_with_nothing_to_do(
    registry: Database, clock: MovableClock, organisation: UUID
) -> None:
    assert await go_round(registry, organisation, clock, KEYRING) == 0


LATE = datetime(2029, 3, 9, 8, tzinfo=UTC)
"""So late that the mandate, which nobody ever drew by, has dried up as well."""


@pytest.fixture
async def neglected(registry: Database, organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    """A household of which a supplier has not answered, nobody draws by its mandate, and papers are missing."""
    household = ids.new_id(clock.now())
    async with registry.transaction(organisation) as session:
        event = HouseholdRegistered(organisation_id=organisation, household_id=household)
        await hear_households(session, [event], clock.now())
    await Life(registry, organisation, household).is_neglected()
    clock.move_to(LATE)
    return household


def since(admin_url: str, day: date) -> list[tuple[str, str]]:
    """The steps of that day, in the order in which they were taken."""
    with as_superuser(admin_url) as connection:
        query = (
            "select machine, event from mandates.transition where at::date = %s"
            " order by xmin::text::bigint, machine, event"
        )
        return connection.execute(query, [day]).fetchall()


async def test_deadlines_pass_then_mandates_end_then_the_rules_look(
    registry: Database, clock: MovableClock, organisation: UUID, neglected: UUID, admin_url: str
) -> None:
    assert await go_round(registry, organisation, clock, KEYRING) > 0
    steps = since(admin_url, LATE.date())
    assert steps[:2] == [("handshake", "lapse"), ("direct_debit", "expire")]
    assert {machine for machine, _ in steps[2:]} <= {"alarm", "paper"}
    assert ("alarm", "raise") in steps
    silent = "select count(*) from mandates.alarm where kind = 'supplier_silent'"
    with as_superuser(admin_url) as connection:
        assert connection.execute(silent).fetchall() == [(1,)], "what lapsed in this round is told in it"


async def test_a_day_that_is_gone_round_twice_is_as_once(
    registry: Database, clock: MovableClock, organisation: UUID, neglected: UUID, admin_url: str
) -> None:
    await go_round(registry, organisation, clock, KEYRING)
    once = everything(admin_url)
    assert await go_round(registry, organisation, clock, KEYRING) == 0
    assert changed(once, everything(admin_url)) == []


async def test_two_that_go_round_at_once_are_as_one(
    registry: Database, clock: MovableClock, organisation: UUID, neglected: UUID, admin_url: str
) -> None:
    await asyncio.gather(*(go_round(registry, organisation, clock, KEYRING) for _ in range(4)))
    steps = Counter(since(admin_url, LATE.date()))
    assert (steps["handshake", "lapse"], steps["direct_debit", "expire"]) == (1, 1)
    with as_superuser(admin_url) as connection:
        twice = (
            "select kind, about, month from mandates.alarm group by household_id, kind, about, month"
            " having count(*) > 1"
        )
        assert connection.execute(twice).fetchall() == []
