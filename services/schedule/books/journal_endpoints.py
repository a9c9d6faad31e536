"""Journals for a general ledger over HTTP."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.auth import CallerDep, requires
from services.database import Database
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.books import exporting
from services.schedule.books.exporting import DaysAreExported, LedgerDoesNotAddUp
from services.schedule.books.journal import as_json
from services.schedule.books.journal_accounts import JournalAccount, journal_accounts, set_account, shipped
from services.schedule.books.journal_schemas import (
    JournalAccountCode,
    JournalAccountCodes,
    JournalAccounts,
    JournalExport,
    NewJournalExport,
)
from services.schedule.books.tables import JournalExportRow
from services.schedule.dependencies import FOR_ALL, NotAllMunicipalities, Writer
from services.schedule.ledger.replay import DayIsNotOver
from services.schedule.payments import paging
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Money, Page, PageRequest

router = APIRouter(tags=["books"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Which export, from 1")]

_READS = [requires("ledger:read", "statements:read")]


class JournalFormat(StrEnum):
    """The kept bytes, or the same lines as JSON."""

    CSV = "csv"
    JSON = "json"


_MEDIA_TYPES = {JournalFormat.CSV: "text/csv; charset=utf-8", JournalFormat.JSON: "application/json"}


@router.post(
    "/journal-exports",
    status_code=201,
    response_model=JournalExport,
    dependencies=[requires("runs:file", "ledger:read"), FOR_ALL],
    responses=problems(
        DayIsNotOver, DaysAreExported, LedgerDoesNotAddUp, KeyInFlight, KeyUsedBefore, NotAllMunicipalities
    ),
)
async def export_journal(
    body: NewJournalExport, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Export all postings up to and including a day that stand in no export yet, and close those days: what turns out
    later about them is booked on the day on which it is known, and comes in the next export."""

    async def effect() -> Answer:
        made = _export(await exporting.export(session, hand, body.through))
        return Answer.of(201, made, f"/v1/journal-exports/{made.number}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/journal-exports", dependencies=[*_READS, FOR_ALL], responses=problems(NotAllMunicipalities))
async def list_journal_exports(session: Reading, asked: Annotated[PageRequest, Query()]) -> Page[JournalExport]:
    """What was exported, the newest first."""
    after = paging.after(asked, "journal-exports", int)
    found = await exporting.exports(session, after[0] if after else None, asked.limit + 1)
    return Page.cut([_export(row) for row in found], asked.limit, lambda one: ("journal-exports", one.number))


@router.get("/journal-exports/{number}", dependencies=[*_READS, FOR_ALL], responses=problems(NotAllMunicipalities))
async def get_journal_export(number: Number, session: Reading) -> JournalExport:
    """One export with its figures."""
    return _export(await exporting.export_of(session, number))


@router.get(
    "/journal-exports/{number}/content",
    dependencies=[*_READS, FOR_ALL],
    responses={
        200: {"content": {"text/csv": {}, "application/json": {}}},
        **problems(NotAllMunicipalities),
    },
    response_class=StreamingResponse,
)
async def download_journal_export(
    number: Number,
    request: Request,
    session: Reading,
    caller: CallerDep,
    given: Annotated[
        JournalFormat, Query(alias="format", description="`csv`, the bytes of the SHA-256, or `json`")
    ] = JournalFormat.CSV,
) -> StreamingResponse:
    """The journal itself, piece by piece: the same bytes every time."""
    row = await exporting.export_of(session, number)
    database: Database = request.app.state.database

    async def kept() -> AsyncIterator[bytes]:
        async with database.reading(caller.organisation_id) as own:
            async for piece in exporting.content(own, row):
                yield piece

    name = f'attachment; filename="journal-{number}.{given}"'
    body = kept() if given is JournalFormat.CSV else as_json(kept())
    return StreamingResponse(body, media_type=_MEDIA_TYPES[given], headers={"Content-Disposition": name})


@router.get("/journal-accounts", dependencies=[requires("ledger:read")])
async def list_journal_accounts(session: Reading) -> JournalAccounts:
    """The code that each account of our books has in the general ledger."""
    known = shipped()
    items = [_account(one) for one in await journal_accounts(session)]
    return JournalAccounts(source=known.source, verified=known.verified, items=items)


@router.post(
    "/journal-accounts",
    status_code=201,
    response_model=JournalAccountCodes,
    dependencies=[requires("organisation:write"), FOR_ALL],
    responses=problems(KeyInFlight, KeyUsedBefore, NotAllMunicipalities),
)
async def set_journal_account(
    body: JournalAccountCode, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Give an account of our books the code of the organisation's own general ledger, from the next export on."""

    async def effect() -> Answer:
        found = await set_account(session, hand, body.account, body.code, body.name)
        return Answer.of(201, _account(found), "/v1/journal-accounts")

    return await answer_once(session, command, effect, clock.now())


def _export(row: JournalExportRow) -> JournalExport:
    return JournalExport(
        number=row.number,
        since=row.from_day,
        through=row.through_day,
        entries=row.entries,
        sum=Money(amount=row.amount),
        bytes=row.size,
        sha256=row.sha256,
        made_at=row.made_at,
        made_by=row.made_by,
    )


def _account(one: JournalAccount) -> JournalAccountCodes:
    return JournalAccountCodes(account=one.account, group=one.group, code=one.code, name=one.name, set_by=one.set_by)
