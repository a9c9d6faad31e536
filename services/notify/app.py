"""The notify service as an application: its routers gathered, its database and keys hung where they are found.

It is made of what the composition root hands in; nothing here reads a setting or opens a connection.
"""

from collections.abc import Mapping

from fastapi import FastAPI

from services.auth import Tokens
from services.clock import Clock
from services.database import Database
from services.doors import Doorkeeper, Lock
from services.doors import router as door
from services.events import (
    ArrearsAnswered,
    BankChannelChanged,
    BankExceptionRaised,
    Event,
    PaymentHeld,
    PaymentOutcomeTakenBack,
    PaymentReturned,
    PaymentsExecuted,
    PlanMade,
    RunFiled,
    RunFrozen,
    ScheduleActedOnWord,
    StatementReceived,
    ToeslagCameIn,
)
from services.hearing import Ears, Handler
from services.ids import Ids
from services.mandate_events import AlarmChanged, RegistryActedOnWord
from services.notify.addressees import endpoints as addressees
from services.notify.contacts import endpoints as contacts
from services.notify.deliveries import endpoints as deliveries
from services.notify.deliveries.hearing import hear
from services.notify.desk import alarm_endpoints as desk_alarms
from services.notify.desk import desk_endpoints as desk
from services.notify.desk import worker_endpoints as desk_workers
from services.notify.desk.hearing import hear_what_is_loud
from services.notify.letters_answered import hear_of_letter, hear_of_money_back
from services.notify.open_items import endpoints as open_items
from services.notify.processing import REGISTER
from services.notify.sender import endpoints as sender
from services.notify.sources import endpoints as sources
from services.notify.subscriptions import endpoints as subscriptions
from services.notify.subscriptions.leaving import LEAVING
from services.notify.supplier_payments.hearing import hear_of_payments
from services.notify.told import endpoints as messages
from services.notify.told.hearing import hear_of_household, hear_of_run
from services.notify.words import door as letterbox
from services.notify.words import endpoints as words
from services.notify.words.hearing import hear_answers
from services.openapi import Document
from services.processing_endpoints import router as processing_log
from services.processing_log import processing
from services.sealing import Keyring
from services.web import Check, create_app, document_of

VERSION = "1.0.0"
DESCRIPTION = """\
Who wants to know, and proof that they were told: the webhooks that suppliers subscribe to, the secrets that sign \
them, and what each is owed; the systems of suppliers that tell us by webhook, and what they told; how each household \
is reached, in which language, whom it calls and in whose name. A secret is shown in the answer of the command that \
made it and nowhere else. Every command carries an `Idempotency-Key`."""

HEARS: Mapping[type[Event], Handler] = {
    **{leaving.event: hear for leaving in LEAVING.values()},
    ArrearsAnswered: hear_of_letter,
    RegistryActedOnWord: hear_answers,
    ScheduleActedOnWord: hear_answers,
    PlanMade: hear_of_household,
    ToeslagCameIn: hear_of_household,
    PaymentOutcomeTakenBack: hear_of_payments,
    PaymentsExecuted: hear_of_payments,
    RunFiled: hear_of_payments,
    PaymentReturned: hear_of_money_back,
    PaymentHeld: hear_of_household,
    RunFrozen: hear_of_run,
    AlarmChanged: hear_what_is_loud,
    BankExceptionRaised: hear_what_is_loud,
    StatementReceived: hear_what_is_loud,
    BankChannelChanged: hear_what_is_loud,
}
"""What this service wants to know of the others; `door.hears` in theirs says the same."""


def notify_app(
    database: Database,
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    keyring: Keyring,
    lock: Lock | None = None,
    *,
    development: bool = False,
) -> FastAPI:
    """The application; who opened `database` closes it. In `development` a webhook may go to any address.

    Without a lock its door is shut.
    """

    app = _app(tokens, clock, ids, {"database": database.answers})
    app.state.database, app.state.keyring, app.state.development = database, keyring, development
    app.state.doorkeeper = Doorkeeper(lock, Ears(database, HEARS, whole=[hear, hear_of_letter]))
    app.state.processing = processing(database, REGISTER)
    return app


def notify_document() -> Document:
    """The document of the API: it follows from the routes alone, so nobody is asked and nothing is opened for it."""
    return document_of(_app)


def _app(tokens: Tokens, clock: Clock, ids: Ids, checks: Mapping[str, Check]) -> FastAPI:
    return create_app(
        title="Ontzorg: notify",
        description=DESCRIPTION,
        version=VERSION,
        routers=[
            subscriptions.router,
            deliveries.router,
            addressees.router,
            addressees.search_router,
            contacts.router,
            sender.router,
            sources.router,
            words.router,
            letterbox.router,
            open_items.router,
            messages.router,
            desk.router,
            desk_workers.router,
            desk_alarms.router,
            processing_log,
            door,
        ],
        tokens=tokens,
        clock=clock,
        ids=ids,
        checks=checks,
    )
