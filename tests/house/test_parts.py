"""Parts of a house that stand apart: each needs its own settings, all of them named at once, and answers for itself."""

import asyncio
import signal
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from house.command_line import main
from house.composition.clients import client_within
from house.composition.parts import PARTS, open_part, settings_to_serve, settings_to_work
from house.serving.server import Tls, listening, serve_at
from house.serving.working import work_until
from services.clock import MovableClock
from services.errors import InvalidInput
from tests.house.running_part import RunningPart, running_part, settings_of_all
from tests.house.running_up import comes_true

ELSEWHERE = {
    f"ONTZORG_{service}_URL": f"http://{service.lower()}.test" for service in ("SCHEDULE", "MANDATES", "NOTIFY")
}
OF_ALL = ["ONTZORG_OIDC_ISSUER", "ONTZORG_OIN"]
OF_A_SERVICE = ["ONTZORG_SEALING_KEYS", "ONTZORG_LOOKUP_KEY"]
BETWEEN = ["SERVICE_KEY", "SCHEDULE_DOOR_SECRETS", "MANDATES_DOOR_SECRETS", "NOTIFY_DOOR_SECRETS"]
FORM = b"grant_type=client_credentials&client_id=auditor&client_secret=development-only"


@pytest.fixture
def settings(admin_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for every part, as whoever runs them gives it: all settings and all addresses."""
    for name, value in (settings_of_all(admin_url) | ELSEWHERE).items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ("gateway", ["ONTZORG_SCHEDULE_URL", "ONTZORG_MANDATES_URL", "ONTZORG_NOTIFY_URL"]),
        ("schedule", ["ONTZORG_MANDATES_URL", "ONTZORG_SCHEDULE_DATABASE_URL", *OF_A_SERVICE]),
        ("mandates", ["ONTZORG_MANDATES_DATABASE_URL", *OF_A_SERVICE]),
        ("notify", ["ONTZORG_NOTIFY_DATABASE_URL", *OF_A_SERVICE]),
    ],
)
def test_a_part_names_every_setting_that_it_lacks_and_none_of_another_part(part: str, missing: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        settings_to_serve(part)
    between = [] if part == "gateway" else [f"ONTZORG_{name}" for name in BETWEEN]
    assert sorted(fault.where for fault in refused.value.faults) == sorted([*OF_ALL, *missing, *between])


def test_who_works_for_one_service_has_to_know_where_the_others_are() -> None:
    with pytest.raises(InvalidInput) as refused:
        settings_to_work(["notify"])
    addresses = [fault.where for fault in refused.value.faults if fault.where.endswith("_URL")]
    assert addresses == ["ONTZORG_SCHEDULE_URL", "ONTZORG_MANDATES_URL", "ONTZORG_NOTIFY_DATABASE_URL"]


@pytest.mark.parametrize("part", [part for part in PARTS if part not in ("gateway", "house")])
async def test_a_service_alone_is_ready_over_its_own_database_wherever_it_is_said_to_be(
    settings: None, part: str, clock: MovableClock
) -> None:
    deployment = settings_to_serve(part)
    assert list(deployment.databases) == [part]
    async with open_part(part, deployment, clock) as app, client_within(app) as client:
        assert (await client.get("/health/ready")).json() == {"status": "ready"}
        assert (await client.get("/v1/openapi.json")).json()["info"]["title"].lower().endswith(part)


async def test_a_schedule_service_alone_has_a_way_to_the_registry_in_the_name_of_who_asks(
    settings: None, clock: MovableClock
) -> None:
    async with open_part("schedule", settings_to_serve("schedule"), clock) as app:
        assert isinstance(app, FastAPI)
        assert app.state.in_person == app.state.registry.in_person


async def test_a_gateway_alone_lives_without_a_database_and_is_not_ready_while_no_service_answers(
    settings: None, clock: MovableClock
) -> None:
    deployment = settings_to_serve("gateway")
    assert (deployment.databases, deployment.between) == ({}, None)
    async with open_part("gateway", deployment, clock) as app, client_within(app) as client:
        assert (await client.get("/health/live")).status_code == 200
        answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["detail"]) == (503, "Not working now: schedule, mandates, notify.")


def test_a_service_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("work", "migrate"):
        assert main([command, "schedule", "ledger"]) == 1
        told = capsys.readouterr().err
        assert told == f"ontzorg {command}: ledger: is no service (choose from schedule, mandates, notify)\n"


def test_a_certificate_without_its_key_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "gateway", "--tls-certificate", "shown.pem"]) == 1
    assert "belong together" in capsys.readouterr().err


def test_an_issuer_for_development_issues_nothing_in_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONTZORG_OIDC_ISSUER", "https://issuer.example")
    monkeypatch.setenv("ONTZORG_OIN", "0" * 20)
    assert main(["issuer", "--port", "0"]) == 1
    assert "it runs in development only" in capsys.readouterr().err


def test_told_to_leave_a_part_answers_whoever_it_let_in_and_nobody_else(tmp_path: Path) -> None:
    settings = {"ONTZORG_ENVIRONMENT": "development", "ONTZORG_OIDC_ISSUER": "http://issuer.test", "ONTZORG_OIN": "0"}
    with running_part("issuer", "--port", "0", log=tmp_path / "log", settings=settings) as issuer:
        place = urlsplit(issuer.address)
        with socket.create_connection((place.hostname, place.port or 0)) as caller:
            caller.sendall(b"POST /token HTTP/1.1\r\nHost: issuer\r\nContent-Length: %d\r\n\r\n" % len(FORM) + FORM[:9])
            time.sleep(0.5)
            issuer.process.send_signal(signal.SIGTERM)
            assert comes_true(lambda: refuses(issuer))
            caller.sendall(FORM[9:])
            answer = caller.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b'"token_type":"Bearer"' in answer
        assert issuer.process.wait(10) == 0


def refuses(part: RunningPart) -> bool:
    """Whether nobody new is let in."""
    try:
        httpx.get(part.address)
    except httpx.ConnectError:
        return True
    return False


async def test_a_part_shows_who_it_is_where_it_is_given_a_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tls = a_certificate(tmp_path)
    with listening(0) as listener:
        place = f"https://127.0.0.1:{listener.getsockname()[1]}"
        serving = asyncio.create_task(serve_at(PlainTextResponse("here"), listener, "it answers", tls))
        async with httpx.AsyncClient(verify=ssl.create_default_context(cafile=tls.certificate)) as client:
            assert (await client.get(place)).text == "here"
        signal.raise_signal(signal.SIGTERM)
        await serving
    assert capsys.readouterr().out == f"it answers at {place}\n"


def a_certificate(folder: Path) -> Tls:
    """One for this machine, good for an hour, that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    shown = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(shown, critical=False)
        .sign(key, hashes.SHA256())
    )
    files = Tls(folder / "certificate.pem", folder / "key.pem")
    files.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


