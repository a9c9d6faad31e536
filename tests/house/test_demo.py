"""The demo, lived through once with few households: what must hold of every file, every payment and every second time.

What the demo says of itself is not believed here: files are read again with another reader, the ledger is asked in
other words, and faults are planted to see them found.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from rich.console import Console

from house.caseload import Caseload, Period
from house.command_line import main
from house.demo.bank_folder import DoesNotAddUp, download, unchanged
from house.demo.fingerprint import fingerprint
from house.demo.handing_in import take_in
from house.demo.outcome import Span
from house.demo.page import page
from house.demo.promises import kept_promises
from house.demo.registry_measuring import registry_measured
from house.demo.registry_outcome import CostMonth
from house.demo.running import ask_for
from house.demo.story import Story, Told
from house.demo.story_days import BEGINS_ON, Calendar
from house.demo.summary import summary
from house.demo.telling import Teller
from house.demo.world import ORGANISATION, World, open_world
from house.postgres import Cluster
from services.mandate_events import Payer
from services.notify.messages.language import Language
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.plan import plan
from services.schedule.wanted.payments import planned_payments
from tests.house.test_postgres import hears_interrupts, is_running

HOUSEHOLDS, SEED, MONTHS = 24, 1, 3
_XML = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


@dataclass
class Lived:
    """A demo that was lived through, and what it left."""

    world: World
    told: Told
    folder: Path
    said: str
    admin_url: str

    def rows(self, query: str) -> list[Any]:
        """What the database says, asked as its administrator."""
        with psycopg.connect(self.admin_url) as connection:
            connection.execute("set search_path to schedule")
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def story_url(cluster: Cluster, template: str) -> Iterator[str]:
    """A database of this module's own."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"create database demo_story template {template} strategy file_copy".encode())
        yield cluster.url("demo_story")
        connection.execute("drop database demo_story with (force)")


@pytest.fixture(scope="module")
async def lived(story_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lived]:
    """Twenty-four households, three months."""
    folder, said = tmp_path_factory.mktemp("demo"), StringIO()
    calendar = Calendar(BEGINS_ON, MONTHS)
    caseload = Caseload(HOUSEHOLDS, SEED, Period(BEGINS_ON, calendar.last_departure))
    teller = Teller(Console(file=said, width=80, highlight=False))
    async with open_world(story_url, caseload.towns, BEGINS_ON, SEED) as world:
        told = await Story(world, caseload, calendar, folder, teller).live()
        teller.outcomes(told.outcomes, calendar.ends_on)
        yield Lived(world, told, folder, said.getvalue(), story_url)


def transfers(file: Path) -> list[tuple[str, int]]:
    """EndToEndId and cents of every payment in a bank file, read by the standard library."""
    root = ElementTree.parse(file).getroot()
    return [
        (str(one.findtext(f".//{_XML}EndToEndId")), int(str(one.findtext(f".//{_XML}InstdAmt")).replace(".", "")))
        for one in root.iter(f"{_XML}CdtTrfTxInf")
    ]


def test_every_household_was_handed_in_once(lived: Lived) -> None:
    assert lived.rows("select count(*), count(distinct reference) from household") == [(HOUSEHOLDS, HOUSEHOLDS)]
    assert sum(one.outcome.taken_in.registered for one in lived.told.handed_in) == HOUSEHOLDS


def test_a_month_has_its_run_and_those_for_whoever_came_or_was_held(lived: Lived) -> None:
    runs = lived.rows("select month, kind, state, proposed_by <> approved_by from payment_run order by proposed_at")
    kinds = Counter((month, kind) for month, kind, _, _ in runs)

    assert [kinds[24313 + number, "monthly"] for number in range(MONTHS)] == [1, 1, 1]
    assert all(kinds[24313 + number, "supplementary"] in (1, 2) for number in range(MONTHS))
    assert kinds[24312, "supplementary"] == 1
    assert {(state, four_eyes) for _, _, state, four_eyes in runs} == {("filed", True)}


