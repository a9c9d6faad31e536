"""Houses for those that need more than one in a test, or one for many: each over a database of its own."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from house.composition.crew import open_crew
from house.composition.opening import House, open_house
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer
from house.postgres import Cluster
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from tests.conftest import an_organisation
from tests.deployment import a_deployment
from tests.journeys.town import Town
from tests.superuser import as_superuser, copy_database, drop_database
from tests.visitors import Visitor

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
ORGANISATION = UUID(int=7)
_MUNICIPALITY = ("GM0518", "Den Haag", "den-haag", "NL91ABNA0417164300")


class OpenTown(NamedTuple):
    """A town at work in Den Haag, the house that it works in, and a token for somebody with these roles."""

    town: Town
    house: House
    token: Callable[..., str]


@contextmanager
def a_database(cluster: Cluster, template: str, name: str) -> Iterator[str]:
    """A copy of the empty database under that name, dropped at the end."""
    yield copy_database(cluster, template, name)
    drop_database(cluster, name)


@asynccontextmanager
async def open_town(url: str, clock_file: Path) -> AsyncIterator[OpenTown]:
    """A town over that database, on Monday 5 January 2026."""
    clock, machine, ids = SandboxClock(clock_file, MONDAY), MovableClock(MONDAY), SeededIds("town")
    organisation = an_organisation(url, ORGANISATION, "Gemeente Voorbeeldstad")
    with as_superuser(url) as connection:
        insert = "insert into schedule.municipality values (%s, %s, %s, %s, %s)"
        connection.execute(insert, [organisation, *_MUNICIPALITY])
    deployment = a_deployment(url, sandbox_clock=clock_file)
    issuer = DevelopmentIssuer("http://issuer.test", "ontzorg", machine, ids, development=True)

    def token(subject: str, *roles: Role, of: UUID = organisation, municipalities: Iterable[str] | None = None) -> str:
        return issuer.issue(of, roles, subject=subject, municipalities=municipalities)

    async with (
        open_house(deployment, clock, ids=ids, issuer=issuer, token_clock=machine) as house,
        open_crew(deployment, clock, ids=ids, machine=machine) as crew,
    ):

        def enter(subject: str, role: Role) -> Visitor:
            return Visitor(house.app, token(subject, role))

        yield OpenTown(Town(enter, crew, clock), house, token)
