"""The books over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from services.auth import requires
from services.errors import NotFound
from services.schedule.books.trace_query import trace
from services.schedule.books.trace_schemas import Trace
from services.schedule.books.tracing import ByPurpose, asked
from services.schedule.dependencies import Sight
from services.schedule.payments import paging
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["books"])

_LARGEST = 2**31 - 1


class NothingToTrace(NotFound):
    """There is no payment, income or booking of this name here."""


class TraceFilter(PageRequest):
    """What is to be traced, named in one of three ways."""

    end_to_end_id: Annotated[
        str | None, Field(pattern=r"^[A-Za-z0-9-]{1,35}$", description="Of a payment of ours, as in its file")
    ] = None
    statement_id: Annotated[UUID | None, Field(description="With `entry`: the statement that a booking is of")] = None
    entry: Annotated[int | None, Field(ge=1, le=_LARGEST, description="Number of the entry in the statement")] = None
    part: Annotated[int | None, Field(ge=1, le=_LARGEST, description="Which payment of the entry; 1 without")] = None
    household_id: Annotated[UUID | None, Field(description="With `purpose` and `occasion`: whose money")] = None
    purpose: Annotated[
        str | None, Field(pattern=r"^[a-z0-9_]{1,60}$", description="`rent`, `leefgeld`, `benefit`, …")
    ] = None
    occasion: Annotated[
        str | None,
        Field(pattern=r"^[a-z0-9:-]{1,20}$", description="`2026-03`, leefgeld's day `2026-03-01`, `first`, `advance`"),
    ] = None


@router.get("/traces", dependencies=[requires("ledger:read", "runs:read", "statements:read")])
async def list_traces(session: Reading, sees: Sight, given: Annotated[TraceFilter, Query()]) -> Page[Trace]:
    """The way of a euro, whichever end of it somebody has in hand: by which decisions it may be paid, which plan wanted
    it, who proposed and approved it, in which file it stands, how it was posted, and what the bank said. One trace, or
    for a booking of a whole batch one for each payment in it."""
    wanted = asked(**given.model_dump(exclude={"cursor", "limit"}))
    after = paging.after(given, "traces", int, UUID, str, str)
    found = await trace(session, wanted, sees, ByPurpose(*after) if after else None, given.limit + 1)
    told = [Trace.model_validate_json(one.told) for one in found]
    if after is None and not any(one.is_known for one in told):
        raise NothingToTrace
    return Page.cut(told, given.limit, lambda _: ("traces", *found[given.limit - 1].key))
