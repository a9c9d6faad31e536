"""Opening a house and its rooms. Whatever is opened here is closed here, in the opposite order."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.types import ASGIApp

from gateway.app import gateway_app
from house.composition.clients import client_over_http, client_within
from house.composition.clock_endpoints import clock_app
from house.composition.front import Behind, Front
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer, issuer_app
from house.settings import Deployment, HouseSettings
from services.auth import Tokens
from services.clock import Clock, SystemClock
from services.database import Database
from services.doors import Lock
from services.heard_words import ACT, ActsOnWords, Telling
from services.ids import Ids, RandomIds
from services.issuer_keys import IssuerKeys, keys_over_http
from services.jobs import Alarm, Handler, Pulse, Worker
from services.mandates.app import mandates_app
from services.mandates.settings import MandatesSettings
from services.notify.app import notify_app
from services.notify.settings import NotifySettings
from services.processing_chain import LINK, Linking
from services.schedule.allocations import watching as allocations
from services.schedule.app import schedule_app
from services.schedule.channel.asking import ASK, Asking
from services.schedule.exceptions.again import LOOK_AGAIN, LookingAgain
from services.schedule.households.replanning import REPLAN, Replanning
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.waiting_for_registry import LOOK_AT_WAITING
from services.schedule.instructions.alarm import InstructionAlarm
from services.schedule.matching.matching import Matching
from services.schedule.once_a_day import OnceADay
from services.schedule.payments.service import ADVANCE, RunWorker
from services.schedule.payments.watching import WATCH, PaymentWatch
from services.schedule.proceedings.carrying_out import CARRY_OUT, CarryingOut, Ways
from services.schedule.recalls import watching as recalls
from services.schedule.registry.delivery import PayeeDelivery
from services.schedule.registry.handover import HAND_OVER
from services.schedule.registry.registry import InPerson, Registry, RegistryService, Supporters
from services.schedule.settings import ScheduleSettings
from services.schedule.statements.folder import StatementFolder
from services.schedule.statements.stepping import MATCH
from services.schedule.surplus.watching import LOOK_FOR_SURPLUS, SurplusWatch
from services.schedule.toeslagen.watching import WATCH_TOESLAGEN, ToeslagWatch
from services.schedule.unseen import looking as unseen
from services.schedule.words import acting
from services.schedule.words.placing import Placed, Places
from services.sealing import Keyring
from services.service_tokens import ServiceTokens

ISSUER_PATH = "/issuer"
"""Where the development issuer answers in a house that has one; its tokens say so in `iss`."""
SCHEDULE_PATH, MANDATES_PATH, NOTIFY_PATH = "/schedule", "/mandates", "/notify"
"""What stands before `/v1` of a service at the front of a house (docs/decisions/0015)."""


class House(NamedTuple):
    """An open house: `app` is its front door; a service that runs elsewhere is None."""

    app: ASGIApp
    gateway: FastAPI
    schedule: FastAPI | None
    mandates: FastAPI | None
    notify: FastAPI | None


@asynccontextmanager
async def open_house(
    deployment: Deployment,
    clock: Clock,
    *,
    ids: Ids | None = None,
    issuer: DevelopmentIssuer | None = None,
    token_clock: Clock | None = None,
) -> AsyncIterator[House]:
    """Everything behind one address: gateway, schedule, mandates and notify, and in a sandbox its clock.

    `issuer` is one of our own, for development; without it the keys are fetched from the issuer of the settings. Tokens
    and signatures are judged by `token_clock`, the machine's by default, so that moving the sandbox's clock logs nobody
    out.
    """
    ids, token_clock = ids or RandomIds(), token_clock or SystemClock()
    async with AsyncExitStack() as stack:
        tokens = await stack.enter_async_context(open_tokens(deployment, issuer, token_clock))
        schedule, mandates, notify = None, None, None
        if deployment.mandates is not None:
            lock = lock_of(deployment, "mandates", token_clock)
            mandates = await stack.enter_async_context(open_mandates(deployment.mandates, tokens, clock, ids, lock))
        if deployment.schedule is not None:
            lock = lock_of(deployment, "schedule", token_clock)
            registry = await stack.enter_async_context(_open_registry(deployment, mandates, token_clock))
            opening = open_schedule(
                deployment.schedule, tokens, clock, ids, lock, registry, registry.in_person, registry.supported_by
            )
            schedule = await stack.enter_async_context(opening)
        if deployment.notify is not None:
            lock = lock_of(deployment, "notify", token_clock)
            notify = await stack.enter_async_context(open_notify(deployment.notify, tokens, clock, ids, lock))
        ways = [None if app is None else client_within(app) for app in (schedule, mandates, notify)]
        gateway = await stack.enter_async_context(open_gateway(deployment.house, tokens, clock, ids, *ways))
        rooms = {**_services(schedule, mandates, notify), **_of_development(clock, issuer, tokens, ids)}
        yield House(Front(rooms, otherwise=gateway), gateway, schedule, mandates, notify)


@asynccontextmanager
async def open_schedule(
    settings: ScheduleSettings,
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    lock: Lock | None = None,
    registry: Registry | None = None,
    in_person: InPerson | None = None,
    supporters: Supporters | None = None,
) -> AsyncIterator[FastAPI]:
    """The schedule service over its database, ready for requests; without a lock its door is shut."""
    async with open_database(settings.schedule_database_url, "schedule", ids) as database:
        rules, keyring, schemas = settings.rules(), settings.keyring(), settings.schemas
        doors = registry, schemas, in_person, supporters
        app = schedule_app(database, tokens, clock, ids, rules, keyring, lock, *doors)
        async with app.router.lifespan_context(app):
            yield app


@asynccontextmanager
async def _open_registry(
    deployment: Deployment, mandates: FastAPI | None, clock: Clock
) -> AsyncIterator[RegistryService]:
    """The schedule service's way to the registry: in this process where it can be, else where the settings say."""
    async with way_to(mandates, deployment.house.mandates_url) as http:
        yield RegistryService(http, service_tokens(deployment, clock))