def test_every_payment_that_was_sent_stands_in_one_file_once(lived: Lived) -> None:
    in_files = [one for file in lived.told.files for one in transfers(file.path)]
    submitted = lived.rows(
        "select end_to_end_id, amount from payment_of_run where state = 'submitted' and route = 'we_push'"
    )

    assert len(in_files) == len(set(in_files)) == lived.told.payments
    assert sorted(in_files) == sorted(submitted)
    keys = lived.rows(
        "select count(distinct (month, household_id, purpose, occasion)) from payment where live and route = 'we_push'"
    )
    assert keys == [(len(in_files),)]


def test_what_a_supplier_draws_itself_stands_in_no_file(lived: Lived) -> None:
    in_files = {one for file in lived.told.files for one, _ in transfers(file.path)}

    drawn = lived.rows("select end_to_end_id, amount, purpose from payment_of_run where state = 'expected'")

    assert Counter(purpose for _, _, purpose in drawn) == {"water": 6}
    assert not in_files & {one for one, _, _ in drawn}


def test_the_sums_of_all_files_are_what_the_ledger_holds_in_reserve_beside_what_suppliers_will_draw(
    lived: Lived,
) -> None:
    sums = {file.path.name: sum(cents for _, cents in transfers(file.path)) for file in lived.told.files}
    (reserved,) = lived.rows("select sum(credits_pending)::bigint from ledger_account where kind = 'clearing'")
    (drawn,) = lived.rows("select sum(amount)::bigint from payment_of_run where state = 'expected'")

    assert sums == {file.record.name: file.record.amount for file in lived.told.files}
    assert sum(sums.values()) + drawn[0] == reserved[0]
    (withheld,) = lived.rows("select sum(amount)::bigint from instruction_line")
    assert sum(sums.values()) + withheld[0] == sum(run.amount for run in lived.told.runs)


def test_the_benefit_system_answered_every_line_that_it_was_instructed_with(lived: Lived) -> None:
    lines = lived.rows("select amount, outcome, withheld from instruction_line left join instruction_answer"
                       " using (organisation_id, run_id, end_to_end_id)")  # fmt: skip

    assert lines == [(53125, "withheld", 53125), (53125, "withheld", 53125)]
    assert lived.told.instructed == {"withheld": 2}


def test_whatever_is_held_has_a_reason_and_is_counted_with_its_run(lived: Lived) -> None:
    held = lived.rows("select run_id, reason, count(*) from payment where reason is not null group by run_id, reason")

    states = {state for (state,) in lived.rows("select distinct state from payment_of_run")}
    assert states == {"submitted", "expected", "held"}
    assert all(reason for _, reason, _ in held)
    told = {(run.run_id, reason, count) for run in lived.told.runs for reason, count in run.held.items()}
    assert set(held) == told


def test_nothing_that_fell_due_was_dropped_in_silence(lived: Lived) -> None:
    """Each payment that the newest plans want due and sent by the end: it was sent, or held with a reason."""
    seen = {
        (household_id, month, purpose, occasion)
        for household_id, month, purpose, occasion in lived.rows(
            "select household_id, month, purpose, occasion from payment"
        )
    }
    plans = lived.rows(
        "select household.id, inputs from household join plan_version as version"
        " on version.household_id = household.id and version.version = household.plan_version"
    )
    norms, ends_on = lived.world.rules.norms, lived.told.calendar.ends_on
    due = [
        (household_id, *payment.key)
        for household_id, inputs in plans
        for payment in planned_payments(plan(read_case(inputs, norms), norms))
        if max(payment.due_on, payment.execute_on) <= ends_on
    ]

    assert len(due) >= 100
    assert set(due) <= seen


def test_whoever_proposed_could_not_approve_and_nothing_changed(lived: Lived) -> None:
    said = re.sub(r"\s+", " ", lived.said)

    assert "an approval by the proposer: nothing changed refused: Who proposed a run cannot approve it" in said
    assert "the same run again: nothing changed" in said
    assert "the same caseload file again: nothing changed" in said


@pytest.mark.long
async def test_everything_once_more_changes_nothing(lived: Lived) -> None:
    before = await fingerprint(lived.world)

    outcomes = [await take_in(lived.world, file.path) for file in lived.told.handed_in]
    runs = [await ask_for(lived.world, run.key) for run in lived.told.runs]

    assert all(one.repeated for one in outcomes)
    assert runs == [run.run_id for run in lived.told.runs]
    assert await lived.world.worker.drain() == 0
    assert await unchanged(lived.world, lived.told.files) == len(lived.told.files)
    assert await fingerprint(lived.world) == before


