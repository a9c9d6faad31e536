"""A bank is asked over SFTP: what is new and whole is taken in once, and it is seen when nothing comes."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.database import Database
from services.jobs import Worker
from services.schedule.channel.asking import ASK, Asking
from services.schedule.channel.described import ChannelDescription
from services.schedule.channel.port import BankChannel
from services.schedule.channel.sftp import Patience, open_sftp
from tests.schedule.callers import a_caller
from tests.schedule.channel.bank import ANOTHER_KEY, HOST_KEY, WRITTEN_AT, Bank, our_key
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.statements.bank_desk import BankDesk
from tests.schedule.statements.files import Line, camt, stmt

CONTENT = camt(stmt(Line(-620_00)))
NEXT_DAY = camt(stmt(Line(-1), number=2, opening=380_00))
MINUTE = timedelta(minutes=1)
TYPE = "nl.ontzorg.schedule.bank-channel.changed"
STANDS = "select state, failures, failure, got_at is not null as got from schedule.bank_channel"


class Clerk:
    """Who asks the bank, as a worker would: an alarm rings, and the jobs that it left are done."""

    def __init__(self, desk: BankDesk, database: Database, clock: MovableClock, bank: Bank, secrets: Path) -> None:
        self.desk = desk
        self.bank = bank
        self._database = database
        self._clock = clock
        self._secrets = secrets

    async def ask(self, after: timedelta = timedelta(), **described: Any) -> None:
        """After so much time; `opens` and `key` beside what the description of the channel takes."""
        self._clock.move_to(self._clock.now() + after)
        opens, key = described.pop("opens", open_sftp), described.pop("key", None)
        key_file = our_key(self._secrets, key) if key else our_key(self._secrets)
        key_file = described.pop("key_file", key_file)
        one = self.bank.described(self.desk.organisation, key_file, **described)
        asking = Asking([one], self._database, self._clock, RULES, KEYRING, opens=opens)
        async with Worker(self._database, {ASK: asking.ask}, alarms=[asking.wake]) as worker:
            await worker.ring()
            await worker.drain()

    async def ask_twice(self, **described: Any) -> None:
        """What lies there is seen, and a minute later it is taken."""
        await self.ask(**described)
        await self.ask(MINUTE, **described)

    def stands(self) -> tuple[Any, ...]:
        """How the channel stands: its state, how often it failed and why, and whether a file ever came of it."""
        (row,) = self.desk.rows(STANDS)
        return tuple(row.values())

    def files(self) -> list[tuple[str, str]]:
        rows = self.desk.rows("select name, state from schedule.bank_channel_file order by name, size")
        return [(row["name"], row["state"]) for row in rows]


@pytest.fixture
def clerk(desk: BankDesk, database: Database, clock: MovableClock, bank: Bank, tmp_path: Path) -> Clerk:
    return Clerk(desk, database, clock, bank, tmp_path)


async def test_what_lies_at_the_bank_is_taken_in_and_left_there(clerk: Clerk) -> None:
    clerk.bank.put(CONTENT, "20260303.xml")
    await clerk.ask_twice()
    assert clerk.desk.states() == [("2026-1", "taken", 1)]
    assert clerk.stands() == ("works", 0, None, True)
    assert clerk.bank.lies() == ["20260303.xml"]
    (file,) = clerk.desk.rows("select name, handed_in_by from schedule.statement_file")
    assert file == {"name": "20260303.xml", "handed_in_by": "channel of the bank"}


async def test_it_is_fetched_once_however_often_the_bank_is_asked(clerk: Clerk) -> None:
    clerk.bank.put(CONTENT, "20260303.xml")
    await clerk.ask_twice()
    for _ in range(3):
        await clerk.ask(timedelta(hours=1))
    assert clerk.bank.asked == 1
    assert clerk.files() == [("20260303.xml", "taken")]


async def test_files_are_taken_in_in_the_order_of_their_names(clerk: Clerk) -> None:
    clerk.bank.put(NEXT_DAY, "20260304.xml")
    clerk.bank.put(CONTENT, "20260303.xml")
    await clerk.ask_twice()
    assert clerk.desk.states() == [("2026-1", "taken", 1), ("2026-2", "taken", 2)]


async def test_the_same_file_under_another_name_changes_nothing(clerk: Clerk) -> None:
    clerk.bank.put(CONTENT, "20260303.xml")
    clerk.bank.put(CONTENT, "again.xml")
    await clerk.ask_twice()
    assert clerk.files() == [("20260303.xml", "taken"), ("again.xml", "taken")]
    assert clerk.desk.rows("select count(*) from schedule.bank_booking") == [{"count": 1}]


async def test_what_is_still_being_written_is_left_until_it_is_as_it_was_a_minute_ago(clerk: Clerk) -> None:
    clerk.bank.put(CONTENT[:-40], "20260303.xml")
    await clerk.ask()
    clerk.bank.put(CONTENT, "20260303.xml", WRITTEN_AT + MINUTE)
    await clerk.ask(MINUTE)
    assert clerk.desk.states() == []
    await clerk.ask(MINUTE)
    assert clerk.desk.states() == [("2026-1", "taken", 1)]


async def test_what_grows_while_it_is_read_is_not_taken(clerk: Clerk) -> None:
    clerk.bank.put(CONTENT, "20260303.xml")
    clerk.bank.grows = True
    await clerk.ask_twice()
    assert clerk.desk.states() == []
    assert clerk.files() == [("20260303.xml", "seen")]


@pytest.mark.parametrize("name", [".20260303.xml", "20260303.xml.part", "20260303.filepart"])
async def test_what_has_the_name_of_an_unfinished_file_is_not_even_seen(clerk: Clerk, name: str) -> None:
    clerk.bank.put(CONTENT, name)
    await clerk.ask_twice()
    assert clerk.files() == []


async def test_links_and_folders_at_the_bank_are_passed_over(clerk: Clerk) -> None:
    (clerk.bank.folder / "out" / "link.xml").symlink_to("elsewhere.xml")
    (clerk.bank.folder / "out" / "folder.xml").mkdir()
    await clerk.ask_twice()
    assert clerk.files() == []


async def test_a_file_that_cannot_be_read_is_refused_with_its_faults_and_the_next_one_is_taken(
    clerk: Clerk, app: FastAPI, issuer: DevelopmentIssuer
) -> None:
    clerk.bank.put(CONTENT[:-40], "1-cut-off.xml")
    clerk.bank.put(CONTENT, "2.xml")
    await clerk.ask_twice()
    assert clerk.files() == [("1-cut-off.xml", "refused"), ("2.xml", "taken")]
    caller = a_caller(app, issuer, clerk.desk.organisation)
    (refused,) = (await caller.get("/bank-channel-files", state="refused")).json()["items"]
    assert (refused["name"], refused["refusal"], refused["fileId"]) == ("1-cut-off.xml", "unreadable-bank-file", None)
    assert refused["faults"][0].startswith("line ")
    (first,) = (await caller.get("/bank-channel-files", limit="1")).json()["items"]
    assert first["name"] == "2.xml"


async def test_what_was_taken_is_removed_at_the_bank_only_if_that_was_asked_for(clerk: Clerk) -> None:
    clerk.bank.put(CONTENT, "1.xml")
    clerk.bank.put(CONTENT[:-40], "2-cut-off.xml")
    await clerk.ask_twice(delete_when_taken=True)
    assert clerk.bank.lies() == ["2-cut-off.xml"]


async def test_a_host_with_another_key_gets_nothing_and_gives_nothing_and_is_told_at_once(clerk: Clerk) -> None:
    clerk.bank.put(CONTENT, "20260303.xml")
    await clerk.ask(host_key=ANOTHER_KEY)
    assert clerk.stands() == ("fails", 1, "another_host_key", False)
    assert clerk.files() == []
    news = "select data - 'organisationId' as data from schedule.outbox where type = %s"
    assert clerk.desk.rows(news, TYPE) == [{"data": {"state": "fails", "since": str(clerk.desk.clock.today())}}]
    await clerk.ask(timedelta(hours=1), host_key=HOST_KEY)
    assert clerk.stands() == ("works", 0, None, False)


async def test_a_key_of_ours_that_the_bank_does_not_know_is_told_at_once(clerk: Clerk) -> None:
    await clerk.ask(key=ANOTHER_KEY)
    assert clerk.stands() == ("fails", 1, "key_refused", False)


async def test_so_is_a_key_that_cannot_be_read_and_a_folder_that_is_not_there(clerk: Clerk, tmp_path: Path) -> None:
    await clerk.ask(key_file=tmp_path / "nowhere")
    assert clerk.stands() == ("fails", 1, "key_unreadable", False)
    await clerk.ask(timedelta(hours=1), incoming="/nowhere")
    assert clerk.stands() == ("fails", 2, "no_such_folder", False)


async def test_a_connection_that_is_lost_within_a_file_leaves_nothing_of_it_and_the_next_try_takes_it(
    clerk: Clerk,
) -> None:
    clerk.bank.put(CONTENT, "20260303.xml")
    await clerk.ask()
    clerk.bank.breaks_off = True
    await clerk.ask(MINUTE)
    assert clerk.stands() == ("works", 1, "broken_off", False)
    assert clerk.desk.states() == []
    clerk.bank.breaks_off = False
    await clerk.ask(timedelta(minutes=15))
    assert clerk.desk.states() == [("2026-1", "taken", 1)]
    assert clerk.stands() == ("works", 0, None, True)


async def test_a_bank_that_does_not_answer_is_left_alone_longer_and_longer_and_told_the_third_time(
    clerk: Clerk,
) -> None:
    clerk.bank.port = 1  # nobody listens there
    for passed, stands in [(0, ("works", 1)), (15, ("works", 2)), (29, ("works", 2)), (1, ("fails", 3))]:
        await clerk.ask(timedelta(minutes=passed))
        assert clerk.stands()[:2] == stands
    assert clerk.stands() == ("fails", 3, "unreachable", False)


async def test_a_bank_that_takes_for_ever_is_not_waited_for(clerk: Clerk) -> None:
    await clerk.ask(opens=partial(open_sftp, patience=Patience(to_answer=0)))
    assert clerk.stands() == ("works", 1, "too_slow", False)


async def test_it_is_asked_every_so_many_minutes_and_not_in_between(clerk: Clerk) -> None:
    opened = 0

    @asynccontextmanager
    async def counted(described: ChannelDescription) -> AsyncIterator[BankChannel]:
        nonlocal opened
        opened += 1
        opening: AbstractAsyncContextManager[BankChannel] = open_sftp(described)
        async with opening as channel:
            yield channel

    for minutes in (0, 14, 1, 15):
        await clerk.ask(timedelta(minutes=minutes), opens=counted)
    assert opened == 3


async def test_when_nothing_came_by_the_hour_that_was_set_it_is_told_once_and_ends_when_something_comes(
    clerk: Clerk, app: FastAPI, issuer: DevelopmentIssuer
) -> None:
    hour = {"expected_by": time(0, 1)}
    await clerk.ask(timedelta(days=-clerk.desk.clock.today().weekday() % 7), **hour)
    await clerk.ask(MINUTE, **hour)
    caller = a_caller(app, issuer, clerk.desk.organisation)
    (told,) = (await caller.get("/bank-channels")).json()["items"]
    assert (told["name"], told["state"], told["lastGotAt"]) == ("proefbank", "silent", None)
    assert told["lastAskedAt"] == told["lastAnsweredAt"]
    clerk.bank.put(CONTENT, "20260303.xml")
    await clerk.ask(timedelta(minutes=15), **hour)
    await clerk.ask(MINUTE, **hour)
    (told,) = (await caller.get("/bank-channels")).json()["items"]
    assert (told["state"], told["lastGotAt"]) == ("works", told["lastAskedAt"])
    news = "select data->>'state' as state from schedule.outbox where type = %s order by sequence"
    assert [row["state"] for row in clerk.desk.rows(news, TYPE)] == ["silent", "works"]


async def test_neither_a_key_nor_what_the_host_says_is_in_the_logs(
    clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    await clerk.ask(key=ANOTHER_KEY)
    said = capsys.readouterr()
    assert "key_refused" in said.out + said.err
    for secret in (ANOTHER_KEY.export_private_key().decode(), "gemeente", str(clerk.bank.port)):
        assert secret not in said.out + said.err
