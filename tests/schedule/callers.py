"""Callers of the schedule service in tests: its app over the test's database, and clients that hold a token for it."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role, Tokens
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.schedule.app import schedule_app
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.told_registry import ToldRegistry

EVERY_ROLE = frozenset(Role)

_keys = count(1)


def an_issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)


def an_app(database: Database, issuer: DevelopmentIssuer, clock: MovableClock) -> FastAPI:
    tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    registry = ToldRegistry(database, KEYRING)
    return schedule_app(database, tokens, clock, SeededIds("app"), RULES, KEYRING, registry=registry)


class Caller:
    """Somebody with a token, who gives every command a key of its own unless told otherwise."""

    def __init__(self, app: FastAPI, token: str) -> None:
        transport = httpx.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.AsyncClient(transport=transport, base_url="http://schedule.test/v1", headers=headers)

    async def get(self, path: str, /, **query: Any) -> httpx.Response:
        return await self._client.get(path, params=query or None)

    async def post(self, path: str, body: Any, key: str | None = None) -> httpx.Response:
        return await self._client.post(path, json=body, headers={"Idempotency-Key": key or f"key-{next(_keys)}"})

    async def hand_in(self, path: str, content: bytes, media_type: str, key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key or f"key-{next(_keys)}", "Content-Type": media_type}
        return await self._client.post(path, content=content, headers=headers)

    async def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Idempotency-Key": f"key-{next(_keys)}", **options.pop("headers", {})}
        return await self._client.request(method, path, headers=headers, **options)


def a_caller(
    app: FastAPI,
    issuer: DevelopmentIssuer,
    organisation: UUID,
    roles: Iterable[Role] = EVERY_ROLE,
    *,
    subject: str = "anna",
    scopes: Iterable[str] | None = None,
    municipalities: Iterable[str] | None = None,
) -> Caller:
    token = issuer.issue(
        organisation, roles, subject=subject, scopes=scopes, municipalities=municipalities, lifetime=timedelta(days=400)
    )
    return Caller(app, token)
