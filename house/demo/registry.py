"""Who works in the demo: mandates and notify stand beside the schedule service, in one process and by one clock."""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import NamedTuple
from uuid import UUID

from house.composition.clients import client_within
from house.composition.crew import Crew, registry_worker, schedule_for
from house.composition.opening import schedule_worker
from house.composition.relaying import DOOR_PATH, Relay
from house.services import SERVICES
from services.auth import Tokens
from services.clock import MovableClock
from services.cloud_events import source_urn
from services.database import Database
from services.doors import Lock
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.jobs import Worker
from services.knocking import Door
from services.mandates.app import mandates_app
from services.mandates.rounds import ring
from services.notify.app import notify_app
from services.schedule.app import schedule_app
from services.schedule.client import ScheduleClient
from services.schedule.households.rulebook import Rulebook
from services.schedule.registry.registry import RegistryService
from services.sealing import Keyring
from services.service_tokens import ServiceKey, ServiceTokens
from services.webhooks import WebhookSecret

_AUDIENCE, _OIN = "ontzorg", "0" * 20


class AtWork(NamedTuple):
    """Who does the jobs of the schedule service; everybody who works, with the registry and what goes between; and how
    the notify service asks the schedule service."""

    worker: Worker
    everybody: Crew
    asks: Callable[[UUID], ScheduleClient]


@asynccontextmanager
async def open_registry(
    databases: Mapping[str, Database], clock: MovableClock, rules: Rulebook, keyring: Keyring, seed: int
) -> AsyncIterator[AtWork]:
    """Who pays the runs and hands payees over, who carries announcements, and who does what the registry has to do; and
    the alarm clock that begins its round of a day.

    Nobody else comes in here: there is no issuer, and the keys follow from the seed.
    """
    schedule, mandates, notify = (databases[service] for service in SERVICES)
    key, secret, ids = ServiceKey(_drawn(seed, "service")), WebhookSecret(_drawn(seed, "door")), SeededIds(seed)
    tokens = Tokens("", _AUDIENCE, IssuerKeys(_no_keys, clock), clock, key)
    lock = Lock([secret], clock)
    async with AsyncExitStack() as stack:
        of_schedule = client_within(schedule_app(schedule, tokens, clock, ids, rules, keyring, lock))
        of_registry = client_within(mandates_app(mandates, tokens, clock, ids, keyring, lock=lock))
        of_notify = client_within(notify_app(notify, tokens, clock, ids, keyring, lock, development=True))
        to_schedule = await stack.enter_async_context(of_schedule)
        to_registry = await stack.enter_async_context(of_registry)
        to_notify = await stack.enter_async_context(of_notify)
        shown = ServiceTokens(key, clock, _AUDIENCE)
        asked = RegistryService(to_registry, shown)
        worker = await stack.enter_async_context(schedule_worker(schedule, clock, rules, keyring, asked))
        asks = schedule_for(to_schedule, shown)
        of_mandates = await stack.enter_async_context(registry_worker(mandates, clock, keyring, asks))
        relays = [
            Relay(schedule, [Door("mandates", DOOR_PATH, secret)], to_registry, clock, source_urn(_OIN, "schedule")),
            Relay(schedule, [Door("notify", DOOR_PATH, secret)], to_notify, clock, source_urn(_OIN, "schedule")),
            Relay(mandates, [Door("schedule", DOOR_PATH, secret)], to_schedule, clock, source_urn(_OIN, "mandates")),
            Relay(mandates, [Door("notify", DOOR_PATH, secret)], to_notify, clock, source_urn(_OIN, "mandates")),
        ]
        crew = Crew([worker, of_mandates], relays, partial(ring, mandates, clock))
        yield AtWork(worker, crew, schedule_for(to_schedule, shown, "notify"))


def _drawn(seed: int, what: str) -> bytes:
    return hashlib.sha256(f"demo/{seed}/{what}".encode()).digest()


async def _no_keys() -> None:
    raise LookupError("nobody has a token of an issuer here")
