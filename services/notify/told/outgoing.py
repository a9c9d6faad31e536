"""People's messages on their way out: by which channel, in which words, and who hears of one that was not told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import structlog

from services.clock import civil_date
from services.database import Session, organisation_of
from services.errors import Problem
from services.notify.addressees.addressee import Addressee
from services.notify.addressees.channel import Channel
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.addressees.repository import ADDRESSEES
from services.notify.contacts import repository as contacts
from services.notify.dispatch.outgoing import Begin, End, MessageEvent, Pass, Plan
from services.notify.messages.facts import Contact
from services.notify.own_keys import OwnKey
from services.notify.sender import repository as senders
from services.notify.sender.sender import Sender
from services.notify.told.asking import SEND
from services.notify.told.message import Message, MessageState, Send, again_for, next_for
from services.notify.told.parcel import parcel_of
from services.notify.told.repository import RECORD
from services.notify.told.saying import facts_of
from services.notify_events import MessageNotTold, NotTold
from services.outbox import announce
from services.sealing import Keyring, place_of

_NOT_TOLD = {
    MessageState.UNDELIVERABLE: NotTold.UNDELIVERABLE,
    MessageState.UNKNOWN: NotTold.UNKNOWN,
    MessageState.DROPPED: NotTold.DROPPED,
}

_log = structlog.get_logger(__name__)


class _Known(NamedTuple):
    """What is known of the people that a batch is for; no addressee before somebody said who tells them."""

    mine: UUID
    keys: Mapping[UUID, OwnKey]
    sender: Sender | None
    addressees: Mapping[UUID, Addressee]
    contacts: Mapping[UUID, Contact]


class OutgoingMessages:
    """Messages to people; mail goes out from `email_from`."""

    job = SEND
    record = RECORD

    def __init__(self, keyring: Keyring, email_from: str) -> None:
        self._keyring = keyring
        self._email_from = email_from

    async def plans(
        self, session: Session, due: Sequence[Message], carried: Collection[Channel], now: datetime
    ) -> list[Plan]:
        """What is to become of each of these now."""
        known = await self._known(session, {one.household_id for one in due})
        return [self._plan(one, known, carried, now) for one in due]

    async def heard(self, session: Session, written: Message, now: datetime) -> None:
        """Whoever may tell in person what is not sent any more hears so."""
        if (why := _NOT_TOLD.get(written.state)) is not None:
            mine = organisation_of(session)
            news = MessageNotTold(
                organisation_id=mine, household_id=written.household_id, message_id=written.id, why=why
            )
            await announce(session, news, now=now)

    async def _known(self, session: Session, ids: Collection[UUID]) -> _Known:
        version = await senders.newest(session)
        sender = version.sender if version else None
        steps = await ADDRESSEES.newest_of(session, self._keyring, ids if sender else ())
        people = {one: step.document for one, step in steps.items() if step.document is not None}
        wanted = {one.contact_id for one in people.values() if one.contact_id} | (
            {sender.contact_id} if sender else set()
        )
        found = await contacts.newest_of(session, self._keyring, wanted)
        known = {one: Contact(name=kept.contact.name, phone=kept.contact.telephone) for one, kept in found.items()}
        keys = await HOUSEHOLD_KEYS.of(session, self._keyring, ids)
        return _Known(organisation_of(session), keys, sender, people, known)

    def _plan(self, one: Message, known: _Known, carried: Collection[Channel], now: datetime) -> Plan:
        addressee = known.addressees.get(one.household_id)
        unreviewed = known.sender.unreviewed if known.sender else ()
        way: Send | Plan
        if one.state is MessageState.SENDING:
            way = again_for(one.tell_until, addressee, one.channel, unreviewed, now)
        elif known.keys[one.household_id].opens is None:
            way = End(MessageEvent.DROP, "erased")
        else:
            way = next_for(one.tell_until, addressee, one.failed, carried, unreviewed, now)
        return self._written(one, way, known) if isinstance(way, Send) else way

    def _written(self, one: Message, way: Send, known: _Known) -> Begin | Pass:
        """The parcel, and its words under seal; what cannot be written for a channel is not sent by it."""
        addressee, sender, opens = known.addressees[one.household_id], known.sender, known.keys[one.household_id].opens
        assert sender is not None, "without a sender nobody has an addressee here"
        assert opens is not None, "who has an addressee was not erased"
        contact = known.contacts[addressee.contact_id or sender.contact_id]
        try:
            said = opens.unseal(one.said_sealed, place_of(known.mine, one.id, "said"))
            facts = facts_of(one.kind, said, sender.name, contact)
            to, dated = addressee.address(way.channel), civil_date(one.prepared_at)
            parcel = parcel_of(one.id, facts, way.channel, way.language, to, self._email_from, dated)
        except (Problem, ValueError) as fault:
            _log.error("a message cannot be written", message_id=str(one.id), reason=type(fault).__name__)
            return Pass(way.channel)
        words = place_of(known.mine, one.id, f"words {one.version + 1}")
        return Begin(parcel, opens.seal(parcel.words, words))
