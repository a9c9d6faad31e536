"""A supplier's own system in tests: a real server on loopback that answers as it is told, or not at all."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ssl import SSLContext
from typing import NamedTuple, Self

from standardwebhooks import Webhook

from services.cloud_events import CloudEvent


class Received(NamedTuple):
    """A request as it came in."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> CloudEvent:
        return CloudEvent.from_json(self.body)


class Receiver:
    """`answer` is what each request gets: raw bytes, or None for silence; `resets` breaks off instead.

    The first `holds` requests get their answer when somebody sets `let_go`.
    """

    def __init__(self, trusted: SSLContext | None = None) -> None:
        self.answer: bytes | None = b"HTTP/1.1 204 No Content\r\n\r\n"
        self.resets = False
        self.holds = 0
        self.let_go = asyncio.Event()
        self._came = asyncio.Condition()
        self.got: list[Received] = []
        self.connections = 0
        self.under_way = 0
        self.most_under_way = 0
        self.port = 0
        self._trusted = trusted
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        await self.appear()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.disappear()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks"

    async def appear(self) -> None:
        """Listen, at the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self._trusted)
        self.port = self._server.sockets[0].getsockname()[1]

    async def disappear(self) -> None:
        """Be gone, with every connection."""
        if self._server is not None:
            self._server.close()
            for writer in list(self._open):
                writer.transport.abort()
            await self._server.wait_closed()
            self._server = None

    def answers(self, status: int, *headers: str, body: bytes = b"") -> None:
        """Answer so from now on."""
        lines = [f"HTTP/1.1 {status} So", *headers, f"Content-Length: {len(body)}", "", ""]
        self.answer = "\r\n".join(lines).encode() + body

    async def has(self, many: int) -> None:
        """Wait until so many requests came in; ten seconds at most."""
        async with asyncio.timeout(10), self._came:
            await self._came.wait_for(lambda: len(self.got) >= many)

    def ids(self) -> Counter[str]:
        """How often each message came."""
        return Counter(one.headers["webhook-id"] for one in self.got)

    def verified(self, secret: str) -> list[CloudEvent]:
        """What came, as the reference library of Standard Webhooks lets it in with that secret."""
        library = Webhook(secret)
        for one in self.got:
            library.verify(one.body, dict(one.headers))
        return [one.event for one in self.got]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await self._one(reader, writer)
        self._open.discard(writer)
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = _headers(head[1:])
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.got.append(Received(head[0].split(" ")[1], headers, body))
        async with self._came:
            self._came.notify_all()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        if len(self.got) <= self.holds:
            await self.let_go.wait()
        if self.resets:
            writer.transport.abort()
            raise ConnectionResetError
        if self.answer is None:
            await reader.read()
            raise ConnectionResetError
        writer.write(self.answer)
        await writer.drain()


def _headers(lines: Sequence[str]) -> dict[str, str]:
    pairs = (line.partition(": ") for line in lines if line)
    return {name.lower(): value for name, _, value in pairs}
