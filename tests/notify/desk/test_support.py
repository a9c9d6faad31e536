"""What a supporter hears: of those whom he helps, what he can do, once, as long as he is named."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI

from house.doctor.waiting import waiting
from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.errors import InvalidInput
from services.events import ArrearsEvent, ArrearsState, Event
from services.mandate_events import AlarmEvent, AlarmKind
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.desk.letter import clients_letter, morning_letter
from services.notify.desk.matter import of_alarm, of_client, of_task
from services.notify.desk.morning import his
from services.notify.desk.support import COPIED, News, Support, news_in
from services.notify.desk.weights import SUPPORT
from services.notify.desk.wording import said_of, say
from services.notify.desk.worker import LANGUAGES, DeskErasureGround
from services.notify.desk.worker_repository import DESK_WORKERS
from services.notify.hand import Hand
from services.notify.messages.kinds import Kind
from services.notify.messages.language import Language
from services.notify.told.asking import AskingWhatToTell
from services.notify.told.households import Marked
from services.schedule.schemas import TaskKind
from tests.mandates.callers import a_caller
from tests.mandates.rows import everything
from tests.notify.desk.matters import NINE, TODAY, a_review, came_back, nobody_pays, unknown_money
from tests.notify.desk.supporters import A_SUPPORTER, ANOTHER, HELPED, heard
from tests.notify.desk.telling import ADesk, at_work, employed, into, raised
from tests.notify.desk.test_hearing import DAY, HOME, alarm, letter
from tests.notify.told.outlooks import HOUSEHOLD, an_outlook
from tests.notify.told.test_corrected import schedule_that_tells
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING


@pytest.mark.parametrize(
    ("event", "news"),
    [
        (letter(ArrearsState.OPEN, ArrearsEvent.ALARM), News(HOME, Support.LETTER, TODAY)),
        (letter(ArrearsState.REFUTED, ArrearsEvent.REFUTE), None),
        (alarm(AlarmKind.PAPERS_MISSING), News(HOME, Support.PAPERS_MISSING, DAY)),
        (alarm(AlarmKind.PAPERS_MISSING, AlarmEvent.CLOSE), None),
        (alarm(AlarmKind.NO_PAYER), None),
    ],
)
def test_at_once_he_hears_of_a_letter_that_he_can_find_and_of_papers(event: Event, news: News | None) -> None:
    assert news_in(event, NINE) == news


def test_of_a_clients_messages_he_hears_those_that_ask_something_or_tell_of_trouble() -> None:
    own = {"relief_begins", "month_overview", "month_changed", "leefgeld_coming", "leefgeld_paid", "toeslagen_arrived"}
    assert {one.value for one in set(Kind) - set(COPIED)} == {*own, "bill_was_paid", "aftercare"}


def test_of_a_morning_he_hears_what_he_can_do_for_those_whom_he_helps() -> None:
    b12 = of_task(TaskKind.B12_EXPECTED, "", HELPED, "Z-001", DAY)
    arrears = of_task(TaskKind.ARREARS, "", HELPED, "Z-001", DAY)
    papers = of_alarm(AlarmKind.PAPERS_MISSING, HELPED, "Z-001", DAY)
    others = [came_back(1), nobody_pays(1), unknown_money(), a_review(2, DAY)]
    found = his([b12, arrears, papers, a_review(1, DAY), *others], A_SUPPORTER)
    about = (Support.B12_MISSING, Support.LETTER, Support.PAPERS_MISSING, Support.REVIEW)
    assert found == [of_client(one, HELPED, "Z-001", DAY) for one in about]


def test_everything_that_he_hears_of_is_weighed_and_said_in_both_languages() -> None:
    said = [say(said_of(one), language, day="2026-03-02") for one in Support for language in LANGUAGES]
    assert (set(SUPPORT), len(set(said))) == (set(Support), 2 * len(Support))


def test_what_he_reads_names_a_case_a_day_and_what_to_do_and_no_way_into_the_house() -> None:
    matters = [of_client(Support.REVIEW, HELPED, "Z-001", DAY), of_client(Support.LETTER, HELPED, "Z-001", DAY)]
    told = clients_letter(matters, Language.ENGLISH, TODAY)
    assert told.subject == "News of those whom you help: 2"
    assert told.text.split("\n") == [
        "Z-001",
        "  a letter about a bill that is open: open the post together and give the municipality a photo of the letter",
        f"  there is a talk with the client, by {DAY}: have the letters ready together",
        "",
        "What the municipality wrote to the client is in his own letter. If you know more, call the municipality.",
        "",
    ]
    assert (told.about, morning_letter(matters, Language.DUTCH, TODAY).about) == ((HELPED,), (HELPED,))


@pytest.mark.parametrize("households", [None, ()])
def test_a_supporter_without_a_household_is_refused(households: tuple[UUID, ...] | None) -> None:
    with pytest.raises(InvalidInput, match="households"):
        replace(A_SUPPORTER, households=households)


def test_he_may_hear_until_the_last_day_of_his_naming_and_of_nobody_else() -> None:
    named = replace(A_SUPPORTER, until=TODAY)
    assert [named.may_hear([HELPED], day) for day in (TODAY, TODAY + timedelta(days=1))] == [True, False]
    assert [named.may_hear(about, TODAY) for about in ([HELPED, ANOTHER], [])] == [False, True]


class Desk(NamedTuple):
    """A desk with a supporter, and what goes out of it by mail."""

    database: Database
    organisation: UUID
    clock: MovableClock
    folder: Path
    jobs: ADesk
    vera: UUID

    async def hears(self, *about: Support, of: UUID = HELPED) -> None:
        await heard(self.database, self.organisation, self.clock.now(), *about, of=of)

    async def tells(self) -> list[tuple[str, str, str]]:
        """Tell supporters; to whom what was mailed, about what and in which words."""
        await self.jobs.tells_supporters(self.organisation)
        files = sorted((self.folder / "email").glob("*.eml")) if self.folder.joinpath("email").exists() else []
        mails = [message_from_bytes(one.read_bytes(), policy=default) for one in files]
        return [(str(one["To"]), str(one["Subject"]), one.get_content()) for one in mails]


@pytest.fixture
def vera(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """A supporter whom somebody gave a token of more than he may."""
    return a_caller(app, issuer, organisation, [Role.CASE_MANAGER], subject="vera")


@pytest.fixture
async def desk(notify: Database, organisation: UUID, clock: MovableClock, tmp_path: Path) -> Desk:
    vera = await employed(notify, organisation, clock.now(), A_SUPPORTER)
    return Desk(notify, organisation, clock, tmp_path, ADesk(notify, clock, [], into(tmp_path)), vera)


def rows(admin_url: str, question: str) -> list[Any]:
    with psycopg.connect(admin_url) as connection:
        return connection.execute(question.encode()).fetchall()


STATES = (
    "select notice.state, detail from notify.desk_notice notice join notify.desk_notice_step step on"
    " (notice_id, sequence) = (notice.id, changes) where kind = 'clients' order by notice.id"
)


async def test_what_came_together_is_told_together_and_once_and_of_nobody_else(desk: Desk, admin_url: str) -> None:
    await desk.hears(Support.B12_MISSING, Support.B12_MISSING, Support.LETTER)
    await desk.hears(Support.WENT_WRONG, of=ANOTHER)
    for _ in range(2):
        ((to, subject, words),) = await desk.tells()
    assert (to, subject) == ("vera@buddies.example", "Nieuws over wie u begeleidt: 2")
    assert ("Z-001" in words, "Z-002" in words, "/v1/" in words) == (True, False, False)
    assert rows(admin_url, STATES) == [("sent", None)]
    assert rows(admin_url, "select count(*) from notify.desk_notice_news") == [(2,)]
    assert rows(admin_url, "select count(*) from notify.supporter_news where told_at is null") == [(0,)]
    written = str(everything(admin_url, "notify"))
    assert [word for word in ("Z-001", "vera", "Verzonnen", "COA") if word in written] == []


async def test_two_who_tell_at_once_tell_once(desk: Desk, admin_url: str) -> None:
    await desk.hears(Support.LETTER, Support.REVIEW)
    await asyncio.gather(*(desk.jobs._supporters.tell(str(desk.organisation)) for _ in range(3)))
    assert rows(admin_url, "select matters from notify.desk_notice") == [(2,)]


async def test_what_a_client_is_told_his_supporter_is_told_once_with_it(desk: Desk, admin_url: str) -> None:
    told = [an_outlook(b12DueOn=TODAY + timedelta(days=4), reviews=[TODAY + timedelta(days=9)], beginsOn=TODAY)]
    asking = AskingWhatToTell(desk.database, desk.clock, KEYRING, schedule_that_tells(told))
    for _ in range(2):
        await asking.ask_about(desk.organisation, [Marked(HOUSEHOLD, 0)])
    helps = replace(A_SUPPORTER, households=(HOUSEHOLD,), language=Language.ENGLISH)
    await employed(desk.database, desk.organisation, desk.clock.now(), helps)
    ((_, subject, words),) = await desk.tells()
    assert subject == "News of those whom you help: 2"
    assert words.count("ask COA for it with the client, by 2026-01-09") == 1
    copied = "select kind from notify.supporter_news news join notify.message on message.id = message_id order by 1"
    assert rows(admin_url, copied) == [("b12_missing",), ("review",)]
    assert rows(admin_url, "select count(*) from notify.message") == [(2,)]


async def erased(desk: Desk) -> None:
    """The household that he helps is erased."""
    async with desk.database.transaction(desk.organisation) as session:
        await HOUSEHOLD_KEYS.made(session, KEYRING, [HELPED], desk.clock.now())
        await HOUSEHOLD_KEYS.destroy(session, HELPED, desk.clock.now())


async def test_of_a_household_that_was_erased_he_hears_nothing_more(desk: Desk, admin_url: str) -> None:
    await erased(desk)
    await desk.hears(Support.LETTER)
    assert await desk.tells() == []
    assert rows(admin_url, "select count(*) from notify.supporter_news where told_at is null") == [(0,)]


async def test_what_waited_about_a_household_that_was_erased_meanwhile_is_not_sent(desk: Desk, admin_url: str) -> None:
    await desk.hears(Support.LETTER)
    await desk.jobs._supporters.tell(str(desk.organisation))
    await erased(desk)
    assert await desk.tells() == []
    assert rows(admin_url, STATES) == [("failed", "ended")]


async def test_who_is_named_later_hears_nothing_of_before(desk: Desk) -> None:
    await desk.hears(Support.LETTER, of=ANOTHER)
    assert await desk.tells() == []
    another = replace(A_SUPPORTER, subject="joris", households=(ANOTHER,))
    await employed(desk.database, desk.organisation, desk.clock.now(), another)
    assert await desk.tells() == []


async def test_once_his_naming_ended_nothing_is_told_and_nothing_that_waited_is_sent(
    desk: Desk, admin_url: str
) -> None:
    await desk.hears(Support.LETTER)
    await desk.jobs._supporters.tell(str(desk.organisation))
    named = replace(A_SUPPORTER, until=desk.clock.now().date() - timedelta(days=1))
    async with desk.database.transaction(desk.organisation) as session:
        await DESK_WORKERS.correct(session, Hand.of(session, "boss", desk.clock.now(), KEYRING), desk.vera, 1, named)
    assert await desk.tells() == []
    await desk.hears(Support.PAPERS_MISSING)
    assert await desk.tells() == []
    assert rows(admin_url, STATES) == [("failed", "ended")]
    assert waiting(admin_url, ["notify"]) == []


async def test_of_a_household_that_he_helps_no_more_nothing_that_waited_is_sent(desk: Desk, admin_url: str) -> None:
    await desk.hears(Support.LETTER)
    await desk.jobs._supporters.tell(str(desk.organisation))
    async with desk.database.transaction(desk.organisation) as session:
        hand = Hand.of(session, "boss", desk.clock.now(), KEYRING)
        await DESK_WORKERS.correct(session, hand, desk.vera, 1, replace(A_SUPPORTER, households=(ANOTHER,)))
    assert await desk.tells() == []
    assert rows(admin_url, STATES) == [("failed", "ended")]


async def test_of_who_was_erased_nothing_opens_and_that_he_was_told_remains(desk: Desk, admin_url: str) -> None:
    await desk.hears(Support.LETTER)
    assert len(await desk.tells()) == 1
    async with desk.database.transaction(desk.organisation) as session:
        await DESK_WORKERS.erase(
            session, Hand.of(session, "boss", desk.clock.now(), KEYRING), desk.vera, DeskErasureGround.LEFT
        )
    kept = "select count(*) from notify.desk_worker_key where key_sealed is not null"
    proof = "select count(*) from notify.desk_notice_step where length(content_hash) = 32"
    assert (rows(admin_url, kept), rows(admin_url, proof)) == ([(0,)], [(1,)])


async def test_he_is_no_level_of_an_alarm_and_answers_none(desk: Desk, vera: Caller, admin_url: str) -> None:
    await at_work(desk.database, desk.organisation, desk.clock.now(), "anna")
    matters = [came_back(1)]
    await raised(desk.database, desk.organisation, desk.clock.now(), matters)
    await ADesk(desk.database, desk.clock, matters, into(desk.folder)).tells(desk.organisation)
    assert [to for to, _, _ in await desk.tells()] == ["anna@gemeente.example"]
    ((alarm_id,),) = rows(admin_url, "select id from notify.desk_alarm")
    refused = await vera.post(f"/desk-alarms/{alarm_id}/_acknowledge", {})
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (403, "not-at-the-desk")
    assert rows(admin_url, "select state from notify.desk_alarm") == [("told",)]
