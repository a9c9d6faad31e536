"""The crew of a house: whoever works without a request. For each service that runs here a worker and the relay of what
it announces where that is heard; for the registry an alarm clock, and for notify who sends webhooks.

`work` goes on until cancelled; `drain` until nothing is left, and never waits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from typing import NamedTuple
from uuid import UUID

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from house.composition.alarm_clock import EVERY, AlarmClock, Wake
from house.composition.carriers import open_carriers
from house.composition.opening import (
    House,
    lock_of,
    open_database,
    open_mandates,
    open_notify,
    open_schedule,
    open_tokens,
    open_worker,
    service_tokens,
    way_to,
)
from house.composition.relaying import DOOR_PATH, Relay
from house.composition.sandbox_clock import SandboxClock
from house.settings import Deployment
from services.auth import Scope
from services.clock import Clock, SystemClock
from services.cloud_events import source_urn
from services.database import Database
from services.heard_words import ACT, ActsOnWords, Telling
from services.ids import Ids, RandomIds
from services.jobs import Alarm, Handler, Pulse, Worker, drain
from services.knocking import Door
from services.mandates.client import MandatesClient
from services.mandates.households.refreshing import REBUILD, REFRESH, Refreshing
from services.mandates.looking import LOOK
from services.mandates.rounds import GO_ROUND, go_round, look_at_rest, ring, wake_looking
from services.mandates.words import acting
from services.notify.addressees.channel import Channel
from services.notify.client import Asks, NotifyClient, word_reader
from services.notify.desk.at_work import DeskAtWork
from services.notify.dispatch.carrier import Carrier
from services.notify.forgetting import FORGET, Forgetting
from services.notify.retention import FORGET_KEPT, Retention
from services.notify.settings import NotifySettings
from services.notify.supplier_payments.asking import AskingWhatWasPaid
from services.notify.supplier_payments.hearing import ASK_PAYMENTS
from services.notify.told.telling import TellingPeople
from services.notify.webhooks.calling import open_calls
from services.notify.webhooks.numbers import numbers_of
from services.notify.webhooks.poster import WebhookPoster
from services.processing_chain import LINK, Linking
from services.schedule.client import ScheduleClient
from services.schedule.proceedings.at_registry import Reaches
from services.schedule.proceedings.carrying_out import Ways
from services.schedule.registry.registry import RegistryService
from services.schedule.words.placing import Places, places
from services.sealing import Keyring
from services.service_tokens import ServiceTokens

_ASKS = (Scope.HOUSEHOLDS_READ, Scope.PLANS_READ)
"""What the registry, and who tells people, may do at the schedule service."""

_LOOKS_UP = (Scope.MANDATES_READ,)
"""What a service may do at the registry to know what a supplier's word is about, or by which number it knows a bill."""

_FOLLOWS = (Scope.RUNS_READ,)
"""What notify may do at the schedule service to tell suppliers how far their payments are."""

_WAITS_AT_SCHEDULE = (Scope.TASKS_READ, Scope.STATEMENTS_READ, Scope.HOUSEHOLDS_READ)
_WAITS_AT_REGISTRY = (Scope.ALARMS_READ,)
"""What who tells the desk may do there, to know what waits and by which number a case is known."""

_FEW = 2
"""Connections of a relay, which does one thing at a time."""


class Crew(NamedTuple):
    """Everybody who works without a request; `wake` begins what a new day brings."""

    workers: Sequence[Worker]
    relays: Sequence[Relay]
    wake: Wake | None = None
    posters: Sequence[WebhookPoster] = ()

    async def work(self, every: float = EVERY) -> None:
        """Work until cancelled; the alarm clock rings at once and then every so many seconds."""
        with AlarmClock(self.wake, every) if self.wake else nullcontext():
            async with asyncio.TaskGroup() as together:
                for worker in self.workers:
                    together.create_task(worker.work())
                for carrier in self._carriers:
                    together.create_task(carrier.work())

    async def drain(self) -> int:
        """Work until nobody finds anything, and say how much was done."""
        return await drain(*(one.drain for one in self.workers), *(one.deliver for one in self._carriers))

    @property
    def _carriers(self) -> Sequence[Relay | WebhookPoster]:
        """Who carries something out of here."""
        return (*self.relays, *self.posters)


