"""What webhooks of the bench are posted to, in a process of its own: it takes everything, or says nothing at all.

It knows as much of HTTP as it needs to see where a request ends, so that what is measured is who sends. A line with its
two ports, the one that takes and the one that is silent, says that it listens; it ends when standard input does.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

_TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"
_END, _LENGTH = b"\r\n\r\n", b"content-length:"


class Sink(NamedTuple):
    """Where something takes what is posted, and where something is silent."""

    takes: int
    hangs: int


@asynccontextmanager
async def open_sink() -> AsyncIterator[Sink]:
    """A sink, gone at the end of the block."""
    command = [sys.executable, "-P", "-m", "house.bench.sink"]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        takes, hangs = (await process.stdout.readline()).split()
        yield Sink(int(takes), int(hangs))
    finally:
        process.stdin.close()
        await process.wait()


class _Taking(asyncio.Protocol):
    """Answers each request once it has come whole."""

    def __init__(self) -> None:
        self._came = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (size := _size(self._came)) is not None:
            self._came = self._came[size:]
            assert self._transport is not None
            self._transport.write(_TAKEN)


class _Silent(asyncio.Protocol):
    """Takes and says nothing."""


def _size(came: bytes) -> int | None:
    """Bytes of the request at the beginning; None if it is not there whole."""
    head = came.find(_END)
    if head < 0:
        return None
    written = came[:head].lower()
    length = int(written[written.index(_LENGTH) + len(_LENGTH) :].split(b"\r\n")[0])
    size = head + len(_END) + length
    return size if len(came) >= size else None


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(kind, "127.0.0.1", 0) for kind in (_Taking, _Silent)]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
