"""Calling endpoints over HTTP: aiohttp, with the address looked at when the connection is made.

The name is resolved anew for each connection, and what is connected is the very address that was looked at: a name
that leads elsewhere a moment later leads us nowhere. Host and certificate are those of the name all the same. Nothing
is followed, unpacked or remembered, and of what is answered no more is read than is of use.
"""

import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import aiohttp
from aiohttp import ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver
from yarl import URL

from services.notify.webhooks.attempts import Answer, Failure, Reply
from services.notify.webhooks.reach import Network, is_reached

WHOLE: Final = 15.0
"""Seconds for an attempt, from the look at the name to the end of the answer (Standard Webhooks: 15 to 30)."""
CONNECT: Final = 5.0
"""Seconds of those for the connection."""
KEPT: Final = 512
"""Bytes of an answer that are read, and kept of a failure."""
WHOLE_ANSWER: Final = 4096
"""Bytes at most of one that has to be read to its end."""

Reads: TypeAlias = Callable[[aiohttp.StreamReader], Awaitable[bytes]]
"""How much of an answer is read."""

_USER_AGENT: Final = "Ontzorg-Webhooks/1.0"
_IDLE: Final = 30.0
_REFUSED: Final = "this address is not called"


class _AddressRefused(OSError):  # noqa: N818 - named for what is wrong, as all refusals of this house
    """Where a name leads is not on the internet."""


async def its_beginning(content: aiohttp.StreamReader) -> bytes:
    """What came first, of an answer whose status says it all."""
    return await content.read(KEPT)


async def all_of_it(content: aiohttp.StreamReader) -> bytes:
    """An answer that says more than its status; of one that is too long the beginning."""
    said = b""
    while len(said) < WHOLE_ANSWER and (more := await content.read(WHOLE_ANSWER - len(said))):
        said += more
    return said


class EndpointCalls:
    """Posts messages, each over a connection of its own or one that lies idle.

    How many are under way to one endpoint is for the poster to say: a limit here would be one for all of a host.
    """

    def __init__(self, session: aiohttp.ClientSession, reads: Reads = its_beginning) -> None:
        self._session = session
        self._reads = reads

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post it once; see `Calls`."""
        try:
            async with self._session.post(
                URL(url, encoded=True), data=body, headers=headers, allow_redirects=False
            ) as answer:
                said = await self._reads(answer.content)
                return Answer(answer.status, answer.headers.get("Retry-After"), said)
        except TimeoutError:
            return Failure.TOO_SLOW
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            return _why(failure)


@asynccontextmanager
async def open_calls(
    allowed: Sequence[Network] = (),
    *,
    whole: float = WHOLE,
    connect: float = CONNECT,
    resolver: AbstractResolver | None = None,
    trusted: ssl.SSLContext | None = None,
    reads: Reads = its_beginning,
) -> AsyncIterator[EndpointCalls]:
    """The way out. `allowed` are networks inside that may be called nevertheless."""

    def look(address: tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]) -> socket.socket:
        family, kind, protocol, _, place = address
        if not is_reached(place[0], allowed):
            raise _AddressRefused(_REFUSED)
        return socket.socket(family, kind, protocol)

    connector = TCPConnector(
        limit=0,
        use_dns_cache=False,
        resolver=resolver,
        socket_factory=look,
        keepalive_timeout=_IDLE,
        ssl=trusted or True,
    )
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=whole, sock_connect=connect),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"},
    ) as session:
        yield EndpointCalls(session, reads)


def _why(failure: Exception) -> Failure:
    match failure:
        case aiohttp.InvalidURL() | aiohttp.ClientConnectorError(os_error=_AddressRefused()):
            return Failure.ADDRESS_REFUSED
        case aiohttp.ClientConnectorDNSError():
            return Failure.UNKNOWN_HOST
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return Failure.NOT_TRUSTED
        case aiohttp.ClientConnectorError():
            return Failure.UNREACHABLE
        case _:
            return Failure.BROKEN_OFF