@asynccontextmanager
async def open_crew(
    deployment: Deployment,
    clock: Clock,
    *,
    ids: Ids | None = None,
    pulse: Pulse | None = None,
    machine: Clock | None = None,
    house: House | None = None,
) -> AsyncIterator[Crew]:
    """The crew of the services that run here.

    They speak to each other in this process where they can, and over HTTP where the settings say. `machine` is the
    clock of tokens and signatures, which nobody moves. Where a `house` is open in this process its services are asked;
    without one they are opened here too.
    """
    ids, machine = ids or RandomIds(), machine or SystemClock()
    async with AsyncExitStack() as stack:
        ways = await stack.enter_async_context(_open_ways(deployment, clock, ids, machine, house))
        workers: list[Worker] = []
        relays: list[Relay] = []
        posters: list[WebhookPoster] = []
        wake: Wake | None = None
        if deployment.schedule is not None:
            url = deployment.schedule.schedule_database_url
            registry = RegistryService(ways.to_mandates.http, service_tokens(deployment, machine))
            words = _words(deployment, ways, machine)
            reaches = _reaches(ways.to_notify.http, service_tokens(deployment, machine))
            schedule = open_worker(
                deployment.schedule,
                clock,
                registry=registry,
                words=words,
                proceedings=Ways(registry.in_person, reaches),
                ids=ids,
                pulse=pulse,
            )
            workers.append(await stack.enter_async_context(schedule))
            for way in (ways.to_mandates, ways.to_notify):
                relays.append(await stack.enter_async_context(_relay(deployment, "schedule", url, way, machine, ids)))
        if deployment.mandates is not None:
            url, keyring = deployment.mandates.mandates_database_url, deployment.mandates.keyring()
            database = await stack.enter_async_context(open_database(url, "mandates", ids))
            asks = schedule_for(ways.to_schedule.http, service_tokens(deployment, machine))
            listens = notify_for(ways.to_notify.http, service_tokens(deployment, machine), "mandates")
            acts = registry_worker(database, clock, keyring, asks, listens, pulse)
            worker = await stack.enter_async_context(acts)
            workers.append(worker)
            for way in (ways.to_schedule, ways.to_notify):
                relays.append(await stack.enter_async_context(_relay(deployment, "mandates", url, way, machine, ids)))
            wake = partial(ring, database, clock)
        if deployment.notify is not None:
            url = deployment.notify.notify_database_url
            database = await stack.enter_async_context(open_database(url, "notify", ids))
            asks = schedule_for(ways.to_schedule.http, service_tokens(deployment, machine), "notify")
            settings = deployment.notify
            carriers = await stack.enter_async_context(open_carriers(settings, machine))
            people = settings.keyring(), asks, carriers, settings.notify_email_from
            telling = TellingPeople.of(database, clock, *people)
            paid = AskingWhatWasPaid(database, clock, *_ways_to_payments(deployment, ways, machine))
            desk = _desk(deployment, settings, carriers.get(Channel.EMAIL), database, clock, ways, machine)
            months = settings.notify_kept_months
            retention = Retention(database, clock, settings.keyring(), months) if months else None
            worker = notify_worker(database, clock, pulse, telling, paid, desk, retention)
            workers.append(await stack.enter_async_context(worker))
            for way in (ways.to_schedule, ways.to_mandates):
                relays.append(await stack.enter_async_context(_relay(deployment, "notify", url, way, machine, ids)))
            poster = _poster(deployment, deployment.notify, ways, clock, machine, ids)
            posters.append(await stack.enter_async_context(poster))
        yield Crew(workers, relays, wake, posters)


def registry_worker(
    database: Database,
    clock: Clock,
    keyring: Keyring,
    schedule: Callable[[UUID], ScheduleClient],
    notify: Asks | None = None,
    pulse: Pulse | None = None,
) -> Worker:
    """What does the jobs of the mandates service; `schedule` and `notify` are its ways to the other services.

    Without the second no supplier tells anything.
    """
    refreshing = Refreshing(database, clock, keyring, schedule)

    async def round_of_a_day(organisation_id: str) -> None:
        await go_round(database, UUID(organisation_id), clock, keyring)

    async def look(organisation_id: str) -> None:
        await look_at_rest(database, UUID(organisation_id), clock, keyring)

    linking = Linking(database, clock)
    jobs = {REFRESH: refreshing.refresh, REBUILD: refreshing.rebuild, GO_ROUND: round_of_a_day, LOOK: look}
    jobs[LINK] = linking.link
    alarms: list[Alarm] = [refreshing.wake, partial(wake_looking, database, clock), linking.wake]
    if notify is not None:
        telling = Telling(acting.answered, acting.AGAIN)
        words = ActsOnWords(database, clock, word_reader(notify), acting.Acting(keyring).act, telling, SystemClock())
        jobs[ACT] = words.act
        alarms.append(words.wake)
    return Worker(database, jobs, pulse, alarms)


