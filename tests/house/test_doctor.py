"""`./ontzorg doctor`: what a person and a program are told of a live database, well and ill."""

import base64
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from house.command_line import main
from house.doctor.elsewhere import BY_TESTS, LATER
from house.postgres import Cluster, kept_cluster
from services.mandates.promises import PROMISES as OF_REGISTRY
from services.migration import migrate
from services.notify.promises import PROMISES as OF_NOTIFY
from services.roles import prepare
from services.schedule.promises import PROMISES as OF_SCHEDULE
from tests.schedule.payments.caseload import Town
from tests.schedule.payments.paid import a_paid_town

PROMISES = (*OF_SCHEDULE, *OF_REGISTRY, *OF_NOTIFY)
SEALING_KEYS = "test=" + base64.b64encode(bytes(range(32))).decode()
LOOKUP_KEY = base64.b64encode(bytes(range(32, 64))).decode()
"""The keys of the builders' keyring, as a deployment writes them."""


@pytest.fixture
async def town(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    async with a_paid_town(cluster, template) as paid:
        yield paid


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "ONTZORG_SEALING_KEYS", "ONTZORG_LOOKUP_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, no_settings: None) -> None:
    monkeypatch.setenv("ONTZORG_SEALING_KEYS", SEALING_KEYS)
    monkeypatch.setenv("ONTZORG_LOOKUP_KEY", LOOKUP_KEY)


def rewrite(town: Town, statement: str) -> None:
    with psycopg.connect(town.admin_url, options="-c search_path=schedule") as connection:
        connection.execute("set local session_replication_role = replica")
        connection.execute(statement.encode())


def told(town: Town, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = main(["doctor", "--database-url", town.admin_url, "--json"])
    return code, json.loads(capsys.readouterr().out)


def of_kept_bytes(document: dict[str, Any]) -> dict[str, Any]:
    (found,) = [one for one in document["promises"] if "kept bytes of every file give" in one["says"]]
    return dict(found)


def test_a_person_sees_that_every_promise_holds(town: Town, keys: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--database-url", town.admin_url]) == 0
    shown = capsys.readouterr().out
    assert shown.count("✓ holds") == len(PROMISES) + 1
    assert f"All {len(PROMISES) + 1} promises hold, asked in" in shown.splitlines()[-1]
    assert shown.count("by a test") == len(BY_TESTS)
    assert shown.count("a later step") == len(LATER)


def test_a_person_sees_who_breaks_a_promise(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(town, "update payment set execute_on = '2026-12-31' where purpose = 'rent' and live")
    assert main(["doctor", "--database-url", town.admin_url]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "✗ broken 5 ×" in shown
    assert "organisation 019b8d2b-8c00-7000-8000-00000000000a: it is ready in a run that is filed run 019c" in shown
    assert f"2 of {len(PROMISES)} promises are broken" in shown


def test_a_program_gets_the_first_offenders_and_how_many_there_are(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(town, "update payment set execute_on = '2026-12-31' where live")
    code, document = told(town, capsys)
    (left_behind,) = [one for one in document["promises"] if one["says"].startswith("what was approved")]
    assert (code, document["allHold"]) == (1, False)
    assert (left_behind["state"], left_behind["offenders"], len(left_behind["first"])) == ("broken", 22, 5)
    assert set(left_behind["first"][0]) == {"organisation_id", "run_id", "household_id", "purpose", "occasion", "what"}


def test_kept_bytes_are_not_looked_at_without_the_keys(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = told(town, capsys)
    found = of_kept_bytes(document)
    assert (code, document["allHold"]) == (0, True)
    assert (found["state"], found["why"]) == ("notLookedAt", "the files are sealed and no keys were given")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ("sha256 = repeat('0', 64)", "The stored instruction file is not the one that was kept"),
        ("amount = amount + 1", "it says another number or sum than its record"),
        ("content = substr(content, 2)", "A sealed value does not open"),
    ],
)
def test_an_instruction_file_that_was_changed_is_found(
    changed: str, what: str, town: Town, keys: None, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(town, f"update instruction_file set {changed}")
    found = of_kept_bytes(told(town, capsys)[1])
    (offender,) = found["first"]
    assert (offender["number"], offender["what"].startswith(what)) == ("1", True)


def test_kept_bytes_that_were_changed_are_found(town: Town, keys: None, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(town, "update bank_file_chunk set content = set_byte(content, 40, 0) where message_id like '%2'")
    code, document = told(town, capsys)
    found = of_kept_bytes(document)
    assert (code, found["state"], found["offenders"]) == (1, "broken", 1)


def test_a_database_that_is_up_is_found_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with kept_cluster(tmp_path / "database") as server:
        prepare(server.url(), ["schedule"])
        migrate(server.url(), "schedule")
        assert main(["doctor", "--folder", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0] == f"The promises of the database of {tmp_path}:"
    assert f"All {len(OF_SCHEDULE)} promises hold" in shown, "the registry keeps its data elsewhere"


def test_nothing_that_is_up_is_said_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        "ontzorg doctor: No `./ontzorg up` is running here. Start one, or name a database:"
        " --database-url postgresql://…\n"
    )


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("nonsense", "This is no address of a database; write postgresql://user:password@host/name."),
        ("postgresql://a:secret@127.0.0.1:1/x", "No database server answers at this address. "),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    address: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--database-url", address]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"ontzorg doctor: {answer}")
    assert "secret" not in said


def test_an_empty_database_and_a_role_that_sees_too_little_are_refused(
    cluster: Cluster, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service's own role sees no organisation at all, so every promise would seem to hold."""
    assert main(["doctor", "--database-url", cluster.url("template1")]) == 1
    assert "There is nothing of Ontzorg in this database." in capsys.readouterr().err
    assert main(["doctor", "--database-url", database_url]) == 1
    assert "has to see all organisations and this role does not" in capsys.readouterr().err


def test_every_promise_of_the_design_has_its_place() -> None:
    proved = {promise.number for promise in PROMISES}
    elsewhere = [one.number for one in (*BY_TESTS, *LATER)]
    assert sorted([*proved, *elsewhere], key=lambda number: int(number[1:])) == [f"I{n}" for n in range(1, 33)]


def test_the_page_on_promises_tells_what_the_doctor_proves_and_what_not() -> None:
    page = (Path(__file__).parents[2] / "docs" / "promises.md").read_text(encoding="utf-8")
    states, rest = page.split("## Behaviours")
    behaviours, later = rest.split("## From a later step")
    assert set(re.findall(r"^\| (I\d+) ", states, re.M)) == {promise.number for promise in PROMISES}
    assert set(re.findall(r"^\| (I\d+) ", behaviours, re.M)) == {one.number for one in BY_TESTS}
    assert set(re.findall(r"\bI\d+\b", later)) == {one.number for one in LATER}


@pytest.mark.parametrize("promise", BY_TESTS, ids=lambda promise: promise.number)
def test_what_is_proved_by_tests_names_a_test_that_is_there(promise: Any) -> None:
    assert (Path(__file__).parents[2] / promise.where).is_file()
