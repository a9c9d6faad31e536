"""Recalls over HTTP: asked for by one person, approved by another; the file for the bank is there at once."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.auth import requires
from services.errors import NotFound
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.openapi import problems
from services.schedule.dependencies import FOR_ALL, Keys, NotAllMunicipalities, Sight, Writer
from services.schedule.payments import paging
from services.schedule.recalls import asking, repository
from services.schedule.recalls.answering import NotOurRecall, take_answer
from services.schedule.recalls.asking import (
    NothingToRecall,
    RecallAskedByYou,
    RecallIsOpen,
    RecallNotAskedByYou,
)
from services.schedule.recalls.recall import TooLateToRecall
from services.schedule.recalls.schemas import (
    NewPaymentRecall,
    PaymentRecall,
    PaymentRecallInFull,
    RecallAnswerFile,
    RecallFilter,
)
from services.schedule.recalls.tables import RecallRow
from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.schema_validation import SchemaIsMissing
from services.schedule.statements.handing_in import LARGEST_FILE, FileName, body_of, content_of, pieces
from services.schedule.statements.taking_in import HandedIn
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["recalls"])

_READS = [requires("runs:read")]
_OF_COMMAND = (KeyInFlight, KeyUsedBefore)


class NoRecallFile(NotFound):
    """This recall did not go to the bank, so there is no file of it."""


@router.post(
    "/payment-recalls",
    status_code=201,
    response_model=PaymentRecall,
    dependencies=[requires("runs:propose")],
    responses=problems(*_OF_COMMAND, NothingToRecall, TooLateToRecall, RecallIsOpen),
)
async def ask_payment_recall(
    body: NewPaymentRecall, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Ask for a payment back that stands in a bank file; another person approves it."""

    async def effect() -> Answer:
        row = await asking.ask(session, hand, body.end_to_end_id, body.reason, body.why)
        return Answer.of(201, PaymentRecall.of(row), f"/v1/payment-recalls/{row.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/payment-recalls", dependencies=_READS)
async def list_payment_recalls(
    session: Reading, sees: Sight, asked: Annotated[RecallFilter, Query()]
) -> Page[PaymentRecall]:
    """The recalls of payments of the municipalities that the caller works for, the newest first."""
    before = paging.after(asked, "payment-recalls", UUID)
    found = await repository.page_of_recalls(session, before[0] if before else None, asked.limit + 1, asked.state, sees)
    return Page.cut([PaymentRecall.of(one) for one in found], asked.limit, lambda one: ("payment-recalls", one.id))


@router.get("/payment-recalls/{recall_id}", dependencies=_READS)
async def get_payment_recall(recall_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> PaymentRecallInFull:
    """A recall, why it was asked for, and how it came to where it is."""
    row = await _visible(session, recall_id, sees)
    return PaymentRecallInFull.opened(row, await repository.steps_of(session, recall_id), keyring)


@router.get(
    "/payment-recalls/{recall_id}/file",
    dependencies=[requires("runs:file")],
    responses={200: {"content": {"application/xml": {}}}, **problems(NoRecallFile)},
    response_class=Response,
)
async def download_recall_file(recall_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> Response:
    """The file for the bank (camt.055.001.08): the same bytes every time."""
    row = await _visible(session, recall_id, sees)
    if row.file_sealed is None:
        raise NoRecallFile
    content = keyring.unseal(row.file_sealed, asking.place(row, "file"))
    name = f'attachment; filename="recall-{row.id}.xml"'
    return Response(content, media_type="application/xml", headers={"Content-Disposition": name})


@router.post(
    "/payment-recalls/{recall_id}/_approve",
    response_model=PaymentRecall,
    dependencies=[requires("runs:approve")],
    responses=problems(*_OF_COMMAND, RecallAskedByYou, CannotHappen, NothingToRecall, TooLateToRecall),
)
async def approve_payment_recall(
    recall_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let it go to the bank, as another person than who asked for it."""

    async def effect() -> Answer:
        return Answer.of(200, PaymentRecall.of(await asking.approve(session, hand, recall_id)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/payment-recalls/{recall_id}/_refuse",
    response_model=PaymentRecall,
    dependencies=[requires("runs:approve")],
    responses=problems(*_OF_COMMAND, RecallAskedByYou, CannotHappen),
)
async def refuse_payment_recall(
    recall_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Do not let it go, as another person than who asked for it."""

    async def effect() -> Answer:
        return Answer.of(200, PaymentRecall.of(await asking.refuse(session, hand, recall_id)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/payment-recalls/{recall_id}/_withdraw",
    response_model=PaymentRecall,
    dependencies=[requires("runs:propose")],
    responses=problems(*_OF_COMMAND, RecallNotAskedByYou, CannotHappen),
)
async def withdraw_payment_recall(
    recall_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Think better of it before it went, as who asked for it."""

    async def effect() -> Answer:
        return Answer.of(200, PaymentRecall.of(await asking.withdraw(session, hand, recall_id)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/recall-answers",
    status_code=201,
    response_model=RecallAnswerFile,
    dependencies=[requires("statements:write"), FOR_ALL],
    responses=problems(
        *_OF_COMMAND, NotABankFile, SchemaIsMissing, UnreadableBankFile, NotOurRecall, NotAllMunicipalities
    ),
    openapi_extra=body_of("The answer as the bank sent it: camt.029; docs/recalls.md says more"),
    max_body_size=LARGEST_FILE,
)
async def hand_in_recall_answer(
    request: Request,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
    file_name: FileName = "answer",
) -> Response:
    """Take in what the bank answers to recalls; a promise moves no money, only a statement shows what came back."""

    async def effect() -> Answer:
        content = content_of(request, await request.body())
        given = HandedIn(file_name, pieces(content), request.app.state.schemas)
        answer = RecallAnswerFile.taken(await take_answer(session, hand, given))
        return Answer.of(201, answer, f"/v1/statement-files/{answer.id}")

    return await answer_once(session, command, effect, clock.now())


async def _visible(session: Reading, recall_id: UUID, sees: Sight) -> RecallRow:
    row = await repository.recall_by_id(session, recall_id)
    if sees is not None and row.municipality not in sees:
        raise repository.NoSuchRecall
    return row
