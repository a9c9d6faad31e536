"""Hearing what was announced: each event once, all of an organisation in one transaction, those of a subject in order.

What one of many is refused for is told of that one: all others are heard as if it had not been among them, but for
later ones of its subject, which wait for it.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from psycopg.errors import ForeignKeyViolation
from sqlalchemy.exc import IntegrityError

from services.cloud_events import CloudEvent, Unreadable
from services.database import Database, Session
from services.errors import Conflict, Problem
from services.events import Event
from services.jobs import passes
from services.outbox import first_times

Handler = Callable[[Session, Sequence[Any], datetime], Awaitable[None]]
"""What events of one type change here, in a session of their organisation, given in the order in which they happened;
the instant is the service's own.
"""

_log = structlog.get_logger(__name__)


class OrganisationUnknown(Conflict):
    """This organisation is not known here yet; announce it again later."""


class AnEarlierOneIsRefused(Conflict):
    """An earlier event of this subject was refused; this one is taken once that one is."""


class _Told(NamedTuple):
    message: CloudEvent
    event: Event
    handler: Handler


class Ears:
    """What a service hears of the others: who here cares for which type of event, over its database."""

    def __init__(
        self, database: Database, handlers: Mapping[type[Event], Handler], whole: Collection[Handler] = ()
    ) -> None:
        """`whole` are the handlers that are given each message as it came, with its id, its time and its sequence."""
        self._database = database
        self._whole = whole
        self._handlers = {kind.type: handler for kind, handler in handlers.items()}

    async def hear(self, messages: Sequence[CloudEvent | Unreadable], now: datetime) -> dict[UUID, Problem]:
        """Take these in, and tell by id which were not taken and why; a type that nobody hears is taken and let go.

        A failure that passes, as of a database that is away, is raised: then nothing more is known than that.
        """
        told, refused = self._read(messages)
        by_organisation: dict[UUID, list[_Told]] = {}
        for one in told:
            by_organisation.setdefault(one.event.organisation_id, []).append(one)
        for organisation_id, ours in by_organisation.items():
            refused |= await self._take(organisation_id, ours, now)
        return refused

    def _read(self, messages: Iterable[CloudEvent | Unreadable]) -> tuple[list[_Told], dict[UUID, Problem]]:
        told: list[_Told] = []
        refused: dict[UUID, Problem] = {}
        behind: set[str] = set()
        for message in messages:
            try:
                one = _read(message, behind, self._handlers)
            except Problem as refusal:
                refused[message.id] = refusal
                behind.add(message.subject)
            else:
                told += [one] if one else []
        return told, refused

    async def _take(self, organisation_id: UUID, told: Sequence[_Told], now: datetime) -> dict[UUID, Problem]:
        try:
            await self._together(organisation_id, told, now)
        except Exception as failure:
            if passes(failure):
                raise
            if len(told) == 1:
                return {told[0].message.id: _as_problem(failure, told[0])}
            return await self._one_by_one(organisation_id, told, now)
        return {}

    async def _one_by_one(self, organisation_id: UUID, told: Sequence[_Told], now: datetime) -> dict[UUID, Problem]:
        """Nobody knows which of them it was, and none of the others is to suffer for it."""
        refused: dict[UUID, Problem] = {}
        behind: set[str] = set()
        for one in told:
            if one.message.subject in behind:
                refused[one.message.id] = AnEarlierOneIsRefused()
            elif failed := await self._take(organisation_id, [one], now):
                refused |= failed
                behind.add(one.message.subject)
        return refused

    async def _together(self, organisation_id: UUID, told: Sequence[_Told], now: datetime) -> None:
        async with self._database.transaction(organisation_id) as session:
            new = await _new(session, told, now)
            for handler, run in groupby(new, key=lambda one: one.handler):
                whole = handler in self._whole
                await handler(session, [one.message if whole else one.event for one in run], now)


def _read(message: CloudEvent | Unreadable, behind: set[str], handlers: Mapping[str, Handler]) -> _Told | None:
    if message.subject in behind:
        raise AnEarlierOneIsRefused
    if isinstance(message, Unreadable):
        raise message.fault
    handler = handlers.get(message.type)
    return _Told(message, message.event(), handler) if handler else None


async def _new(session: Session, told: Sequence[_Told], now: datetime) -> list[_Told]:
    """Those that were not heard before; `OrganisationUnknown` while their organisation was not founded here."""
    by_id = {str(one.message.id): one for one in told}
    try:
        first = await first_times(session, by_id.keys(), now)
    except IntegrityError as refusal:
        if isinstance(refusal.orig, ForeignKeyViolation):
            raise OrganisationUnknown from None
        raise
    return [one for message_id, one in by_id.items() if message_id in first]


def _as_problem(failure: Exception, one: _Told) -> Problem:
    """What is told of it: of a mistake of ours nothing but that there was one, and the rest in the log."""
    if isinstance(failure, Problem):
        return failure
    _log.error("an announcement broke", message_id=str(one.message.id), type=one.message.type, exc_info=failure)
    return Problem()