def notify_worker(
    database: Database,
    clock: Clock,
    pulse: Pulse | None = None,
    telling: TellingPeople | None = None,
    paid: AskingWhatWasPaid | None = None,
    desk: DeskAtWork | None = None,
    retention: Retention | None = None,
) -> Worker:
    """What does the jobs of the notify service; without `paid` no supplier is told of payments, and without `retention`
    nothing ends by itself."""
    forgetting = Forgetting(database, clock)
    linking = Linking(database, clock)
    jobs: dict[str, Handler] = {FORGET: forgetting.forget, LINK: linking.link}
    alarms: list[Alarm] = [forgetting.wake, linking.wake]
    for more in (telling, desk):
        if more is not None:
            jobs |= more.jobs
            alarms += more.alarms
    if paid is not None:
        jobs[ASK_PAYMENTS] = paid.ask
        alarms.append(paid.wake)
    if retention is not None:
        jobs[FORGET_KEPT] = retention.forget
        alarms.append(retention.wake)
    return Worker(database, jobs, pulse, alarms)


def schedule_for(
    http: httpx.AsyncClient, tokens: ServiceTokens, service: str = "mandates"
) -> Callable[[UUID], ScheduleClient]:
    """The way of another service to the schedule service, on behalf of one organisation at a time."""

    def asks(organisation_id: UUID) -> ScheduleClient:
        return ScheduleClient(http, tokens.issue(organisation_id, service, _ASKS))

    return asks


def notify_for(http: httpx.AsyncClient, tokens: ServiceTokens, service: str) -> Asks:
    """The way of a service to the notify service, on behalf of one organisation at a time: to ask what words say."""

    def asks(organisation_id: UUID) -> NotifyClient:
        return NotifyClient(http, tokens.issue(organisation_id, service, [Scope.WORDS_READ]))

    return asks


def _desk(
    deployment: Deployment,
    settings: NotifySettings,
    mail: Carrier | None,
    database: Database,
    clock: Clock,
    ways: "_Ways",
    machine: Clock,
) -> DeskAtWork:
    """What tells the desk; its way to whoever knows what waits, of every household."""
    tokens = service_tokens(deployment, machine)

    def schedule(organisation_id: UUID) -> ScheduleClient:
        return ScheduleClient(ways.to_schedule.http, tokens.issue(organisation_id, "notify", _WAITS_AT_SCHEDULE))

    def registry(organisation_id: UUID) -> MandatesClient:
        return MandatesClient(ways.to_mandates.http, tokens.issue(organisation_id, "notify", _WAITS_AT_REGISTRY))

    return DeskAtWork.of(database, clock, settings.keyring(), schedule, registry, mail, settings.notify_email_from)


def _words(deployment: Deployment, ways: "_Ways", machine: Clock) -> Places:
    """The schedule service's way to what suppliers tell, and to whose contract and accounts that is about."""
    tokens = service_tokens(deployment, machine)
    registry = _registry_for(ways.to_mandates.http, tokens, "schedule")
    return places(notify_for(ways.to_notify.http, tokens, "schedule"), registry)


def _reaches(http: httpx.AsyncClient, tokens: ServiceTokens) -> Reaches:
    """Whether the notify service knows how a household is reached, as the schedule service asks it."""

    async def reaches(organisation_id: UUID, household_id: UUID) -> bool:
        token = tokens.issue(organisation_id, "schedule", [Scope.ADDRESSEES_READ])
        return await NotifyClient(http, token).is_reached(household_id)

    return reaches


def _registry_for(http: httpx.AsyncClient, tokens: ServiceTokens, service: str) -> Callable[[UUID], MandatesClient]:
    """The way of a service to the registry, on behalf of one organisation at a time: to look things up."""

    def asks(organisation_id: UUID) -> MandatesClient:
        return MandatesClient(http, tokens.issue(organisation_id, service, _LOOKS_UP))

    return asks


