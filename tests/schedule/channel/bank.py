"""A bank on this machine: an SFTP server over a folder, with a key that we pinned, and moods."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import asyncssh

from services.schedule.channel.described import ChannelDescription

HOST_KEY = asyncssh.generate_private_key("ssh-ed25519")
OUR_KEY = asyncssh.generate_private_key("ssh-ed25519")
ANOTHER_KEY = asyncssh.generate_private_key("ssh-ed25519")
WRITTEN_AT = datetime(2026, 3, 4, 5, tzinfo=UTC)
CUT_AT = 100
"""Bytes of a file, of a bank that breaks off."""


def public(key: asyncssh.SSHKey) -> str:
    return key.export_public_key().decode().strip()


@dataclass
class Bank:
    """A folder at the bank, and how its server behaves; `asked` counts what was opened for reading."""

    folder: Path
    port: int = 0
    breaks_off: bool = False
    grows: bool = False
    asked: int = 0

    def put(self, content: bytes, name: str, written_at: datetime = WRITTEN_AT) -> Path:
        """A file for us."""
        path = self.folder / "out" / name
        path.write_bytes(content)
        os.utime(path, (written_at.timestamp(), written_at.timestamp()))
        return path

    def lies(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "out").iterdir())

    def described(
        self,
        organisation_id: UUID,
        key_file: Path,
        host_key: asyncssh.SSHKey = HOST_KEY,
        *,
        incoming: str = "/out",
        expected_by: time | None = None,
        delete_when_taken: bool = False,
    ) -> ChannelDescription:
        """How our side describes it."""
        return ChannelDescription(
            organisation_id=organisation_id,
            name="proefbank",
            host="127.0.0.1",
            port=self.port,
            user="gemeente",
            host_keys=(public(host_key),),
            key_file=key_file,
            incoming=incoming,
            every=timedelta(minutes=15),
            expected_by=expected_by,
            delete_when_taken=delete_when_taken,
        )


class _Server(asyncssh.SFTPServer):
    """Serves the folder, in the bank's mood."""

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], bank: Bank) -> None:
        super().__init__(channel, chroot=str(bank.folder).encode())
        self._bank = bank
        self._told = 0

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        self._bank.asked += 1
        return super().open(path, pflags, attrs)

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        if self._bank.breaks_off:
            self.connection.abort()
        if self._bank.grows:
            path = self._bank.folder / "out" / self._bank.lies()[0]
            path.write_bytes(path.read_bytes() + b"more")
        return bytes(super().read(file_obj, offset, size))  # type: ignore[arg-type] # what its own `open` gave


@asynccontextmanager
async def a_bank(folder: Path) -> AsyncIterator[Bank]:
    """A bank that is open, over `folder`."""
    (folder / "out").mkdir(parents=True, exist_ok=True)
    bank = Bank(folder)
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[HOST_KEY],
        authorized_client_keys=asyncssh.import_authorized_keys(public(OUR_KEY)),
        sftp_factory=lambda channel: _Server(channel, bank),
    )
    async with server:
        bank.port = server.get_port()
        yield bank


def our_key(folder: Path, key: asyncssh.SSHKey = OUR_KEY) -> Path:
    """A file with our private key."""
    path = folder / "our-key"
    path.write_bytes(key.export_private_key())
    return path
