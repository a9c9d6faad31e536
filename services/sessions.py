"""A request's session: one transaction of the caller's organisation, committed before the answer leaves the building.

FastAPI's own habit is to clean up after the response has been sent; a commit that fails then has already been answered
with 201. The scope "function" makes it fail in time.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.acts import Act, Somebody, act_of
from services.auth import CallerDep
from services.database import Database, ReadSession, Session, at_the_end
from services.idempotency import shown_in
from services.processing_log import write


@asynccontextmanager
async def writing(
    request: Request, organisation_id: UUID, households: Collection[UUID] | None = None
) -> AsyncIterator[Session]:
    """A transaction of this request with its line of the processing log, the last thing that is written in it."""
    database: Database = request.app.state.database
    act = act_of(request)
    async with database.transaction(organisation_id, households) as session:
        yield session
        at_the_end(session, partial(_write_down, session, act, _declared_status(request)))
    act.was_written()


def is_by(request: Request, organisation_id: UUID, subject: str) -> None:
    """Say who asks, where no token does: whoever holds a link, or signs."""
    act_of(request).is_by(Somebody(organisation_id, subject))


async def _writing(request: Request, caller: CallerDep) -> AsyncIterator[Session]:
    async with writing(request, caller.organisation_id) as session:
        yield session


async def _reading(request: Request, caller: CallerDep) -> AsyncIterator[ReadSession]:
    database: Database = request.app.state.database
    async with database.reading(caller.organisation_id) as session:
        yield session


async def _write_down(session: Session, act: Act, status: int) -> None:
    line = act.line(status, shown_in(session))
    if line is not None:
        await write(session, line)


def _declared_status(request: Request) -> int:
    """What the endpoint answers when it does not refuse."""
    return getattr(request.scope["route"], "status_code", None) or 200


Writing = Annotated[Session, Depends(_writing, scope="function")]
"""The session of an endpoint that changes something: commits when the endpoint returns, rolls back when it raises."""

Reading = Annotated[ReadSession, Depends(_reading, scope="function")]
"""The session of an endpoint that only asks; the database refuses it every write."""
