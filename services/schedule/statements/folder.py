"""A folder in which the bank's files are put down: taken in, and moved to the archive or into quarantine.

    <folder>/<organisation id>/in           whoever delivers writes under another name and renames, or begins with a dot
                               /archive     what was taken in, by day, with the beginning of its SHA-256
                               /quarantine  what could not be, and beside it why

A file is moved when what it says is committed, so a crash in between means that it is found again, known, and moved. A
file that cannot be read may be one that is still being written: it is left for a minute.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import structlog

from services.clock import Clock
from services.database import Database
from services.errors import Problem
from services.failpoints import failpoint
from services.schedule.channel.port import UNFINISHED, Content, Offered
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.statements.formats.reading import chunks_of
from services.schedule.statements.keeping import fingerprint
from services.schedule.statements.receiving import receive, said_of
from services.schedule.statements.taking_in import HandedIn
from services.sealing import Keyring

BY = "folder of the bank"
"""Who hands in what lies in the folder."""

_STILL_WRITTEN = timedelta(minutes=1)
_MOST_AT_ONCE = 200
_log = structlog.get_logger(__name__)


class Fate(StrEnum):
    """What became of a file in the folder."""

    ARCHIVED = "archived"
    QUARANTINED = "quarantined"
    LEFT = "left"


class _Places(NamedTuple):
    incoming: Path
    archive: Path
    quarantine: Path


class FolderChannel:
    """The folder of one organisation, on a day, as a channel of its bank (`channel.port`)."""

    def __init__(self, places: _Places, today: date) -> None:
        self._places = places
        self._today = today

    async def offered(self) -> Sequence[Offered]:
        """Whole files, in the order of their names, which at every bank is that of their days."""
        incoming = self._places.incoming
        if not incoming.is_dir():
            return []
        found = [path for path in incoming.iterdir() if path.is_file() and not path.is_symlink()]
        whole = [path for path in found if not path.name.startswith(".") and path.suffix.lower() not in UNFINISHED]
        offers = [_offered(path) for path in sorted(whole)[:_MOST_AT_ONCE]]
        return [one for one in offers if one is not None]

    async def read(self, one: Offered) -> Content | None:
        """Its bytes, never all of them at once."""
        path = self.path_of(one)
        return (lambda: chunks_of(path)) if path.is_file() else None

    async def taken(self, one: Offered, sha256: str) -> None:
        """Moved to the archive of the day."""
        _move(self.path_of(one), self._places.archive / self._today.isoformat(), sha256)

    async def refused(self, one: Offered, refusal: Problem) -> None:
        """Moved into quarantine, and beside it why."""
        path = self.path_of(one)
        moved = _move(path, self._places.quarantine, fingerprint(chunks_of(path)).sha256)
        moved.with_name(moved.name + ".why.txt").write_text(_why(refusal), encoding="utf-8")

    def path_of(self, one: Offered) -> Path:
        """Where it lies."""
        return self._places.incoming / one.name


class StatementFolder:
    """The folder of a deployment; any number of workers may look into it.

    `machine` is the clock by which files were written, which nobody moves.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        clock: Clock,
        rules: Rulebook,
        keyring: Keyring,
        machine: Clock,
        schemas: Path | None = None,
    ) -> None:
        self._folder = folder
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._machine = machine
        self._schemas = schemas

    async def wake(self) -> int:
        """An alarm of a worker: look, and say that no job was missing."""
        await self.look()
        return 0

    async def look(self) -> int:
        """Take in what lies there, of every organisation that has a folder; how many files were moved."""
        moved = 0
        for organisation_id, places in _organisations(self._folder):
            channel = FolderChannel(places, self._clock.today())
            for one in await channel.offered():
                moved += await self._take(organisation_id, channel, one) is not Fate.LEFT
                await asyncio.sleep(0)
        return moved

    async def _take(self, organisation_id: UUID, channel: FolderChannel, one: Offered) -> Fate:
        content = await channel.read(one)
        if content is None:
            return Fate.LEFT
        try:
            async with self._database.transaction(organisation_id) as session:
                hand = Hand.of(session, BY, self._clock.now(), self._rules, self._keyring)
                file, not_taken = await receive(session, hand, HandedIn(one.name, content, self._schemas))
        except FileNotFoundError:
            return Fate.LEFT
        except Problem as refusal:
            return await self._refuse(organisation_id, channel, one, refusal)
        failpoint("statements.folder-committed")
        await channel.taken(one, file.sha256)
        _log.info("a file of the bank was taken in", file_id=str(file.id), not_taken=not_taken)
        return Fate.ARCHIVED

    async def _refuse(self, organisation_id: UUID, channel: FolderChannel, one: Offered, refusal: Problem) -> Fate:
        lies_there = _offered(channel.path_of(one))
        if lies_there is None or self._machine.now() - lies_there.written_at < _STILL_WRITTEN:
            return Fate.LEFT
        await channel.refused(one, refusal)
        _log.error("a file of the bank was put into quarantine", organisation_id=str(organisation_id), why=refusal.code)
        return Fate.QUARANTINED


def _organisations(folder: Path) -> Iterator[tuple[UUID, _Places]]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            organisation_id = UUID(path.name)
        except ValueError:
            continue
        yield organisation_id, _Places(path / "in", path / "archive", path / "quarantine")


def _offered(path: Path) -> Offered | None:
    """None where another worker was quicker."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return Offered(path.name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def _move(path: Path, into: Path, sha256: str) -> Path:
    """Another file of that name is another file: its bytes are part of the name."""
    into.mkdir(parents=True, exist_ok=True)
    return path.replace(into / f"{sha256[:12]}-{path.name}")


def _why(refusal: Problem) -> str:
    return "\n".join([f"{refusal.code}: {refusal.title}", *said_of(refusal)]) + "\n"
