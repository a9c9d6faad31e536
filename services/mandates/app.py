"""The mandates service as an application: its routers gathered, its database and keys hung where they are found.

It is made of what the composition root hands in; nothing here reads a setting or opens a connection.
"""

from collections.abc import Mapping

from fastapi import FastAPI

from services.auth import Tokens
from services.clock import Clock
from services.database import Database
from services.doors import Doorkeeper, Lock
from services.doors import router as door
from services.events import Event, HouseholdRegistered, PlanMade
from services.heard_words import listens_to
from services.hearing import Ears, Handler
from services.ids import Ids
from services.mandates.accounts import endpoints as accounts
from services.mandates.accounts.verification import Verification, stand_in
from services.mandates.alarms import endpoints as alarms
from services.mandates.arrangements import bill_endpoints as bills
from services.mandates.arrangements import endpoints as arrangements
from services.mandates.arrangements import ramp_down_endpoints as ramp_down
from services.mandates.authorisations import endpoints as authorisations
from services.mandates.caseload import endpoints as caseload
from services.mandates.direct_debits import endpoints as direct_debits
from services.mandates.households.staleness import hear_households
from services.mandates.intake import endpoints as intake
from services.mandates.processing import REGISTER
from services.mandates.release import endpoints as release
from services.mandates.suppliers import endpoints as suppliers
from services.mandates.watching import endpoints as watching
from services.mandates.words.acting import ACTED_UPON
from services.notify_events import WordChanged
from services.openapi import Document
from services.processing_endpoints import router as processing_log
from services.processing_log import processing
from services.sealing import Keyring
from services.web import Check, create_app, document_of

VERSION = "1.0.0"
DESCRIPTION = """\
Who pays, and what is missing: suppliers and their accounts, clients' authorisations, direct debit mandates, and for \
each cost of a household in each month exactly one payer of record, which changes only by a handshake with the \
supplier. Amounts are whole euro cents, dates are days in the Netherlands. Account numbers, customer numbers and \
people's own words are sealed and told masked. Every command carries an `Idempotency-Key`."""


HEARS: Mapping[type[Event], Handler] = {
    HouseholdRegistered: hear_households,
    PlanMade: hear_households,
    WordChanged: listens_to(ACTED_UPON),
}
"""What this service wants to know of the others; `door.hears` in theirs says the same."""


def mandates_app(
    database: Database,
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    keyring: Keyring,
    verification: Verification = stand_in,
    lock: Lock | None = None,
) -> FastAPI:
    """The application; who opened `database` closes it. `verification` asks the banks whose an account is.

    Without a lock its door is shut.
    """

    app = _app(tokens, clock, ids, {"database": database.answers})
    app.state.database, app.state.keyring, app.state.verification = database, keyring, verification
    app.state.doorkeeper = Doorkeeper(lock, Ears(database, HEARS))
    app.state.processing = processing(database, REGISTER)
    return app


def mandates_document() -> Document:
    """The document of the API: it follows from the routes alone, so nobody is asked and nothing is opened for it."""
    return document_of(_app)


def _app(tokens: Tokens, clock: Clock, ids: Ids, checks: Mapping[str, Check]) -> FastAPI:
    return create_app(
        title="Ontzorg: mandates",
        description=DESCRIPTION,
        version=VERSION,
        routers=[
            suppliers.router,
            accounts.router,
            authorisations.router,
            direct_debits.router,
            arrangements.router,
            bills.router,
            ramp_down.router,
            ramp_down.search_router,
            intake.router,
            watching.router,
            alarms.router,
            release.router,
            caseload.router,
            processing_log,
            door,
        ],
        tokens=tokens,
        clock=clock,
        ids=ids,
        checks=checks,
    )
