"""A mail server of our own that says what it is told to: what was taken, what was not, and what nobody knows."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from services.notify.addressees.channel import Channel
from services.notify.dispatch.carrier import Carried, HandedOver, Lost, NotNow, Refused
from services.notify.dispatch.parcel import Parcel
from services.notify.dispatch.smtp import MailServer, Smtp
from services.notify.messages.language import Language

PARCEL = Parcel(
    UUID(int=1), Channel.EMAIL, "selam@post.example", Language.DUTCH, b"Subject: x\r\n\r\nDag\r\n", "Dag", "x"
)
WELL = {"": "220 here", "ehlo": "250 here", "mail": "250 ok", "rcpt": "250 ok", "data": "354 go on", ".": "250 taken"}


@asynccontextmanager
async def a_server(answers: Mapping[str, str], got: list[str]) -> AsyncIterator[int]:
    """Answers each command as told, and hangs up where there is no answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command, in_mail = "", False
        while answer := answers.get(command):
            writer.write(f"{answer}\r\n".encode())
            in_mail = command == "data" and answer.startswith("354")
            line = (await reader.readuntil(b"\r\n.\r\n") if in_mail else await reader.readline()).decode()
            if not line:
                break
            got.append(line.strip())
            command = "." if in_mail else line.strip().partition(" ")[0].lower()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def carried(**otherwise: str) -> tuple[Carried, list[str]]:
    """What a server that answers so makes of a mail."""
    answers = {**WELL, **{("." if name == "end" else name): answer for name, answer in otherwise.items()}}
    got: list[str] = []
    async with a_server(answers, got) as port:
        smtp = Smtp(MailServer("127.0.0.1", port, plain=True), "gemeente@voorbeeldstad.example")
        return await smtp.carry(PARCEL), got


async def test_a_mail_is_handed_over_whole_to_who_it_is_for() -> None:
    told, got = await carried()
    assert told == HandedOver()
    assert "rcpt TO:<selam@post.example>" in got
    assert any("Dag" in line for line in got)


@pytest.mark.parametrize(
    ("step", "answer", "told"),
    [
        ("rcpt", "550 nobody of that name", Refused()),
        ("rcpt", "450 not now", NotNow()),
        ("mail", "421 closing", NotNow()),
        ("end", "554 unwanted", Refused()),
        ("end", "451 not now", NotNow()),
        ("data", "554 unwanted", Refused()),
        ("ehlo", "", NotNow()),
        ("end", "", Lost()),
    ],
)
async def test_what_a_server_says_is_what_is_told(step: str, answer: str, told: Carried) -> None:
    assert (await carried(**{step: answer}))[0] == told


async def test_a_server_that_is_not_there_is_tried_later() -> None:
    got: list[str] = []
    async with a_server(WELL, got) as port:
        pass
    assert await Smtp(MailServer("127.0.0.1", port, plain=True), "x@voorbeeldstad.example").carry(PARCEL) == NotNow()


async def test_without_encryption_nothing_is_handed_over() -> None:
    got: list[str] = []
    async with a_server(WELL, got) as port:
        told = await Smtp(MailServer("127.0.0.1", port), "x@voorbeeldstad.example").carry(PARCEL)
    assert told == NotNow()
    assert not any(line.startswith("mail") for line in got)
