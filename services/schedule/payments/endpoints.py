"""Payment runs over HTTP: proposed by one person, approved by another, downloaded as often as needed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.auth import requires
from services.database import ReadSession
from services.errors import NotFound
from services.events import RunKind
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.months import parse_month
from services.openapi import problems
from services.schedule.bank.keeping import record_of, stream
from services.schedule.dependencies import FOR_ALL, Asks, Keys, NotAllMunicipalities, Sight, Writer
from services.schedule.emergencies import paying, releasing
from services.schedule.emergencies.releasing import check_run
from services.schedule.emergencies.repository import payment_of
from services.schedule.payments import paging, repository, service
from services.schedule.payments.difference import difference_lines, difference_sums
from services.schedule.payments.run import AnotherProposal, RunIsElsewhere, RunKey, SamePerson
from services.schedule.payments.schemas import (
    Approval,
    BankFile,
    Difference,
    DifferenceFilter,
    DifferencePart,
    HouseholdDifference,
    LeftOutHousehold,
    NewRun,
    Payment,
    PaymentFilter,
    Run,
    RunFilter,
)
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/payment-runs", tags=["payment runs"])

_READS = [requires("runs:read")]


class NoSuchFile(NotFound):
    """This run has no file with that number."""


async def _for_whom(session: ReadSession, run_id: UUID, sees: Sight) -> None:
    """A run pays for all municipalities, but for an emergency run, which pays for that of its household."""
    if sees is None:
        return
    run = await repository.run_by_id(session, run_id)
    if run.kind is not RunKind.EMERGENCY or (await payment_of(session, run_id)).municipality not in sees:
        raise NotAllMunicipalities()


def _small_number(text: str) -> int:
    """A number out of a cursor; ValueError for one that no month and no run can have."""
    number = int(text)
    if not 0 <= number < 100_000:
        raise ValueError(f"{number} is no number of ours")
    return number


@router.post(
    "",
    status_code=201,
    response_model=Run,
    dependencies=[requires("runs:propose"), FOR_ALL],
    responses=problems(KeyInFlight, KeyUsedBefore, NotAllMunicipalities, service.RunWasWithdrawn),
)
async def propose_run(body: NewRun, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep) -> Response:
    """Put a run together; a worker does it, and `state` tells how far it is. The same run again is the same run."""

    async def effect() -> Answer:
        run = await service.propose(session, hand, body.key(), body.pays_from)
        return Answer.of(201, Run.of(run), f"/v1/payment-runs/{run.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=_READS)
async def list_runs(session: Reading, asked: Annotated[RunFilter, Query()]) -> Page[Run]:
    """All runs, those of the newest month first; of one month or in one state if asked."""
    after = paging.after(asked, "runs", _small_number, RunKind, _small_number)
    month = None if asked.month is None else parse_month(asked.month)
    found = await repository.runs(session, RunKey(*after) if after else None, asked.limit + 1, month, asked.state)
    rows = {run.id: run for run in found}
    return Page.cut(
        [Run.of(run) for run in found],
        asked.limit,
        lambda run: ("runs", rows[run.id].month, str(run.kind), run.number),
    )


@router.get("/{run_id}", dependencies=_READS)
async def get_run(run_id: UUID, session: Reading) -> Run:
    """One run with whom and what it does not pay, its sums by state, and how it came to where it is."""
    run = await repository.run_by_id(session, run_id)
    beside = await repository.beside(session, run)
    totals, details = await repository.totals(session, run_id), await repository.details(session, run_id)
    return Run.of(run, beside, totals, details, list(await repository.history(session, run_id)))


@router.get("/{run_id}/left-out-households", dependencies=_READS)
async def list_left_out_households(
    run_id: UUID, session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[LeftOutHousehold]:
    """The households whose case cannot be planned: the run pays nothing of them, and somebody has to look at each."""
    await repository.run_by_id(session, run_id)
    after = paging.after(asked, "left-out", UUID)
    found = await repository.left_out(session, run_id, after[0] if after else None, asked.limit + 1, sees)
    return Page.cut(
        [LeftOutHousehold.of(row) for row in found], asked.limit, lambda one: ("left-out", one.household_id)
    )


@router.get("/{run_id}/payments", dependencies=_READS)
async def list_payments(
    run_id: UUID, session: Reading, sees: Sight, asked: Annotated[PaymentFilter, Query()]
) -> Page[Payment]:
    """The payments of a run that the caller may see, by household; `state=held` tells what waits and why."""
    await repository.run_by_id(session, run_id)
    after = paging.after(asked, "payments", UUID, str, str)
    found = await repository.payments(session, run_id, after, asked.limit + 1, asked.state, sees)
    return Page.cut(
        [Payment.of(row) for row in found],
        asked.limit,
        lambda one: ("payments", one.household_id, one.purpose, one.occasion),
    )


@router.get("/{run_id}/difference", dependencies=[*_READS, FOR_ALL], responses=problems(NotAllMunicipalities))
async def get_difference(
    run_id: UUID, session: Reading, margin: Annotated[int, Query(ge=0, le=1000)] = 10
) -> Difference:
    """What is new, gone, changed by more than `margin` per cent or paid to another account since the month before."""
    run = await repository.run_by_id(session, run_id)
    parts = await difference_sums(session, run_id, run.month, margin)
    return Difference(margin=margin, parts=[DifferencePart.of(part) for part in parts])


@router.get("/{run_id}/differences", dependencies=[*_READS, FOR_ALL], responses=problems(NotAllMunicipalities))
async def list_differences(
    run_id: UUID, session: Reading, asked: Annotated[DifferenceFilter, Query()]
) -> Page[HouseholdDifference]:
    """The households behind the difference."""
    run = await repository.run_by_id(session, run_id)
    after = paging.after(asked, "differences", UUID, str, str)
    lines = await difference_lines(session, run_id, run.month, after, asked.limit + 1, asked.margin)
    return Page.cut(
        [HouseholdDifference.of(line) for line in lines],
        asked.limit,
        lambda line: ("differences", line.household_id, line.purpose, str(line.what)),
    )


@router.post(
    "/{run_id}/_approve",
    response_model=Run,
    dependencies=[requires("runs:approve")],
    responses=problems(
        AnotherProposal,
        KeyInFlight,
        KeyUsedBefore,
        NotAllMunicipalities,
        RunIsElsewhere,
        SamePerson,
        *paying.REFUSED,
        releasing.AccountHasChanged,
        *releasing.REFUSED,
    ),
)
async def approve_run(
    run_id: UUID,
    body: Approval,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    sees: Sight,
    registry: Asks,
    clock: ClockDep,
) -> Response:
    """Approve a run as somebody else than its proposer; it is then frozen and filed without anyone's doing. An
    emergency run is filed when the answer comes."""
    await _for_whom(session, run_id, sees)

    async def effect() -> Answer:
        await check_run(session, hand, registry, run_id)
        return Answer.of(200, Run.of(await service.approve(session, hand, run_id, body.content_hash)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{run_id}/_withdraw",
    response_model=Run,
    dependencies=[requires("runs:propose")],
    responses=problems(KeyInFlight, KeyUsedBefore, NotAllMunicipalities, RunIsElsewhere),
)
async def withdraw_run(
    run_id: UUID, command: CommandDep, session: Writing, hand: Writer, sees: Sight, clock: ClockDep
) -> Response:
    """Take back a run that nobody approved; what it would have paid is free for another run."""
    await _for_whom(session, run_id, sees)

    async def effect() -> Answer:
        return Answer.of(200, Run.of(await service.withdraw(session, hand, run_id)))

    return await answer_once(session, command, effect, clock.now())


@router.get("/{run_id}/files", dependencies=_READS)
async def list_files(run_id: UUID, session: Reading, sees: Sight) -> list[BankFile]:
    """The bank files of a run with their check figures, of the municipalities that the caller works for; empty until it
    is filed."""
    await repository.run_by_id(session, run_id)
    files = [one for one in await repository.files(session, run_id) if sees is None or one.municipality in sees]
    return [BankFile.of(file, await record_of(session, file.message_id)) for file in files]


@router.get(
    "/{run_id}/files/{number}",
    dependencies=[requires("runs:file")],
    responses={200: {"content": {"application/xml": {}}}, **problems(NotAllMunicipalities)},
    response_class=StreamingResponse,
)
async def download_file(run_id: UUID, number: int, session: Reading, keyring: Keys, sees: Sight) -> Response:
    """A bank file (pain.001.001.09): the same bytes every time."""
    await _for_whom(session, run_id, sees)
    files = await repository.files(session, run_id)
    file = next((one for one in files if one.number == number), None)
    if file is None:
        raise NoSuchFile()
    record = await record_of(session, file.message_id)
    body = b"".join([chunk async for chunk in stream(session, keyring, file.message_id)])
    name = f'attachment; filename="{record.name}"'
    return Response(body, media_type="application/xml", headers={"Content-Disposition": name})
