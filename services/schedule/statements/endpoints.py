"""Files of the bank over HTTP: handed in, their statements and bookings read, and decided about where they stopped."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import FOR_ALL, Keys, NotAllMunicipalities, Sight, Writer
from services.schedule.payments import paging
from services.schedule.statements import repository
from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.schema_validation import SchemaIsMissing
from services.schedule.statements.handing_in import LARGEST_FILE, FileName, body_of, content_of, pieces
from services.schedule.statements.letting_in import SameHand, let_in, set_aside
from services.schedule.statements.repository import NoSuchStatement, Which
from services.schedule.statements.schemas import (
    ReceivedStatement,
    ReceivedStatementFile,
    Statement,
    StatementBooking,
    StatementDecision,
    StatementFile,
    StatementFilter,
    StatementWithHistory,
)
from services.schedule.statements.stepping import StatementIsDone
from services.schedule.statements.tables import StatementRow
from services.schedule.statements.taking_in import HandedIn, NotOurAccount, StatementDiffers, TakenIn, take_in
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["statements of the bank"])

_BODY = body_of("The file as the bank sent it: camt.053, camt.054 or MT940; docs/statements.md says more")
_READS = [requires("statements:read")]
_DECIDES = [requires("statements:approve")]
_DECIDED = problems(KeyInFlight, KeyUsedBefore, NoSuchStatement, SameHand, StatementIsDone, NotAllMunicipalities)


@router.post(
    "/statement-files",
    status_code=201,
    response_model=ReceivedStatementFile,
    dependencies=[requires("statements:write"), FOR_ALL],
    responses=problems(
        KeyInFlight,
        KeyUsedBefore,
        NotABankFile,
        SchemaIsMissing,
        UnreadableBankFile,
        NotOurAccount,
        StatementDiffers,
        NotAllMunicipalities,
    ),
    openapi_extra=_BODY,
    max_body_size=LARGEST_FILE,
)
async def hand_in_statement_file(
    request: Request,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
    file_name: FileName = "statement",
) -> Response:
    """Take in a file of the bank: all of it or nothing, and the same file again changes nothing.

    What became of each statement stands in `state`, and what to do about one that was not taken in stands in `why`.
    """

    async def effect() -> Answer:
        given = HandedIn(file_name, pieces(content_of(request, await request.body())), request.app.state.schemas)
        taken = await take_in(session, hand, given)
        return Answer.of(201, _received(taken), f"{request.url.path}/{taken.file.id}")

    return await answer_once(session, command, effect, clock.now())


def _received(taken: TakenIn) -> ReceivedStatementFile:
    statements = [ReceivedStatement.received(one.statement, one.known_before) for one in taken.statements]
    return ReceivedStatementFile(
        **StatementFile.of(taken.file).model_dump(), known_before=taken.known_before, statements=statements
    )


@router.get("/statement-files", dependencies=[*_READS, FOR_ALL], responses=problems(NotAllMunicipalities))
async def list_statement_files(session: Reading, asked: Annotated[PageRequest, Query()]) -> Page[StatementFile]:
    """The files that the bank sent, the newest first."""
    before = paging.after(asked, "statement-files", UUID)
    found = await repository.files(session, before[0] if before else None, asked.limit + 1)
    return Page.cut([StatementFile.of(one) for one in found], asked.limit, lambda one: ("statement-files", one.id))


@router.get("/statement-files/{file_id}", dependencies=[*_READS, FOR_ALL], responses=problems(NotAllMunicipalities))
async def get_statement_file(file_id: UUID, session: Reading) -> StatementFile:
    """A file that the bank sent."""
    return StatementFile.of(await repository.file_of(session, file_id))


@router.get("/statements", dependencies=_READS)
async def list_statements(
    session: Reading,
    sees: Sight,
    asked: Annotated[StatementFilter, Query()],
) -> Page[Statement]:
    """The statements, those of the latest day first; of the municipalities that the caller works for."""
    before = paging.after(asked, "statements", date.fromisoformat, UUID)
    which = Which(state=asked.state, sees=sees)
    found = await repository.statements(session, before and (before[0], before[1]), asked.limit + 1, which)
    return Page.cut([Statement.of(one) for one in found], asked.limit, lambda one: ("statements", one.as_of, one.id))


async def _visible(session: Reading, statement_id: UUID, sees: Sight) -> StatementRow:
    row = await repository.statement(session, statement_id)
    if not await repository.is_seen(session, row, sees):
        raise NoSuchStatement
    return row


@router.get("/statements/{statement_id}", dependencies=_READS)
async def get_statement(statement_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> StatementWithHistory:
    """A statement with all that became of it."""
    row = await _visible(session, statement_id, sees)
    return StatementWithHistory.with_history(row, await repository.history(session, row.id), keyring)


@router.get("/statements/{statement_id}/bookings", dependencies=_READS)
async def list_bookings(
    statement_id: UUID, session: Reading, sees: Sight, keyring: Keys, asked: Annotated[PageRequest, Query()]
) -> Page[StatementBooking]:
    """The bookings of a statement in their order, as the bank told them."""
    row = await _visible(session, statement_id, sees)
    after = paging.after(asked, "bookings", int, int)
    found = await repository.bookings(session, row.id, (after and (after[0], after[1])) or (0, 0), asked.limit + 1)
    return Page.cut(
        [StatementBooking.of(one, keyring) for one in found], asked.limit, lambda one: ("bookings", one.entry, one.part)
    )


@router.post(
    "/statements/{statement_id}/_admit", response_model=Statement, dependencies=[*_DECIDES, FOR_ALL], responses=_DECIDED
)
async def let_statement_in(
    statement_id: UUID,
    decision: StatementDecision,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Take in a statement that waits or was stopped, as another person than who handed it in, with a reason."""

    async def effect() -> Answer:
        return Answer.of(200, Statement.of(await let_in(session, hand, statement_id, decision.reason)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/statements/{statement_id}/_discard",
    response_model=Statement,
    dependencies=[*_DECIDES, FOR_ALL],
    responses=_DECIDED,
)
async def set_statement_aside(
    statement_id: UUID,
    decision: StatementDecision,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Never take in a statement that waits or was stopped, as another person than who handed it in, with a reason."""

    async def effect() -> Answer:
        return Answer.of(200, Statement.of(await set_aside(session, hand, statement_id, decision.reason)))

    return await answer_once(session, command, effect, clock.now())
