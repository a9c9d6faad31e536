"""The registry of the bench: taking over a caseload before the months begin, and asking it as one house asks."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from house.bench.office import Office
from house.composition.clients import client_within
from house.composition.crew import open_crew
from house.composition.opening import open_database, open_mandates, open_tokens, service_tokens
from house.settings import Deployment
from services.clock import Clock, SystemClock
from services.errors import Problem
from services.ids import RandomIds
from services.mandate_events import AccountState
from services.mandates.accounts import batches
from services.mandates.accounts.service import approve_batch
from services.mandates.hand import Hand
from services.schedule.imports.service import imports
from services.schedule.registry.registry import Registry, RegistryService
from services.schedule.registry.repository import refusals

_MOST_IMPORTS = 1_000
_APPROVER = "approver"


class NotTakenOver(Problem):
    """The registry of the bench refused something of the caseload, so that its months would be smaller."""


async def take_over(office: Office, tell: Callable[[str], None]) -> None:
    """Let the registry hear of everybody that was handed in, and a second person approve the accounts.

    What the crew of a house does in the minutes after an import; nothing of it is timed. The registry asks for all
    households by itself, so no announcement has to be carried for it. `NotTakenOver` if it refused anything.
    """
    tell("the registry takes over whom is paid")
    async with open_crew(office.deployment, office.clock) as crew:
        for worker in crew.workers:
            await worker.drain()
    tell("a second person approves the accounts")
    await _approve_all(office)


async def _approve_all(office: Office) -> None:
    async with office.database.reading(office.organisation_id) as session:
        if await refusals(session, None, None, 1):
            raise NotTakenOver
        ids = [one.id for one in await imports(session, None, None, _MOST_IMPORTS)]
    mandates = office.deployment.mandates
    assert mandates is not None, "nothing of the bench runs elsewhere"
    async with open_database(mandates.mandates_database_url, "mandates", RandomIds()) as database:
        for import_id in ids:
            async with database.transaction(office.organisation_id) as session:
                hand = Hand.of(session, _APPROVER, office.clock.now(), mandates.keyring())
                batch = await batches.batch(session, import_id, None)
                if batch.states[AccountState.PROPOSED]:
                    await approve_batch(session, hand, import_id, batch.digest)


@asynccontextmanager
async def open_registry(deployment: Deployment, clock: Clock) -> AsyncIterator[Registry]:
    """The way to the registry in this process, as a house has it that runs both services."""
    assert deployment.mandates is not None, "nothing of the bench runs elsewhere"
    machine = SystemClock()
    async with (
        open_tokens(deployment, None, machine) as tokens,
        open_mandates(deployment.mandates, tokens, clock, RandomIds()) as app,
        client_within(app) as http,
    ):
        yield RegistryService(http, service_tokens(deployment, machine))
