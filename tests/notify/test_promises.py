"""A notify service that was worked in keeps every promise; for each somebody breaks it, and exactly that is found."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from house.doctor.examination import examine
from house.doctor.waiting import waiting
from house.postgres import Cluster
from services.auth import Role
from services.clock import MovableClock
from services.database import Database, as_service
from services.ids import SeededIds
from services.notify.deliveries.hearing import hear
from services.notify.promises import PROMISES
from services.notify.webhooks.attempts import Answer, Reply
from services.notify.webhooks.poster import WebhookPoster
from tests.conftest import an_organisation
from tests.journeys.houses import MONDAY, a_database
from tests.mandates.callers import a_caller, an_issuer
from tests.notify.callers import (
    ANOTHER_HOUSEHOLD,
    ANOTHER_SUPPLIER,
    HOUSEHOLD,
    SUPPLIER,
    an_addressee,
    an_app,
    recorded,
    subscribed,
)
from tests.notify.deliveries.test_telling import ASKED, announced
from tests.notify.desk.matters import came_back
from tests.notify.desk.telling import ADesk, at_work, into, raised
from tests.notify.desk.workers import staffed
from tests.notify.tellers import Teller, a_word, registered
from tests.notify.told.sending import prepared, reachable, sending
from tests.notify.webhooks.numbers import KNOWN
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING
from tests.superuser import as_superuser


class Fault(NamedTuple):
    """What somebody does to the tables, and how many offenders of which promise that makes."""

    number: str
    says: str
    statement: str
    offenders: int = 1


FAULTS = (
    Fault("I12", "what was announced", "alter table inbox disable trigger is_append_only"),
    Fault("I12", "never rewritten", "grant update on subscription_step to ontzorg_notify"),
    Fault("I12", "is what its last step says", "update subscription set url = 'https://elders.example/'", 2),
    Fault("I12", "is what its last step says",
          "update subscription_step set sequence = 3 where sequence = 2 and state = 'active'", 2),
    Fault("I12", "an addressee, a contact or the sender is never rewritten",
          "grant update on addressee_step to ontzorg_notify"),
    Fault("I12", "without a gap", "update addressee_step set sequence = 3 where happened = 'correct'"),
    Fault("I12", "without a gap", "update contact_version set version = 2"),
    Fault("I12", "without a gap", "update sender_version set version = 2"),
    Fault("I12", "what suppliers told, and their sources", "update word set state = 'acted'", 2),
    Fault("I12", "what suppliers told, and their sources", "update source set changes = 9"),
    Fault("I12", "what became of words and sources", "grant update on word_step to ontzorg_notify"),
    Fault("I16", "what a supplier told by webhook", "drop index word_once; update word set webhook_id = 'msg_1'"),
    Fault("I16", "what a supplier told by webhook", "insert into word_step select organisation_id, word_id, 2, 'act',"
          " 'acted', null, null, at, by from word_step; insert into word_step select organisation_id, word_id, 3,"
          " 'leave', 'received', null, null, at, by from word_step where sequence = 2; update word set changes = 3", 2),
    Fault("I16", "what a supplier told by webhook", "update outbox set data = data - 'happened'"
          " where type = 'nl.ontzorg.notify.word.changed'", 2),
    Fault("I16", "what a supplier told by webhook", "update word set source_id = null, file_id = id"
          " where webhook_id = 'msg_1'"),
    Fault("I17", "each event goes to each door", "update outbox_subject set sequence = 9", 13),
    Fault("I12", "an attempt to deliver", "grant delete on delivery_attempt to ontzorg_notify"),
    Fault("I17", "as its attempts tell", "update delivery set attempts = 2 where state = 'delivered'"),
    Fault("I17", "as its attempts tell", "update delivery_attempt set status = 500"),
    Fault("I17", "as its attempts tell", "update delivery set state = 'exhausted' where state = 'delivered'"),
    Fault("I17", "as its attempts tell", "delete from delivery_attempt"),
    Fault("I17", "as its attempts tell",
          "update delivery set state = 'owed', due_at = owed_at, settled_at = null where state = 'cancelled'"),
    Fault("I19", "no organisation sees another", "alter table subscription_secret no force row level security"),
    Fault("I28", "of each source", "delete from source_secret"),
    Fault("I28", "of each source", "update source_secret set signs_until = made_at"),
    Fault("I28", "of each subscription", "update subscription_secret set signs_until = made_at where number = 2"),
    Fault("I28", "of each subscription", "update subscription_secret set signs_until = null where number = 1"
          " and subscription_id in (select id from subscription where state = 'removed')"),
    Fault("I29", "no key is left", "update household_key set key_sealed = '', destroyed_at = null"
          " where key_sealed is null"),
    Fault("I29", "no key is left", "update household_key set key_sealed = null, destroyed_at = made_at"
          " where key_sealed is not null"),
    Fault("I29", "no word finds it", "update addressee_lookup set household_id ="
          " (select household_id from addressee_step where happened = 'erase')", 2),
    Fault("I29", "no key is left", "insert into addressee_step select organisation_id, household_id, 3,"
          " 'correct', '', null, at, by from addressee_step where happened = 'erase'"),
    Fault("I12", "what became of a message", "grant update on message_step to ontzorg_notify"),
    Fault("I12", "a message is what its last step says", "update message set state = 'told' where state = 'sent'"),
    Fault("I12", "a message is what its last step says", "update message_step set sequence = 4 where sequence = 3", 2),
    Fault("I30", "in words that were kept", "update message_step set channel = 'letter' where happened = 'begin'"),
    Fault("I30", "or somebody hears why not", "update outbox set type = 'x' where type like '%not-told'"),
    Fault("I30", "or somebody hears why not", "update message_step set detail = null where happened = 'drop'"),
    Fault("I30", "sent once by a channel", "insert into message_step select organisation_id, message_id, 4, happened,"
          " state, channel, null, null, null, null, at, by from message_step where happened = 'hand_over';"
          " update message set changes = 4 where state = 'sent'"),
    Fault("I12", "who works there is never rewritten", "grant update on desk_version to ontzorg_notify"),
    Fault("I12", "who works there is there without", "update desk_version set version = 2"),
    Fault("I12", "who works there is there without",
          "update desk_worker_step set sequence = 3 where happened = 'correct'"),
    Fault("I12", "alarms and notices of the desk is never", "grant delete on desk_notice_alarm to ontzorg_notify"),
    Fault("I12", "alarms and notices of the desk are what", "update desk_alarm set changes = 9"),
    Fault("I12", "alarms and notices of the desk are what", "update desk_notice set state = 'failed', due_at = null"),
    Fault("I31", "what is loud is told once", "update desk_notice set level = 2"),
    Fault("I31", "what is loud is told once", "insert into desk_alarm_step select organisation_id, alarm_id, 3,"
          " happened, state, level, at, by from desk_alarm_step where happened = 'tell';"
          " update desk_alarm set changes = 3"),
    Fault("I31", "or it stands as nobody's", "update desk_alarm_step set level = 0 where happened = 'tell';"
          " update desk_alarm_step set state = 'raised' where happened = 'tell';"
          " update desk_alarm set state = 'raised', level = 0, due_at = null"),
    Fault("I31", "by a notice that was kept",
          "delete from desk_notice_step where happened = 'begin'"),
    Fault("I29", "of a worker of the desk", "update desk_worker_key set key_sealed = '', destroyed_at = null"
          " where key_sealed is null"),
    Fault("I29", "of a worker of the desk", "update desk_worker_key set key_sealed = null, destroyed_at = made_at"
          " where key_sealed is not null", 2),
    Fault("I29", "of a worker of the desk", "insert into desk_worker_step select organisation_id, desk_worker_id, 3,"
          " 'correct', '', null, at, by from desk_worker_step where happened = 'erase'"),
    Fault("I28", "of each subscription", "delete from subscription_secret where number = 1"
          " and subscription_id in (select id from subscription where state = 'active')"),
    Fault("I12", "lines of the processing log", "grant update on processing to ontzorg_notify"),
    Fault("I20", "processing log that was linked",
          "insert into processing_batch select organisation_id, 1, 0, 1, 1, decode(repeat('00', 32), 'hex'),"
          " decode(repeat('11', 32), 'hex'), at from word_step limit 1", 2),
)  # fmt: skip


class Taking:
    """An endpoint that takes everything."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        return Answer(204)


