"""A stretch of network of our own: a port on loopback that passes on what comes, until it is told to do otherwise."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from house.chaos.trouble import Kind
from house.serving.server import LOOPBACK

_PIECE = 65_536
_LATE = 0.3
"""Seconds by which a slow link holds up each piece."""

Way = Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]
"""How its far end is reached, by whoever wants to now."""


class Link:
    """One stretch; `trouble` is what it suffers from. Without a far end it hangs up on everybody."""

    def __init__(self) -> None:
        self.port = 0
        self.way: Way | None = None
        self.connections = 0
        self.broken = 0
        self._trouble: Kind | None = None
        self._open: dict[asyncio.Task[None], tuple[StreamWriter, ...]] = {}

    @property
    def trouble(self) -> Kind | None:
        """What it suffers from now; None if it is well."""
        return self._trouble

    def suffer(self, kind: Kind | None) -> None:
        """Be so from now on; a cut also ends what is open."""
        self._trouble = kind
        if kind == Kind.CUT:
            self.hang_up()

    def hang_up(self) -> None:
        """End every connection at once, without a farewell."""
        for writers in self._open.values():
            self.broken += 1
            for writer in writers:
                writer.transport.abort()

    async def meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Somebody is at the near end: bring both together until one of them leaves."""
        task = asyncio.current_task()
        assert task is not None
        self.connections += 1
        self._open[task] = (writer,)
        try:
            if self._trouble == Kind.CUT or self.way is None:
                return
            with suppress(OSError):  # whoever it is learns by the end of the connection, as of any network
                there, back = await self.way()
                self._open[task] = (writer, back)
                await self._bring_together((reader, writer), (there, back))
        finally:
            for one in self._open.pop(task):
                one.close()

    async def _bring_together(
        self, near: tuple[StreamReader, StreamWriter], far: tuple[StreamReader, StreamWriter]
    ) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pass(near[0], far[1], is_answer=False))
            both.create_task(self._pass(far[0], near[1], is_answer=True))

    async def _pass(self, reader: StreamReader, writer: StreamWriter, *, is_answer: bool) -> None:
        is_lost = False
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                if self._trouble == Kind.SLOW:
                    await asyncio.sleep(_LATE)
                if is_answer and not is_lost and self._trouble == Kind.MUTE:
                    is_lost = True
                    self.broken += 1
                    writer.write_eof()
                if not is_lost:
                    writer.write(piece)
                    await writer.drain()
            if not is_lost and writer.can_write_eof():
                writer.write_eof()


@asynccontextmanager
async def open_link() -> AsyncIterator[Link]:
    """A link with a port of its own, gone with all its connections at the end."""
    link = Link()
    server = await asyncio.start_server(link.meet, LOOPBACK, 0)
    link.port = server.sockets[0].getsockname()[1]
    try:
        yield link
    finally:
        server.close()
        link.suffer(Kind.CUT)
        await asyncio.sleep(0)


def to_port(port: int) -> Way:
    """The way to a port of this machine."""
    return lambda: asyncio.open_connection(LOOPBACK, port)


def to_socket(path: str) -> Way:
    """The way to a Unix socket."""
    return lambda: asyncio.open_unix_connection(path)
