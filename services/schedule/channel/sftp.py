"""The bank's own server over SFTP: its host is known by a pinned key, and we by a key in a file.

Nothing of the machine takes part: no configuration of the user's, no agent, no list of known hosts. What goes wrong is
told as a word of `ChannelFailure`; what the host said of it stays out of logs.
"""

import asyncio
import stat
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import NamedTuple, cast

import asyncssh

from services.schedule.channel.described import ChannelDescription
from services.schedule.channel.port import ChannelFails, ChannelFailure, Content, Offered, may_be_read
from services.schedule.statements.handing_in import pieces

_KEEP_ALIVE = 15.0
"""Seconds; a host that says nothing three times is gone."""

asyncssh.set_log_level("WARNING")


class Patience(NamedTuple):
    """For how many seconds a host is waited for: to let us in, to answer a question, to send a file."""

    to_let_in: float = 30.0
    to_answer: float = 60.0
    to_send: float = 600.0


USUAL = Patience()


class SftpChannel:
    """An open channel."""

    def __init__(self, client: asyncssh.SFTPClient, described: ChannelDescription, patience: Patience) -> None:
        self._client = client
        self._described = described
        self._patience = patience

    async def offered(self) -> Sequence[Offered]:
        """Plain files with a size and a time; links and folders are passed over."""
        with _telling():
            async with asyncio.timeout(self._patience.to_answer):
                found = await self._client.readdir(self._described.incoming)
        offers = [_offered(str(one.filename), one.attrs) for one in found]
        return sorted(one for one in offers if one is not None)

    async def read(self, one: Offered) -> Content | None:
        """Its bytes, in memory: nothing of a statement lies in clear on a disk of ours."""
        path = self._path(one)
        with _telling(gone_is_no_failure=True):
            async with asyncio.timeout(self._patience.to_send):
                async with self._client.open(path, "rb") as file:
                    content = cast("bytes", await file.read(one.size + 1, 0))
                now = _offered(one.name, await self._client.lstat(path))
            return pieces(content) if now == one and len(content) == one.size else None
        return None

    async def taken(self, one: Offered, _sha256: str) -> None:
        """Removed at the bank, if that is asked for; once more is as once."""
        if self._described.delete_when_taken:
            with _telling(gone_is_no_failure=True):
                async with asyncio.timeout(self._patience.to_answer):
                    await self._client.remove(self._path(one))

    def _path(self, one: Offered) -> str:
        return f"{self._described.incoming.rstrip('/')}/{one.name}"


@asynccontextmanager
async def open_sftp(described: ChannelDescription, patience: Patience = USUAL) -> AsyncIterator[SftpChannel]:
    """A channel, closed at the end; `ChannelFails` where it cannot be opened."""
    async with AsyncExitStack() as stack:
        with _telling():
            async with asyncio.timeout(patience.to_let_in):
                connection = await stack.enter_async_context(_connecting(described))
                client = await stack.enter_async_context(connection.start_sftp_client())
        yield SftpChannel(client, described, patience)


def _connecting(described: ChannelDescription) -> AbstractAsyncContextManager[asyncssh.SSHClientConnection]:
    pinned = [key.encode() for key in described.host_keys]
    connecting: AbstractAsyncContextManager[asyncssh.SSHClientConnection] = asyncssh.connect(
        described.host,
        described.port,
        username=described.user,
        client_keys=[_own_key(described)],
        known_hosts=(pinned, [], []),
        config=[],
        agent_path=None,
        preferred_auth="publickey",
        keepalive_interval=_KEEP_ALIVE,
    )
    return connecting


def _own_key(described: ChannelDescription) -> asyncssh.SSHKey:
    try:
        return asyncssh.read_private_key(described.key_file)
    except (OSError, asyncssh.KeyImportError):
        raise ChannelFails(ChannelFailure.KEY_UNREADABLE) from None


def _offered(name: str, attrs: asyncssh.SFTPAttrs) -> Offered | None:
    """None for what is no whole file of ours to read."""
    if attrs.size is None or attrs.mtime is None or not may_be_read(name):
        return None
    is_file = attrs.type == asyncssh.FILEXFER_TYPE_REGULAR or stat.S_ISREG(attrs.permissions or 0)
    return Offered(name, attrs.size, datetime.fromtimestamp(attrs.mtime, UTC)) if is_file else None


@contextmanager
def _telling(*, gone_is_no_failure: bool = False) -> Iterator[None]:
    """Say in our words what went wrong, also where the host breaks the rules of the protocol."""
    try:
        yield
    except asyncssh.HostKeyNotVerifiable:
        raise ChannelFails(ChannelFailure.ANOTHER_HOST_KEY) from None
    except asyncssh.PermissionDenied:
        raise ChannelFails(ChannelFailure.KEY_REFUSED) from None
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath, asyncssh.SFTPPermissionDenied):
        if not gone_is_no_failure:
            raise ChannelFails(ChannelFailure.NO_SUCH_FOLDER) from None
    except TimeoutError:
        raise ChannelFails(ChannelFailure.TOO_SLOW) from None
    except (asyncssh.Error, EOFError):
        raise ChannelFails(ChannelFailure.BROKEN_OFF) from None
    except OSError:
        raise ChannelFails(ChannelFailure.UNREACHABLE) from None
