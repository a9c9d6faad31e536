"""`./ontzorg up`: the whole system from one command, with a worker beside it, and nothing left behind."""

import asyncio
import io
import os
import re
import shlex
import signal
import socket
import stat
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from house.caseload import Caseload, Period
from house.caseload.file import write_caseload
from house.command_line import main
from house.composition.opening import open_house
from house.postgres import running_url
from house.serving.folder import Folder, default_folder
from house.serving.up import Wish, settings_for
from house.serving.welcome_page import Post, Welcome, welcome_page
from house.settings import Deployment, as_environment
from services.auth import Role
from services.clock import SystemClock
from tests.deployment import DEVELOPMENT
from tests.house.running_up import RunningUp, comes_true, is_running, place, running
from tests.visitors import Visitor

BEGINS_ON = "2026-02-20"
QUESTION = "query Q($id: UUID!) { household(id: $id) { __typename ... on Household { reference planVersion } } }"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningUp]:
    """One sandbox for many tests, begun on 20 February 2026."""
    with place() as somewhere, running(somewhere / "sandbox", "--sandbox", "--begins-on", BEGINS_ON) as running_up:
        yield running_up


@pytest.fixture
def free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A free folder, for one that does not come up in this process; settings of this machine do not count."""
    for name in os.environ:
        if name.startswith("ONTZORG_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture(scope="module")
def household_id(sandbox: RunningUp) -> str:
    """The first of three households of an invented caseload."""
    content = io.BytesIO()
    write_caseload(content, Caseload(3, 7, Period(date(2026, 2, 2))), date(2026, 2, 20))
    headers = {"Content-Type": "application/json", "Idempotency-Key": "caseload"}
    with sandbox.client("system") as system:
        answer = system.post("/v1/caseload-imports", content=content.getvalue(), headers=headers)
        assert answer.status_code == 201, answer.text
        return str(system.get("/v1/households").json()["items"][0]["id"])


def test_what_the_schedule_announces_the_registry_knows(sandbox: RunningUp, household_id: str) -> None:
    """Over the doors, by the worker beside the server: until then there is no such household at the registry."""
    with sandbox.client("case_manager") as anna:
        calendars = anna.post("/v1/cost-calendars/_search", json={"householdIds": [household_id]}).json()["items"]
    assert calendars[0]["planVersion"] == 1
    with psycopg.connect(running_url(sandbox.folder / "database") or "", autocommit=True) as connection:
        known = "select count(*) from mandates.household where plan_version = 1 and not stale"
        assert comes_true(lambda: connection.execute(known).fetchone() == (3,))
        costs = connection.execute("select count(*) from mandates.cost_month where household_id = %s", [household_id])
        assert costs.fetchone() == (len(calendars[0]["costMonths"]),)
        heard = "select household_id, version from schedule.registry_version order by 1"
        stands = "select id, version from mandates.household order by 1"
        assert comes_true(lambda: connection.execute(heard).fetchall() == connection.execute(stands).fetchall())


def proposed(system: httpx.Client, month: str) -> str:
    """The path of a run that somebody asked for."""
    answer = system.post("/v1/payment-runs", json={"month": month}, headers={"Idempotency-Key": f"propose {month}"})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def approve_accounts(approver: httpx.Client) -> None:
    """What the caseload brought, once the registry has all of it: the clients' own accounts are three."""

    def waiting() -> list[dict[str, Any]]:
        return list(approver.get("/mandates/v1/accounts", params={"state": "proposed"}).json()["items"])

    assert comes_true(lambda: sum(one["householdId"] is not None for one in waiting()) == 3)
    (batch,) = {one["batchId"] for one in waiting()}
    digest = approver.get(f"/mandates/v1/account-batches/{batch}").json()["digest"]
    headers = {"Idempotency-Key": "approve accounts"}
    path = f"/mandates/v1/account-batches/{batch}/_approve"
    answer = approver.post(path, json={"digest": digest}, headers=headers)
    assert answer.status_code == 200, answer.text


