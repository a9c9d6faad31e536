"""A notice: what one worker of the desk is told by mail, once. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.machine import Machine
from services.notify.addressees.channel import Channel
from services.notify.dispatch.outgoing import MessageEvent, Outgoing
from services.notify_events import DeskNoticeKind


class NoticeState(StrEnum):
    """Where a notice is: it waits to be sent; a carrier has it; it was handed over; nobody knows whether it was; or no
    carrier takes it."""

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


_S, _E = NoticeState, MessageEvent
NOTICES = Machine(
    "desk notice",
    _S.PREPARED,
    {
        (_S.PREPARED, _E.BEGIN): _S.SENDING,
        (_S.PREPARED, _E.FAIL): _S.FAILED,
        (_S.SENDING, _E.BEGIN): _S.SENDING,
        (_S.SENDING, _E.HAND_OVER): _S.SENT,
        (_S.SENDING, _E.PUT_OFF): _S.PREPARED,
        (_S.SENDING, _E.LOSE): _S.UNKNOWN,
        (_S.SENDING, _E.FAIL): _S.FAILED,
    },
)
"""As with what people are told: one that is sending begins again only where its carrier may be handed it twice."""


@dataclass(frozen=True, kw_only=True)
class Notice(Outgoing):
    """A notice as it is now; `level` counts from 1 and is None of a morning's."""

    machine = NOTICES

    worker_id: UUID
    kind: DeskNoticeKind
    level: int | None
    day: date
    matters: int
    state: NoticeState
    channel: Channel | None = Channel.EMAIL
    failed: tuple[Channel, ...] = ()

    def after(self, event: MessageEvent, due_at: datetime) -> Self:
        """As of all that goes out; once it is over nothing is due."""
        after = super().after(event, due_at)
        return replace(after, due_at=None if self.machine.is_end(after.state) else due_at)
