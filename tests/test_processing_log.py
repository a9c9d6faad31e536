"""Whoever sees or changes something about people is written down, with it or before it; or it does not happen (I20)."""

import asyncio
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from house.doctor.examination import examine
from house.issuer import DevelopmentIssuer
from house.services import SERVICES
from services.auth import Role, Tokens
from services.clock import MovableClock
from services.database import Database, as_service
from services.ids import RandomIds
from services.issuer_keys import IssuerKeys
from services.mandates.app import mandates_app
from services.mandates.processing import REGISTER as OF_MANDATES
from services.notify.app import notify_app
from services.notify.processing import REGISTER as OF_NOTIFY
from services.processing import Register
from services.processing_chain import CHAINED, Linking, link_batch
from services.processing_log import write
from services.schedule.processing import REGISTER as OF_SCHEDULE
from services.service_tokens import ServiceKey, ServiceTokens, asked_by_nobody_yet, asks_for
from tests.processing import a_batch, a_line, logged
from tests.schedule.callers import Caller, a_caller, an_app, an_issuer
from tests.schedule.conftest import CAPELLE, DEN_HAAG, found_municipalities
from tests.schedule.households.builders import KEYRING, PAPERS
from tests.schedule.rows import everything
from tests.superuser import as_superuser

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
REGISTERS = {"schedule": OF_SCHEDULE, "mandates": OF_MANDATES, "notify": OF_NOTIFY}
EVERYWHERE = ("/v1/openapi.json", "/health/live", "/health/ready")
"""What every application has besides its routers, for which nobody shows who he is."""


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return an_issuer(clock)


@pytest.fixture
def app(
    database: Database,
    issuer: DevelopmentIssuer,
    clock: MovableClock,
    admin_url: str,
    organisation: UUID,
    another_organisation: UUID,
) -> FastAPI:
    found_municipalities(admin_url, organisation, another_organisation)
    return an_app(database, issuer, clock)


@pytest.fixture
def anna(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.CASE_MANAGER])


