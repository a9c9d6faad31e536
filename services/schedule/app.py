"""The schedule service as an application: its routers gathered, its database, rules and keys hung where they are found.

It is made of what the composition root hands in; nothing here reads a setting or opens a connection.
"""

from collections.abc import Mapping

from fastapi import FastAPI
from sqlalchemy import text

from services.auth import Tokens
from services.clock import Clock, SystemClock
from services.database import Database
from services.ids import Ids, RandomIds
from services.issuer_keys import IssuerKeys
from services.openapi import Document
from services.schedule import endpoints
from services.schedule.households import endpoints as households
from services.schedule.households import plan_endpoints as plans
from services.schedule.households import task_endpoints as tasks
from services.schedule.households.rulebook import Rulebook
from services.schedule.imports import endpoints as imports
from services.schedule.payees import endpoints as payees
from services.schedule.payments import endpoints as payments
from services.sealing import Keyring
from services.web import Check, create_app

VERSION = "1.0.0"
DESCRIPTION = """\
Who pays what for a household, when, and from which money: facts are recorded, a plan follows from them, and what \
somebody must do by when. Amounts are whole euro cents, dates are days in the Netherlands. Nothing here holds a name, \
an address or a BSN, but for payees, which are sealed and told masked. Every command carries an `Idempotency-Key`."""


def schedule_app(
    database: Database, tokens: Tokens, clock: Clock, ids: Ids, rules: Rulebook, keyring: Keyring
) -> FastAPI:
    """The application; who opened `database` closes it."""

    async def answers() -> None:
        async with database.reading(None) as session:
            await session.execute(text("select 1"))

    app = _app(tokens, clock, ids, {"database": answers})
    app.state.database, app.state.rules, app.state.keyring = database, rules, keyring
    return app


def schedule_document() -> Document:
    """The document of the API: it follows from the routes alone, so nobody is asked and nothing is opened for it."""
    clock = SystemClock()

    async def no_keys() -> None:
        raise LookupError("whoever reads the document needs no token")

    return _app(Tokens("", "", IssuerKeys(no_keys, clock), clock), clock, RandomIds(), {}).openapi()


def _app(tokens: Tokens, clock: Clock, ids: Ids, checks: Mapping[str, Check]) -> FastAPI:
    return create_app(
        title="Ontzorg: schedule",
        description=DESCRIPTION,
        version=VERSION,
        routers=[
            households.router,
            plans.router,
            tasks.router,
            payees.router,
            imports.router,
            payments.router,
            endpoints.router,
        ],
        tokens=tokens,
        clock=clock,
        ids=ids,
        checks=checks,
    )
