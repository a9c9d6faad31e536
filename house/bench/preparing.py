"""A database in which months may begin: a caseload that was handed in, and that the registry knows."""

from collections.abc import Callable
from pathlib import Path

from house.bench.cases import BEGINS_ON, HANDED_IN_ON, KNOWN_ON, SEED
from house.bench.office import found, open_office
from house.bench.registry import take_over
from house.bench.server import Server, tidy
from house.caseload import Caseload, Period
from house.memory import settle_memory
from services.months import Month, month_of

_FOUNDED = "founded"

FIRST_MONTH: Month = month_of(HANDED_IN_ON) + 1
"""The month after the one in which they were handed in; its run pays what fell due before it as well."""


async def begin(server: Server, name: str) -> str:
    """Make a database of that name with an organisation in it and nobody else yet; its URL."""
    if not server.has(_FOUNDED):
        await found(server.create(_FOUNDED))
    return server.create(name, like=_FOUNDED)


async def prepare(server: Server, folder: Path, name: str, households: int, tell: Callable[[str], None]) -> None:
    """Make a database of that name with so many households in it; they are handed in once for all who want as many."""
    settle_memory()
    handed_in = f"handed_in_{households}"
    if not server.has(handed_in):
        tell(f"handing in {households:,} households")
        url = await begin(server, handed_in)
        async with open_office(url, folder / f"clock-{name}-in", HANDED_IN_ON) as office:
            await office.hand_in(Caseload(households, SEED, Period(BEGINS_ON)), KNOWN_ON)
            await take_over(office, tell)
        tidy(url)
    server.create(name, like=handed_in)