@pytest.fixture
def cora(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """The auditor."""
    return a_caller(app, issuer, organisation, [Role.AUDITOR], subject="cora")


async def a_household(anna: Caller, reference: str = "Z-1") -> str:
    made = await anna.post("/households", {"reference": reference, "municipality": DEN_HAAG, "facts": PAPERS})
    household: str = made.json()["householdId"]
    return household


def shown(line: dict[str, Any], *fields: str) -> tuple[Any, ...]:
    return tuple(line[field] for field in fields)


def apps(database: Database, tokens: Tokens, clock: MovableClock) -> dict[str, FastAPI]:
    """The three services, all over one database: nothing is asked of them."""
    return {
        "schedule": an_app(database, an_issuer(clock), clock),
        "mandates": mandates_app(database, tokens, clock, RandomIds(), KEYRING),
        "notify": notify_app(database, tokens, clock, RandomIds(), KEYRING),
    }


def declared(app: FastAPI) -> Iterator[str]:
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.path not in EVERYWHERE:
            yield route.original_route.path


@pytest.mark.parametrize("service", SERVICES)
async def test_every_route_has_its_activity_or_a_reason_why_it_touches_nobody(
    service: str, database: Database, issuer: DevelopmentIssuer, clock: MovableClock
) -> None:
    tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    register: Register = REGISTERS[service]
    paths = set(declared(apps(database, tokens, clock)[service]))
    assert len(paths) > 50
    assert paths - register.paths == set(), "of these nobody thought: an activity, or why they touch nobody"
    assert register.paths - paths == set(), "these are no routes"


async def test_a_read_is_written_down_with_who_when_whose_and_why(
    anna: Caller, admin_url: str, clock: MovableClock
) -> None:
    household = await a_household(anna)
    answer = await anna.request(
        "GET", f"/households/{household}", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    )
    _, line = logged(admin_url)
    assert (answer.status_code, line["households"]) == (200, [household])
    assert shown(line, "activity", "operation", "subject", "roles", "on_behalf_of", "resources", "status") == (
        "urn:ontzorg:processing-activity:case-file",
        "GET /households/{household_id}",
        "anna",
        ["case_manager"],
        None,
        {"household_id": household},
        200,
    )
    assert line["started_at"] == line["ended_at"] == clock.now().isoformat()
    assert shown(line, "trace_id", "parent_operation_id") == (TRACE, "00f067aa0ba902b7")


async def test_a_list_names_the_households_that_it_showed(anna: Caller, admin_url: str) -> None:
    households = sorted([await a_household(anna, f"Z-{number}") for number in range(3)])
    await anna.get("/tasks", limit="200")
    assert logged(admin_url)[-1]["households"] == households


async def test_what_is_changed_and_its_line_are_one_transaction(anna: Caller, admin_url: str) -> None:
    household = await a_household(anna)
    with as_superuser(admin_url, "schedule") as connection:
        both = "select household.xmin::text, line.xmin::text from household, processing line"
        (ours,) = connection.execute(both).fetchall()
    assert ours[0] == ours[1]
    assert [shown(line, "households", "status") for line in logged(admin_url)] == [([household], 201)]


async def test_what_is_refused_is_written_down_too(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, admin_url: str
) -> None:
    household = await a_household(anna)
    boss = a_caller(app, issuer, organisation, [Role.ADMINISTRATOR], subject="boss")
    capelle = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], subject="carla", municipalities=[CAPELLE])
    assert (await boss.get(f"/households/{household}")).status_code == 403
    assert (await capelle.get(f"/households/{household}")).status_code == 404
    assert (await anna.post(f"/households/{household}/facts", {})).status_code == 400
    assert [shown(line, "subject", "households", "status") for line in logged(admin_url)[1:]] == [
        ("boss", [household], 403),
        ("carla", [household], 404),
        ("anna", [household], 400),
    ]


async def test_without_a_line_nothing_is_shown_and_nothing_is_changed(anna: Caller, admin_url: str) -> None:
    household = await a_household(anna)
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("revoke insert on processing from ontzorg_schedule")
    before = everything(admin_url)
    asked = await anna.get(f"/households/{household}")
    told = await anna.post("/households", {"reference": "Z-2", "municipality": DEN_HAAG, "facts": PAPERS})
    assert (asked.status_code, told.status_code) == (503, 500)
    assert asked.json()["title"] == "Something that this depends on does not answer now; try again later."
    assert everything(admin_url) == before
    assert len(logged(admin_url)) == 1


async def test_who_shows_no_token_and_what_is_about_nobody_is_no_act(
    app: FastAPI, anna: Caller, admin_url: str
) -> None:
    stranger = Caller(app, "no token")
    assert (await stranger.get("/households")).status_code == 401
    assert (await anna.get("/policies")).status_code == 200
    assert logged(admin_url) == []


async def test_a_service_says_at_whose_request_it_asks_and_a_person_cannot(
    issuer: DevelopmentIssuer, organisation: UUID, clock: MovableClock, app: FastAPI, admin_url: str
) -> None:
    key = ServiceKey(b"a key of the house, of 32 bytes.")
    app.state.tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock, key)
    tokens = ServiceTokens(key, clock, issuer.audience)
    claims = {"on_behalf_of": "somebody else"}
    person = issuer.issue(organisation, [Role.CASE_MANAGER], subject="anna", claims=claims)
    worker = tokens.issue(organisation, "mandates", ["households:read"])
    with asked_by_nobody_yet():
        asks_for("anna")
        asked = tokens.issue(organisation, "mandates", ["households:read"])
    for token in (person, worker, asked):
        await Caller(app, token).get("/households")
    assert [shown(line, "subject", "on_behalf_of") for line in logged(admin_url)] == [
        ("anna", None),
        ("service:mandates", None),
        ("service:mandates", "anna"),
    ]