WORKED_IN = "ontzorg_notify_worked_in"
_copies = count(1)
ORGANISATION = UUID(int=17)


@pytest.fixture(scope="module")
async def worked(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The name of the database in which the service worked: once, and everybody breaks a copy."""
    with a_database(cluster, template, WORKED_IN) as admin_url:
        an_organisation(admin_url, ORGANISATION, "Gemeente Voorbeeldstad")
        notify = Database(as_service(admin_url, "notify"), "notify", ids=SeededIds("worked in"))
        clock = MovableClock(MONDAY)
        folder = tmp_path_factory.mktemp("worked_in")
        await people_told(notify, clock, folder)
        await work(notify, clock, folder)
        await notify.close()
        yield WORKED_IN


@pytest.fixture
def worked_in(admin_url: str) -> str:
    """A database in which the service worked."""
    return admin_url


@pytest.fixture
def admin_url(cluster: Cluster, worked: str) -> Iterator[str]:
    with a_database(cluster, worked, f"{worked}_{next(_copies)}") as copy:
        yield copy


@pytest.fixture
def organisation() -> UUID:
    return ORGANISATION


async def people_told(notify: Database, clock: MovableClock, folder: Path) -> None:
    """A message that was sent, and one that was dropped because it was late."""
    await reachable(notify, ORGANISATION, clock.now())
    await prepared(notify, ORGANISATION, clock.now())
    await sending(notify, clock, folder).send(str(ORGANISATION))
    await prepared(notify, ORGANISATION, clock.now(), UUID(int=92))
    clock.move_to(clock.now() + timedelta(days=2))
    await sending(notify, clock, folder).send(str(ORGANISATION))


async def work(notify: Database, clock: MovableClock, folder: Path) -> None:
    """A subscription whose secret was rotated and that was told something, and one that was removed before it was; a
    source that told two things; a desk with one who was corrected and one who was erased; an addressee that was
    corrected, and one that was erased; and messages in somebody's name."""
    issuer = an_issuer(clock)
    app = an_app(notify, issuer, clock, seed="worked in")
    sem = a_caller(app, issuer, ORGANISATION, [Role.SUPPLIER_DESK], subject="sem")
    anna = a_caller(app, issuer, ORGANISATION, [Role.CASE_MANAGER], subject="anna")
    boss = a_caller(app, issuer, ORGANISATION, [Role.ADMINISTRATOR], subject="boss")
    source = await registered(sem)
    for webhook_id in ("msg_1", "msg_2"):
        assert (await Teller(app, source, clock).tell(a_word(), webhook_id)).status_code == 202
    first = await subscribed(sem)
    await sem.post(f"/subscriptions/{first['id']}/_rotate", {})
    second = await subscribed(sem, supplierId=str(ANOTHER_SUPPLIER))
    told = [
        announced(ASKED.model_copy(update={"organisation_id": ORGANISATION, "supplier_id": supplier}), 1)
        for supplier in (SUPPLIER, ANOTHER_SUPPLIER)
    ]
    async with notify.transaction(ORGANISATION) as session:
        await hear(
            session, [replace(one, id=UUID(int=number)) for number, one in enumerate(told, start=1)], clock.now()
        )
    await sem.post(f"/subscriptions/{second['id']}/_remove", {"reason": "sold on"})
    await WebhookPoster(notify, Taking(), KNOWN, KEYRING, clock, clock, "urn:nld:oin:0:systeem:test").deliver()
    corrected = {**an_addressee(name="S. Voorbeeld"), "seenVersion": 1}
    del corrected["householdId"]
    await anna.post(f"/addressees/{HOUSEHOLD}/_correct", corrected)
    await recorded(anna, householdId=str(ANOTHER_HOUSEHOLD))
    await boss.post(f"/addressees/{ANOTHER_HOUSEHOLD}/_erase", {"ground": "asked"})
    await staffed(boss)
    await at_work(notify, ORGANISATION, clock.now(), "rosa")
    await raised(notify, ORGANISATION, clock.now(), [came_back(1)])
    await ADesk(notify, clock, [came_back(1)], into(folder)).tells(ORGANISATION)


def broken(url: str) -> Counter[tuple[str, str]]:
    findings = examine(url, ["notify"])
    return Counter({(one.promise.number, one.promise.says): one.offenders for one in findings if one.offenders})


def write(url: str, statement: str) -> None:
    with as_superuser(url, "notify") as connection:
        connection.execute("set local session_replication_role = replica")
        connection.execute(statement.encode())


async def test_a_service_that_was_worked_in_keeps_every_promise(worked_in: str) -> None:
    assert broken(worked_in) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.statement)
