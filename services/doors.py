"""The internal door of a service: what our other services announce is taken in here, once (the third way to talk).

`POST /events` lets nobody in by a token: an announcement is signed with the secret of the door (Standard Webhooks) and
travels as a CloudEvent. What it changes here is one transaction with the note that it came; so a relay that sends it
twice changes nothing, and one that is told no sends it again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from psycopg.errors import ForeignKeyViolation
from sqlalchemy.exc import IntegrityError

from services.clock import Clock
from services.cloud_events import CloudEvent
from services.database import Database, Session
from services.errors import Conflict
from services.events import Event
from services.outbox import first_time
from services.web import ClockDep
from services.webhooks import SignatureRefused, WebhookSecret, verify

Handler = Callable[[Session, Any, datetime], Awaitable[None]]
"""What an event of one type changes here, in a session of its organisation; the instant is the service's own."""

router = APIRouter(include_in_schema=False)


class OrganisationUnknown(Conflict):
    """This organisation is not known here yet; announce it again later."""


class Lock(NamedTuple):
    """What opens a door: a signature with any of these secrets, by the clock that the senders have too.

    In a sandbox that is the machine's, for its own may be moved while an announcement is under way.
    """

    secrets: Sequence[WebhookSecret]
    clock: Clock


class Doorkeeper(NamedTuple):
    """Who stands at a service's door: knows whom to let in, and who in the house wants to hear of what.

    Without a lock the door stays shut.
    """

    lock: Lock | None
    handlers: Mapping[type[Event], Handler]

    def let_in(self, headers: Mapping[str, str], body: bytes) -> tuple[str, CloudEvent]:
        """The id of a message and the announcement in it.

        `SignatureRefused` before anything of it is read; `InvalidInput` for what is no announcement.
        """
        if self.lock is None:
            raise SignatureRefused
        return verify(self.lock.secrets, headers, body, self.lock.clock.now()), CloudEvent.from_json(body)

    def who_hears(self, event_type: str) -> Handler | None:
        """Whose this type of event is; None where nobody here cares."""
        return next((handler for kind, handler in self.handlers.items() if kind.type == event_type), None)


@router.post("/events")
async def receive_event(request: Request, clock: ClockDep) -> Response:
    """Take an announcement in, the first time that it comes; a type that nobody hears is taken and let go."""
    keeper: Doorkeeper = request.app.state.doorkeeper
    message_id, message = keeper.let_in(request.headers, await request.body())
    handler = keeper.who_hears(message.type)
    if handler is not None:
        database: Database = request.app.state.database
        await _hear(database, message_id, message.event(), handler, clock.now())
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _hear(database: Database, message_id: str, event: Event, handler: Handler, now: datetime) -> None:
    """`OrganisationUnknown` while an organisation was not founded here; nothing is noted then."""
    async with database.transaction(event.organisation_id) as session:
        try:
            is_new = await first_time(session, message_id, now)
        except IntegrityError as refusal:
            if isinstance(refusal.orig, ForeignKeyViolation):
                raise OrganisationUnknown from None
            raise
        if is_new:
            await handler(session, event, now)
