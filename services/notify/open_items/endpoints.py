"""Lists of open items over HTTP: handed in by the supplier desk, and what became of each line."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from services.auth import CallerDep, requires
from services.errors import Fault, InvalidInput
from services.events import Month
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.months import parse_month
from services.notify.dependencies import Writer
from services.notify.open_items import repository, service
from services.notify.open_items.repository import NoSuchOpenItemsFile
from services.notify.open_items.schemas import (
    OpenItemsFile,
    OpenItemsFileFilter,
    OpenItemsFileWithProgress,
    OpenItemsLine,
    OpenItemsLineFilter,
)
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(prefix="/open-items-files", tags=["open items"])

LARGEST_LIST = 2_000_000
"""Bytes: 5,000 lines with columns that are passed over."""

_CSV = "text/csv"
_READS = [requires("webhooks:read")]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One line for each open item; docs/open-items.md has the columns",
        "content": {
            _CSV: {
                "schema": {
                    "type": "string",
                    "examples": ["klantnummer;periode;bedrag;datum;status\\nKL-20391;2026-03;66,93;2026-03-01;open\\n"],
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=201,
    response_model=OpenItemsFile,
    dependencies=[requires("webhooks:write")],
    responses=problems(KeyInFlight, KeyUsedBefore),
    openapi_extra=_BODY,
    max_body_size=LARGEST_LIST,
)
async def hand_in_open_items(
    request: Request,
    command: CommandDep,
    caller: CallerDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
    supplier_id: Annotated[UUID, Query(alias="supplierId")],
    month: Annotated[Month, Query(examples=["2026-03"])],
    listed_on: Annotated[date | None, Query(alias="listedOn", description="The day of the list; else today")] = None,
    owner: Annotated[
        str | None, Field(max_length=255), Query(description="Who sees to what is unclear; else who hands it in")
    ] = None,
) -> Response:
    """Take in a supplier's list for a month: all of it, or with every fault of every line nothing.

    The same list of the same supplier and month again is the one that is here already.
    """
    today = clock.today()

    async def effect() -> Answer:
        content = _content(request.headers.get("content-type", ""), await request.body())
        given = service.HandedIn(supplier_id, parse_month(month), listed_on or today, owner or caller.subject, content)
        file = await service.take_in(session, hand, given, today)
        return Answer.of(201, OpenItemsFile.of(file), f"/v1/open-items-files/{file.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=_READS)
async def list_open_items_files(
    session: Reading, asked: Annotated[OpenItemsFileFilter, Query()]
) -> Page[OpenItemsFile]:
    """The lists, in the order in which they were taken in."""
    after = asked.after(UUID)
    found = await repository.files(session, asked.supplier_id, after[0] if after else None, asked.limit + 1)
    return Page.cut([OpenItemsFile.of(one) for one in found], asked.limit, lambda one: (one.id,))


@router.get("/{file_id}", dependencies=_READS, responses=problems(NoSuchOpenItemsFile))
async def get_open_items_file(file_id: UUID, session: Reading) -> OpenItemsFileWithProgress:
    """A list, and how many of its lines are how far."""
    kept = await repository.file(session, file_id)
    return OpenItemsFileWithProgress.at(kept, await repository.counts(session, file_id))


@router.get("/{file_id}/lines", dependencies=_READS, responses=problems(NoSuchOpenItemsFile))
async def list_open_items_lines(
    file_id: UUID, session: Reading, asked: Annotated[OpenItemsLineFilter, Query()]
) -> Page[OpenItemsLine]:
    """What became of each line of a list."""
    after = asked.after(int)
    await repository.file(session, file_id)
    found = await repository.lines(session, file_id, asked.state, after[0] if after else 0, asked.limit + 1)
    return Page.cut([OpenItemsLine.of(one) for one in found], asked.limit, lambda one: (one.line,))


def _content(media_type: str, content: bytes) -> bytes:
    if media_type.partition(";")[0].strip().lower() != _CSV:
        raise InvalidInput([Fault("Content-Type", "is no list of open items", f"send it as {_CSV}")])
    return content
