"""Caseload imports over HTTP."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.auth import CallerDep, requires
from services.errors import Fault, InvalidInput
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import Writer
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.writing import HouseholdIsKnown
from services.schedule.imports import service
from services.schedule.imports.csv_reading import read_csv
from services.schedule.imports.json_reading import read_json
from services.schedule.imports.repository import ImportUnderWay
from services.schedule.imports.row import CaseloadFile
from services.schedule.imports.schemas import CaseloadImport
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/caseload-imports", tags=["caseload imports"], dependencies=[requires("households:import")])

LARGEST_CASELOAD = 200_000_000
"""Bytes: a hundred thousand households in JSON, with room to spare."""

_CSV, _JSON = "text/csv", "application/json"
_CASELOAD: dict[str, Any] = {
    "type": "object",
    "required": ["households"],
    "properties": {"households": {"type": "array", "items": {"$ref": "#/components/schemas/NewHousehold"}}},
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One row for each household; docs/caseload-import.md has the columns",
        "content": {
            _CSV: {"schema": {"type": "string", "examples": ["reference;municipality\\nZ-2026-001;GM0518\\n"]}},
            _JSON: {"schema": _CASELOAD},
        },
    }
}


@router.post(
    "",
    status_code=201,
    response_model=CaseloadImport,
    responses=problems(HouseholdIsChanging, HouseholdIsKnown, ImportUnderWay, KeyInFlight, KeyUsedBefore),
    openapi_extra=_BODY,
    max_body_size=LARGEST_CASELOAD,
)
async def import_caseload(
    request: Request, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Take in a caseload, all of it or nothing; the same file again changes nothing and says so."""

    async def effect() -> Answer:
        file = _file(request.headers.get("content-type", ""), await request.body(), hand.today)
        outcome = await service.import_caseload(session, hand, file)
        told = CaseloadImport.after(outcome)
        return Answer.of(200 if told.repeated else 201, told, f"/v1/caseload-imports/{told.id}")

    return await answer_once(session, command, effect, clock.now())


def _file(content_type: str, content: bytes, today: date) -> CaseloadFile:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == _CSV:
        return read_csv(content, today)
    if media_type == _JSON:
        return read_json(content)
    raise InvalidInput([Fault("Content-Type", f"is no {_CSV} and no {_JSON}", "say which of the two it is")])


def _his(caller: CallerDep) -> str | None:
    """Whose imports somebody sees: a file may hold households of every municipality. None is everybody's."""
    return None if caller.municipalities is None else caller.subject


_His = Annotated[str | None, Depends(_his)]


@router.get("")
async def list_caseload_imports(
    session: Reading, his: _His, page: Annotated[PageRequest, Query()]
) -> Page[CaseloadImport]:
    """The files that were taken in, in the order in which they came; for who does not work for all municipalities those
    that he handed in himself."""
    after = page.after(UUID)
    found = await service.imports(session, his, after[0] if after else None, page.limit + 1)
    return Page.cut([CaseloadImport.of(one) for one in found], page.limit, lambda one: (one.id,))


@router.get("/{import_id}")
async def get_caseload_import(import_id: UUID, session: Reading, his: _His) -> CaseloadImport:
    """One file that was taken in."""
    return CaseloadImport.of(await service.import_of(session, import_id, his))