async def test_a_file_that_was_changed_on_the_way_is_noticed(lived: Lived) -> None:
    file = lived.told.files[0]
    content = file.path.read_bytes()
    file.path.write_bytes(content.replace(b"</InstdAmt>", b" </InstdAmt>", 1))

    with pytest.raises(DoesNotAddUp, match="a later download has other bytes"):
        await unchanged(lived.world, lived.told.files)
    file.path.write_bytes(content)
    assert await unchanged(lived.world, lived.told.files) == len(lived.told.files)


async def test_a_payment_that_the_ledger_knows_nothing_of_is_noticed(lived: Lived, tmp_path: Path) -> None:
    run = lived.told.runs[0]
    one_of_it = (
        "select entry.* from ledger_entry as entry join payment_of_run as payment on entry.month = payment.month"
        " and book_id = household_id and subject = purpose || '/' || occasion and stage = 'pending'"
        f" where run_id = '{run.run_id}' and state = 'submitted' limit 1"
    )
    with psycopg.connect(lived.admin_url, autocommit=True) as connection:
        connection.execute("set search_path to schedule")
        connection.execute("alter table ledger_entry disable trigger user")
        connection.execute(f"create temporary table gone as {one_of_it}".encode())
        key = "(month, book_id, subject)"
        connection.execute(f"delete from ledger_entry where {key} in (select {key[1:-1]} from gone)".encode())
        try:
            with pytest.raises(DoesNotAddUp, match="the ledger holds"):
                await download(lived.world, run.run_id, tmp_path)
        finally:
            connection.execute("insert into ledger_entry select * from gone")
            connection.execute("alter table ledger_entry enable trigger user")
    assert await download(lived.world, run.run_id, tmp_path)


async def test_a_promise_that_is_broken_is_noticed(lived: Lived) -> None:
    with psycopg.connect(lived.admin_url, autocommit=True) as connection:
        connection.execute("grant update on schedule.fact to ontzorg_schedule")
        with pytest.raises(DoesNotAddUp, match="I12 is broken 1 times: facts, plans"):
            await kept_promises(lived.world)
        connection.execute("revoke update on schedule.fact from ontzorg_schedule")

    assert await kept_promises(lived.world) == lived.told.promises


def test_nobody_approved_an_account_that_he_proposed(lived: Lived) -> None:
    decided = lived.rows("select count(*), count(*) filter (where proposed_by = decided_by) from mandates.account"
                         " where state = 'approved'")  # fmt: skip

    clients, suppliers_but_the_one_that_the_bank_called_anothers = HOUSEHOLDS, 12
    assert decided == [(clients + suppliers_but_the_one_that_the_bank_called_anothers, 0)]


def test_every_alarm_is_counted_once_and_what_became_of_it(lived: Lived) -> None:
    alarms = lived.rows("select policy, kind, count(*), count(*) filter (where state = 'closed')"
                        " from mandates.alarm join mandates.household on household.id = household_id"
                        " group by policy, kind")  # fmt: skip

    told = {
        (one.policy, str(kind), of.raised, of.in_time + of.too_late)
        for one in lived.told.registry
        for kind, of in one.alarms.items()
    }

    assert told == set(alarms)
    raised = Counter[str]()
    for _, kind, count, _ in told:
        raised[kind] += count
    assert raised == {
        "account_not_verified": 10,
        "authorisation_refused": 5,
        "no_payer": 15,
        "papers_missing": 7,
        "supplier_silent": 1,
        "watched_not_answered": 1,  # on a week without a round it fell due and late at once
    }
    outcomes = lived.told.registry
    assert [sum(one.in_time for one in outcomes), sum(one.too_late for one in outcomes)] == [34, 3]


async def test_a_month_that_nobody_pays_and_no_alarm_told_of_is_noticed(lived: Lived) -> None:
    (household_id,) = lived.rows("select id from mandates.household order by id limit 1")[0]
    span = Span(BEGINS_ON, lived.told.calendar.ends_on)
    nobody = CostMonth(household_id, "insurance", 24314, BEGINS_ON, True, Payer.CLIENT_PAYS, False)

    with pytest.raises(
        DoesNotAddUp, match="1 months have two payers, or none, and nobody saw it: insurance of 2026-03"
    ):
        await registry_measured(lived.world, [nobody], span)

    assert await registry_measured(lived.world, [nobody._replace(paid_by_us=False)], span)


