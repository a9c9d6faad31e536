"""A folder in which the bank's files are put down: taken in, and moved to the archive or into quarantine.

    <folder>/<organisation id>/in           whoever delivers writes under another name and renames, or begins with a dot
                               /archive     what was taken in, by day, with the beginning of its SHA-256
                               /quarantine  what could not be, and beside it why

A file is moved when what it says is committed, so a crash in between means that it is found again, known, and moved. A
file that cannot be read may be one that is still being written: it is left for a minute.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import structlog

from services.clock import Clock, civil_date
from services.database import Database, Session
from services.errors import InvalidInput, Problem
from services.failpoints import failpoint
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.matching.reporting import take_report
from services.schedule.statements.formats.format import BankFileFormat, recognise
from services.schedule.statements.formats.reading import beginning, chunks_of
from services.schedule.statements.keeping import fingerprint
from services.schedule.statements.tables import StatementFileRow
from services.schedule.statements.taking_in import HandedIn, take_in
from services.sealing import Keyring

BY = "folder of the bank"
"""Who hands in what lies in the folder."""

_STILL_WRITTEN = timedelta(minutes=1)
_MOST_AT_ONCE = 200
_UNFINISHED = (".part", ".tmp", ".filepart")
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
            for path in _waiting(places.incoming):
                moved += await self._take(organisation_id, places, path) is not Fate.LEFT
                await asyncio.sleep(0)
        return moved

    async def _take(self, organisation_id: UUID, places: _Places, path: Path) -> Fate:
        try:
            async with self._database.transaction(organisation_id) as session:
                hand = Hand.of(session, BY, self._clock.now(), self._rules, self._keyring)
                given = HandedIn(path.name, lambda: chunks_of(path), self._schemas)
                file, not_taken = await _take_in(session, hand, given)
        except FileNotFoundError:
            return Fate.LEFT
        except Problem as refusal:
            return self._refuse(organisation_id, places, path, refusal)
        failpoint("statements.folder-committed")
        day = civil_date(self._clock.now()).isoformat()
        _move(path, places.archive / day, file.sha256)
        _log.info("a file of the bank was taken in", file_id=str(file.id), not_taken=not_taken)
        return Fate.ARCHIVED

    def _refuse(self, organisation_id: UUID, places: _Places, path: Path, refusal: Problem) -> Fate:
        if self._is_still_written(path):
            return Fate.LEFT
        moved = _move(path, places.quarantine, fingerprint(chunks_of(path)).sha256)
        moved.with_name(moved.name + ".why.txt").write_text(_why(refusal), encoding="utf-8")
        _log.error("a file of the bank was put into quarantine", organisation_id=str(organisation_id), why=refusal.code)
        return Fate.QUARANTINED

    def _is_still_written(self, path: Path) -> bool:
        written_at = datetime.fromtimestamp(path.stat().st_mtime, self._machine.now().tzinfo)
        return self._machine.now() - written_at < _STILL_WRITTEN


async def _take_in(session: Session, hand: Hand, given: HandedIn) -> tuple[StatementFileRow, list[str]]:
    """A file of statements, or a report on one of ours; and the states of statements that were not taken in."""
    if recognise(beginning(given.chunks())) is BankFileFormat.PAIN_002:
        return (await take_report(session, hand, given)).file, []
    taken = await take_in(session, hand, given)
    return taken.file, [one.statement.state.value for one in taken.statements if one.statement.place is None]


def _organisations(folder: Path) -> Iterator[tuple[UUID, _Places]]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            organisation_id = UUID(path.name)
        except ValueError:
            continue
        yield organisation_id, _Places(path / "in", path / "archive", path / "quarantine")


def _waiting(incoming: Path) -> list[Path]:
    """Whole files, in the order of their names, which at every bank is that of their days."""
    if not incoming.is_dir():
        return []
    found = [path for path in incoming.iterdir() if path.is_file() and not path.is_symlink()]
    whole = [path for path in found if not path.name.startswith(".") and path.suffix.lower() not in _UNFINISHED]
    return sorted(whole)[:_MOST_AT_ONCE]


def _move(path: Path, into: Path, sha256: str) -> Path:
    """Another file of that name is another file: its bytes are part of the name."""
    into.mkdir(parents=True, exist_ok=True)
    return path.replace(into / f"{sha256[:12]}-{path.name}")


def _why(refusal: Problem) -> str:
    said = [str(fault) for fault in refusal.faults] if isinstance(refusal, InvalidInput) else [refusal.detail]
    return "\n".join([f"{refusal.code}: {refusal.title}", *said]) + "\n"
