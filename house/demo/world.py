"""What the demo stands on: a database of its own, an organisation, a clock that is moved, a worker that never rests."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import psycopg

from house.caseload.towns import Town
from house.composition.crew import Crew
from house.composition.founding import NewMunicipality, NewOrganisation, found
from house.demo.registry import open_registry
from house.services import SERVICES
from services.clock import AMSTERDAM, MovableClock
from services.database import Database, Session, as_service
from services.ids import SeededIds
from services.jobs import Worker
from services.migration import migrate
from services.roles import prepare
from services.schedule.client import ScheduleClient
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook, shipped_rules
from services.sealing import Keyring

ORGANISATION = "Sociale Dienst Nergensland"
PROPOSER, APPROVER, CLERK = "demo-proposer", "demo-approver", "demo-clerk"
"""Who proposes a run, who looks at it and approves, who enters what comes in."""


@dataclass(frozen=True)
class World:
    """Everything that the story needs to do something, and nothing that tells a story.

    `database` is the schedule service's, `mandates` the registry's, `notify` that of who tells people. `worker` does
    the schedule's jobs, `registry` is everybody: it also carries the news, and does what follows in the mandates
    service. `asks` is how the schedule service is asked what there is to tell.
    """

    admin_url: str
    database: Database
    mandates: Database
    notify: Database
    organisation_id: UUID
    clock: MovableClock
    worker: Worker
    registry: Crew
    rules: Rulebook
    keyring: Keyring
    asks: Callable[[UUID], ScheduleClient]

    def hand(self, session: Session, who: str) -> Hand:
        """The hand of somebody, now."""
        return Hand.of(session, who, self.clock.now(), self.rules, self.keyring)

    def let_rows_be_counted(self) -> None:
        """Let the database count its rows, by which it chooses its ways. It does so by itself, every minute or so: of
        ours, in which months go by, that is too late.
        """
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute("analyze")

    def move_to(self, day: date, hour: int) -> None:
        """Let it become this hour of that day in the Netherlands, unless it is later already."""
        moment = datetime.combine(day, time(hour), AMSTERDAM)
        if moment > self.clock.now():
            self.clock.move_to(moment)


@asynccontextmanager
async def open_world(admin_url: str, towns: tuple[Town, ...], begins_on: date, seed: int) -> AsyncIterator[World]:
    """An organisation with these municipalities in a database that it has to itself.

    Ids, clock and keys come from the seed and the story, so that the same seed pays the same files.
    """
    prepare_all(admin_url)
    clock = MovableClock(datetime.combine(begins_on, time(8), AMSTERDAM))
    ids, rules, keyring = SeededIds(f"demo/{seed}"), shipped_rules(), _keyring(seed)
    organisation_id = ids.new_id(clock.now())
    schedule = Database(as_service(admin_url, "schedule"), "schedule", ids=ids)
    mandates = Database(as_service(admin_url, "mandates"), "mandates", ids=SeededIds(f"demo/{seed}/registry"))
    municipalities = [NewMunicipality(one.code, one.name, one.policy, one.iban) for one in towns]
    new = NewOrganisation(organisation_id, ORGANISATION, municipalities)
    notify = Database(as_service(admin_url, "notify"), "notify", ids=SeededIds(f"demo/{seed}/notify"))
    databases = {"schedule": schedule, "mandates": mandates, "notify": notify}
    await found(new, databases)
    try:
        async with open_registry(databases, clock, rules, keyring, seed) as (worker, crew, asks):
            yield World(
                admin_url, schedule, mandates, notify, organisation_id, clock, worker, crew, rules, keyring, asks
            )
    finally:
        for database in databases.values():
            await database.close()


def prepare_all(admin_url: str) -> None:
    """Roles and tables of the services, as they have to be; what is so already stays."""
    prepare(admin_url, SERVICES)
    for service in SERVICES:
        migrate(admin_url, service)


def _keyring(seed: int) -> Keyring:
    """Keys of the demo alone: whoever knows the seed knows them, so only invented people may stand behind them."""
    key, lookup = (hashlib.sha256(f"demo/{seed}/{what}".encode()).digest() for what in ("seal", "lookup"))
    return Keyring({"demo": key}, "demo", lookup)
