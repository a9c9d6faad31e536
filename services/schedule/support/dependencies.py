"""A supporter's session: narrowed by the database to the households that the registry names him for today.

It is asked anew at each request, so a last day is a last day; without an answer nothing is shown. Whoever is named for
nobody sees nobody, also by a mistake in a query of ours.
"""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.auth import Caller, requires
from services.database import Database, ReadSession, Session
from services.errors import Unavailable
from services.schedule.dependencies import Keys, Rules
from services.schedule.hand import Hand
from services.schedule.registry.registry import Supporters
from services.sessions import writing
from services.web import ClockDep

_Reads = Annotated[Caller, requires("support:read")]
_Writes = Annotated[Caller, requires("support:write")]


class NoSupportersKnown(Unavailable):
    """Who helps whom is known by the registry, and this house has none."""


async def _reading(request: Request, caller: _Reads) -> AsyncIterator[ReadSession]:
    database: Database = request.app.state.database
    async with database.reading(caller.organisation_id, await _his(request, caller)) as session:
        yield session


async def _writing(request: Request, caller: _Writes) -> AsyncIterator[Session]:
    async with writing(request, caller.organisation_id, await _his(request, caller)) as session:
        yield session


async def _his(request: Request, caller: Caller) -> frozenset[UUID]:
    supporters: Supporters | None = request.app.state.supporters
    if supporters is None:
        raise NoSupportersKnown
    return await supporters(caller.organisation_id, caller.subject)


SupporterReads = Annotated[ReadSession, Depends(_reading, scope="function")]
"""A session in which there are his households and no others; the database refuses it every write."""

SupporterWrites = Annotated[Session, Depends(_writing, scope="function")]
"""A session in which nothing but his households can be seen or changed."""


def _hand(session: SupporterWrites, caller: _Writes, clock: ClockDep, rules: Rules, keyring: Keys) -> Hand:
    return Hand.of(session, caller.subject, clock.now(), rules, keyring, caller.municipalities)


SupporterHand = Annotated[Hand, Depends(_hand, scope="function")]
"""His hand in that session."""
