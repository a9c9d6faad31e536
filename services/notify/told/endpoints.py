"""Messages over HTTP: the proof, what a channel reports, and what somebody told in person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.database import ReadSession, organisation_of
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.many_households import MOST_OF_EACH, ListOfHousehold, in_order_asked, lists_told
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.dependencies import FOR_ALL, Keys, Writer
from services.notify.told import repository, service
from services.notify.told.schemas import (
    ChannelReport,
    Message,
    MessageFilter,
    MessageReport,
    MessageSearch,
    MessageStep,
)
from services.openapi import problems
from services.sealing import Keyring, place_of
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/messages", tags=["messages"], dependencies=[FOR_ALL])

_READS = [requires("messages:read")]
_WRITES = [requires("messages:write")]


@router.get("", dependencies=_READS)
async def list_messages(session: Reading, asked: Annotated[MessageFilter, Query()]) -> Page[Message]:
    """The organisation's messages to people, in the order in which they were prepared."""
    after = asked.after(UUID)
    found = await repository.messages(session, asked.wanted(), after[0] if after else None, asked.limit + 1)
    return Page.cut([Message.of(one) for one in found], asked.limit, lambda one: (one.id,))


@router.post("/_search", dependencies=_READS)
async def search_messages(body: MessageSearch, session: Reading) -> Page[ListOfHousehold[Message]]:
    """The messages to each of these households, the newest first: 50 at most. Households that were never told anything
    are left out, for nothing is known of them here."""
    found = await repository.newest_of(session, body.household_ids, body.kind, body.state, MOST_OF_EACH + 1)
    return lists_told(in_order_asked(body.household_ids, found), found, Message.of)


@router.get("/{message_id}", dependencies=_READS)
async def get_message(message_id: UUID, session: Reading) -> Message:
    """A message as it is now."""
    return Message.of(await repository.message(session, message_id))


@router.get("/{message_id}/steps", dependencies=_READS)
async def list_message_steps(
    message_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[MessageStep]:
    """All that became of a message, oldest first, with the words that were handed over."""
    after = page.after(int)
    kept = await repository.message(session, message_id)
    found = await repository.steps(session, message_id, after[0] if after else 0, page.limit + 1)
    opens = (await HOUSEHOLD_KEYS.of(session, keyring, [kept.household_id]))[kept.household_id].opens
    items = [MessageStep.of(one, _words(session, opens, message_id, one)) for one in found]
    return Page.cut(items, page.limit, lambda one: (one.sequence,))


@router.post(
    "/{message_id}/_report",
    response_model=Message,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def report_message(
    message_id: UUID,
    body: MessageReport,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say that a message arrived, or came back; then it goes by the next channel of its household."""

    async def effect() -> Answer:
        step = service.arrived if body.report is ChannelReport.ARRIVED else service.bounced
        return Answer.of(200, Message.of(await step(session, hand, message_id)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{message_id}/_tell",
    response_model=Message,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def tell_message(
    message_id: UUID, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say that somebody told it in person; it is not sent any more."""

    async def effect() -> Answer:
        return Answer.of(200, Message.of(await service.told(session, hand, message_id)))

    return await answer_once(session, command, effect, clock.now())


def _words(session: ReadSession, opens: Keyring | None, message_id: UUID, step: repository.Step) -> str | None:
    if opens is None or step.words_sealed is None:
        return None
    place = place_of(organisation_of(session), message_id, f"words {step.sequence}")
    return opens.unseal(step.words_sealed, place)