async def test_an_auditor_finds_by_household_person_activity_trace_and_time(
    anna: Caller, cora: Caller, clock: MovableClock
) -> None:
    one, _ = await a_household(anna, "Z-1"), await a_household(anna, "Z-2")
    begun = clock.now()
    clock.move_to(begun.replace(hour=begun.hour + 1))
    await anna.get(f"/households/{one}")
    await anna.get("/toeslagen")

    async def found(**asked: str) -> list[str]:
        answer = await cora.get("/processing-log", **asked)
        assert answer.status_code == 200, answer.text
        return [line["operation"] for line in answer.json()["items"]]

    registered, looked = "POST /households", "GET /households/{household_id}"
    assert await found(householdId=one, until=clock.now().isoformat()) == [registered]
    assert (await found(householdId=one))[-2:] == [looked, registered]
    assert (await found(householdId=one))[0] == "GET /processing-log", "looking at what was done to them is an act too"
    assert await found(subject="anna", since=clock.now().isoformat()) == ["GET /toeslagen", looked]
    assert await found(subject="anna", until=clock.now().isoformat()) == [registered, registered]
    assert await found(activity="urn:ontzorg:processing-activity:toeslagen") == ["GET /toeslagen"]
    assert await found(traceId=TRACE) == []
    assert await found(subject="cora") == ["GET /processing-log"] * 7


async def test_the_log_is_read_page_by_page_and_by_the_auditor_alone(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, stranger: Caller, anna: Caller, cora: Caller
) -> None:
    for number in range(3):
        await a_household(anna, f"Z-{number}")
    first = (await cora.get("/processing-log", limit="2", subject="anna")).json()
    second = (await cora.get("/processing-log", limit="2", subject="anna", cursor=first["nextCursor"])).json()
    positions = [line["position"] for page in (first, second) for line in page["items"]]
    assert (positions, second["nextCursor"] is None) == (sorted(positions, reverse=True), True)
    assert len(positions) == 3
    assert (await anna.get("/processing-log")).status_code == 403
    narrow = a_caller(app, issuer, organisation, [Role.AUDITOR], municipalities=[CAPELLE])
    assert (await narrow.get("/processing-log")).status_code == 403
    assert (await stranger.get("/processing-log")).json()["items"] == []


@pytest.fixture
def stranger(app: FastAPI, issuer: DevelopmentIssuer, another_organisation: UUID) -> Caller:
    return a_caller(app, issuer, another_organisation, [Role.AUDITOR], subject="somebody")


async def test_an_auditor_proves_the_chain_with_nothing_but_what_was_downloaded(
    anna: Caller, cora: Caller, database: Database, organisation: UUID, clock: MovableClock
) -> None:
    linking = Linking(database, clock)
    for number in range(2):
        await a_household(anna, f"Z-{number}")
        await linking.link(str(organisation))
    batches = (await cora.get("/processing-batches")).json()["items"][::-1]
    before = bytes(32)
    for batch in batches:
        content = (await cora.get(f"/processing-batches/{batch['number']}/content")).content
        assert (batch["before"], len(content.splitlines())) == (before.hex(), batch["lines"])
        before = hashlib.sha256(before + content).digest()
        assert batch["hash"] == before.hex()
    assert [batch["number"] for batch in batches] == [1, 2]
    line = json.loads((await cora.get("/processing-batches/1/content")).content)
    assert (line["name"], line["status_code"]) == ("POST /households", "STATUS_CODE_OK")
    assert line["attributes"]["dpl.core.processing_activity_id"] == "urn:ontzorg:processing-activity:case-file"
    assert line["attributes"]["dpl.core.data_subject_id_type"] == "urn:ontzorg:household"


