"""Contacts over HTTP: whom people can call, changed for all households at once when somebody has another number."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.notify.contacts import repository
from services.notify.contacts.contact import ContactHasChanged
from services.notify.contacts.schemas import ChangedContact, Contact, NewContact
from services.notify.dependencies import Keys, Writer
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/contacts", tags=["contacts"])

_READS = [requires("sender:read")]
_WRITES = [requires("addressees:write")]


@router.post(
    "",
    status_code=201,
    response_model=Contact,
    dependencies=_WRITES,
    responses=problems(KeyInFlight, KeyUsedBefore),
)
async def add_contact(
    body: NewContact, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let people call somebody."""

    async def effect() -> Answer:
        made = await repository.add(session, hand, hand.new_id(), 1, body.contact())
        assert made is not None, "the id is new"
        return Answer.of(201, Contact.of(made), f"/v1/contacts/{made.id}")

    return await answer_once(session, command, effect, clock.now(), hand.keyring)


@router.get("", dependencies=_READS)
async def list_contacts(session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]) -> Page[Contact]:
    """Whom people can call, in the order in which they were added."""
    after = page.after(UUID)
    found = await repository.contacts(session, keyring, after[0] if after else None, page.limit + 1)
    return Page.cut([Contact.of(one) for one in found], page.limit, lambda one: (one.id,))


@router.get("/{contact_id}", dependencies=_READS)
async def get_contact(contact_id: UUID, session: Reading, keyring: Keys) -> Contact:
    """A contact as it is now."""
    return Contact.of(await repository.newest(session, keyring, contact_id))


@router.get("/{contact_id}/versions", dependencies=_READS)
async def list_contact_versions(
    contact_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[Contact]:
    """All that was told of a contact, oldest first."""
    after = page.after(int)
    await repository.newest(session, keyring, contact_id)
    found = await repository.versions(session, keyring, contact_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([Contact.of(one) for one in found], page.limit, lambda one: (one.version,))


@router.post(
    "/{contact_id}/_change",
    response_model=Contact,
    dependencies=_WRITES,
    responses=problems(ContactHasChanged, KeyInFlight, KeyUsedBefore),
)
async def change_contact(
    contact_id: UUID, body: ChangedContact, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Tell another name or number of a contact from now on."""

    async def effect() -> Answer:
        now = await repository.newest(session, hand.keyring, contact_id)
        changed = None
        if now.version == body.seen_version:
            changed = await repository.add(session, hand, contact_id, now.version + 1, body.contact())
        if changed is None:
            raise ContactHasChanged
        return Answer.of(200, Contact.of(changed))

    return await answer_once(session, command, effect, clock.now(), hand.keyring)
