"""What the bank gets: every file downloaded twice, read back against the schema, and held against the ledger.

Nothing here believes what the makers of a file say of it. The bytes that were downloaded are read by the checker that
knows files only; the ledger is asked what it holds in reserve for exactly these payments.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from house.demo.world import World
from services.database import ReadSession
from services.errors import Problem
from services.schedule.bank.checking import check
from services.schedule.bank.export_record import ExportRecord
from services.schedule.bank.keeping import record_of, stream
from services.schedule.payments import repository
from services.schedule.payments.tables import PaymentFileRow

_RESERVED = text(
    """
    select count(*) as items, coalesce(sum(entry.amount), 0)::bigint as amount
    from payment_of_run as payment join ledger_entry as entry
    on entry.month = payment.month and entry.book_id = payment.household_id
    and entry.subject = payment.purpose || '/' || payment.occasion and entry.stage = 'pending'
    where payment.run_id = :run_id and payment.file_number = :number
    """
)
_IDENTIFIERS = text(
    "select count(*) as payments, count(distinct end_to_end_id) as identifiers,"
    " count(distinct (month, household_id, purpose, occasion)) as keys from payment_of_run"
    " where file_number is not null"
)


class DoesNotAddUp(Problem):
    """Something in the demo is not what it should be; the files lie in the output folder as they were downloaded."""


class KeptFile(NamedTuple):
    """A bank file as it lies in the folder."""

    path: Path
    municipality: str
    record: ExportRecord


async def download(world: World, run_id: UUID, folder: Path) -> list[KeptFile]:
    """Every file of a run, written into the folder; `DoesNotAddUp` for one that says anything else than the ledger."""
    async with world.database.reading(world.organisation_id) as session:
        return [await _kept(world, session, run_id, file, folder) for file in await repository.files(session, run_id)]


async def unchanged(world: World, files: Iterable[KeptFile]) -> int:
    """Download all of them once more; how many those were. `DoesNotAddUp` for a byte that is another."""
    count = 0
    async with world.database.reading(world.organisation_id) as session:
        for file in files:
            again = await _bytes(world, session, file.record.message_id)
            _must(again == file.path.read_bytes(), file.record, "a later download has other bytes")
            count += 1
    return count


async def payments_once(world: World) -> int:
    """How many payments stand in files; `DoesNotAddUp` if one of them stands there twice."""
    async with world.database.reading(world.organisation_id) as session:
        found = (await session.execute(_IDENTIFIERS)).one()
    if not found.payments == found.identifiers == found.keys:
        raise DoesNotAddUp(f"{found.payments} payments have {found.keys} keys and {found.identifiers} identifiers")
    return int(found.payments)


async def _kept(world: World, session: ReadSession, run_id: UUID, file: PaymentFileRow, folder: Path) -> KeptFile:
    record = await record_of(session, file.message_id)
    content = await _bytes(world, session, file.message_id)
    path = _written(folder / record.name, content)
    _must(content == await _bytes(world, session, file.message_id), record, "two downloads differ")
    said = check([path.read_bytes()])
    reserved = (await session.execute(_RESERVED, {"run_id": run_id, "number": file.number})).one()
    _must((said.items, said.amount) == (record.items, record.amount), record, "it says other sums than its record")
    _must((said.items, said.amount) == tuple(reserved), record, f"the ledger holds {tuple(reserved)} in reserve")
    return KeptFile(path, file.municipality, record)


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


async def _bytes(world: World, session: ReadSession, message_id: str) -> bytes:
    return b"".join([chunk async for chunk in stream(session, world.keyring, message_id)])


def _must(holds: bool, record: ExportRecord, otherwise: str) -> None:
    if not holds:
        raise DoesNotAddUp(f"{record.name}: {otherwise}; it has {record.items} payments of {record.amount} cents")