async def test_linking_waits_for_a_line_that_has_its_place_and_is_not_committed(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    linking = Linking(database, clock)
    async with database.transaction(organisation) as early:
        await write(early, a_line(clock.now(), subject="early"))
        async with database.transaction(organisation) as late:
            await write(late, a_line(clock.now(), subject="late"))
        links = asyncio.create_task(linking.link(str(organisation)))
        waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        for _ in range(500):
            with as_superuser(admin_url) as connection:
                if connection.execute(waits).fetchall() == [(1,)]:
                    break
            await asyncio.sleep(0.01)
        else:
            pytest.fail("who links waits for nobody")
    await links
    async with database.reading(organisation) as session:
        found = await session.execute(text("select number, lines, last_position from processing_batch"))
        assert found.all() == [(1, 2, 2)]


async def test_a_batch_takes_no_more_than_it_may_and_the_next_goes_on(
    database: Database, organisation: UUID, clock: MovableClock
) -> None:
    async with database.transaction(organisation) as session:
        for _ in range(5):
            await write(session, a_line(clock.now()))
        taken = [await link_batch(session, 4, clock.now(), most=3) for _ in range(3)]
    assert taken == [3, 1, 0]


async def test_nobody_rewrites_the_log_neither_the_service_nor_its_owner(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    await a_batch(database, organisation, clock)
    for table in ("processing", "processing_household", "processing_batch"):
        for statement in (f"delete from {table}", f"update {table} set organisation_id = organisation_id"):
            with pytest.raises(DBAPIError, match="permission denied"):
                async with database.transaction(organisation) as session:
                    await session.execute(text(statement))
            with pytest.raises(Exception, match="append-only"), as_superuser(admin_url, "schedule") as connection:
                connection.execute(statement.encode())


FAULTS: Sequence[tuple[str, str, int]] = (
    ("a line that was changed", "update processing set subject = 'nobody' where position = 2", 1),
    ("a line that was taken away", "delete from processing where position = 2", 1),
    (
        "a line that was slipped in",
        "update processing set position = 20 where position = 4; insert into processing select organisation_id, 4,"
        " activity, operation, resources, '{}', subject, roles, on_behalf_of, started_at, ended_at, trace_id,"
        " operation_id, parent_operation_id, status from processing where position = 1;"
        " update processing_household set position = 20 where position = 4",
        1,
    ),
    ("a batch that was taken away", "delete from processing_batch where number = 1", 1),
    ("a last batch that was taken away", "delete from processing_batch where number = 2", 1),
    (
        "a batch whose hash was made again",
        "update processing set subject = 'nobody' where position = 2; update processing_batch set hash = ("
        "select sha256(before || convert_to(string_agg(processing_line(line), '' order by position), 'UTF8'))"
        " from processing line where position <= 3) where number = 1",
        1,
    ),
    ("a chain that forgot its end", "delete from processing_chain", 1),
    ("a line that its household does not find", "delete from processing_household where position = 2", 1),
)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_doctor_finds_whatever_was_done_to_the_chain(
    service: str, admin_url: str, organisation: UUID, clock: MovableClock
) -> None:
    own = Database(as_service(admin_url, service), service)
    await a_batch(own, organisation, clock, lines=3)
    await a_batch(own, organisation, clock, lines=2)
    await own.close()
    assert offenders(admin_url, service, "select") == 0
    for what, fault, found in FAULTS:
        assert offenders(admin_url, service, fault) == found, what
    with as_superuser(admin_url, service) as connection:
        connection.execute("alter table processing disable trigger user")
        connection.execute("update processing set subject = 'nobody' where position = 2")
        connection.execute("alter table processing enable trigger user")
    broken = [one.promise for one in examine(admin_url, [service]) if one.is_broken]
    assert broken == [CHAINED]


def offenders(admin_url: str, service: str, fault: str) -> int:
    """How many there would be, had somebody done this whom no trigger stops."""
    with as_superuser(admin_url, service) as connection, connection.transaction(force_rollback=True):
        connection.execute("set local session_replication_role = replica")
        connection.execute(fault.encode())
        return len(connection.execute(CHAINED.offenders.encode()).fetchall())