async def test_a_planted_fault_is_found(worked_in: str, fault: Fault) -> None:
    write(worked_in, fault.statement)
    (((number, says), offenders),) = broken(worked_in).items()
    assert (number, fault.says in says, offenders) == (fault.number, True, fault.offenders)


def test_every_promise_has_a_fault_that_breaks_it() -> None:
    assert [one.says for one in PROMISES if not any(fault.says in one.says for fault in FAULTS)] == []


async def test_a_subscription_that_is_disabled_waits_for_somebody(sem: Caller, worked_in: str) -> None:
    (late,) = waiting(worked_in, ["notify"])
    assert (late.times, late.first[0]["state"]) == (1, "dropped")
    made = await subscribed(sem, url="https://elders.example/")
    await sem.post(f"/subscriptions/{made['id']}/_disable", {"reason": "it only fails"})
    (found,) = [one for one in waiting(worked_in, ["notify"]) if one.concern != late.concern]
    assert (found.times, found.first[0]["subscription_id"]) == (1, made["id"])


async def test_an_endpoint_that_only_fails_waits_for_somebody_once_it_was_told_of(worked_in: str) -> None:
    before = waiting(worked_in, ["notify"])
    write(worked_in, "update delivery_lane set failures = 7, failing_since = '2026-01-01', rests_until = '2026-01-02'")
    assert waiting(worked_in, ["notify"]) == before
    write(worked_in, "update delivery_lane set noticed_at = '2026-01-02'")
    (found,) = [one for one in waiting(worked_in, ["notify"]) if one not in before]
    assert (found.times, found.first[0]["failures"]) == (1, "7")


async def test_what_was_given_up_waits_for_somebody_for_each_subscription(worked_in: str) -> None:
    before = waiting(worked_in, ["notify"])
    write(worked_in, "update delivery set state = 'exhausted' where state = 'delivered'")
    (found,) = [one for one in waiting(worked_in, ["notify"]) if one not in before]
    assert (found.times, found.first[0]["deliveries"]) == (1, "1")


async def test_a_word_that_nobody_could_act_upon_waits_for_the_owner_of_its_source(worked_in: str) -> None:
    before = waiting(worked_in, ["notify"])
    write(worked_in, "update word set state = 'unclear', obstacle = 'wrong_state' where webhook_id = 'msg_1'")
    (found,) = [one for one in waiting(worked_in, ["notify"]) if one not in before]
    assert (found.times, found.first[0]["obstacle"], found.first[0]["owner"]) == (1, "wrong_state", "sem")