def test_the_page_and_the_data_speak_of_every_policy(lived: Lived) -> None:
    data = summary(lived.told, HOUSEHOLDS, SEED)
    html = page(lived.told, ORGANISATION, HOUSEHOLDS, SEED)

    assert len(data["policies"]) == 10
    assert sum(one["households"] for one in data["policies"]) == HOUSEHOLDS
    assert data["payments"] == sum(file["items"] for file in data["bankFiles"])
    instructed = sum(data["instructedToWithhold"].values())
    assert data["payments"] + instructed == sum(run["payments"] for run in data["runs"])
    for policy in data["policies"]:
        assert html.count(f'<th scope="row">{policy["policy"]}<small>') == 1
        assert policy["policy"] in lived.said
    assert json.loads(json.dumps(data)) == data
    assert "<script" not in html
    assert "http" not in html


def test_a_few_households_were_told_in_every_language_and_what_they_got_can_be_opened(lived: Lived) -> None:
    sent = lived.rows("select channel, count(*) from notify.message where state = 'sent' group by channel")
    lying = Counter(path.parent.name for path in (lived.folder / "messages").rglob("*.json"))
    assert lying == dict(sent)
    assert set(lying) == {"email", "letter", "sms"}
    assert {way.language for way in lived.told.messages} == set(Language)
    assert sum(lived.told.messages.values()) == sum(lying.values())
    letter = next((lived.folder / "messages" / "letter").glob("*.pdf"))
    assert letter.read_bytes().startswith(b"%PDF-1.7")
    assert lived.rows("select distinct state from notify.message") == [("sent",)]


def test_the_page_is_sound_html(lived: Lived) -> None:
    html = page(lived.told, ORGANISATION, HOUSEHOLDS, SEED)
    body = html.partition("<body>")[2].partition("</body>")[0].replace("&shy;", "")

    tree = ElementTree.fromstring(f"<body>{body}</body>")

    tables = tree.findall(".//table")
    assert len(tables) == 4
    for table in tables:
        columns = len(table.findall("thead/tr/th"))
        assert {len(list(row)) for row in table.findall("tbody/tr")} == {columns}


def test_nothing_is_told_wider_than_a_terminal(lived: Lived) -> None:
    assert max(map(len, lived.said.splitlines())) <= 80
    assert "…" not in lived.said


@pytest.mark.long
def test_the_command_writes_the_same_for_the_same_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        options = ["--households", "10", "--months", "1", "--seed", "7", "--output", str(tmp_path / name)]
        assert main(["demo", *options]) == 0

    written = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert {path.parts[0] for path in written} == {
        ".ontzorg-demo", "bank-files", "caseload", "messages", "summary.html", "summary.json",
    }  # fmt: skip
    for path in written:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path
    assert "./ontzorg compare docs/examples/one-adult.json" in capsys.readouterr().out


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "precious").touch()

    assert main(["demo", "--output", str(tmp_path)]) == 1

    assert "holds what no demo wrote" in capsys.readouterr().err
    assert (tmp_path / "precious").exists()


@pytest.mark.parametrize("number", ["9", "20001", "many", "-1"])
def test_a_number_that_makes_no_demo_is_wrong_usage(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--households", number])

    assert ended.value.code == 2
    assert "is no number from 10 to 20000" in capsys.readouterr().err


@pytest.mark.long
def test_an_interrupt_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "house", "demo", "--households", "10", "--output", str(tmp_path / "demo")]
    at_once = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=at_once, preexec_fn=hears_interrupts
    ) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            if line.startswith("Catch up"):
                break
        servers = _children_of(demo.pid)
        assert servers
        demo.send_signal(signal.SIGINT)
        _, error = demo.communicate(timeout=60)

    assert (demo.returncode, error.strip()) == (130, "Stopped.")
    assert not {pid for pid in servers if is_running(pid)}


def _children_of(parent: int) -> set[int]:
    """All processes that come from this one."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(pid): int(of) for pid, of in map(str.split, listed.splitlines())}
    found = {parent}
    while more := {pid for pid, of in parents.items() if of in found} - found:
        found |= more
    return found - {parent}
