"""A link passes on what comes, both ways, until it is cut, slow or half closed; then as that network would."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from house.chaos.link import Link, open_link, to_port
from house.chaos.trouble import Kind
from house.serving.server import LOOPBACK
from services.clock import stopwatch

PATIENCE = 10


class Ends(NamedTuple):
    link: Link
    heard: list[bytes]
    """What arrived at the far end, which answers it in capitals."""

    async def ask(self, said: bytes) -> bytes:
        """What comes back to somebody new before the end; nothing if nobody lets him in."""
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(LOOPBACK, self.link.port)
            try:
                writer.write(said)
                writer.write_eof()
                return await reader.read()
            except OSError:
                return b""
            finally:
                writer.close()


@asynccontextmanager
async def ends() -> AsyncIterator[Ends]:
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said = await reader.read()
        heard.append(said)
        writer.write(said.upper())
        writer.close()

    far = await asyncio.start_server(answer, LOOPBACK, 0)
    async with far, open_link() as link:
        link.way = to_port(far.sockets[0].getsockname()[1])
        yield Ends(link, heard)


async def test_what_is_asked_arrives_and_the_answer_comes_back() -> None:
    async with ends() as at:
        assert await at.ask(b"rent") == b"RENT"
        assert (at.heard, at.link.broken) == ([b"rent"], 0)


async def test_nobody_gets_through_a_link_that_is_cut_until_it_is_well_again() -> None:
    async with ends() as at:
        at.link.suffer(Kind.CUT)
        assert await at.ask(b"rent") == b""
        assert at.heard == []
        at.link.suffer(None)
        assert await at.ask(b"rent") == b"RENT"


async def test_a_cut_ends_a_connection_that_is_open() -> None:
    async with ends() as at:
        reader, writer = await asyncio.open_connection(LOOPBACK, at.link.port)
        writer.write(b"half of a ques")
        await asyncio.sleep(0.1)
        at.link.suffer(Kind.CUT)
        async with asyncio.timeout(PATIENCE):
            try:
                told = await reader.read()
            except ConnectionResetError:
                told = b""
        assert (told, at.link.broken) == (b"", 1)
        writer.close()


async def test_over_a_link_that_is_half_closed_the_question_arrives_and_the_answer_is_lost() -> None:
    async with ends() as at:
        at.link.suffer(Kind.MUTE)
        assert await at.ask(b"rent") == b""
        assert (at.heard, at.link.broken) == ([b"rent"], 1)


async def test_a_slow_link_loses_nothing() -> None:
    async with ends() as at:
        at.link.suffer(Kind.SLOW)
        elapsed = stopwatch()
        assert await at.ask(b"rent") == b"RENT"
        assert elapsed() >= 0.6
        assert at.link.broken == 0


async def test_a_link_without_a_far_end_hangs_up() -> None:
    async with open_link() as link:
        assert await Ends(link, []).ask(b"rent") == b""
