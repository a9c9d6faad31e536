"""Where a supplier answers by a link, without an account: the token says who is asked, and lets in to nothing else.

The token stands in the URL, so nothing personal is in it, and the log shows the route alone.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from services.answer_token import LinkExpired, LinkUsed, NoSuchLink
from services.database import Database
from services.mandates.arrangements import answer_link_service
from services.mandates.arrangements.answer_link import read_token
from services.mandates.arrangements.answer_link_service import NoLongerAsked
from services.mandates.arrangements.handshake_schemas import NewReply, Question, Thanks
from services.mandates.arrangements.numbering import NumberedOtherwise
from services.mandates.dependencies import Keys
from services.mandates.hand import Hand
from services.mandates.looking import look_again
from services.openapi import problems
from services.sessions import is_by, writing
from services.web import ClockDep

router = APIRouter(tags=["answers"])

LARGEST_ANSWER = 10_000
"""Bytes: a month, or a reason in any script. Whoever answers here has no account, so nothing larger is read."""

_Token = Annotated[str, Path(max_length=200, description="The last part of the link")]
_REFUSALS = problems(NoSuchLink, LinkExpired, LinkUsed, NoLongerAsked, NumberedOtherwise)


@router.get("/answers/{token}", responses=_REFUSALS)
async def get_question(token: _Token, request: Request, keyring: Keys, clock: ClockDep) -> Question:
    """What the supplier is asked, about which of its customers."""
    ticket = read_token(keyring, token)
    is_by(request, ticket.organisation_id, "answer link")
    async with _database(request).reading(ticket.organisation_id) as session:
        return Question.of(await answer_link_service.question(session, keyring, ticket, clock.now()))


@router.post("/answers/{token}", responses=_REFUSALS, max_body_size=LARGEST_ANSWER)
async def answer_question(token: _Token, body: NewReply, request: Request, keyring: Keys, clock: ClockDep) -> Thanks:
    """Answer it, once; the same answer again is the same answer, so this needs no Idempotency-Key."""
    ticket = read_token(keyring, token)
    is_by(request, ticket.organisation_id, "answer link")
    async with writing(request, ticket.organisation_id) as session:
        hand = Hand.of(session, "answer link", clock.now(), keyring)
        given = body.reply(), body.reason or "", body.customer_number
        reply = await answer_link_service.answer(session, hand, ticket, *given)
        await look_again(session, hand)
    return Thanks.of(reply)


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database
