"""The schedule service as an application: its routers gathered, its database, rules and keys hung where they are found.

It is made of what the composition root hands in; nothing here reads a setting or opens a connection.
"""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from services.auth import Tokens
from services.clock import Clock
from services.database import Database
from services.doors import Doorkeeper, Lock
from services.doors import router as door
from services.events import Event
from services.heard_words import listens_to
from services.hearing import Ears, Handler
from services.ids import Ids
from services.mandate_events import (
    DeferralChanged,
    DutyChanged,
    HandingBackKept,
    HandshakeChanged,
    PayerOfRecordChanged,
    RegistryChanged,
    WatchedMonthChanged,
)
from services.notify_events import AddresseeChanged, WordChanged
from services.openapi import Document
from services.processing_endpoints import router as processing_log
from services.processing_log import processing
from services.schedule import endpoints
from services.schedule.allocations import booking_page_endpoints as booking_pages
from services.schedule.allocations import endpoints as allocations
from services.schedule.arrears import endpoints as arrears
from services.schedule.arrears import photo_endpoints as letter_photos
from services.schedule.arrears.photos import hear_erasures
from services.schedule.books import endpoints as books
from services.schedule.books import journal_endpoints as journals
from services.schedule.books import reconciliation_endpoints as reconciliations
from services.schedule.bridging import decision_endpoints as bridging_decisions
from services.schedule.bridging import endpoints as bridging
from services.schedule.channel import endpoints as bank_channels
from services.schedule.emergencies import endpoints as emergencies
from services.schedule.exceptions import decision_endpoints as booking_decisions
from services.schedule.exceptions import endpoints as ending_exceptions
from services.schedule.exceptions import queue_endpoints as exception_queue
from services.schedule.households import coa_overlap_endpoints as coa_overlap
from services.schedule.households import cost_calendar_endpoints as cost_calendars
from services.schedule.households import endpoints as households
from services.schedule.households import letting_go_endpoints as letting_go
from services.schedule.households import plan_endpoints as plans
from services.schedule.households import replanning_endpoints as plan_rules
from services.schedule.households import task_endpoints as tasks
from services.schedule.households.following import FollowsTheRegistry
from services.schedule.households.registry import hear_registry
from services.schedule.households.rulebook import Rulebook
from services.schedule.imports import endpoints as imports
from services.schedule.instructions import endpoints as instructions
from services.schedule.matching import endpoints as exceptions
from services.schedule.outlooks import endpoints as outlooks
from services.schedule.payees import endpoints as payees
from services.schedule.payments import endpoints as payments
from services.schedule.payments import held_endpoints as held_payments
from services.schedule.payments import household_payment_endpoints as household_payments
from services.schedule.payments import run_task_endpoints as run_tasks
from services.schedule.payments import supplier_payment_endpoints as supplier_payments
from services.schedule.proceedings import endpoints as proceedings
from services.schedule.proceedings.hearing import hear as look_at_proceedings
from services.schedule.proceedings.hearing import then_look
from services.schedule.processing import REGISTER
from services.schedule.recalls import endpoints as payment_recalls
from services.schedule.registry import endpoints as registry_refusals
from services.schedule.registry.registry import InPerson, Registry, Supporters
from services.schedule.sent_back import endpoints as sent_back
from services.schedule.statements import endpoints as statements
from services.schedule.support import endpoints as support
from services.schedule.surplus import endpoints as surpluses
from services.schedule.toeslagen import account_endpoints as toeslag_accounts
from services.schedule.toeslagen import claim_endpoints as toeslag_claims
from services.schedule.toeslagen import endpoints as toeslagen
from services.schedule.unseen import endpoints as unseen
from services.schedule.words.acting import ACTED_UPON
from services.sealing import Keyring
from services.web import Check, create_app, document_of

VERSION = "1.0.0"
DESCRIPTION = """\
Who pays what for a household, when, and from which money: facts are recorded, a plan follows from them, and what \
somebody must do by when. Amounts are whole euro cents, dates are days in the Netherlands. Nothing here holds a name, \
an address or a BSN, but for payees, which are sealed and told masked. Every command carries an `Idempotency-Key`."""


def hears(rules: Rulebook, keyring: Keyring) -> Mapping[type[Event], Handler]:
    """What this service wants to know of the others; `door.hears` in theirs says the same."""
    follows = FollowsTheRegistry(rules, keyring)
    return {
        RegistryChanged: hear_registry,
        PayerOfRecordChanged: then_look(follows.hear_payers),
        HandshakeChanged: look_at_proceedings,
        WatchedMonthChanged: look_at_proceedings,
        DutyChanged: follows.hear_duties,
        DeferralChanged: follows.hear_deferrals,
        HandingBackKept: follows.hear_ramp_downs,
        WordChanged: listens_to(ACTED_UPON),
        AddresseeChanged: then_look(hear_erasures),
    }


def schedule_app(
    database: Database,
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    rules: Rulebook,
    keyring: Keyring,
    lock: Lock | None = None,
    registry: Registry | None = None,
    schemas: Path | None = None,
    in_person: InPerson | None = None,
    supporters: Supporters | None = None,
) -> FastAPI:
    """The application; who opened `database` closes it. Without a lock its door is shut, without a registry nobody is
    asked about an emergency, without `supporters` nobody is one, and without `schemas` files of the bank are held
    against our own table alone."""

    app = _app(tokens, clock, ids, {"database": database.answers})
    app.state.database, app.state.rules, app.state.keyring = database, rules, keyring
    app.state.registry, app.state.schemas, app.state.in_person = registry, schemas, in_person
    app.state.supporters = supporters
    app.state.doorkeeper = Doorkeeper(lock, Ears(database, hears(rules, keyring)))
    app.state.processing = processing(database, REGISTER)
    return app


def schedule_document() -> Document:
    """The document of the API: it follows from the routes alone, so nobody is asked and nothing is opened for it."""
    return document_of(_app)


def _app(tokens: Tokens, clock: Clock, ids: Ids, checks: Mapping[str, Check]) -> FastAPI:
    return create_app(
        title="Ontzorg: schedule",
        description=DESCRIPTION,
        version=VERSION,
        routers=[
            households.router,
            households.facts_router,
            plans.router,
            plans.search_router,
            coa_overlap.router,
            surpluses.router,
            plan_rules.router,
            cost_calendars.router,
            outlooks.router,
            tasks.router,
            letting_go.router,
            support.router,
            payees.router,
            imports.router,
            payments.router,
            household_payments.router,
            held_payments.router,
            supplier_payments.router,
            unseen.router,
            run_tasks.router,
            proceedings.router,
            payment_recalls.router,
            allocations.router,
            booking_pages.router,
            arrears.router,
            arrears.search_router,
            letter_photos.router,
            registry_refusals.router,
            instructions.router,
            emergencies.router,
            emergencies.search_router,
            bridging.router,
            bridging_decisions.router,
            bridging_decisions.search_router,
            statements.router,
            bank_channels.router,
            exceptions.router,
            ending_exceptions.router,
            exception_queue.router,
            booking_decisions.router,
            sent_back.router,
            books.router,
            toeslagen.router,
            toeslag_accounts.router,
            toeslag_claims.router,
            reconciliations.router,
            journals.router,
            endpoints.router,
            processing_log,
            door,
        ],
        tokens=tokens,
        clock=clock,
        ids=ids,
        checks=checks,
    )
