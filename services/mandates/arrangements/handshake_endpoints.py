"""Handshakes over HTTP: prepared, asked, reminded of, answered, decided, withdrawn; the script and the links for it."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.clock import Clock, civil_date
from services.database import Session
from services.errors import Fault, InvalidInput
from services.idempotency import Answer, Command, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.mandates.arrangements import (
    answer_link_service,
    handshake_repository,
    handshake_service,
    script_service,
)
from services.mandates.arrangements.handshake import Answer as Said
from services.mandates.arrangements.handshake import ChannelNotAccepted, HandshakeUnderWay, SamePerson
from services.mandates.arrangements.handshake import Handshake as KeptHandshake
from services.mandates.arrangements.handshake_schemas import (
    AnswerLink,
    Handshake,
    HandshakeFilter,
    HandshakeSearch,
    NewHandshake,
    SupplierAnswer,
    TelephoneScript,
    Why,
)
from services.mandates.arrangements.payer import NothingChanges
from services.mandates.dependencies import Keys, Sight, Writer
from services.mandates.hand import Hand
from services.mandates.households.repository import seen
from services.mandates.transitions import ChangedMeanwhile
from services.many_households import MOST_OF_EACH, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["handshakes"])

_READS = [requires("mandates:read")]
_WRITES = [requires("mandates:write")]
_STEP = problems(CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore)


@router.post(
    "/arrangements/{arrangement_id}/handshakes",
    status_code=201,
    response_model=Handshake,
    dependencies=_WRITES,
    responses=problems(HandshakeUnderWay, NothingChanges, ChannelNotAccepted, KeyInFlight, KeyUsedBefore),
)
async def prepare_handshake(
    arrangement_id: UUID, body: NewHandshake, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Prepare to ask the supplier to suspend its collection (taking over), or to collect again (handing back)."""

    async def effect() -> Answer:
        made = await handshake_service.prepare(session, hand, body.wanted(arrangement_id))
        return Answer.of(201, Handshake.of(made), f"/v1/handshakes/{made.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/handshakes", dependencies=_READS)
async def list_handshakes(session: Reading, sees: Sight, asked: Annotated[HandshakeFilter, Query()]) -> Page[Handshake]:
    """The handshakes of all households that the caller works for, by deadline."""
    after = asked.after(date.fromisoformat, UUID)
    key = (after[0], after[1]) if after else None
    found = await handshake_repository.handshakes(session, sees, asked.wish(), key, asked.limit + 1)
    return Page.cut([Handshake.of(one) for one in found], asked.limit, lambda one: (one.deadline, one.id))


@router.post("/handshakes/_search", dependencies=_READS)
async def search_handshakes(body: HandshakeSearch, session: Reading, sees: Sight) -> Page[ListOfHousehold[Handshake]]:
    """The handshakes of each of these households, by deadline: the first 50."""
    ids = await seen(session, body.household_ids, sees)
    found = await handshake_repository.first_handshakes_of(session, ids, body.state, MOST_OF_EACH + 1)
    return lists_told(ids, found, Handshake.of)


@router.get("/handshakes/{handshake_id}", dependencies=_READS)
async def get_handshake(handshake_id: UUID, session: Reading, sees: Sight) -> Handshake:
    """One handshake."""
    return Handshake.of(await handshake_service.handshake(session, handshake_id, sees))


@router.post("/handshakes/{handshake_id}/_ask", response_model=Handshake, dependencies=_WRITES, responses=_STEP)
async def ask_supplier(
    handshake_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Record that the supplier is asked now; by webhook this is what asks it."""
    return await _once(session, command, clock, partial(handshake_service.ask, session, hand, handshake_id))


@router.post("/handshakes/{handshake_id}/_remind", response_model=Handshake, dependencies=_WRITES, responses=_STEP)
async def remind_supplier(
    handshake_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Record that the supplier is reminded now; halfway the answer time that happens by itself, once."""
    return await _once(session, command, clock, partial(handshake_service.remind, session, hand, handshake_id))


@router.post("/handshakes/{handshake_id}/_answer", response_model=Handshake, dependencies=_WRITES, responses=_STEP)
async def note_supplier_answer(
    handshake_id: UUID, body: SupplierAnswer, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Note what the supplier answered, by whichever way; a confirmation changes who pays from the month it named."""
    return await _once(session, command, clock, partial(_take_answer, session, hand, handshake_id, body))


@router.post(
    "/handshakes/{handshake_id}/_decide",
    response_model=Handshake,
    dependencies=[requires("mandates:approve")],
    responses=problems(SamePerson, CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore),
)
async def go_on_without_supplier(
    handshake_id: UUID, body: Why, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Go on without the supplier's word, as another person than who prepared it."""
    decide = partial(handshake_service.decide, session, hand, handshake_id, body.reason)
    return await _once(session, command, clock, decide)


@router.post("/handshakes/{handshake_id}/_withdraw", response_model=Handshake, dependencies=_WRITES, responses=_STEP)
async def withdraw_handshake(
    handshake_id: UUID, body: Why, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say that it is no longer wanted; who pays stays as it is."""
    withdraw = partial(handshake_service.withdraw, session, hand, handshake_id, body.reason)
    return await _once(session, command, clock, withdraw)


@router.get("/handshakes/{handshake_id}/script", dependencies=_WRITES)
async def get_telephone_script(handshake_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> TelephoneScript:
    """What to say to the supplier on the telephone, step by step; the customer number is whole, to be read out."""
    return TelephoneScript.of(handshake_id, await script_service.script_of(session, keyring, handshake_id, sees))


@router.post(
    "/handshakes/{handshake_id}/answer-links",
    status_code=201,
    response_model=AnswerLink,
    dependencies=_WRITES,
    responses=_STEP,
)
async def make_answer_link(
    handshake_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Make a link by which the supplier answers without an account; its token is shown in this answer only.

    Sent again with the same key, the answer comes without it: what we do not keep we cannot tell twice.
    """
    shown: list[AnswerLink] = []

    async def effect() -> Answer:
        made = await answer_link_service.make_link(session, hand, handshake_id)
        shown.append(AnswerLink.of(made, with_token=True))
        return Answer.of(201, AnswerLink.of(made, with_token=False), f"/v1/handshakes/{handshake_id}")

    kept = await answer_once(session, command, effect, clock.now())
    return Answer.of(201, shown[0], kept.headers["Location"]).as_response() if shown else kept


async def _take_answer(session: Session, hand: Hand, handshake_id: UUID, body: SupplierAnswer) -> KeptHandshake:
    if body.spoken_at is not None and civil_date(body.spoken_at) > hand.today:
        raise InvalidInput([Fault("spokenAt", "is on a day that is still to come", "give the moment of the call")])
    if body.answer is Said.CONFIRMED:
        return await handshake_service.confirm(session, hand, handshake_id, body.word())
    return await handshake_service.refuse(session, hand, handshake_id, body.reason or "", body.word())


async def _once(
    session: Session, command: Command, clock: Clock, step: Callable[[], Awaitable[KeptHandshake]]
) -> Response:
    async def effect() -> Answer:
        return Answer.of(200, Handshake.of(await step()))

    return await answer_once(session, command, effect, clock.now())
