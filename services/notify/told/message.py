"""The life of a message, and by which way it goes next. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.clock import AMSTERDAM, civil_date, in_utc
from services.errors import NotFound
from services.machine import Machine
from services.notify.addressees.addressee import Addressee
from services.notify.addressees.channel import Channel
from services.notify.dispatch.outgoing import LOST, End, MessageEvent, Outgoing, Wait
from services.notify.messages.catalogue import reviewed
from services.notify.messages.kinds import Kind
from services.notify.messages.language import Language

MORNING = time(8)
"""When a day begins for whoever tells; in the Netherlands."""
_DAY = timedelta(days=1)


class NoSuchMessage(NotFound):
    """There is no such message here."""


class MessageState(StrEnum):
    """Where a message is.

    It waits to be sent; a carrier has it; it was handed over; it arrived; nobody knows whether it was handed over; no
    channel is left and somebody has to tell it; it was not sent and need not be; somebody told it in person.
    """

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    UNDELIVERABLE = "undeliverable"
    DROPPED = "dropped"
    TOLD = "told"


_S, _E = MessageState, MessageEvent
MESSAGES = Machine(
    "message",
    _S.PREPARED,
    {
        (_S.PREPARED, _E.BEGIN): _S.SENDING,
        (_S.PREPARED, _E.FAIL): _S.PREPARED,
        (_S.PREPARED, _E.DROP): _S.DROPPED,
        (_S.PREPARED, _E.GIVE_UP): _S.UNDELIVERABLE,
        (_S.PREPARED, _E.TELL): _S.TOLD,
        (_S.SENDING, _E.BEGIN): _S.SENDING,
        (_S.SENDING, _E.HAND_OVER): _S.SENT,
        (_S.SENDING, _E.PUT_OFF): _S.PREPARED,
        (_S.SENDING, _E.FAIL): _S.PREPARED,
        (_S.SENDING, _E.LOSE): _S.UNKNOWN,
        (_S.SENT, _E.ARRIVE): _S.DELIVERED,
        (_S.SENT, _E.BOUNCE): _S.PREPARED,
        (_S.UNKNOWN, _E.ARRIVE): _S.DELIVERED,
        (_S.UNKNOWN, _E.BOUNCE): _S.PREPARED,
        (_S.UNKNOWN, _E.TELL): _S.TOLD,
        (_S.UNDELIVERABLE, _E.TELL): _S.TOLD,
        (_S.DROPPED, _E.TELL): _S.TOLD,
    },
)
"""One that is sending begins again only where its carrier may be handed the same thing twice. One that cannot be
written for a channel fails there before it begins."""


@dataclass(frozen=True, kw_only=True)
class Message(Outgoing):
    """A message as it is now: to a household, about a day, to be told until another."""

    machine = MESSAGES

    household_id: UUID
    kind: Kind
    subject: str
    day: date
    tell_until: date
    costs: tuple[str, ...]
    state: MessageState
    due_at: datetime


class Send(NamedTuple):
    """Send it now, by this channel and in this language."""

    channel: Channel
    language: Language


def next_for(
    tell_until: date,
    addressee: Addressee | None,
    failed: Collection[Channel],
    carried: Collection[Channel],
    unreviewed: Collection[Language],
    now: datetime,
) -> Send | Wait | End:
    """What becomes of a message now: `failed` channels are not tried again, and `carried` are those that we have.

    Who has no addressee yet may have one tomorrow. What is told by letter needs no daylight.
    """
    if civil_date(now) > tell_until:
        return End(MessageEvent.DROP, "late")
    if addressee is None:
        return Wait(tomorrow(now))
    channel = next((one for one in addressee.preference if one in carried and one not in failed), None)
    if channel is None:
        return End(MessageEvent.GIVE_UP)
    return _in_daylight(addressee, channel, unreviewed, now)


def again_for(
    tell_until: date,
    addressee: Addressee | None,
    channel: Channel | None,
    unreviewed: Collection[Language],
    now: datetime,
) -> Send | Wait | End:
    """What becomes of a message that a carrier may have, once that may be handed it again.

    By no other channel, for it may have gone by this one; nor once it is late, for it may not have.
    """
    if civil_date(now) > tell_until or addressee is None or channel is None or not addressee.address(channel):
        return LOST
    return _in_daylight(addressee, channel, unreviewed, now)


def language_for(wanted: Language, unreviewed: Collection[Language]) -> Language:
    """The language that it is written in: Dutch where no native speaker has read the wanted one and the organisation
    does not allow it, for whoever helps with the post reads that."""
    return wanted if wanted in unreviewed or reviewed(wanted) else Language.DUTCH


def tomorrow(now: datetime) -> datetime:
    """The next morning."""
    return _at(civil_date(now) + _DAY, MORNING)


def _in_daylight(
    addressee: Addressee, channel: Channel, unreviewed: Collection[Language], now: datetime
) -> Send | Wait:
    clock = now.astimezone(AMSTERDAM)
    if channel is not Channel.LETTER and addressee.quiet.holds(clock.time()):
        return Wait(_at(clock.date() + _DAY * (clock.time() >= addressee.quiet.until), addressee.quiet.until))
    return Send(channel, language_for(addressee.language, unreviewed))


def _at(day: date, hour: time) -> datetime:
    return in_utc(datetime.combine(day, hour, AMSTERDAM))
