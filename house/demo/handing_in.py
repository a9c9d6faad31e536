"""Handing in: who came since the last time goes into a caseload file, and the file into the database."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from house.caseload import Household, write_caseload
from house.demo.world import CLERK, World
from services.schedule.households.repository import known_references
from services.schedule.imports.json_reading import read_json
from services.schedule.imports.service import Outcome, import_caseload


class HandedIn(NamedTuple):
    """A caseload file that was taken in, and what it came to."""

    path: Path
    outcome: Outcome


async def hand_in(
    world: World, households: Sequence[Household], on: date, folder: Path
) -> tuple[HandedIn, dict[str, UUID]]:
    """Write the file of a day and take it in; the file, and the ids of its households by their reference."""
    path = _written(folder / f"{on}.json", households, on)
    outcome = await take_in(world, path)
    async with world.database.reading(world.organisation_id) as session:
        known = await known_references(session, [one.reference for one in households])
    return HandedIn(path, outcome), {reference: one.id for reference, one in known.items()}


async def take_in(world: World, path: Path) -> Outcome:
    """The use case of the import, as somebody hands in a file."""
    content = _read(path)
    async with world.database.transaction(world.organisation_id) as session:
        return await import_caseload(session, world.hand(session, CLERK), read_json(content))


def _written(path: Path, households: Sequence[Household], on: date) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_caseload(file, households, on)
    return path


def _read(path: Path) -> bytes:
    return path.read_bytes()