def comes_to(client: httpx.Client, path: str, state: str) -> dict[str, Any]:
    """The run once a worker has brought it there."""
    assert comes_true(lambda: client.get(path).json()["state"] == state), client.get(path).text
    run: dict[str, Any] = client.get(path).json()
    return run


def test_its_page_says_where_to_knock_and_the_line_to_try_works(sandbox: RunningUp) -> None:
    assert "as a sandbox: it is 2026-02-20T07:00:00Z until somebody moves the clock" in sandbox.page
    assert f"{sandbox.address}/graphql" in sandbox.page
    (line,) = re.findall(r"^ +(curl .*)$", sandbox.page, re.MULTILINE)
    with_token = re.sub(r"\$\(cat ([^)]*)\)", lambda found: Path(found[1]).read_text(), line)
    *command, header, url = shlex.split(with_token)
    assert command == ["curl", "-s", "-H"]
    name, _, value = header.partition(": ")
    answer = httpx.get(url, headers={name: value})
    assert answer.status_code == 200
    assert len(answer.json()["items"]) >= 9


def test_its_page_says_where_messages_lie_that_nobody_carries_and_nobody_else_reads_them(sandbox: RunningUp) -> None:
    post = sandbox.folder / "post"
    assert f"  Messages  {post}   letters, text messages and mail to people lie there" in sandbox.page
    assert stat.S_IMODE(post.stat().st_mode) == 0o700


def test_a_house_in_production_has_a_folder_for_messages_too_unless_it_names_another(free: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wish = Wish(Folder(free), listener, sandbox=False)
        assert settings_for(wish, {}) == {"notify_post_folder": str(free / "post")}
        assert settings_for(wish, {"ONTZORG_NOTIFY_POST_FOLDER": "/srv/post"}) == {}


def test_where_a_server_takes_mail_its_page_does_not_send_anybody_to_the_folder_for_it(free: Path) -> None:
    lines = welcome_page(Welcome("http://x", Folder(free), None, [], Post(free, mail_too=False))).splitlines()
    assert f"  Messages  {free}   letters and text messages to people lie there until somebody fetches them" in lines
    assert not any(
        "Messages" in line for line in welcome_page(Welcome("http://x", Folder(free), None, [])).splitlines()
    )


def test_there_is_a_token_for_every_role_that_nobody_else_can_read(sandbox: RunningUp) -> None:
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (sandbox.folder / "tokens").iterdir()}
    assert files == {role.value: 0o600 for role in Role}


def test_its_issuer_gives_tokens_too(sandbox: RunningUp) -> None:
    asked = {"grant_type": "client_credentials", "client_id": "auditor", "client_secret": "development-only"}
    token = httpx.post(f"{sandbox.address}/issuer/token", data=asked).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{sandbox.address}/v1/payment-runs", headers=headers).status_code == 200


