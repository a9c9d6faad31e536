"""A provider of text messages in tests: a real server on loopback that keeps ids, and does as it is told."""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from services.clock import Clock
from services.notify.dispatch.sms_provider import Provider, SmsProvider
from services.notify.webhooks.calling import all_of_it, open_calls
from services.notify.webhooks.reach import Network
from tests.notify.webhooks.test_calling import LOOPBACK

TOKEN = "invented-token"


class TextProvider:
    """Sends each id once. `answers` are what the next requests get instead: a status and a body, or None for an answer
    that is lost on its way although the message was taken.
    """

    def __init__(self) -> None:
        self.answers: deque[tuple[int, Any] | None] = deque()
        self.headers: dict[str, str] = {}
        self.got: list[tuple[Any, dict[str, Any]]] = []
        self.sent: dict[str, str] = {}

    async def _take(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        self.got.append((request.headers, said))
        answer = self.answers.popleft() if self.answers else (202, {"status": "accepted"})
        if answer is None or answer[1] == {"status": "accepted"}:
            self.sent.setdefault(said["id"], said["text"])
        if answer is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        status, body = answer
        return web.json_response(body, status=status, headers=self.headers)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Listen, at this address."""
        app = web.Application()
        app.router.add_post("/messages", self._take)
        async with TestServer(app, host="127.0.0.1") as server:
            yield str(server.make_url("/messages"))


@asynccontextmanager
async def carrying_to(url: str, machine: Clock, inside: Sequence[Network] = LOOPBACK) -> AsyncIterator[SmsProvider]:
    """The carrier that hands over there, wherever that is `inside`."""
    async with open_calls(inside, whole=2, reads=all_of_it) as calls:
        yield SmsProvider(calls, Provider(url, SecretStr(TOKEN), "Gemeente"), machine)