def way_to(app: FastAPI | None, url: str | None) -> httpx.AsyncClient:
    """How a service is reached from here: in this process where it runs, else over HTTP."""
    return client_over_http(url or "") if app is None else client_within(app)


def service_tokens(deployment: Deployment, clock: Clock) -> ServiceTokens:
    """The tokens by which the services of this house know one another."""
    assert deployment.between is not None, "where a service runs, the key of the house is known"
    return ServiceTokens(deployment.between.key(), clock, deployment.house.oidc_audience)


@asynccontextmanager
async def open_mandates(
    settings: MandatesSettings, tokens: Tokens, clock: Clock, ids: Ids, lock: Lock | None = None
) -> AsyncIterator[FastAPI]:
    """The mandates service over its database, ready for requests; without a lock its door is shut."""
    async with open_database(settings.mandates_database_url, "mandates", ids) as database:
        app = mandates_app(database, tokens, clock, ids, settings.keyring(), lock=lock)
        async with app.router.lifespan_context(app):
            yield app


@asynccontextmanager
async def open_notify(
    settings: NotifySettings, tokens: Tokens, clock: Clock, ids: Ids, lock: Lock | None = None
) -> AsyncIterator[FastAPI]:
    """The notify service over its database, ready for requests; without a lock its door is shut."""
    async with open_database(settings.notify_database_url, "notify", ids) as database:
        keyring, development = settings.keyring(), settings.is_development
        app = notify_app(database, tokens, clock, ids, keyring, lock, development=development)
        async with app.router.lifespan_context(app):
            yield app


@asynccontextmanager
async def open_gateway(
    settings: HouseSettings,
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    schedule: httpx.AsyncClient | None = None,
    mandates: httpx.AsyncClient | None = None,
    notify: httpx.AsyncClient | None = None,
) -> AsyncIterator[FastAPI]:
    """The gateway; without a way to a service it goes where the settings say that this one is."""
    async with (
        schedule or client_over_http(settings.schedule_url or "") as to_schedule,
        mandates or client_over_http(settings.mandates_url or "") as to_mandates,
        notify or client_over_http(settings.notify_url or "") as to_notify,
    ):
        ways = {"schedule": to_schedule, "mandates": to_mandates, "notify": to_notify}
        app = gateway_app(ways, tokens, clock, ids, settings)
        async with app.router.lifespan_context(app):
            yield app


@asynccontextmanager
async def open_worker(
    settings: ScheduleSettings,
    clock: Clock,
    *,
    registry: Registry,
    words: Places | None = None,
    proceedings: Ways | None = None,
    ids: Ids | None = None,
    pulse: Pulse | None = None,
) -> AsyncIterator[Worker]:
    """What does the jobs of the schedule service: `work()` until cancelled, or `drain()` until none is left.

    Without `words`, the way to what suppliers tell, none of them tells anything; without ways for proceedings none goes
    on.
    """
    async with open_database(settings.schedule_database_url, "schedule", ids or RandomIds()) as database:
        rules, keyring = settings.rules(), settings.keyring()
        folder = _bank_folder(settings, database, clock, rules, keyring)
        asking = Asking(settings.channels(), database, clock, rules, keyring, settings.schemas)
        telling = Telling(acting.answered, acting.AGAIN)
        act = acting.Acting(rules, keyring).act
        acts = None if words is None else ActsOnWords(database, clock, words, act, telling, SystemClock())
        ways = database, clock, rules, keyring, registry, pulse, folder, asking, acts, proceedings
        async with schedule_worker(*ways) as worker:
            yield worker


def _bank_folder(
    settings: ScheduleSettings, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring
) -> list[Alarm]:
    """What looks into the folder of the bank, if the settings name one."""
    if settings.bank_folder is None:
        return []
    machine, schemas = SystemClock(), settings.schemas
    return [StatementFolder(settings.bank_folder, database, clock, rules, keyring, machine, schemas).wake]


