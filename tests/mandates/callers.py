"""Callers of the mandates service in tests: its app over the test's database, and clients that hold a token for it."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role, Tokens
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.mandates.app import mandates_app
from tests.schedule.callers import EVERY_ROLE, Caller
from tests.schedule.households.builders import KEYRING

__all__ = ["KEYRING", "Caller", "a_caller", "an_app", "an_issuer"]


def an_issuer(clock: MovableClock) -> DevelopmentIssuer:
    return DevelopmentIssuer("http://issuer.test", "ontzorg", clock, SeededIds("issuer"), development=True)


def an_app(database: Database, issuer: DevelopmentIssuer, clock: MovableClock, seed: str = "app") -> FastAPI:
    tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    return mandates_app(database, tokens, clock, SeededIds(seed), KEYRING)


def a_caller(
    app: FastAPI,
    issuer: DevelopmentIssuer,
    organisation: UUID,
    roles: Iterable[Role] = EVERY_ROLE,
    *,
    subject: str = "anna",
    municipalities: Iterable[str] | None = None,
) -> Caller:
    token = issuer.issue(
        organisation, roles, subject=subject, municipalities=municipalities, lifetime=timedelta(days=400)
    )
    return Caller(app, token)
