"""A request has an end in bytes and in time, whoever sends it; what is well within both is read as ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from house.serving.bounded_requests import MOST_BESIDE_THE_BODY, BoundedRequests

HEAD = b"POST / HTTP/1.1\r\nHost: ontzorg.test\r\n"
FIELD = b"X: " + b"x" * 1000 + b"\r\n"
FINE = b"HTTP/1.1 200 OK"
REFUSED = b"HTTP/1.1 400 Bad Request"


async def says_how_long_it_was(scope: Scope, receive: Receive, send: Send) -> None:
    """The length of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


class Impatient(BoundedRequests):
    """One that waits for a request no longer than a test can."""

    patience = 0.1


@asynccontextmanager
async def listening(kind: type[BoundedRequests]) -> AsyncIterator[int]:
    """A port on which that is spoken."""
    config = uvicorn.Config(says_how_long_it_was, lifespan="off", log_config=None)
    config.load()
    protocol = partial(kind, config, ServerState(), {})
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with listening(BoundedRequests) as opened:
        yield opened


async def answered(port: int, *parts: bytes) -> bytes:
    """What comes back until the connection ends; ten seconds at most."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(10):
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def chunked(body: bytes, size: int) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n"


async def test_a_large_body_is_read_in_one_piece_or_in_many(port: int) -> None:
    body = b"x" * 1_000_000
    whole = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    in_pieces = HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body, 4096) + b"\r\n"
    for request in (whole, in_pieces):
        answer = await answered(port, request)
        assert (answer.startswith(FINE), b"1000000" in answer) == (True, True)


async def test_each_request_of_a_connection_is_counted_by_itself(port: int) -> None:
    head = HEAD + b"X: " + b"x" * 40_000 + b"\r\n"
    answer = await answered(port, head + b"\r\n", head + b"Connection: close\r\n\r\n")
    assert answer.count(FINE) == 2


@pytest.mark.parametrize(
    "endless",
    [
        pytest.param([FIELD] * 400, id="many headers"),
        pytest.param([b"X: ", *[b"x" * 1000] * 400], id="one header"),
        pytest.param([b"Transfer-Encoding: chunked\r\n\r\n0\r\n", *[FIELD] * 400], id="trailers"),
        pytest.param([b"Transfer-Encoding: chunked\r\n\r\n1;", *[b"x" * 1000] * 400], id="a chunk with much beside it"),
    ],
)
async def test_what_is_no_body_and_does_not_end_is_refused(port: int, endless: list[bytes]) -> None:
    assert sum(map(len, endless)) > 4 * MOST_BESIDE_THE_BODY
    answer = await answered(port, HEAD, *endless)
    assert FINE not in answer
    assert answer.startswith(REFUSED) or answer == b"", "it may be gone before it reads why"


@pytest.mark.parametrize("begun", [b"", HEAD, HEAD + b"Content-Length: 5\r\n\r\nab"], ids=["nothing", "head", "body"])
async def test_a_request_that_does_not_come_in_is_waited_for_no_longer(begun: bytes) -> None:
    async with listening(Impatient) as port:
        assert await answered(port, begun) == b""