def _ways_to_payments(
    deployment: Deployment, ways: "_Ways", machine: Clock
) -> tuple[Callable[[UUID], ScheduleClient], Callable[[UUID], MandatesClient]]:
    """Notify's ways to how far payments are, and to whose accounts they went to."""
    tokens = service_tokens(deployment, machine)

    def schedule(organisation_id: UUID) -> ScheduleClient:
        return ScheduleClient(ways.to_schedule.http, tokens.issue(organisation_id, "notify", _FOLLOWS))

    return schedule, _registry_for(ways.to_mandates.http, tokens, "notify")


def ringing_every(clock: Clock) -> float:
    """How often an alarm clock rings: in a sandbox, whose day may begin at any moment, every second."""
    return 1 if isinstance(clock, SandboxClock) else EVERY


class _Way(NamedTuple):
    """How a service is reached from here."""

    service: str
    http: httpx.AsyncClient


class _Ways(NamedTuple):
    to_schedule: _Way
    to_mandates: _Way
    to_notify: _Way


@asynccontextmanager
async def _open_ways(
    deployment: Deployment, clock: Clock, ids: Ids, machine: Clock, house: House | None
) -> AsyncIterator[_Ways]:
    async with AsyncExitStack() as stack:
        here: House | _Here = house or _Here()
        if house is None and len(deployment.databases) > 1:  # a service alone asks the others, and never itself
            here = await stack.enter_async_context(_open_here(deployment, clock, ids, machine))
        to_schedule = await stack.enter_async_context(way_to(here.schedule, deployment.house.schedule_url))
        to_mandates = await stack.enter_async_context(way_to(here.mandates, deployment.house.mandates_url))
        to_notify = await stack.enter_async_context(way_to(here.notify, deployment.house.notify_url))
        yield _Ways(_Way("schedule", to_schedule), _Way("mandates", to_mandates), _Way("notify", to_notify))


class _Here(NamedTuple):
    """The services that run here, for the crew alone."""

    schedule: FastAPI | None = None
    mandates: FastAPI | None = None
    notify: FastAPI | None = None


@asynccontextmanager
async def _open_here(deployment: Deployment, clock: Clock, ids: Ids, machine: Clock) -> AsyncIterator[_Here]:
    async with AsyncExitStack() as stack:
        tokens = await stack.enter_async_context(open_tokens(deployment, None, machine))
        here = _Here()
        if deployment.schedule is not None:
            lock = lock_of(deployment, "schedule", machine)
            opening = open_schedule(deployment.schedule, tokens, clock, ids, lock)
            here = here._replace(schedule=await stack.enter_async_context(opening))
        if deployment.mandates is not None:
            lock = lock_of(deployment, "mandates", machine)
            opening = open_mandates(deployment.mandates, tokens, clock, ids, lock)
            here = here._replace(mandates=await stack.enter_async_context(opening))
        if deployment.notify is not None:
            lock = lock_of(deployment, "notify", machine)
            opening = open_notify(deployment.notify, tokens, clock, ids, lock)
            here = here._replace(notify=await stack.enter_async_context(opening))
        yield here


@asynccontextmanager
async def _relay(
    deployment: Deployment, service: str, database_url: SecretStr, to: _Way, machine: Clock, ids: Ids
) -> AsyncIterator[Relay]:
    between, house = deployment.between, deployment.house
    assert between is not None, "where a service runs, what is between them is known"
    door = Door(to.service, DOOR_PATH, between.secrets(to.service)[0])
    async with open_database(database_url, service, ids, _FEW) as database:
        yield Relay(database, [door], to.http, machine, source_urn(house.oin, f"{house.system}-{service}"))


@asynccontextmanager
async def _poster(
    deployment: Deployment, settings: NotifySettings, ways: _Ways, clock: Clock, machine: Clock, ids: Ids
) -> AsyncIterator[WebhookPoster]:
    numbers = numbers_of(_registry_for(ways.to_mandates.http, service_tokens(deployment, machine), "notify"))
    source = source_urn(deployment.house.oin, f"{deployment.house.system}-notify")
    async with (
        open_database(settings.notify_database_url, "notify", ids) as database,
        open_calls(settings.networks()) as calls,
    ):
        yield WebhookPoster(database, calls, numbers, settings.keyring(), clock, machine, source)
