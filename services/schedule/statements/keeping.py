"""Keeping the bytes of a file from the bank: compressed, sealed and stored on the way to its reader.

What the bank sent is the evidence behind everything that is booked from it, so it is kept to the byte. It is never in
clear on a disk of ours.
"""

import hashlib
import zlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.schedule.statements.tables import StatementFileChunkRow
from services.sealing import Keyring

_QUICKLY = 1
_PIECE = 256_000
"""Bytes of a stored piece, compressed."""


class Fingerprint(NamedTuple):
    """How a file is known again: its length in bytes and its SHA-256."""

    size: int
    sha256: str


def fingerprint(chunks: Iterable[bytes]) -> Fingerprint:
    """That of a file."""
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    return Fingerprint(size, digest.hexdigest())


class Keeping:
    """The bytes of one file while they are read: `through` hands them on, `store` writes what has come together."""

    def __init__(self, session: Session, keyring: Keyring, file_id: UUID) -> None:
        self._session = session
        self._keyring = keyring
        self._file_id = file_id
        self._compressing = zlib.compressobj(_QUICKLY)
        self._waiting = bytearray()
        self._number = 0

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same bytes."""
        for chunk in chunks:
            self._waiting += self._compressing.compress(chunk)
            yield chunk

    async def store(self, *, all_of_it: bool = False) -> None:
        """Write whole pieces, and at the end what is left."""
        if all_of_it:
            self._waiting += self._compressing.flush()
        while len(self._waiting) >= _PIECE or (all_of_it and self._waiting):
            await self._store_piece(bytes(self._waiting[:_PIECE]))
            del self._waiting[:_PIECE]

    async def _store_piece(self, piece: bytes) -> None:
        self._number += 1
        place = _place(organisation_of(self._session), self._file_id, self._number)
        row = {
            "organisation_id": organisation_of(self._session),
            "file_id": self._file_id,
            "number": self._number,
            "content": self._keyring.seal(b64encode(piece).decode(), place),
        }
        await self._session.execute(insert(StatementFileChunkRow), row)


async def kept(session: ReadSession, keyring: Keyring, file_id: UUID) -> AsyncIterator[bytes]:
    """The bytes of a file as the bank sent them, piece by piece; `CannotBeOpened` where one was changed."""
    opening = zlib.decompressobj()
    number = 0
    while (content := await _content(session, file_id, number := number + 1)) is not None:
        place = _place(organisation_of(session), file_id, number)
        yield opening.decompress(b64decode(keyring.unseal(content, place)))
    yield opening.flush()


async def _content(session: ReadSession, file_id: UUID, number: int) -> bytes | None:
    chunk = StatementFileChunkRow
    return await session.scalar(
        select(chunk.content).where(
            col(chunk.organisation_id) == organisation_of(session),
            col(chunk.file_id) == file_id,
            col(chunk.number) == number,
        )
    )


def _place(organisation_id: UUID, file_id: UUID, number: int) -> bytes:
    return organisation_id.bytes + file_id.bytes + f"statement_file_chunk/{number}".encode()