async def test_a_crew_works_until_it_is_told_to_leave_and_takes_itself_off_the_list(
    settings: None, admin_url: str, clock: MovableClock
) -> None:
    told = asyncio.Event()

    async def to_leave() -> None:
        await told.wait()

    working = asyncio.create_task(work_until(to_leave(), settings_to_work(["mandates"]), clock, patience=60))
    assert await asyncio.to_thread(comes_true, lambda: workers(admin_url) == 1)
    told.set()
    await working
    assert workers(admin_url) == 0


@pytest.mark.long
def test_a_service_and_its_worker_run_as_processes_and_leave_in_good_order(admin_url: str, tmp_path: Path) -> None:
    settings = settings_of_all(admin_url) | ELSEWHERE
    with (
        running_part("serve", "mandates", "--port", "0", log=tmp_path / "server", settings=settings) as server,
        running_part("work", "mandates", log=tmp_path / "worker", settings=settings) as worker,
    ):
        assert worker.said == "working for mandates"
        assert httpx.get(f"{server.address}/health/ready").status_code == 200
        assert comes_true(lambda: workers(admin_url) == 1)
        assert (server.end(), worker.end()) == (0, 0)
    assert workers(admin_url) == 0


def workers(admin_url: str) -> int:
    """How many work for mandates."""
    with psycopg.connect(admin_url) as connection:
        row = connection.execute("select count(*) from mandates.procrastinate_workers").fetchone()
    return int(row[0]) if row else 0
