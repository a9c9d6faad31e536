"""The go-ahead for payments, asked in pages before a run holds its lines, and looked at again before they leave."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.auth import requires
from services.mandates.dependencies import Keys, Sight
from services.mandates.release import service
from services.mandates.release.schemas import (
    ChangedHouseholds,
    ReleaseAnswer,
    ReleaseQuestion,
    VersionQuestion,
    body_of,
    read_question,
    read_versions,
    written,
)
from services.sessions import Reading

router = APIRouter(prefix="/releases", tags=["releases"], dependencies=[requires("releases:ask")])

LARGEST_PAGE = 4_000_000
"""Bytes: five thousand lines, however they are written."""


@router.post("", response_model=ReleaseAnswer, openapi_extra=body_of(ReleaseQuestion), max_body_size=LARGEST_PAGE)
async def ask_releases(request: Request, session: Reading, keyring: Keys, sees: Sight) -> Response:
    """May these payments be made by us, by which way, to which account, with which reference? Nothing is kept of it.

    A line that may not is told the most useful reason to wait. The body is read from its bytes, and the answer written
    to them: a month asks this some eighty thousand times.
    """
    question = read_question(await request.body())
    answer = await service.release(session, keyring, question.on, question.asked(), sees)
    return Response(written(answer), media_type="application/json")


@router.post("/_check", openapi_extra=body_of(VersionQuestion), max_body_size=LARGEST_PAGE)
async def check_releases(request: Request, session: Reading, sees: Sight) -> ChangedHouseholds:
    """Which of these households have another version now; their lines are to be asked anew before they are paid."""
    versions = read_versions(await request.body()).versions()
    return ChangedHouseholds(changed=[UUID(one) for one in await service.changed(session, versions, sees)])
