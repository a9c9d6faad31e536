"""Imports of mandates that exist already, over HTTP."""

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.auth import requires
from services.errors import Fault, InvalidInput
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandate_events import DirectDebitState as State
from services.mandates.dependencies import Writer
from services.mandates.direct_debits.direct_debit import UmrInUse
from services.mandates.direct_debits.import_reading import COLUMNS, Read, read_csv, read_json
from services.mandates.direct_debits.import_row import NewDirectDebitImport
from services.mandates.direct_debits.import_service import Outcome, import_mandates
from services.mandates.transitions import ChangedMeanwhile
from services.openapi import problems
from services.sessions import Writing
from services.web import ClockDep
from services.wire import Wire

router = APIRouter()

LARGEST_IMPORT = 10_000_000
"""Bytes: the most rows that are taken at once, with room to spare."""

_CSV, _JSON = "text/csv", "application/json"


def _in_place(schema: Any, named: Any = None) -> Any:
    """A schema with what it refers to put where it is referred to, for a document that has no place for its names."""
    if isinstance(schema, list):
        return [_in_place(one, named) for one in schema]
    if not isinstance(schema, dict):
        return schema
    named = schema.get("$defs", named)
    if "$ref" in schema:
        return _in_place(named[schema["$ref"].rpartition("/")[2]], named)
    return {key: _in_place(value, named) for key, value in schema.items() if key != "$defs"}


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": f"One row for each mandate; in CSV amounts are euros, and the columns {', '.join(COLUMNS)}",
        "content": {
            _JSON: {"schema": _in_place(NewDirectDebitImport.model_json_schema())},
            _CSV: {"schema": {"type": "string", "examples": [";".join(COLUMNS)]}},
        },
    }
}


class DirectDebitImport(Wire):
    """What became of an import: how many rows it had, how many were known already, and the states of the others."""

    rows: int
    unchanged: int
    active: int = Field(description="On clients' own accounts, in force as they were")
    pending_approval: int = Field(description="On the organisation's account, to be looked at by a second person")
    draft: int = Field(description="On the organisation's account, and their evidence is still to come")

    @classmethod
    def of(cls, outcome: Outcome) -> "DirectDebitImport":
        """The outcome as it is told."""
        made = Counter(outcome.made)
        return cls(
            rows=len(outcome.made) + outcome.unchanged,
            unchanged=outcome.unchanged,
            active=made[State.ACTIVE],
            pending_approval=made[State.PENDING_APPROVAL],
            draft=made[State.DRAFT],
        )


@router.post(
    "/direct-debit-imports",
    status_code=201,
    response_model=DirectDebitImport,
    dependencies=[requires("mandates:write")],
    responses=problems(UmrInUse, ChangedMeanwhile, KeyInFlight, KeyUsedBefore),
    openapi_extra=_BODY,
    max_body_size=LARGEST_IMPORT,
)
async def import_direct_debits(
    request: Request, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Take in mandates that suppliers hold already, all of them or none; the same file again changes nothing."""

    async def effect() -> Answer:
        rows = _rows(request.headers.get("content-type", ""), await request.body())
        outcome = await import_mandates(session, hand, rows)
        return Answer.of(201 if outcome.made else 200, DirectDebitImport.of(outcome))

    return await answer_once(session, command, effect, clock.now())


def _rows(content_type: str, content: bytes) -> list[Read]:
    match content_type.partition(";")[0].strip().lower():
        case "text/csv":
            return read_csv(content)
        case "application/json":
            return read_json(content)
    raise InvalidInput([Fault("Content-Type", f"is no {_CSV} and no {_JSON}", "say which of the two it is")])