def schedule_worker(
    database: Database,
    clock: Clock,
    rules: Rulebook,
    keyring: Keyring,
    registry: Registry,
    pulse: Pulse | None = None,
    further: Sequence[Alarm] = (),
    asking: Asking | None = None,
    words: ActsOnWords[Placed] | None = None,
    proceedings: Ways | None = None,
) -> Worker:
    """What does the jobs of the schedule service over an open database; `registry` is its way to the registry,
    `further` what it looks at beside, `asking` asks the banks that have a channel, `words` acts upon what suppliers
    tell, and `proceedings` go to the other services by these ways."""
    runs = RunWorker(database, clock, rules, keyring, registry)
    delivery = PayeeDelivery(database, clock, keyring, registry)
    replanning = Replanning(database, clock, rules, keyring)
    watch = PaymentWatch(database, clock, rules, keyring, registry)
    matching = Matching(database, clock, rules, keyring, SystemClock())
    toeslagen = ToeslagWatch(database, clock, rules, keyring)
    over = SurplusWatch(database, clock, rules, keyring)
    asking = asking or Asking((), database, clock, rules, keyring)
    linking = Linking(database, clock)
    jobs: dict[str, Handler] = {
        LOOK_AGAIN: LookingAgain(database, clock, rules, keyring).look,
        ADVANCE: runs.advance,
        HAND_OVER: delivery.hand_over,
        REPLAN: replanning.plan_all_again,
        WATCH: watch.watch,
        LOOK_AT_WAITING: watch.look,
        MATCH: matching.match,
        WATCH_TOESLAGEN: toeslagen.watch,
        LOOK_FOR_SURPLUS: over.look,
        ASK: asking.ask,
        LINK: linking.link,
    }
    alarms: list[Alarm] = [
        runs.wake,
        InstructionAlarm(database, clock).wake,
        delivery.wake,
        replanning.wake,
        watch.wake,
        matching.wake,
        toeslagen.wake,
        over.wake,
        OnceADay(unseen.look, unseen.BY, database, clock, rules, keyring).wake,
        OnceADay(recalls.look, recalls.BY, database, clock, rules, keyring).wake,
        OnceADay(allocations.look, allocations.BY, database, clock, rules, keyring).wake,
        asking.wake,
        linking.wake,
    ]
    if words is not None:
        jobs[ACT] = words.act
        alarms.append(words.wake)
    if proceedings is not None:
        carrying_out = CarryingOut(database, clock, rules, keyring, proceedings, SystemClock())
        jobs[CARRY_OUT] = carrying_out.go_on
        alarms.append(carrying_out.wake)
    return Worker(database, jobs, pulse, [*alarms, *further])


def clock_of(settings: HouseSettings) -> Clock:
    """The clock that the settings ask for: the machine's, or that of a sandbox which somebody started."""
    return SandboxClock.found(settings.sandbox_clock) if settings.sandbox_clock else SystemClock()


@asynccontextmanager
async def open_tokens(deployment: Deployment, issuer: DevelopmentIssuer | None, clock: Clock) -> AsyncIterator[Tokens]:
    """What judges tokens: those of the issuer, and those of our own services where any of them runs here."""
    settings, between = deployment.house, deployment.between
    async with client_over_http() as http:
        fetch = issuer.keys if issuer else keys_over_http(settings.oidc_issuer, http)
        keys = IssuerKeys(fetch, clock)
        yield Tokens(settings.oidc_issuer, settings.oidc_audience, keys, clock, between.key() if between else None)


@asynccontextmanager
async def open_database(url: SecretStr, service: str, ids: Ids, connections: int = 10) -> AsyncIterator[Database]:
    """A service's door to its database, closed at the end."""
    database = Database(url.get_secret_value(), service, connections=connections, ids=ids)
    try:
        yield database
    finally:
        await database.close()


def lock_of(deployment: Deployment, service: str, clock: Clock) -> Lock | None:
    """What opens the door of a service in this house."""
    between = deployment.between
    return Lock(between.secrets(service), clock) if between else None


def _services(schedule: FastAPI | None, mandates: FastAPI | None, notify: FastAPI | None) -> dict[str, ASGIApp]:
    """Each service behind its own name; the schedule service also where it has always been."""
    rooms: dict[str, ASGIApp] = {}
    if schedule is not None:
        rooms |= {"/v1": schedule, SCHEDULE_PATH: Behind(SCHEDULE_PATH, schedule)}
    if mandates is not None:
        rooms[MANDATES_PATH] = Behind(MANDATES_PATH, mandates)
    if notify is not None:
        rooms[NOTIFY_PATH] = Behind(NOTIFY_PATH, notify)
    return rooms


def _of_development(clock: Clock, issuer: DevelopmentIssuer | None, tokens: Tokens, ids: Ids) -> dict[str, ASGIApp]:
    rooms: dict[str, ASGIApp] = {}
    if isinstance(clock, SandboxClock):
        rooms["/v1/sandbox"] = clock_app(clock, tokens, ids)
    if issuer is not None:
        rooms[ISSUER_PATH] = Behind(ISSUER_PATH, issuer_app(issuer))
    return rooms
