"""An organisation in a database of its own, to which months come: its caseload, its clock, and who works for it.

The services stand in that database, as in one house.
"""

import io
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from uuid import UUID

from house.caseload import Household, write_caseload
from house.caseload.towns import towns
from house.composition import founding
from house.composition.founding import NewMunicipality, NewOrganisation
from house.composition.sandbox_clock import SandboxClock
from house.services import SERVICES, door_setting, url_setting
from house.settings import Deployment, as_environment
from services.clock import AMSTERDAM
from services.database import Database, Session, as_service
from services.migration import migrate
from services.roles import prepare
from services.schedule.hand import Hand
from services.schedule.households.rulebook import shipped_rules
from services.schedule.imports.json_reading import read_json
from services.schedule.imports.service import import_caseload
from services.schedule.settings import ScheduleSettings
from services.service_tokens import ServiceKey
from services.webhooks import WebhookSecret

AT_ONCE = 2_500
"""Households in one file: an organisation that begins hands in one a municipality."""

_ORGANISATION = NewOrganisation(
    UUID(int=1),
    "Sociale Dienst Meetlat",
    [NewMunicipality(one.code, one.name, one.policy, one.iban) for one in towns()],
)
_INVENTED = {
    "environment": "development",
    "oidc_issuer": "http://nobody.invalid",
    "oin": "0" * 20,
    "sealing_keys": "bench=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "lookup_key": "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    "service_key": ServiceKey(bytes(range(32))).written(),
    **{door_setting(service): WebhookSecret(service.encode().rjust(32)).written() for service in SERVICES},
}
"""Keys that everybody can read: only invented people stand behind them, and only until the bench ends."""


@dataclass(frozen=True)
class Office:
    """What is needed to act for the organisation; `environment` is for its worker processes."""

    url: str
    database: Database
    clock: SandboxClock
    clock_file: Path
    deployment: Deployment
    environment: Mapping[str, str]
    organisation_id: UUID = _ORGANISATION.id

    @property
    def settings(self) -> ScheduleSettings:
        """Those of the schedule service."""
        assert self.deployment.schedule is not None, "nothing of the bench runs elsewhere"
        return self.deployment.schedule

    def hand(self, session: Session, who: str) -> Hand:
        """The hand of somebody, now."""
        return Hand.of(session, who, self.clock.now(), shipped_rules(), self.settings.keyring())

    def move_to(self, day: date, hour: int) -> None:
        """Let it become this hour of that day in the Netherlands."""
        self.clock.move_to(datetime.combine(day, time(hour), AMSTERDAM))

    async def hand_in(self, households: Iterable[Household], on: date) -> None:
        """Take in what the papers of these households say on a day, by the import that everybody uses, file by file."""
        coming = iter(households)
        while some := list(islice(coming, AT_ONCE)):
            file = io.BytesIO()
            write_caseload(file, some, on)
            async with self.database.transaction(self.organisation_id) as session:
                await import_caseload(session, self.hand(session, "clerk"), read_json(file.getvalue()))


async def found(url: str) -> None:
    """Make an empty database one with an organisation in it, and the municipalities of the invented caseloads."""
    prepare(url, SERVICES)
    for service in SERVICES:
        migrate(url, service)
    databases = {service: Database(as_service(url, service), service) for service in SERVICES}
    try:
        await founding.found(_ORGANISATION, databases)
    finally:
        for database in databases.values():
            await database.close()


@asynccontextmanager
async def open_office(url: str, clock_file: Path, begins_on: date) -> AsyncIterator[Office]:
    """The organisation in this database; its clock stands in that file, and begins on a day if it does not yet."""
    given = _INVENTED | {url_setting(service): as_service(url, service) for service in SERVICES}
    clock = SandboxClock(clock_file, datetime.combine(begins_on, time(8), AMSTERDAM))
    database = Database(given["schedule_database_url"], "schedule")
    environment = {**os.environ, **as_environment(given)}
    try:
        yield Office(url, database, clock, clock_file, Deployment.load(**given), environment)
    finally:
        await database.close()
