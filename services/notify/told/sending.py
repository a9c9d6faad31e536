"""The job that sends what is due: decided in one transaction, handed over in none, written down in the next.

A crash between the two leaves a message that is sending, and so does a carrier that was silent. Once its time is over
it is begun again where its carrier may be handed the same thing twice, and else nobody knows what became of it, which
somebody finds out.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import structlog

from services.clock import Clock, civil_date
from services.database import Database, Session, organisation_of
from services.errors import Problem
from services.failpoints import failpoint
from services.notify.addressees import repository as addressees
from services.notify.addressees.addressee import Addressee
from services.notify.addressees.channel import Channel
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.contacts import repository as contacts
from services.notify.messages.facts import Contact
from services.notify.own_keys import OwnKey
from services.notify.sender import repository as senders
from services.notify.sender.sender import Sender
from services.notify.told import repository
from services.notify.told.asking import BY, SEND
from services.notify.told.carrier import Carried, Carrier, HandedOver, NotNow, Refused
from services.notify.told.message import (
    Drop,
    DropReason,
    GiveUp,
    MessageEvent,
    MessageState,
    NobodyKnows,
    Send,
    Wait,
    again_at,
    again_for,
    next_for,
)
from services.notify.told.parcel import Parcel, parcel_of
from services.notify.told.repository import Handed, Message
from services.notify.told.saying import facts_of
from services.notify_events import MessageNotTold, NotTold
from services.outbox import announce
from services.sealing import Keyring, place_of
from services.waking import wake_each

_AT_ONCE = 20
"""So many are decided on in a transaction of a second or so."""
_LEASE = timedelta(minutes=10)
"""So long a carrier may take for a batch; after that its worker is taken for dead."""
_NOT_TOLD = {
    MessageState.UNDELIVERABLE: NotTold.UNDELIVERABLE,
    MessageState.UNKNOWN: NotTold.UNKNOWN,
    MessageState.DROPPED: NotTold.DROPPED,
}

_log = structlog.get_logger(__name__)


class _Known(NamedTuple):
    """What is known of the people that a batch is for, and of who tells them."""

    keys: Mapping[UUID, OwnKey]
    addressees: Mapping[UUID, Addressee]
    contacts: Mapping[UUID, Contact]
    sender: Sender | None


class SendingMessages:
    """Sends by the carriers that there are, for each channel one; mail goes out from `email_from`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        keyring: Keyring,
        carriers: Mapping[Channel, Carrier],
        email_from: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._carriers = carriers
        self._email_from = email_from

    async def send(self, organisation_id: str) -> None:
        """Send all that is due; what is put off is due again later."""
        mine = UUID(organisation_id)
        while await self._batch(mine):
            pass

    async def wake(self) -> int:
        """An alarm: have it done where anything is due; says in how many organisations."""
        return await wake_each(self._database, SEND, self._any_due)

    async def _any_due(self, session: Session) -> bool:
        return await repository.any_due(session, self._clock.now())

    async def _batch(self, mine: UUID) -> int:
        """How many were looked at."""
        async with self._database.transaction(mine) as session:
            due = await repository.claim(session, self._clock.now(), _AT_ONCE)
            known = await self._known(session, due)
            begun = [(one, parcel) for one in due if (parcel := await self._begin(session, one, known))]
        failpoint("message.begun")
        for one, parcel in begun:
            carried = await self._carriers[parcel.channel].carry(parcel)
            failpoint("message.carried")
            async with self._database.transaction(mine) as session:
                await self._write_down(session, _begun(one, parcel), carried, one.state is MessageState.SENDING)
        return len(due)

    async def _known(self, session: Session, due: list[Message]) -> _Known:
        ids = {one.household_id for one in due}
        steps = await addressees.newest_of(session, self._keyring, ids)
        people = {one: step.addressee for one, step in steps.items() if step.addressee is not None}
        sender = await senders.newest(session)
        wanted = {one.contact_id for one in people.values() if one.contact_id is not None}
        wanted |= {sender.sender.contact_id} if sender else set()
        found = await contacts.newest_of(session, self._keyring, wanted)
        known = {one: Contact(name=kept.contact.name, phone=kept.contact.telephone) for one, kept in found.items()}
        keys = await HOUSEHOLD_KEYS.of(session, self._keyring, ids)
        return _Known(keys, people, known, sender.sender if sender else None)

    async def _begin(self, session: Session, one: Message, known: _Known) -> Parcel | None:
        """What is to be handed over now, if anything; what else becomes of a message is written here."""
        now, opens = self._clock.now(), known.keys[one.household_id].opens
        addressee = known.addressees.get(one.household_id) if known.sender else None
        if one.state is MessageState.SENDING:
            return await self._begin_again(session, one, addressee, known)
        if opens is None:
            await self._end(session, one, MessageEvent.DROP, DropReason.ERASED)
            return None
        unreviewed = known.sender.unreviewed if known.sender else ()
        match next_for(one.tell_until, addressee, one.failed, set(self._carriers), unreviewed, now):
            case Send() as way if addressee is not None:
                return await self._pack(session, one, way, addressee, known)
            case Drop(reason):
                await self._end(session, one, MessageEvent.DROP, reason)
            case GiveUp():
                await self._end(session, one, MessageEvent.GIVE_UP, None)
            case Wait(until):
                await repository.wait(session, one, until)
        return None

    async def _begin_again(
        self, session: Session, one: Message, addressee: Addressee | None, known: _Known
    ) -> Parcel | None:
        """A worker died over it, or its carrier was silent."""
        carrier = self._carriers.get(one.channel) if one.channel else None
        mine = addressee if carrier and carrier.repeats_safely and known.sender else None
        unreviewed = known.sender.unreviewed if known.sender else ()
        match again_for(one.tell_until, mine, one.channel, unreviewed, self._clock.now()):
            case Send() as way if mine is not None:
                return await self._pack(session, one, way, mine, known)
            case Wait(until):
                await repository.wait(session, one, until)
            case NobodyKnows():
                await self._end(session, one, MessageEvent.LOSE, "no_answer")
        return None

    async def _pack(
        self, session: Session, one: Message, way: Send, addressee: Addressee, known: _Known
    ) -> Parcel | None:
        """The parcel, once it is written that it is handed over; what cannot be written for a channel fails there."""
        opens = known.keys[one.household_id].opens
        assert known.sender is not None, "without a sender nobody has an addressee here"
        assert opens is not None, "who has an addressee was not erased"
        mine, now = organisation_of(session), self._clock.now()
        contact = known.contacts[addressee.contact_id or known.sender.contact_id]
        try:
            said = opens.unseal(one.said_sealed, place_of(mine, one.id, "said"))
            facts = facts_of(one.kind, said, known.sender.name, contact)
            to = addressee.address(way.channel)
            dated = civil_date(one.prepared_at)
            parcel = parcel_of(one.id, facts, way.channel, way.language, to, self._email_from, dated)
        except (Problem, ValueError) as fault:
            _log.error("a message cannot be written", message_id=str(one.id), reason=type(fault).__name__)
            await self._not_written(session, one, way.channel)
            return None
        begun = _begun(one, parcel)._replace(due_at=now + _LEASE)
        words = opens.seal(parcel.words, place_of(mine, one.id, f"words {begun.version}"))
        taken = await repository.step(session, begun, MessageEvent.BEGIN, now, BY, handed=Handed(words, parcel))
        return parcel if taken else None

    async def _not_written(self, session: Session, one: Message, channel: Channel) -> None:
        now = self._clock.now()
        failed = one.after(MessageEvent.FAIL, now)._replace(channel=channel, failed=(*one.failed, channel), attempts=0)
        await repository.step(session, failed, MessageEvent.FAIL, now, BY, detail="not_written")

    async def _write_down(self, session: Session, begun: Message, carried: Carried, was_open: bool) -> None:
        """What the carrier said; nothing if somebody else has taken the message meanwhile.

        If it `was_open` whether the carrier has it, only taken or refused is an answer: whoever puts us off may be
        someone before it who knows of no message.
        """
        assert begun.channel is not None, "what was begun went by a channel"
        now = self._clock.now()
        asks = carried.asks if isinstance(carried, NotNow) else timedelta()
        again = again_at(begun.attempts, asks, begun.tell_until, now)
        match carried:
            case HandedOver():
                after = begun.after(MessageEvent.HAND_OVER, now)
                await repository.step(session, after, MessageEvent.HAND_OVER, now, BY)
            case Refused():
                await self._fail(session, begun, "refused")
            case NotNow() if not was_open and again is not None:
                put_off = begun.after(MessageEvent.PUT_OFF, again)
                await repository.step(session, put_off, MessageEvent.PUT_OFF, now, BY, detail="unreachable")
            case NotNow() if not was_open:
                await self._fail(session, begun, "unreachable")
            case _ if again is not None and self._carriers[begun.channel].repeats_safely:
                await repository.wait(session, begun, again)
            case _:
                await self._end(session, begun, MessageEvent.LOSE, "no_answer")

    async def _fail(self, session: Session, begun: Message, detail: str) -> None:
        """The channel failed: the next one is taken, and tried as often."""
        assert begun.channel is not None, "what was begun went by a channel"
        now = self._clock.now()
        failed = begun.after(MessageEvent.FAIL, now)._replace(failed=(*begun.failed, begun.channel), attempts=0)
        await repository.step(session, failed, MessageEvent.FAIL, now, BY, detail=detail)

    async def _end(self, session: Session, one: Message, event: MessageEvent, detail: str | None) -> None:
        """It is not sent any more; whoever may tell it in person hears so."""
        now = self._clock.now()
        ended = one.after(event, now)
        if await repository.step(session, ended, event, now, BY, detail=detail):
            news = MessageNotTold(
                organisation_id=organisation_of(session),
                household_id=one.household_id,
                message_id=one.id,
                why=_NOT_TOLD[ended.state],
            )
            await announce(session, news, now=now)


def _begun(one: Message, parcel: Parcel) -> Message:
    """The message with this parcel under way."""
    again = one.attempts + 1 if one.channel in (None, parcel.channel) else 1
    return one.after(MessageEvent.BEGIN, one.due_at)._replace(channel=parcel.channel, attempts=again)
