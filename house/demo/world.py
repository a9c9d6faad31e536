"""What the demo stands on: a database of its own, an organisation, a clock that is moved, a worker that never rests."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import psycopg

from house.caseload.towns import Town
from services.clock import AMSTERDAM, MovableClock
from services.database import Database, Session, as_service
from services.ids import SeededIds
from services.jobs import Worker
from services.migration import migrate
from services.roles import prepare
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook, shipped_rules
from services.schedule.payments.service import ADVANCE, RunWorker
from services.sealing import Keyring

ORGANISATION = "Sociale Dienst Nergensland"
PROPOSER, APPROVER, CLERK = "demo-proposer", "demo-approver", "demo-clerk"
"""Who proposes a run, who looks at it and approves, who enters what comes in."""


@dataclass(frozen=True)
class World:
    """Everything that the story needs to do something, and nothing that tells a story."""

    admin_url: str
    database: Database
    organisation_id: UUID
    clock: MovableClock
    worker: Worker
    rules: Rulebook
    keyring: Keyring

    def hand(self, session: Session, who: str) -> Hand:
        """The hand of somebody, now."""
        return Hand.of(session, who, self.clock.now(), self.rules, self.keyring)

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
    prepare(admin_url, ["schedule"])
    migrate(admin_url, "schedule")
    clock = MovableClock(datetime.combine(begins_on, time(8), AMSTERDAM))
    ids = SeededIds(f"demo/{seed}")
    organisation_id = ids.new_id(clock.now())
    _found(admin_url, organisation_id, towns)
    rules, keyring = shipped_rules(), _keyring(seed)
    database = Database(as_service(admin_url, "schedule"), "schedule", ids=ids)
    runs = RunWorker(database, clock, rules, keyring)
    try:
        async with Worker(database, {ADVANCE: runs.advance}) as worker:
            yield World(admin_url, database, organisation_id, clock, worker, rules, keyring)
    finally:
        await database.close()


def _found(admin_url: str, organisation_id: UUID, towns: tuple[Town, ...]) -> None:
    rows = [(organisation_id, one.code, one.name, one.policy, one.iban) for one in towns]
    with psycopg.connect(admin_url) as connection, connection.cursor() as cursor:
        cursor.execute("insert into schedule.organisation values (%s, %s)", [organisation_id, ORGANISATION])
        cursor.executemany("insert into schedule.municipality values (%s, %s, %s, %s, %s)", rows)


def _keyring(seed: int) -> Keyring:
    """Keys of the demo alone: whoever knows the seed knows them, so only invented people may stand behind them."""
    key, lookup = (hashlib.sha256(f"demo/{seed}/{what}".encode()).digest() for what in ("seal", "lookup"))
    return Keyring({"demo": key}, "demo", lookup)
