"""What was sent back, over HTTP: the payments, and the bank file of each."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.auth import requires
from services.openapi import problems
from services.schedule.bank.keeping import record_of, stream
from services.schedule.dependencies import FOR_ALL, Keys, NotAllMunicipalities
from services.schedule.matching.booked import Place
from services.schedule.payments import paging
from services.schedule.sent_back.repository import of_decision, page_of_sent_back
from services.schedule.sent_back.schemas import SentBackFile, SentBackPayment
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["exceptions"])


@router.get(
    "/sent-back-payments", dependencies=[requires("statements:read"), FOR_ALL], responses=problems(NotAllMunicipalities)
)
async def list_sent_back_payments(session: Reading, asked: Annotated[PageRequest, Query()]) -> Page[SentBackPayment]:
    """Money that was nobody's and was filed to go back to where it came from, and what the bank said of it since."""
    key = paging.after(asked, "sent-back-payments", UUID, int, int, int)
    after = None if key is None else (Place(*key[:3]), key[3])
    found = await page_of_sent_back(session, after, asked.limit + 1)
    return Page.cut(
        [SentBackPayment.of(one) for one in found],
        asked.limit,
        lambda one: ("sent-back-payments", one.statement_id, one.entry, one.part, one.number),
    )


@router.get(
    "/booking-decisions/{decision_id}/sent-back-payment",
    dependencies=[requires("statements:read"), FOR_ALL],
    responses=problems(NotAllMunicipalities),
)
async def get_sent_back_payment(decision_id: UUID, session: Reading) -> SentBackFile:
    """The payment back that a decision led to, and the record of its bank file."""
    filed = await of_decision(session, decision_id)
    return SentBackFile.kept(filed, await record_of(session, filed.message_id))


@router.get(
    "/booking-decisions/{decision_id}/file",
    dependencies=[requires("runs:file"), FOR_ALL],
    responses={200: {"content": {"application/xml": {}}}, **problems(NotAllMunicipalities)},
    response_class=StreamingResponse,
)
async def download_sent_back_file(decision_id: UUID, session: Reading, keyring: Keys) -> Response:
    """The bank file (pain.001.001.09) of a payment back: the same bytes every time."""
    filed = await of_decision(session, decision_id)
    record = await record_of(session, filed.message_id)
    body = b"".join([chunk async for chunk in stream(session, keyring, filed.message_id)])
    name = f'attachment; filename="{record.name}"'
    return Response(body, media_type="application/xml", headers={"Content-Disposition": name})
