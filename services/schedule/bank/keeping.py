"""Keeping bank files: written, checked and stored in one pass, and handed out as the same bytes ever after.

Nothing of a file is ever in clear on a disk: its pieces are compressed, sealed for their place in it and stored as they
are written, and only a savepoint that holds to the end, where the file has been read back, makes them a file.
"""

import hashlib
import zlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, NotFound, Problem
from services.schedule.bank.checking import FileReader
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader, Totals
from services.schedule.bank.export_record import ExportRecord
from services.schedule.bank.file_contents import PaymentsTally, must_be_equal
from services.schedule.bank.pain001 import FileWriter, in_batches
from services.schedule.bank.tables import BankFileChunkRow, BankFileRow
from services.sealing import Keyring

_QUICKLY = 1
"""Compression is to a tenth at the lowest level already, at half the time of the usual one."""


class NoSuchBankFile(NotFound):
    """There is no bank file with this message id."""


class FileIsKept(Conflict):
    """This file was written before; it is never written anew, but can be downloaded again."""


class FileIsDamaged(Problem):
    """The stored bank file is not the one that was kept; the bank must not get it."""


async def keep(
    session: Session,
    keyring: Keyring,
    header: FileHeader,
    transfers: Iterable[CreditTransfer],
    totals: Totals,
    name: str,
    at: datetime,
) -> ExportRecord:
    """Write the file of these payments, which come in order of their execution days, read it back, and store it.

    How many payments one file may have, the bank's profile says and the caller heeds. Nothing is kept after
    `NothingToPay`, `InvalidInput`, `TotalsDiffer` (these are not the payments of the totals), `BrokenFile` or
    `FileIsNotItsPayments` (what was written reads otherwise than what should be paid), or `FileIsKept`.
    """
    if await _row(session, header.message_id) is not None:
        raise FileIsKept
    writing = _Writing(header, totals)
    async with session.begin_nested():
        for number, chunk in enumerate(writing.chunks(transfers), start=1):
            content = _sealed(keyring, _place(session, header.message_id, number), chunk)
            await session.execute(
                insert(BankFileChunkRow),
                {
                    "organisation_id": organisation_of(session),
                    "message_id": header.message_id,
                    "number": number,
                    "content": content,
                },
            )
        record = writing.record(name)
        session.add(BankFileRow(organisation_id=organisation_of(session), kept_at=at, **record._asdict()))
    return record


async def record_of(session: ReadSession, message_id: str) -> ExportRecord:
    """The export record of a file; `NoSuchBankFile`."""
    row = await _row(session, message_id)
    if row is None:
        raise NoSuchBankFile
    return ExportRecord(row.name, row.message_id, row.bytes, row.items, row.amount, row.sha1, row.sha256)


async def stream(session: ReadSession, keyring: Keyring, message_id: str) -> AsyncIterator[bytes]:
    """The bytes of a file, the same at every download; `NoSuchBankFile`.

    `CannotBeOpened` where a piece was changed or put into another place, `FileIsDamaged` where one is missing. The last
    piece is held back until the SHA-256 of all fits the record, so that a damaged file never arrives whole.
    """
    record = await record_of(session, message_id)
    digest = hashlib.sha256()
    held = b""
    number = 0
    while (content := await _content(session, message_id, number := number + 1)) is not None:
        if held:
            yield held
        held = _opened(keyring, _place(session, message_id, number), content)
        digest.update(held)
    if digest.hexdigest() != record.sha256:
        raise FileIsDamaged
    yield held


class _Writing:
    """A file while it is written: its pieces as they come, read back on the way, and its check figures."""

    def __init__(self, header: FileHeader, totals: Totals) -> None:
        self._writer = FileWriter(header, totals)
        self._message_id = header.message_id
        self._payments = PaymentsTally(header)
        self._reader = FileReader()
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self._sha256 = hashlib.sha256()
        self._bytes = 0

    def chunks(self, transfers: Iterable[CreditTransfer]) -> Iterator[bytes]:
        """Pieces of the file, of some 250 kB, each read back before it is handed out."""
        opening = self._writer.opening()
        for batch in in_batches(transfers):
            self._payments.add(batch)
            yield self._counted(opening + self._writer.batch(batch))
            opening = b""
        yield self._counted(opening + self._writer.closing())

    def record(self, name: str) -> ExportRecord:
        """The record of the whole file, if it says what its payments say."""
        found = self._reader.close()
        must_be_equal(self._payments.contents(), found)
        return ExportRecord(
            name=name,
            message_id=self._message_id,
            bytes=self._bytes,
            items=found.items,
            amount=found.amount,
            sha1=self._sha1.hexdigest(),
            sha256=self._sha256.hexdigest(),
        )

    def _counted(self, chunk: bytes) -> bytes:
        self._reader.feed(chunk)
        self._sha1.update(chunk)
        self._sha256.update(chunk)
        self._bytes += len(chunk)
        return chunk


async def _row(session: ReadSession, message_id: str) -> BankFileRow | None:
    return await session.get(BankFileRow, (organisation_of(session), message_id))


async def _content(session: ReadSession, message_id: str, number: int) -> bytes | None:
    chunk = BankFileChunkRow
    return await session.scalar(
        select(chunk.content).where(
            col(chunk.organisation_id) == organisation_of(session),
            col(chunk.message_id) == message_id,
            col(chunk.number) == number,
        )
    )


def _place(session: ReadSession, message_id: str, number: int) -> bytes:
    return organisation_of(session).bytes + f"bank_file_chunk/{message_id}/{number}".encode()


def _sealed(keyring: Keyring, place: bytes, chunk: bytes) -> bytes:
    return keyring.seal(b64encode(zlib.compress(chunk, _QUICKLY)).decode(), place)


def _opened(keyring: Keyring, place: bytes, content: bytes) -> bytes:
    return zlib.decompress(b64decode(keyring.unseal(content, place)))
