"""The crew of a house: what one service announces the other knows, whoever is away meanwhile and however it is run."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from house.composition.alarm_clock import AlarmClock
from house.composition.crew import Crew, open_crew
from house.composition.founding import NewMunicipality, NewOrganisation, found
from house.composition.opening import open_house
from house.issuer import DevelopmentIssuer
from house.services import SERVICES
from services.auth import Role
from services.clock import MovableClock
from services.database import Database, as_service
from services.ids import SeededIds
from services.mandates.app import HEARS as REGISTRY_HEARS
from services.notify.app import HEARS as NOTIFY_HEARS
from services.notify.deliveries.replaying import ping
from services.notify.hand import Hand
from services.notify.subscriptions.leaving import EventType
from services.notify.subscriptions.service import subscribe
from services.notify.subscriptions.subscription import Wish
from services.notify_events import SubscriptionChanged
from services.schedule.app import hears as schedule_hears
from services.webhooks import verify
from tests.deployment import a_deployment
from tests.house.running_up import comes_true
from tests.notify.webhooks.receiver import Receiver
from tests.schedule.households.builders import B12, KEYRING, RULES
from tests.schedule.households.builders import PAPERS as FACTS
from tests.schedule.payments.runs import DECISION
from tests.visitors import Visitor

VOORBEELDSTAD = NewOrganisation(
    UUID("019ca6b1-0000-7000-8000-00000000000c"),
    "Gemeente Voorbeeldstad",
    [NewMunicipality("GM0518", "Den Haag", "den-haag", "NL91ABNA0417164300")],
)


class Services:
    """Every database, for whoever founds."""

    def __init__(self, admin_url: str) -> None:
        self.all = {one: Database(as_service(admin_url, one), one, ids=SeededIds(one)) for one in SERVICES}
        self.schedule, self.mandates = self.all["schedule"], self.all["mandates"]


@pytest.fixture
async def services(admin_url: str) -> AsyncIterator[Services]:
    opened = Services(admin_url)
    yield opened
    for database in opened.all.values():
        await database.close()


@pytest.fixture
async def founded(services: Services) -> None:
    await found(VOORBEELDSTAD, services.all)


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)


@pytest.fixture
async def anna(admin_url: str, clock: MovableClock, issuer: DevelopmentIssuer) -> AsyncIterator[Visitor]:
    async with open_house(a_deployment(admin_url), clock, issuer=issuer, token_clock=clock) as house:
        yield Visitor(house.app, issuer.issue(VOORBEELDSTAD.id, [Role.CASE_MANAGER]))


@pytest.fixture
async def crew(admin_url: str, clock: MovableClock) -> AsyncIterator[Crew]:
    async with open_crew(a_deployment(admin_url), clock, ids=SeededIds("crew"), machine=clock) as opened:
        yield opened


async def register(anna: Visitor, reference: str) -> str:
    body = {"reference": reference, "municipality": "GM0518", "facts": [*FACTS, B12, DECISION]}
    answer = await anna.post("/v1/households", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["householdId"])


def rows(admin_url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(admin_url) as connection:
        return connection.execute(query.encode()).fetchall()


KNOWN = "select reference, plan_version, stale, version from mandates.household order by id"
HEARD = "select version from schedule.registry_version order by household_id"


@pytest.mark.parametrize(
    ("announcer", "door", "hears"),
    [
        ("schedule", "mandates", REGISTRY_HEARS),
        ("mandates", "schedule", schedule_hears(RULES, KEYRING)),
        ("mandates", "notify", NOTIFY_HEARS),
        ("schedule", "notify", NOTIFY_HEARS),
        ("notify", "schedule", schedule_hears(RULES, KEYRING)),
        ("notify", "mandates", REGISTRY_HEARS),
    ],
)
def test_a_door_is_open_for_what_the_service_behind_it_hears(
    admin_url: str, announcer: str, door: str, hears: Any
) -> None:
    ((told,),) = rows(admin_url, f"select hears from {announcer}.door where name = '{door}'")
    ours = f"nl.ontzorg.{announcer}."
    assert sorted(told) == sorted(kind.type for kind in hears if kind.type.startswith(ours))


async def test_what_one_announces_the_other_knows_and_says_so(
    founded: None, anna: Visitor, crew: Crew, admin_url: str
) -> None:
    await register(anna, "Z-1")
    await register(anna, "Z-2")
    assert await crew.drain() > 0
    assert rows(admin_url, KNOWN) == [("Z-1", 1, False, 2), ("Z-2", 1, False, 2)]
    assert rows(admin_url, HEARD) == [(2,), (2,)]
    assert await crew.drain() == 0


@pytest.mark.parametrize("door", ["schedule", "mandates"])
async def test_what_notify_announces_is_carried_to_whoever_wants_to_hear_it(
    founded: None, services: Services, crew: Crew, admin_url: str, clock: MovableClock, door: str
) -> None:
    rows(
        admin_url,
        f"update notify.door set hears = array['{SubscriptionChanged.type}'] where name = '{door}' returning name",
    )
    async with services.all["notify"].transaction(VOORBEELDSTAD.id) as session:
        hand = Hand.of(session, "sem", clock.now(), KEYRING)
        await subscribe(session, hand, UUID(int=51), Wish("https://woonstede.example/", (EventType.HANDSHAKE,)))
    await crew.drain()
    carried = rows(
        admin_url,
        "select door, type from notify.outbox_delivery join notify.outbox on id = event_id"
        " where delivered_at is not null and refusal is null",
    )
    assert carried == [(door, SubscriptionChanged.type)]


async def test_what_a_supplier_is_owed_is_sent_to_it(
    founded: None, services: Services, admin_url: str, clock: MovableClock
) -> None:
    async with Receiver() as supplier:
        async with services.all["notify"].transaction(VOORBEELDSTAD.id) as session:
            hand = Hand.of(session, "sem", clock.now(), KEYRING)
            made = await subscribe(session, hand, UUID(int=51), Wish(supplier.url, (EventType.HANDSHAKE,)))
            await ping(session, hand, made.subscription.id)
        deployment = a_deployment(admin_url, webhook_networks="127.0.0.0/8")
        async with open_crew(deployment, clock, ids=SeededIds("crew"), machine=clock) as crew:
            await crew.drain()
        (got,) = supplier.got
    assert verify([made.secret], got.headers, got.body, clock.now()) == str(got.event.id)
    assert got.event.source == f"urn:nld:oin:{'0' * 20}:systeem:ontzorg-notify"
    assert rows(admin_url, "select state from notify.delivery") == [("delivered",)]


async def test_an_organisation_is_founded_once_in_every_service(services: Services, admin_url: str) -> None:
    for _ in range(2):
        await found(VOORBEELDSTAD, services.all)
    for service in SERVICES:
        told = rows(admin_url, f"select id, name from {service}.organisation")
        assert told == [(VOORBEELDSTAD.id, VOORBEELDSTAD.name)]
    assert rows(admin_url, "select code, policy from schedule.municipality") == [("GM0518", "den-haag")]


async def test_a_registry_that_comes_into_a_house_that_is_lived_in_asks_for_everybody(
    services: Services, anna: Visitor, crew: Crew, admin_url: str
) -> None:
    await found(VOORBEELDSTAD, {"schedule": services.schedule})
    await register(anna, "Z-1")
    rows(admin_url, "delete from schedule.outbox_delivery returning door")
    assert await crew.drain() == 0
    await found(VOORBEELDSTAD, services.all)
    await crew.drain()
    assert rows(admin_url, KNOWN) == [("Z-1", 1, False, 2)]


async def test_news_of_an_organisation_that_the_registry_does_not_know_yet_waits_for_it(
    services: Services, anna: Visitor, crew: Crew, admin_url: str, clock: MovableClock
) -> None:
    await found(VOORBEELDSTAD, {"schedule": services.schedule})
    await register(anna, "Z-1")
    assert await crew.drain() == 0
    refused = "delivered_at is null and refusal like '409 %'"
    waiting = f"select count(*) from schedule.outbox_delivery where door = 'mandates' and {refused}"
    assert rows(admin_url, waiting) == [(2,)]
    await found(VOORBEELDSTAD, {"mandates": services.mandates})
    clock.move_to(clock.now() + timedelta(seconds=5))
    await crew.drain()
    assert rows(admin_url, KNOWN) == [("Z-1", 1, False, 2)]


async def test_a_crew_at_work_carries_on_until_it_is_told_to_stop(
    founded: None, anna: Visitor, crew: Crew, admin_url: str
) -> None:
    working = asyncio.create_task(crew.work())
    await register(anna, "Z-1")
    gone_round = "select day::text from mandates.day_round where done_at is not null"
    assert await asyncio.to_thread(comes_true, lambda: rows(admin_url, HEARD) == [(2,)])
    assert await asyncio.to_thread(comes_true, lambda: rows(admin_url, gone_round) == [("2026-01-05",)])
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert rows(admin_url, KNOWN) == [("Z-1", 1, False, 2)]


async def test_two_crews_at_once_come_to_the_same(
    founded: None, anna: Visitor, crew: Crew, admin_url: str, clock: MovableClock
) -> None:
    for number in range(5):
        await register(anna, f"Z-{number}")
    async with open_crew(a_deployment(admin_url), clock, ids=SeededIds("another"), machine=clock) as another:
        await asyncio.gather(crew.drain(), another.drain())
        await asyncio.gather(crew.drain(), another.drain())
    assert rows(admin_url, KNOWN) == [(f"Z-{number}", 1, False, 2) for number in range(5)]
    assert rows(admin_url, HEARD) == [(2,)] * 5


async def test_a_crew_of_one_service_reaches_the_other_over_its_address(admin_url: str, clock: MovableClock) -> None:
    """The registry is on its own here, and its neighbour is not there: nothing is lost, nothing is guessed."""
    alone = a_deployment(admin_url, schedule_url="http://127.0.0.1:1", notify_url="http://127.0.0.1:1")
    async with open_crew(alone, clock, machine=clock) as crew:
        assert (len(crew.workers), len(crew.relays)) == (1, 2)
        assert await crew.drain() == 0


async def test_the_alarm_clock_rings_at_once_and_again_and_one_ring_that_fails_is_not_the_last() -> None:
    rung, often = 0, asyncio.Event()

    async def wake() -> int:
        nonlocal rung
        rung += 1
        if rung == 1:
            raise ConnectionError("the database is away")
        if rung == 3:
            often.set()
        return 0

    with AlarmClock(wake, every=0.05):
        await asyncio.wait_for(often.wait(), 10)
    silent = rung
    await asyncio.sleep(0.2)
    assert rung == silent
