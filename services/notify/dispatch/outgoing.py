"""Something that goes out: how it stands, what can happen to it, and what is to become of it now. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from services.clock import civil_date
from services.machine import Machine
from services.notify.addressees.channel import Channel
from services.notify.dispatch.parcel import Parcel

TIMES = 6
"""So often one channel is tried, the pause between two doubling; then it failed and the next one is taken."""
_FIRST_PAUSE = timedelta(minutes=5)


class MessageEvent(StrEnum):
    """What can happen to a message."""

    PREPARE = "prepare"
    BEGIN = "begin"
    HAND_OVER = "hand_over"
    PUT_OFF = "put_off"
    FAIL = "fail"
    LOSE = "lose"
    BOUNCE = "bounce"
    ARRIVE = "arrive"
    GIVE_UP = "give_up"
    DROP = "drop"
    TELL = "tell"


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What goes out, as it is now; `version` counts its steps, `failed` are the channels that are not tried again, and
    `attempts` are those by its `channel`. What it says is under seal, and late after the day `tell_until`."""

    machine: ClassVar[Machine[Any, MessageEvent]]

    id: UUID
    said_sealed: bytes
    state: StrEnum
    version: int
    channel: Channel | None
    failed: tuple[Channel, ...]
    attempts: int
    due_at: datetime | None
    prepared_at: datetime
    tell_until: date | None = None

    @property
    def is_sending(self) -> bool:
        """Whether a carrier has it, as far as is written down."""
        return self.state == "sending"

    def after(self, event: MessageEvent, due_at: datetime) -> Self:
        """It once that happened; `CannotHappen`."""
        return replace(self, state=self.machine.after(self.state, event), version=self.version + 1, due_at=due_at)

    def begun(self, channel: Channel, until: datetime) -> Self:
        """It while a carrier of that channel has it, who is taken for dead at that moment."""
        attempts = self.attempts + 1 if self.channel in (None, channel) else 1
        return replace(self.after(MessageEvent.BEGIN, until), channel=channel, attempts=attempts)

    def failing(self, channel: Channel, now: datetime) -> Self:
        """It once that channel failed; if there is another one, that is tried as often."""
        after = self.after(MessageEvent.FAIL, now)
        attempts = self.attempts if self.machine.is_end(after.state) else 0
        return replace(after, channel=channel, failed=(*self.failed, channel), attempts=attempts)


class Begin(NamedTuple):
    """Hand this over; the words are kept under seal, where they are not what was sealed when it was prepared."""

    parcel: Parcel
    words_sealed: bytes | None = None


class Wait(NamedTuple):
    """Look at it again at that moment."""

    until: datetime


class Pass(NamedTuple):
    """It cannot be written for this channel: take the next one."""

    channel: Channel


class End(NamedTuple):
    """It does not go out any more; `why` is what its last step says."""

    event: MessageEvent
    why: str | None = None


Plan = Begin | Wait | Pass | End

LOST = End(MessageEvent.LOSE, "no_answer")
"""Nobody knows whether it went."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts by one channel; None when that was enough."""
    return None if attempts >= TIMES else _FIRST_PAUSE * 2 ** (attempts - 1)


def again_at(attempts: int, asked: timedelta, tell_until: date | None, now: datetime) -> datetime | None:
    """When one channel is tried again after so many attempts, no sooner than its carrier `asked`; None when that was
    enough, or would be too late for it."""
    pause = pause_after(attempts)
    if pause is None:
        return None
    again = now + max(pause, asked)
    return again if tell_until is None or civil_date(again) <= tell_until else None
