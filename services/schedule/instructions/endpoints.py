"""Instruction files over HTTP: downloaded for the benefit system, answered by it, and what it has not answered."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from services.auth import requires
from services.errors import Fault, InvalidInput
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import FOR_ALL, Keys, NotAllMunicipalities, Sight, Writer
from services.schedule.instructions import repository
from services.schedule.instructions.answering import take_in
from services.schedule.instructions.differing import differences_of
from services.schedule.instructions.instructing import opened
from services.schedule.instructions.repository import Place
from services.schedule.instructions.schemas import (
    AnswerTaken,
    InstructionFile,
    InstructionLine,
    UnansweredInstruction,
)
from services.schedule.payments import paging
from services.schedule.payments.held_schemas import WaitingFilter
from services.schedule.payments.repository import run_by_id
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["instruction files"])

LARGEST_ANSWER = 50_000_000
"""Bytes: a hundred thousand lines with room to spare."""

FileNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Which file of the run, from 1")]

_CSV = "text/csv"
_EXAMPLE = "reference;outcome;withheldCents;reason\\n2026030123456789abcdef01234567;refused;;no benefit in payment\\n"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The instruction file with outcomes in it; docs/instruction-files.md has the columns",
        "content": {_CSV: {"schema": {"type": "string", "examples": [_EXAMPLE]}}},
    }
}
_READS = [requires("runs:read")]
_FILE = "/payment-runs/{run_id}/instruction-files/{number}"


@router.get("/payment-runs/{run_id}/instruction-files", dependencies=_READS)
async def list_instruction_files(run_id: UUID, session: Reading, sees: Sight) -> list[InstructionFile]:
    """The instruction files of a run with their figures, and how far each was answered; of the municipalities that the
    caller works for."""
    await run_by_id(session, run_id)
    files = [one for one in await repository.files(session, run_id) if sees is None or one.municipality in sees]
    periods, progress = await repository.periods(session, run_id), await repository.progress(session, run_id)
    downloads = await repository.downloads(session, run_id)
    return [
        InstructionFile.of(one, periods[one.number], progress[one.number], downloads.get(one.number, 0))
        for one in files
    ]


@router.get(
    _FILE,
    dependencies=[requires("runs:file"), FOR_ALL],
    responses={200: {"content": {_CSV: {}}}, **problems(NotAllMunicipalities)},
    response_class=Response,
)
async def download_instruction_file(
    run_id: UUID, number: FileNumber, session: Writing, hand: Writer, keyring: Keys
) -> Response:
    """An instruction file (CSV): the same bytes every time, and each time is written down."""
    file = await repository.file_of(session, run_id, number)
    content = opened(file, keyring)
    await repository.count_download(session, file, hand)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(content, media_type=_CSV, headers=headers)


@router.get(f"{_FILE}/lines", dependencies=_READS)
async def list_instruction_lines(
    run_id: UUID,
    number: FileNumber,
    session: Reading,
    sees: Sight,
    keyring: Keys,
    asked: Annotated[PageRequest, Query()],
) -> Page[InstructionLine]:
    """The lines of a file and what was answered of each; of the municipalities that the caller works for."""
    file = await repository.file_of(session, run_id, number)
    after = paging.after(asked, "instruction-lines", str)
    found = await repository.lines(session, run_id, number, after[0] if after else "", asked.limit + 1, sees)
    differ = await differences_of(session, run_id, number, [one.end_to_end_id for one in found])
    return Page.cut(
        [InstructionLine.of(one, keyring, file.organisation_id, differ.get(one.end_to_end_id, ())) for one in found],
        asked.limit,
        lambda one: ("instruction-lines", one.end_to_end_id),
    )


@router.post(
    f"{_FILE}/answers",
    response_model=AnswerTaken,
    dependencies=[requires("runs:file"), FOR_ALL],
    responses=problems(KeyInFlight, KeyUsedBefore, NotAllMunicipalities),
    openapi_extra=_BODY,
    max_body_size=LARGEST_ANSWER,
)
async def answer_instruction_file(
    run_id: UUID,
    number: FileNumber,
    request: Request,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Take in what the benefit system answered, all of it or nothing; the same answer again changes nothing."""

    async def effect() -> Answer:
        await repository.file_of(session, run_id, number)
        content = _content(request.headers.get("content-type", ""), await request.body())
        return Answer.of(200, AnswerTaken.of(await take_in(session, hand, run_id, number, content)))

    return await answer_once(session, command, effect, clock.now())


def _content(content_type: str, content: bytes) -> bytes:
    if content_type.partition(";")[0].strip().lower() != _CSV:
        raise InvalidInput([Fault("Content-Type", f"is no {_CSV}", f"hand in the file as {_CSV}")])
    return content


@router.get("/unanswered-instructions", dependencies=[requires("ledger:read")])
async def list_unanswered_instructions(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[WaitingFilter, Query()]
) -> Page[UnansweredInstruction]:
    """Everything that the benefit system was instructed of and has not answered, of the households that the caller
    works for: the longest due first."""
    after = paging.after(asked, "unanswered", date.fromisoformat, UUID, int, str)
    place = Place(*after) if after else None
    found = await repository.open_lines(session, place, asked.limit + 1, sees, asked.household_id)
    today = clock.today()
    return Page.cut(
        [UnansweredInstruction.of(one, today) for one in found],
        asked.limit,
        lambda one: ("unanswered", one.due_on, one.run_id, one.file_number, one.end_to_end_id),
    )
