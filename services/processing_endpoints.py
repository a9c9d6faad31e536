"""The processing log over HTTP, the same at every service: for the auditor, whose looking is written in it too."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services import processing_repository as repository
from services.auth import CallerDep, requires
from services.errors import Forbidden
from services.openapi import problems
from services.processing_repository import NoSuchLogBatch
from services.processing_schemas import (
    LoggedProcessing,
    ProcessingActivities,
    ProcessingActivity,
    ProcessingAsked,
    ProcessingBatch,
)
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["processing"])


class LogIsOfAllMunicipalities(Forbidden):
    """The processing log is of all municipalities of the organisation, and this caller does not work for all of
    them."""


def _for_all(caller: CallerDep) -> None:
    if caller.municipalities is not None:
        raise LogIsOfAllMunicipalities


_READS = [requires("audit:read"), Depends(_for_all)]
_REFUSALS = problems(LogIsOfAllMunicipalities)


@router.get("/processing-activities", dependencies=[requires("audit:read")])
async def list_processing_activities(request: Request) -> ProcessingActivities:
    """What this service does with data about people, why, and by which law."""
    known = request.app.state.processing.register.activities
    return ProcessingActivities(items=[ProcessingActivity(**one._asdict()) for one in known])


@router.get("/processing-log", dependencies=_READS, responses=_REFUSALS)
async def list_processing(session: Reading, asked: Annotated[ProcessingAsked, Query()]) -> Page[LoggedProcessing]:
    """Who saw and changed what about whom, the newest first; what was refused too, and whoever asked for this."""
    after = asked.after(int)
    found = await repository.lines(session, asked, after[0] if after else None, asked.limit + 1)
    return Page.cut(found, asked.limit, lambda one: (one.position,))


@router.get("/processing-batches", dependencies=_READS, responses=_REFUSALS)
async def list_processing_batches(session: Reading, asked: Annotated[PageRequest, Query()]) -> Page[ProcessingBatch]:
    """The chain of the log, the newest batch first; the last minute is in none yet."""
    after = asked.after(int)
    found = await repository.batches(session, after[0] if after else None, asked.limit + 1)
    return Page.cut(found, asked.limit, lambda one: (one.number,))


@router.get(
    "/processing-batches/{number}/content",
    dependencies=_READS,
    responses={200: {"content": {"application/x-ndjson": {}}}, **problems(LogIsOfAllMunicipalities, NoSuchLogBatch)},
    response_class=Response,
)
async def download_processing_batch(
    number: Annotated[int, Path(ge=1, le=2**31 - 1, description="Which batch, from 1")], session: Reading
) -> Response:
    """A batch, a JSON document a line with the names of Logboek Dataverwerkingen: the same bytes every time.

    SHA-256 over the 32 bytes of the batch's `before` and these bytes is its `hash`.
    """
    name = f'attachment; filename="processing-{number}.ndjson"'
    content = await repository.content(session, number)
    return Response(content, media_type="application/x-ndjson", headers={"Content-Disposition": name})