def test_a_second_one_on_the_same_folder_is_told_so(sandbox: RunningUp, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--sandbox", "--folder", str(sandbox.folder), "--port", "0"]) == 1
    assert capsys.readouterr().err == (
        f"ontzorg up: Ontzorg is already running on {sandbox.folder}, as process {sandbox.process.pid}; "
        "stop it, or choose another --folder.\n"
    )


def test_a_gateway_of_its_own_reaches_the_service_over_http(sandbox: RunningUp, household_id: str) -> None:
    """Same code, another transport: what a house in another process answers is what this one does."""
    elsewhere = Deployment.load(
        environment="development",
        oidc_issuer=f"{sandbox.address}/issuer",
        oin="0" * 20,
        schedule_url=sandbox.address,
        mandates_url=f"{sandbox.address}/mandates",
        notify_url=f"{sandbox.address}/notify",
    )
    token = (sandbox.folder / "tokens" / "case_manager").read_text()

    async def ask() -> Any:
        async with open_house(elsewhere, SystemClock()) as house:
            assert house.schedule is None
            return await Visitor(house.app, token).ask(QUESTION, id=household_id)

    with sandbox.client("case_manager") as here:
        answer = here.post("/graphql", json={"query": QUESTION, "variables": {"id": household_id}}).json()
    assert asyncio.run(ask()) == answer["data"]
    assert answer["data"]["household"]["planVersion"] == 1


def test_the_worker_lives_by_the_clock_that_a_caller_moves_and_is_replaced_when_it_dies(
    sandbox: RunningUp, household_id: str
) -> None:
    with sandbox.client("system") as system, sandbox.client("approver") as approver:
        approve_accounts(approver)
        path = proposed(system, "2026-03")
        run = comes_to(system, path, "proposed")

        killed = sandbox.worker()
        os.kill(killed, signal.SIGKILL)
        assert system.post("/v1/sandbox/clock", json={"now": "2026-02-23T09:30:00Z"}).json()["today"] == "2026-02-23"

        body, key = {"contentHash": run["contentHash"]}, {"Idempotency-Key": "approve"}
        assert approver.post(f"{path}/_approve", json=body, headers=key).json()["state"] == "approved"
        filed = comes_to(system, path, "filed")
        assert filed["filedAt"] == "2026-02-23T09:30:00Z"
        assert comes_true(lambda: sandbox.worker() != killed)
        first, second = (system.get(f"{path}/files/1").content for _ in range(2))
        assert first == second
        assert b"<EndToEndId>" in first


def test_on_a_day_that_a_caller_begins_the_payments_are_watched_within_seconds(
    sandbox: RunningUp, household_id: str
) -> None:
    with sandbox.client("system") as system:
        system.post("/v1/sandbox/clock", json={"now": "2026-03-23T08:00:00Z"})
        began = time.monotonic()
        assert comes_true(lambda: "2026-04" in [one["month"] for one in system.get("/v1/run-tasks").json()["items"]])
        assert time.monotonic() - began < 15


def leaves(sandbox: RunningUp, how: signal.Signals) -> None:
    """Told to leave, it ends well and takes everything with it."""
    family = sandbox.family()
    assert any("postgres" in command for command in family.values())
    assert any("worker_process" in command for command in family.values())
    assert sandbox.end(how) == 0
    assert {pid: command for pid, command in family.items() if is_running(pid)} == {}


@pytest.mark.long
def test_an_interrupt_at_the_keyboard_takes_everything_with_it() -> None:
    with place() as folder, running(folder / "sandbox", "--sandbox") as sandbox:
        leaves(sandbox, signal.SIGINT)


@pytest.mark.long
def test_killed_it_leaves_nothing_running_and_the_next_finds_all_as_it_was_and_takes_all_with_it_when_told_to() -> None:
    with place() as somewhere:
        with running(somewhere / "sandbox", "--sandbox", "--begins-on", BEGINS_ON) as sandbox:
            family = sandbox.family()
            with sandbox.client("system") as system:
                system.post("/v1/sandbox/clock", json={"now": "2026-03-01T12:00:00Z"})
            keys = (sandbox.folder / "keys.json").read_bytes()
            assert sandbox.end(signal.SIGKILL) == -signal.SIGKILL
            assert comes_true(lambda: not any(is_running(pid) for pid in family))
        with running(somewhere / "sandbox", "--sandbox", "--begins-on", "2026-03-01") as next_one:
            assert "it is 2026-03-01T12:00:00Z" in next_one.page
            assert (next_one.folder / "keys.json").read_bytes() == keys
            with next_one.client("administrator") as administrator:
                assert administrator.get("/v1/municipalities").status_code == 200
            leaves(next_one, signal.SIGTERM)


@pytest.mark.long
def test_in_production_nothing_of_a_sandbox_is_there() -> None:
    settings = as_environment({**DEVELOPMENT, "environment": "production", "oidc_issuer": "https://issuer.example"})
    with place() as somewhere, running(somewhere / "up", **settings) as production:
        assert "sandbox" not in production.page
        assert "token" not in production.page
        assert sorted(path.name for path in production.folder.iterdir()) == ["database", "lock", "post"]
        assert httpx.get(f"{production.address}/health/ready").status_code == 200
        assert httpx.get(f"{production.address}/mandates/health/ready").status_code == 200
        assert httpx.get(f"{production.address}/notify/health/ready").status_code == 200
        for path in ("/issuer/token", "/issuer/jwks", "/v1/sandbox/clock"):
            assert httpx.get(production.address + path).status_code == 404, path


def test_without_settings_it_names_each_and_how_to_try_it(free: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--folder", str(free / "up"), "--port", "0"]) == 1
    told = capsys.readouterr().err
    missing = re.findall(r"^ontzorg up: (ONTZORG_\w+): is not set", told, re.MULTILINE)
    assert missing == [
        "ONTZORG_OIDC_ISSUER",
        "ONTZORG_OIN",
        "ONTZORG_SEALING_KEYS",
        "ONTZORG_LOOKUP_KEY",
        "ONTZORG_SERVICE_KEY",
        "ONTZORG_SCHEDULE_DOOR_SECRETS",
        "ONTZORG_MANDATES_DOOR_SECRETS",
        "ONTZORG_NOTIFY_DOOR_SECRETS",
    ]
    assert "./ontzorg up --sandbox" in told
    assert [path.name for path in (free / "up").iterdir()] == ["lock"]


def test_a_clock_cannot_be_moved_in_production(
    free: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONTZORG_ENVIRONMENT", "production")
    assert main(["up", "--sandbox", "--folder", str(free / "up"), "--port", "0"]) == 1
    assert "say ONTZORG_ENVIRONMENT=development" in capsys.readouterr().err
    assert not (free / "up" / "clock").exists()


def test_a_folder_is_a_sandbox_or_it_is_not(free: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (free / "real" / "database").mkdir(parents=True)
    assert main(["up", "--sandbox", "--folder", str(free / "real"), "--port", "0"]) == 1
    assert capsys.readouterr().err.startswith("ontzorg up: This folder lives by the real time")
    assert not (free / "real" / "clock").exists()

    (free / "sandbox").mkdir()
    (free / "sandbox" / "clock").write_text("2026-02-20T07:00:00+00:00")
    assert main(["up", "--folder", str(free / "sandbox"), "--port", "0"]) == 1
    assert capsys.readouterr().err.startswith("ontzorg up: This folder is a sandbox")


def test_a_port_that_is_taken(free: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["up", "--sandbox", "--folder", str(free / "up"), "--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"ontzorg up: Something else listens on port {port}; choose another with --port.\n"
    )


def test_a_day_to_begin_on_is_for_a_sandbox(free: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--folder", str(free / "up"), "--begins-on", BEGINS_ON]) == 1
    assert capsys.readouterr().err == "ontzorg up: --begins-on: is for a sandbox (add --sandbox)\n"
    assert not (free / "up").exists()


def test_a_sandbox_that_is_there_says_on_which_day_it_stands_if_another_is_asked_for(
    free: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    free.mkdir(exist_ok=True)
    (free / "clock").write_text("2026-03-01T12:00:00+00:00")
    assert main(["up", "--sandbox", "--folder", str(free), "--port", "0", "--begins-on", BEGINS_ON]) == 1
    assert capsys.readouterr().err == (
        "ontzorg up: This sandbox began before, and stands on 2026-03-01. Leave out --begins-on to go on there, and"
        " move its clock on with POST /v1/sandbox/clock; or begin another one with --folder.\n"
    )
    assert (free / "clock").read_text() == "2026-03-01T12:00:00+00:00"
    assert not (free / "database").exists()


def test_data_of_root_and_of_others_is_kept_where_such_things_are() -> None:
    home = {"HOME": "/somewhere/anna"}
    assert default_folder(home, 0, sandbox=True) == Path("/var/lib/ontzorg/sandbox")
    assert default_folder(home, 1000, sandbox=False) == Path("/somewhere/anna/.local/share/ontzorg/up")
    assert default_folder({**home, "XDG_DATA_HOME": "/data"}, 1000, sandbox=True) == Path("/data/ontzorg/sandbox")
