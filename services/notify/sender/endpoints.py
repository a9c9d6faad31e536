"""The sender over HTTP: one of an organisation, and what it was before."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.notify.contacts import repository as contacts
from services.notify.contacts.contact import NoSuchContact
from services.notify.dependencies import Writer
from services.notify.sender import repository
from services.notify.sender.schemas import ChangedSender, Sender
from services.notify.sender.sender import NoSender, SenderHasChanged
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["sender"])

_READS = [requires("sender:read")]


@router.get("/sender", dependencies=_READS, responses=problems(NoSender))
async def get_sender(session: Reading) -> Sender:
    """In whose name people are told now."""
    return Sender.of(await repository.the_sender(session))


@router.get("/sender/versions", dependencies=_READS)
async def list_sender_versions(session: Reading, page: Annotated[PageRequest, Query()]) -> Page[Sender]:
    """In whose name they were told, oldest first."""
    after = page.after(int)
    found = await repository.versions(session, after[0] if after else 0, page.limit + 1)
    return Page.cut([Sender.of(one) for one in found], page.limit, lambda one: (one.version,))


@router.post(
    "/sender/_change",
    response_model=Sender,
    dependencies=[requires("sender:write")],
    responses=problems(NoSuchContact, SenderHasChanged, KeyInFlight, KeyUsedBefore),
)
async def change_sender(
    body: ChangedSender, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say in whose name people are told, whom they call, and which languages are sent unreviewed."""

    async def effect() -> Answer:
        await contacts.newest(session, hand.keyring, body.contact_id)
        now = await repository.newest(session)
        changed = None
        if (now.version if now else 0) == body.seen_version:
            changed = await repository.add(session, hand, body.seen_version + 1, body.sender())
        if changed is None:
            raise SenderHasChanged
        return Answer.of(200, Sender.of(changed))

    return await answer_once(session, command, effect, clock.now())
