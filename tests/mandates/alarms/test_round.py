"""Once a day every household is looked at, in batches, and the same day twice is as once."""

from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest

from services.clock import MovableClock
from services.ids import SeededIds
from services.mandates.alarms import service
from tests.mandates.alarms.conftest import Works
from tests.mandates.alarms.households import moved_to, otherwise
from tests.mandates.arrangements.builders import rows
from tests.mandates.conftest import DEN_HAAG, a_household
from tests.mandates.rows import everything
from tests.schedule.rows import changed

DAY = date(2026, 1, 19)
LONG_AFTER, A_YEAR_ON = date(2026, 12, 1), date(2027, 9, 15)


async def gone(works: Works, day: date, limit: int = service.BATCH) -> list[int]:
    """How many each batch of the day's round looked at."""
    found = []
    while True:
        async with works("service:mandates") as (session, hand):
            found.append(await service.go_round(session, hand, day, limit))
        if not found[-1]:
            return found


async def test_every_household_is_looked_at_once_a_day_and_its_papers_follow(
    works: Works, household: UUID, strangers_household: UUID, admin_url: str, organisation: UUID, ids: SeededIds,
    clock: MovableClock,
) -> None:  # fmt: skip
    for number in (2, 3):
        a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", DEN_HAAG)
    moved_to(clock, DAY)
    assert await gone(works, DAY, limit=2) == [2, 1, 0]
    assert rows(admin_url, "select kind, count(*) from alarm group by kind order by kind") == [
        ("account_not_verified", 3),
        ("no_payer", 3),
        ("papers_missing", 3),
    ]
    assert rows(admin_url, "select household_id, count(*) from paper group by household_id having count(*) <> 11") == []
    assert rows(admin_url, "select count(*) from alarm where household_id = %s", strangers_household) == [(0,)]
    before = everything(admin_url)
    assert await gone(works, DAY) == [0]
    assert changed(before, everything(admin_url)) == []
    moved_to(clock, date(2026, 1, 20))
    assert await gone(works, date(2026, 1, 20)) == [3, 0]


async def test_a_round_that_broke_off_goes_on_where_it_was(
    works: Works, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", DEN_HAAG)
    async with works("service:mandates") as (session, hand):
        assert await service.go_round(session, hand, DAY, 1) == 1
    assert await gone(works, DAY) == [1, 0]


async def test_a_household_that_was_only_announced_is_not_looked_at_yet(
    works: Works, household: UUID, admin_url: str
) -> None:
    otherwise(admin_url, "update household set reference = ''")
    assert await gone(works, DAY) == [0]
    assert rows(admin_url, "select count(*) from alarm_look") == [(0,)]


async def over(works: Works, clock: MovableClock) -> None:
    """The relief ended a year ago, nobody took the costs back, and what was told of that stands no longer."""
    for day in (LONG_AFTER, A_YEAR_ON):
        moved_to(clock, day)
        assert await gone(works, day) == [1, 0]


async def test_who_is_gone_is_looked_at_while_an_alarm_stands_and_then_no_more(
    works: Works, well: UUID, admin_url: str, clock: MovableClock
) -> None:
    moved_to(clock, LONG_AFTER)
    for day in (LONG_AFTER, LONG_AFTER + timedelta(days=1), A_YEAR_ON):
        standing = rows(admin_url, "select count(*) from alarm where state <> 'closed'")
        assert standing == [(0 if day == LONG_AFTER else 4,)]
        moved_to(clock, day)
        assert await gone(works, day) == [1, 0]
    assert rows(admin_url, "select distinct kind, state from alarm") == [("no_payer", "closed")]
    before = everything(admin_url)
    assert await gone(works, A_YEAR_ON + timedelta(days=1)) == [0]
    assert changed(before, everything(admin_url)) == []


@pytest.mark.parametrize(
    "happens",
    [
        "update cost_month set due_on = '2027-10-01' where cost = 'rent' and month = 24318",
        "update cost_month set seen_at = null where cost = 'rent' and month = 24318",
        "update household set leefgeld_days = '{2027-10-01}'",
        "update paper set state = 'missing' where kind = 'iban'",
        "update alarm set state = 'open', closed_by = null, closed_on = null where about = 'rent'",
        "delete from alarm_look",
    ],
)
async def test_what_stands_open_of_who_is_gone_brings_him_back(
    works: Works, well: UUID, admin_url: str, clock: MovableClock, happens: str
) -> None:
    await over(works, clock)
    otherwise(admin_url, happens)
    assert await gone(works, A_YEAR_ON + timedelta(days=1)) == [1, 0]


CHANGES = (
    "update arrangement set consent_most = 1 where cost = 'rent'",
    "update payer_of_record set reason = 'so it is'",
    "update paper set due_on = due_on + 1 where household_id = %(well)s",
    "update household set b12_received_on = '2026-01-20' where id = %(well)s",
    "update cost_month set amount = amount + 1 where cost = 'rent' and household_id = %(well)s",
    "delete from cost_month where cost = 'water' and household_id = %(well)s",
    "update account set valid_from = '2026-01-02' where supplier_id is not null",
    "update account set valid_from = '2026-01-02' where household_id = %(well)s",
    "update supplier set answer_days = answer_days + 1",
    "insert into team_member (organisation_id, household_id, sequence, role, subject, from_day, at, by)"
    " select organisation_id, id, 1, 'contact', 'anna', '2026-02-01', known_at, 'anna' from household"
    " where id = %(well)s",
    "insert into expected_use (organisation_id, id, household_id, cost, number, amount, told_by, told_on, at, by)"
    " select organisation_id, id, id, 'energy', 1, 100, 'client', '2026-01-19', known_at, 'anna' from household"
    " where id = %(well)s",
)
"""One of each table that the rules look at and that has a row of the household here, or gets one."""


async def test_whatever_changes_brings_its_household_back_and_nobody_else(
    works: Works, well: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", DEN_HAAG)
    moved_to(clock, DAY)
    assert await gone(works, DAY) == [2, 0]
    otherwise(admin_url, "alter table payer_of_record disable trigger is_append_only")
    for change in CHANGES:
        otherwise(admin_url, "update alarm_look set look_on = '2026-03-01'")
        with psycopg.connect(admin_url, options="-c search_path=mandates") as connection:
            connection.execute(change.encode(), {"well": well} if "%(" in change else None)
        back = rows(admin_url, "select household_id from alarm_look where look_on is null")
        assert back == [(well,)], change


async def test_until_its_day_comes_a_household_is_passed_by(works: Works, well: UUID, clock: MovableClock) -> None:
    moved_to(clock, DAY)
    assert await gone(works, DAY) == [1, 0]
    looked = []
    for number in range(1, 43):
        day = DAY + timedelta(days=number)
        moved_to(clock, day)
        looked.append(await gone(works, day) != [0])
    assert (any(looked), sum(looked) <= 21) == (True, True)
