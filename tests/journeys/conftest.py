"""A house to walk into: everything behind one address over a database of the test's own, and its clock that moves."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import pytest

from house.composition.crew import Crew, open_crew
from house.composition.opening import House, open_database, open_house, open_worker
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer
from house.settings import Deployment
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.jobs import Worker
from tests.deployment import a_deployment
from tests.journeys.town import Town
from tests.schedule.told_registry import ToldRegistry
from tests.superuser import as_superuser
from tests.visitors import Visitor

DEN_HAAG = "GM0518"
EDAM_VOLENDAM, HENDRIK_IDO_AMBACHT, ZOETERMEER = "GM0385", "GM0531", "GM0637"
OTHERS = {
    EDAM_VOLENDAM: ("Edam-Volendam", "edam-volendam"),
    HENDRIK_IDO_AMBACHT: ("Hendrik-Ido-Ambacht", "hendrik-ido-ambacht"),
    ZOETERMEER: ("Zoetermeer", "zoetermeer"),
}
"""Names and policies of the municipalities that our organisation works for beside Den Haag."""

Enter = Callable[..., Visitor]


@pytest.fixture
def deployment(admin_url: str, tmp_path: Path) -> Deployment:
    """A development house in one process, with a sandbox's clock."""
    return a_deployment(admin_url, sandbox_clock=tmp_path / "clock")


@pytest.fixture
def sandbox_clock(deployment: Deployment, clock: MovableClock) -> SandboxClock:
    """The house's time, beginning on Monday 5 January 2026; that of tokens (`clock`) is another."""
    assert deployment.house.sandbox_clock is not None
    return SandboxClock(deployment.house.sandbox_clock, clock.now())


@pytest.fixture
def issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)


@pytest.fixture
async def house(
    deployment: Deployment, sandbox_clock: SandboxClock, issuer: DevelopmentIssuer, clock: MovableClock, den_haag: None
) -> AsyncIterator[House]:
    async with open_house(
        deployment, sandbox_clock, ids=SeededIds("house"), issuer=issuer, token_clock=clock
    ) as opened:
        yield opened


@pytest.fixture
async def worker(deployment: Deployment, sandbox_clock: SandboxClock) -> AsyncIterator[Worker]:
    """What does the jobs; in a process of its own elsewhere, and here whenever the test lets it."""
    assert deployment.schedule is not None
    settings = deployment.schedule
    async with (
        open_database(settings.schedule_database_url, "schedule", SeededIds("told")) as database,
        open_worker(
            settings, sandbox_clock, registry=ToldRegistry(database, settings.keyring()), ids=SeededIds("worker")
        ) as opened,
    ):
        yield opened


@pytest.fixture
def den_haag(admin_url: str, organisation: UUID) -> None:
    """The municipality that our organisation works for, by budgetbeheer."""
    row = [organisation, DEN_HAAG, "Den Haag", "den-haag", "NL91ABNA0417164300"]
    with as_superuser(admin_url) as connection:
        connection.execute("insert into schedule.municipality values (%s, %s, %s, %s, %s)", row)


@pytest.fixture
def enter(house: House, issuer: DevelopmentIssuer, organisation: UUID) -> Enter:
    """`enter("piet", Role.PROPOSER)` is somebody of our organisation at the front door."""

    def somebody(subject: str, *roles: Role, of: UUID = organisation) -> Visitor:
        return Visitor(house.app, issuer.issue(of, roles, subject=subject))

    return somebody


@pytest.fixture
async def crew(deployment: Deployment, sandbox_clock: SandboxClock, clock: MovableClock) -> AsyncIterator[Crew]:
    """Everybody who works without a request, for both services."""
    async with open_crew(deployment, sandbox_clock, ids=SeededIds("crew"), machine=clock) as opened:
        yield opened


@pytest.fixture
def town(enter: Enter, crew: Crew, sandbox_clock: SandboxClock, admin_url: str, organisation: UUID) -> Town:
    """The organisation at work, for all its municipalities."""
    with as_superuser(admin_url) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into schedule.municipality values (%s, %s, %s, %s, 'NL91ABNA0417164300')",
            [(organisation, code, *told) for code, told in OTHERS.items()],
        )
    return Town(enter, crew, sandbox_clock)
