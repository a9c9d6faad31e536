"""A request's session: one transaction of the caller's organisation, committed before the answer leaves the building.

FastAPI's own habit is to clean up after the response has been sent; a commit that fails then has already been answered
with 201. The scope "function" makes it fail in time.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from services.auth import CallerDep
from services.database import Database, ReadSession, Session


async def _writing(request: Request, caller: CallerDep) -> AsyncIterator[Session]:
    database: Database = request.app.state.database
    async with database.transaction(caller.organisation_id) as session:
        yield session


async def _reading(request: Request, caller: CallerDep) -> AsyncIterator[ReadSession]:
    database: Database = request.app.state.database
    async with database.reading(caller.organisation_id) as session:
        yield session


Writing = Annotated[Session, Depends(_writing, scope="function")]
"""The session of an endpoint that changes something: commits when the endpoint returns, rolls back when it raises."""

Reading = Annotated[ReadSession, Depends(_reading, scope="function")]
"""The session of an endpoint that only asks; the database refuses it every write."""
