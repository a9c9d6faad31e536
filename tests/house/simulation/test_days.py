"""Days that are lived through with a real database: nothing stays unseen, what is hidden is found, and a seed lives the
same days again.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import psycopg
import pytest

from house.caseload import Caseload, Period
from house.demo.story_days import BEGINS_ON, Calendar
from house.demo.world import open_world
from house.postgres import Cluster
from house.simulation.days import Days
from house.simulation.nights import Failure
from house.simulation.page import page
from house.simulation.telling import Teller
from sandbox.faults import EVERY_KIND, Actor, Chances, FaultKind, kinds_named
from sandbox.truth import Course, Notice

HOUSEHOLDS, SEED, TIMES = 10, 3, 15
UNTIL, A_WHILE = date(2026, 1, 19), date(2026, 1, 13)
FAR = date(2026, 2, 20)
COMMAND = "./ontzorg simulate --seed 3"


class Lived(NamedTuple):
    """A simulation that was lived through, where it lies, and what it said."""

    days: Days
    folder: Path
    admin_url: str
    said: str

    def plant(self, *statements: str) -> None:
        """Do what nobody can but the administrator of the database, past every guard."""
        with psycopg.connect(self.admin_url) as connection:
            connection.execute("set search_path to schedule")
            connection.execute("set session_replication_role to replica")
            for statement in statements:
                connection.execute(statement.encode())

    def taken_in(self, until: date) -> set[str]:
        """The files of the bank up to a day, by name and by what they say."""
        archive = self.folder / "bank" / str(next(iter((self.folder / "bank").iterdir())).name) / "archive"
        days = [day for day in archive.iterdir() if day.name <= until.isoformat()]
        return {f"{day.name}/{file.name}" for day in days for file in day.iterdir()}


@contextmanager
def a_database(cluster: Cluster, template: str, name: str) -> Iterator[str]:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy".encode())
        yield cluster.url(name)
        connection.execute(f"drop database {name} with (force)".encode())


@asynccontextmanager
async def live(admin_url: str, folder: Path, until: date) -> AsyncIterator[Lived]:
    """The same household in each of ten towns, and so much trouble that some weeks have all of it."""
    calendar, said = Calendar(BEGINS_ON, 1), StringIO()
    caseload = Caseload(HOUSEHOLDS, SEED, Period(BEGINS_ON, calendar.last_departure))
    async with open_world(admin_url, caseload.towns, BEGINS_ON, SEED) as world:
        days = Days(world, caseload, calendar, Chances(SEED, EVERY_KIND, TIMES), folder, Teller(said))
        await days.live(until, keeps_going=True)
        yield Lived(days, folder, admin_url, said.getvalue())


@pytest.fixture(scope="module")
async def lived(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lived]:
    with a_database(cluster, template, "simulated") as url:
        async with live(url, tmp_path_factory.mktemp("simulated"), UNTIL) as found:
            yield found


def test_nothing_stays_unseen_no_promise_breaks_and_every_cent_is_the_banks(lived: Lived) -> None:
    assert lived.days.lived.failures == []
    assert lived.days.lived.days == (UNTIL - BEGINS_ON).days + 1


def test_in_these_weeks_there_was_trouble_of_many_kinds_and_it_was_told(lived: Lived) -> None:
    befell, seen = lived.days.bank.befell, lived.days.nights.seen
    assert {FaultKind.RETURNED, FaultKind.STATEMENT_MISSING, FaultKind.STATEMENT_LATE, FaultKind.FEE} <= befell.keys()
    assert len(befell.keys() & kinds_named(Actor.BANK)) >= 8
    assert seen.explained > 10
    assert {"unknown_debit", "amount_differs"} <= seen.odd.keys()
    assert {"money_came_back", "b12_expected"} <= seen.told.keys()


def test_what_no_plan_pays_becomes_the_clients_and_nobody_is_warned_of_it_any_more(lived: Lived) -> None:
    decided = "select household_id, cost from payer_of_record where payer = 'client_pays' and cause = 'decision'"
    warned = "select household_id, about from alarm where kind = 'no_payer' and why = 'plan_pays_no_more'"
    with psycopg.connect(lived.admin_url, options="-c search_path=mandates") as connection:
        theirs = set(connection.execute(decided.encode()))
        over = set(connection.execute(f"{warned} and state = 'closed'".encode()))
        left = set(connection.execute(f"{warned} and state <> 'closed'".encode()))
    assert 0 < len(theirs) == lived.days.case_manager.decided
    assert theirs <= over
    assert theirs & left == set()
    assert left, "some are not due yet, and some are forgotten"


def test_the_last_page_says_what_went_wrong_and_what_was_seen_of_it(lived: Lived) -> None:
    told = "\n".join(page(lived.days, COMMAND))
    assert f"  bank       returned {lived.days.bank.befell[FaultKind.RETURNED]:>25,}" in told
    assert "15 nights: every promise was kept, every cent is the bank's, nothing stayed unseen." in told
    assert COMMAND not in told


def test_what_was_missed_is_told_with_day_household_fault_and_the_command_that_does_it_again(lived: Lived) -> None:
    missed = Failure(UNTIL, "it was lost", UUID(int=7), "ZAAK-000007", FaultKind.LOST)
    lived.days.lived.failures.append(missed)
    told = list(page(lived.days, COMMAND))
    lived.days.lived.failures.clear()
    assert told[-3:] == [
        "\nWhat it missed: 1",
        "  2026-01-19, household 00000000-0000-0000-0000-000000000007 (ZAAK-000007) [lost]: it was lost",
        f"\nThe same again:\n  {COMMAND}",
    ]


@pytest.mark.long
async def test_the_same_seed_lives_the_same_days_again(
    lived: Lived, cluster: Cluster, template: str, tmp_path: Path
) -> None:
    with a_database(cluster, template, "simulated_again") as url:
        async with live(url, tmp_path, A_WHILE) as again:
            assert again.taken_in(A_WHILE) == lived.taken_in(A_WHILE)
            assert len(again.taken_in(A_WHILE)) > 5


@pytest.mark.long
async def test_a_booking_that_was_hidden_is_found(lived: Lived) -> None:
    days = lived.days
    assert await days.nights.judge(days.told, days.city_hall.numbers) == []
    lived.plant(
        "create table hidden as select * from bank_exception where oddity = 'amount_differs' limit 1",
        "delete from bank_exception using hidden where bank_exception.statement_id = hidden.statement_id"
        " and bank_exception.entry = hidden.entry",
        "delete from bank_match using hidden where bank_match.statement_id = hidden.statement_id"
        " and bank_match.entry = hidden.entry",
    )
    (unseen,) = await days.nights.judge(days.told, days.city_hall.numbers)
    assert unseen.what.endswith("was passed over")
    lived.plant("insert into bank_exception select * from hidden", "drop table hidden")


async def test_money_that_became_anothers_is_found(lived: Lived) -> None:
    days = lived.days
    lived.plant(
        "update payment as one set household_id = (select max(id::text)::uuid from household where id not in"
        " (select household_id from payment where run_id = one.run_id and purpose = one.purpose))"
        " where end_to_end_id = (select min(end_to_end_id) from payment_outcome where outcome = 'executed')"
    )
    unseen = await days.nights.judge(days.told, days.city_hall.numbers)
    assert unseen
    assert all("became money of household" in one.what for one in unseen)


async def test_what_nobody_was_told_and_a_cent_that_is_not_the_banks_are_found(lived: Lived) -> None:
    days = lived.days
    account = min(days.bank.accounts)
    lost = Notice(0, "not_seen", "payment/rent/2026-01", FaultKind.LOST, account, BEGINS_ON)
    days.nights.expect(Course(notices=[lost]))
    lived.plant("update ledger_account set credits_posted = credits_posted + 1 where kind = 'bank_clearing'")
    await days.nights.look(FAR, days.city_hall.ids)
    found = [one.what for one in await days.nights.look(FAR + timedelta(days=1), days.city_hall.ids)]
    assert "nobody was told (not_seen) about payment/rent/2026-01" in found
    assert any(one.startswith("the books say that ") for one in found)
    assert any(one.startswith("I2 is broken") for one in found)
