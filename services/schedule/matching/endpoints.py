"""Exceptions over HTTP, and what people decide about them and about what came back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, ListOfHousehold, lists_told
from services.openapi import problems
from services.schedule.dependencies import FOR_ALL, NotAllMunicipalities, Sight, Writer
from services.schedule.households import queries
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.matching import repository
from services.schedule.matching.deciding_by_hand import (
    DecidedBefore,
    ExplainedBefore,
    StandsOnSuspense,
    explain,
    pay_again,
)
from services.schedule.matching.read_schemas import BankExceptionSearch
from services.schedule.matching.reporting import NotOfItsFile, NotOurFile, take_report
from services.schedule.matching.repository import NothingCameBack, NothingIsOdd, Place, Wanted
from services.schedule.matching.schemas import (
    BankException,
    BankExceptionFilter,
    BookingExplanation,
    EndedException,
    PaidAgain,
    PayAgain,
    StatusReport,
)
from services.schedule.payments import paging
from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.schema_validation import SchemaIsMissing
from services.schedule.statements.handing_in import LARGEST_FILE, FileName, body_of, content_of, pieces
from services.schedule.statements.repository import NoSuchStatement
from services.schedule.statements.taking_in import HandedIn
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["exceptions"])


@router.post(
    "/status-reports",
    status_code=201,
    response_model=StatusReport,
    dependencies=[requires("statements:write"), FOR_ALL],
    responses=problems(
        KeyInFlight,
        KeyUsedBefore,
        NotABankFile,
        SchemaIsMissing,
        UnreadableBankFile,
        NotOurFile,
        NotOfItsFile,
        NotAllMunicipalities,
    ),
    openapi_extra=body_of("The report as the bank sent it: pain.002; docs/statements.md says more"),
    max_body_size=LARGEST_FILE,
)
async def hand_in_status_report(
    request: Request,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
    file_name: FileName = "report",
) -> Response:
    """Take in what the bank says of a file of ours before any statement does: what it rejects waits again."""

    async def effect() -> Answer:
        content = content_of(request, await request.body())
        given = HandedIn(file_name, pieces(content), request.app.state.schemas)
        report = StatusReport.taken(await take_report(session, hand, given))
        return Answer.of(201, report, f"/v1/statement-files/{report.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/bank-exceptions", dependencies=[requires("statements:read")])
async def list_bank_exceptions(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[BankExceptionFilter, Query()]
) -> Page[BankException]:
    """The bookings of the bank that no rule explains, the soonest due first: those that nobody has explained, unless
    those that have ended are asked for."""
    after = paging.after(asked, "bank-exceptions", date.fromisoformat, UUID, int, int)
    place = Place(after[0], after[1], after[2], after[3]) if after else Place()
    today = clock.today()
    found = await repository.page_of_exceptions(session, place, asked.limit + 1, sees, asked.wanted(today))
    return Page.cut(
        [BankException.of(one, today) for one in found],
        asked.limit,
        lambda one: ("bank-exceptions", one.due_on, one.statement_id, one.entry, one.part),
    )


@router.post("/bank-exceptions/_search", dependencies=[requires("statements:read")])
async def search_bank_exceptions(
    body: BankExceptionSearch, session: Reading, sees: Sight, clock: ClockDep
) -> Page[ListOfHousehold[BankException]]:
    """The bookings of the bank that no rule explains and that name a payment of one of these households, the soonest
    due first: the first 50."""
    ids, today = await queries.seen(session, sees, body.household_ids), clock.today()
    wanted = Wanted(ended=body.state == "ended")
    found = await repository.exceptions_of(session, ids, MOST_OF_EACH + 1, sees, wanted)
    return lists_told(ids, found, lambda line: BankException.of(line, today))


@router.post(
    "/statements/{statement_id}/exceptions/_explain",
    response_model=EndedException,
    dependencies=[requires("statements:approve"), FOR_ALL],
    responses=problems(
        KeyInFlight,
        KeyUsedBefore,
        NoSuchStatement,
        NothingIsOdd,
        ExplainedBefore,
        StandsOnSuspense,
        NotAllMunicipalities,
    ),
)
async def explain_bank_exception(
    statement_id: UUID,
    body: BookingExplanation,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say what a report means that is against a statement; it leaves the queue, and nothing is booked by this."""

    async def effect() -> Answer:
        row = await explain(session, hand, statement_id, body.entry, body.part, body.why)
        return Answer.of(200, EndedException.of(row))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/households/{household_id}/held-payments/_repeat",
    response_model=PaidAgain,
    dependencies=[requires("held_payments:write")],
    responses=problems(NothingCameBack, DecidedBefore, HouseholdIsChanging, KeyInFlight, KeyUsedBefore),
)
async def pay_what_came_back_again(
    household_id: UUID,
    body: PayAgain,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Let a payment that came back go to the same account once more: the next run proposes it."""

    async def effect() -> Answer:
        return Answer.of(
            200, PaidAgain.of(await pay_again(session, hand, household_id, body.purpose, body.occasion, body.why))
        )

    return await answer_once(session, command, effect, clock.now())
