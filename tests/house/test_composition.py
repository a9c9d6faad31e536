"""The composition root: one address over several applications, one time for all of them, one trace through them."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from house.composition.clients import client_within
from house.composition.front import Front
from house.composition.opening import House, clock_of, open_house
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer
from house.settings import Deployment, HouseSettings
from services.asking import Asking, DoesNotAnswer
from services.auth import Role
from services.clock import Clock, MovableClock, SystemClock, TimeRunsForward
from services.errors import InvalidInput
from services.ids import SeededIds
from services.schedule.payments.shards import Pace
from tests.deployment import a_deployment
from tests.logs import logging_to
from tests.visitors import Visitor

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)


@pytest.fixture
def sandbox_clock(tmp_path: Path) -> SandboxClock:
    return SandboxClock(tmp_path / "clock", START)


@pytest.fixture
def deployment(admin_url: str) -> Deployment:
    return a_deployment(admin_url)


@pytest.fixture
async def sandbox(
    deployment: Deployment, sandbox_clock: SandboxClock, issuer: DevelopmentIssuer, clock: MovableClock
) -> AsyncIterator[House]:
    async with open_house(deployment, sandbox_clock, issuer=issuer, token_clock=clock) as opened:
        yield opened


def visitor(house: House, issuer: DevelopmentIssuer, organisation: UUID, *roles: Role, **headers: str) -> Visitor:
    return Visitor(house.app, issuer.issue(organisation, roles), headers)


async def said_at(front: ASGIApp, path: str) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url="http://house.test") as anybody:
        return (await anybody.get(path)).text


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/v1", "schedule"),
        ("/v1/households", "schedule"),
        ("/v1/sandbox", "clock"),
        ("/v1/sandbox/clock", "clock"),
        ("/v1/sandboxes", "schedule"),
        ("/v10/households", "gateway"),
        ("/graphql", "gateway"),
        ("/", "gateway"),
    ],
)
async def test_a_request_goes_to_the_room_whose_path_it_begins_with(path: str, room: str) -> None:
    rooms = {"/v1": PlainTextResponse("schedule"), "/v1/sandbox": PlainTextResponse("clock")}
    assert await said_at(Front(rooms, otherwise=PlainTextResponse("gateway")), path) == room


async def test_what_breaks_behind_a_client_in_the_process_is_an_answer_in_front_of_it() -> None:
    app = FastAPI()

    @app.get("/")
    async def break_down() -> None:
        raise RuntimeError("the password is hunter2")

    async with client_within(app) as client:
        answer = await client.get("/")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text


async def test_who_never_answers_in_the_process_is_waited_for_no_longer_than_over_a_network() -> None:
    given_up: list[str] = []

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            given_up.append(scope["path"])
            raise

    async with client_within(never) as client:
        client.timeout = httpx.Timeout(0.05)
        with pytest.raises(DoesNotAnswer):
            await Asking(client, "a-token").content("/v1/payees")
    assert given_up == ["/v1/payees"]


async def test_an_answer_of_which_the_end_never_comes_is_none() -> None:
    async def begin(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        await asyncio.Event().wait()

    async with client_within(begin) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/", timeout=0.05)


async def test_in_a_process_too_patience_ends_before_the_database_gives_up_on_who_asks() -> None:
    async with client_within(FastAPI()) as client:
        assert client.timeout.read is not None
        assert client.timeout.read < Pace().silence


async def test_one_trace_runs_from_the_front_door_to_the_service(
    sandbox: House, issuer: DevelopmentIssuer, organisation: UUID, clock: Clock
) -> None:
    anna = visitor(sandbox, issuer, organisation, Role.CASE_MANAGER, traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
    with logging_to("house", clock) as log:
        answer = await anna.send(f'{{ household(id: "{UUID(int=7)}") {{ __typename }} }}')
    requests = [(line["route"], line["status"], line["trace_id"]) for line in log.lines if line["event"] == "request"]
    assert requests == [("/households/{household_id}", 404, TRACE), ("/graphql", 200, TRACE)]
    assert answer.headers["trace-id"] == TRACE


async def test_health_of_the_house_is_that_of_its_services(sandbox: House) -> None:
    assert json.loads(await said_at(sandbox.app, "/health/ready")) == {"status": "ready"}


def test_the_clock_stands_until_it_is_moved(sandbox_clock: SandboxClock) -> None:
    assert (sandbox_clock.now(), sandbox_clock.today()) == (START, date(2026, 1, 5))
    sandbox_clock.move_to(datetime(2026, 1, 5, 23, 30, tzinfo=UTC))
    assert sandbox_clock.today() == date(2026, 1, 6)


def test_the_clock_goes_on_where_the_sandbox_before_left_it(tmp_path: Path, sandbox_clock: SandboxClock) -> None:
    sandbox_clock.move_to(START + timedelta(days=3))
    assert SandboxClock(tmp_path / "clock", START).now() == START + timedelta(days=3)


def test_another_process_sees_the_same_time_and_moves_it(tmp_path: Path, sandbox_clock: SandboxClock) -> None:
    sandbox_clock.move_to(START + timedelta(days=1))
    program = (
        "import sys, datetime, pathlib\n"
        "from house.composition.sandbox_clock import SandboxClock\n"
        "clock = SandboxClock.found(pathlib.Path(sys.argv[1]))\n"
        "print(clock.today())\n"
        "clock.move_to(clock.now() + datetime.timedelta(days=1))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "clock")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "2026-01-06\n"
    assert sandbox_clock.today() == date(2026, 1, 7)


def test_the_clock_never_goes_back_whoever_moved_it(tmp_path: Path, sandbox_clock: SandboxClock) -> None:
    SandboxClock.found(tmp_path / "clock").move_to(START + timedelta(days=3))
    with pytest.raises(TimeRunsForward):
        sandbox_clock.move_to(START + timedelta(days=2))
    assert sandbox_clock.now() == START + timedelta(days=3)


def test_a_clock_that_nobody_started_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SandboxClock.found(tmp_path / "clock")


async def test_a_caller_with_the_right_moves_the_clock(
    sandbox: House, sandbox_clock: SandboxClock, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    system = visitor(sandbox, issuer, organisation, Role.SYSTEM)
    answer = await system.post("/v1/sandbox/clock", {"now": "2026-03-01T00:30:00+01:00"})
    assert answer.json() == {"now": "2026-02-28T23:30:00Z", "today": "2026-03-01"}
    assert (await system.get("/v1/sandbox/clock")).json() == answer.json()
    assert sandbox_clock.now() == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "instant", "status"),
    [
        (Role.CASE_MANAGER, "2026-03-01T00:00:00Z", 403),
        (Role.APPROVER, "2026-03-01T00:00:00Z", 403),
        (Role.SYSTEM, "2026-01-01T00:00:00Z", 422),
        (Role.SYSTEM, "2026-03-01T00:00:00", 400),
    ],
)
async def test_nobody_else_does_and_not_back(
    sandbox: House,
    sandbox_clock: SandboxClock,
    issuer: DevelopmentIssuer,
    organisation: UUID,
    role: Role,
    instant: str,
    status: int,
) -> None:
    answer = await visitor(sandbox, issuer, organisation, role).post("/v1/sandbox/clock", {"now": instant})
    assert answer.status_code == status
    assert sandbox_clock.now() == START


async def test_outside_a_sandbox_there_is_no_clock_to_move(
    deployment: Deployment, issuer: DevelopmentIssuer, organisation: UUID, clock: MovableClock
) -> None:
    async with open_house(deployment, clock, issuer=issuer, token_clock=clock) as house:
        system = visitor(house, issuer, organisation, Role.SYSTEM)
        answer = await system.post("/v1/sandbox/clock", {"now": "2026-03-01T00:00:00Z"})
    assert answer.status_code == 404
    assert clock.now() == START


def test_no_sandbox_in_production(tmp_path: Path) -> None:
    production = {"environment": "production", "oidc_issuer": "https://issuer.example", "oin": "0" * 20}
    with pytest.raises(InvalidInput) as refused:
        HouseSettings.load(**production, sandbox_clock=tmp_path / "clock")
    assert [fault.where for fault in refused.value.faults] == ["ONTZORG_SANDBOX_CLOCK"]
    assert isinstance(clock_of(HouseSettings.load(**production)), SystemClock)


def test_settings_that_are_missing_are_named_together_and_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        Deployment.load()
    assert [fault.where for fault in refused.value.faults] == [
        "ONTZORG_OIDC_ISSUER",
        "ONTZORG_OIN",
        "ONTZORG_SCHEDULE_DATABASE_URL",
        "ONTZORG_SEALING_KEYS",
        "ONTZORG_LOOKUP_KEY",
        "ONTZORG_MANDATES_DATABASE_URL",
        "ONTZORG_NOTIFY_DATABASE_URL",
        "ONTZORG_SERVICE_KEY",
        "ONTZORG_SCHEDULE_DOOR_SECRETS",
        "ONTZORG_MANDATES_DOOR_SECRETS",
        "ONTZORG_NOTIFY_DOOR_SECRETS",
    ]


def test_a_house_whose_services_run_elsewhere_needs_none_of_their_settings() -> None:
    given = {"oidc_issuer": "https://issuer.example", "oin": "0" * 20, "schedule_url": "https://schedule.example"}
    urls = {"mandates_url": "https://mandates.example", "notify_url": "https://notify.example"}
    gateway = Deployment.load(**given, **urls)
    assert (gateway.schedule, gateway.mandates, gateway.notify, gateway.between) == (None, None, None, None)
    assert gateway.databases == {}


@pytest.mark.parametrize(
    ("setting", "given"),
    [
        ("SERVICE_KEY", {"service_key": "AAAA"}),
        ("SCHEDULE_DOOR_SECRETS", {"schedule_door_secrets": "whsec_é"}),
        ("MANDATES_DOOR_SECRETS", {"mandates_door_secrets": "whsec_AAAA,"}),
        ("NOTIFY_DOOR_SECRETS", {"notify_door_secrets": ""}),
    ],
)
async def test_a_key_between_services_that_is_none_is_named(
    admin_url: str, clock: Clock, setting: str, given: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        async with open_house(a_deployment(admin_url, **given), clock):
            pass
    assert [fault.where for fault in refused.value.faults] == [f"ONTZORG_{setting}"]


async def test_each_service_answers_behind_its_own_name(
    sandbox: House, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    anna = visitor(sandbox, issuer, organisation, Role.CASE_MANAGER)
    paths = ("/v1", "/schedule/v1", "/mandates/v1", "/notify/v1")
    told = {path: (await anna.get(f"{path}/openapi.json")).json() for path in paths}
    assert {path: (one["info"]["title"], one["servers"]) for path, one in told.items()} == {
        "/v1": ("Ontzorg: schedule", [{"url": "/v1"}]),
        "/schedule/v1": ("Ontzorg: schedule", [{"url": "/schedule/v1"}]),
        "/mandates/v1": ("Ontzorg: mandates", [{"url": "/mandates/v1"}]),
        "/notify/v1": ("Ontzorg: notify", [{"url": "/notify/v1"}]),
    }
    assert (await anna.get("/schedule/v1/households")).json() == (await anna.get("/v1/households")).json()
    for path in ("/mandates/v1/households", "/mandates", "/mandates/v2/suppliers"):
        assert (await anna.get(path)).status_code == 404, path


async def test_what_a_service_made_is_found_where_it_says(
    sandbox: House, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    with psycopg.connect(admin_url) as connection:
        row = [organisation, "GM0518", "Den Haag", "den-haag", "NL91ABNA0417164300"]
        connection.execute("insert into schedule.municipality values (%s, %s, %s, %s, %s)", row)
    anna = visitor(sandbox, issuer, organisation, Role.CASE_MANAGER)
    for number, prefix in enumerate(["", "/schedule"]):
        made = await anna.post(f"{prefix}/v1/households", {"reference": f"Z-{number}", "municipality": "GM0518"})
        assert made.headers["location"].startswith(f"{prefix}/v1/households/")
        assert (await anna.get(made.headers["location"])).json()["reference"] == f"Z-{number}"
