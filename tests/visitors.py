"""Visitors of a house: they come in by its front door, with a token or without, and by no other way."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import httpx
from starlette.types import ASGIApp

_keys = count(1)


class Visitor:
    """Somebody at the front door, over HTTP as anybody else; every command gets a key of its own unless told."""

    def __init__(self, app: ASGIApp, token: str | None, headers: Mapping[str, str] | None = None) -> None:
        transport = httpx.ASGITransport(app=app)
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        self.http = httpx.AsyncClient(transport=transport, base_url="http://house.test", headers=sent)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def post(self, path: str, body: Any, key: str | None = None) -> httpx.Response:
        return await self.http.post(path, json=body, headers={"Idempotency-Key": key or f"visit-{next(_keys)}"})

    async def hand_in(self, path: str, content: bytes, media_type: str) -> httpx.Response:
        """Hand in a file as it is."""
        headers = {"Idempotency-Key": f"visit-{next(_keys)}", "Content-Type": media_type}
        return await self.http.post(path, content=content, headers=headers)

    async def send(self, query: str, **variables: Any) -> httpx.Response:
        """A question to the gateway, and its answer as it is."""
        return await self.http.post("/graphql", json={"query": query, "variables": variables})

    async def ask(self, query: str, **variables: Any) -> Any:
        """What the gateway answers, where nothing goes wrong."""
        answer = await self.send(query, **variables)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert "errors" not in told, told["errors"]
        return told["data"]
