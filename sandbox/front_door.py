"""The front door of Ontzorg, as whoever comes from outside goes through it: HTTP and JSON, with a token of a role."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

import httpx

Told = dict[str, Any]
"""A JSON object, as it was told."""

PROPOSER, SUPPLIER_DESK, SYSTEM = "proposer", "supplier_desk", "system"
"""Those whose tokens the world outside shows: who brings files to the bank and back, who writes down what suppliers
say, and the organisation's own software."""


class ShutOut(Exception):  # noqa: N818 - named for what happened, as the problems of the house are
    """The front door refused what the world outside brought: a mistake of the sandbox, not of whoever tries it."""


class FrontDoor:
    """The way in, for one world; `token` gives one for a role."""

    def __init__(self, http: httpx.AsyncClient, token: Callable[[str], str]) -> None:
        self._http = http
        self._token = token

    async def get(self, path: str, role: str = PROPOSER) -> Told:
        """What stands at a path."""
        told: Told = (await self._asked("GET", path, role)).json()
        return told

    async def listed(self, path: str, role: str = PROPOSER) -> list[Told]:
        """A list that is told at once."""
        told: list[Told] = (await self._asked("GET", path, role)).json()
        return told

    async def items(self, path: str, role: str = PROPOSER, **asked: str) -> AsyncIterator[Told]:
        """All of a list, page by page."""
        wanted = {"limit": "200", **asked}
        while True:
            page = await self.get(f"{path}?{urlencode(wanted)}", role)
            for one in page["items"]:
                yield one
            if page.get("nextCursor") is None:
                return
            wanted["cursor"] = page["nextCursor"]

    async def content(self, path: str, role: str = PROPOSER) -> bytes:
        """A file."""
        return (await self._asked("GET", path, role)).content

    async def post(self, path: str, body: Told, key: str, role: str) -> Told:
        """Do something; once, however often it is done under this key."""
        headers = {"Content-Type": "application/json"}
        told: Told = (await self._asked("POST", path, role, json.dumps(body).encode(), headers, key)).json()
        return told

    async def hand_in(self, path: str, content: bytes, key: str, role: str = PROPOSER, kind: str = "") -> None:
        """Hand in a file as it is."""
        headers = {"Content-Type": kind or "application/octet-stream"}
        await self._asked("POST", path, role, content, headers, key)

    async def _asked(
        self,
        method: str,
        path: str,
        role: str,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        key: str | None = None,
    ) -> httpx.Response:
        shown = {"Authorization": f"Bearer {self._token(role)}", **({"Idempotency-Key": key} if key else {})}
        answer = await self._http.request(method, path, content=content, headers={**shown, **(headers or {})})
        if not answer.is_success:
            raise ShutOut(f"{method} {path.partition('?')[0]}: {answer.status_code} {answer.text[:500]}")
        return answer
