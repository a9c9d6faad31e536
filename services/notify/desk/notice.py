"""A notice: what one worker of the desk is told by mail, once. Pure."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.machine import Machine
from services.notify_events import DeskNoticeKind


class NoticeState(StrEnum):
    """Where a notice is: it waits to be sent; a carrier has it; it was handed over; nobody knows whether it was; or no
    carrier takes it."""

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


class NoticeEvent(StrEnum):
    """What can happen to a notice."""

    PREPARE = "prepare"
    BEGIN = "begin"
    HAND_OVER = "hand_over"
    PUT_OFF = "put_off"
    LOSE = "lose"
    FAIL = "fail"


_S, _E = NoticeState, NoticeEvent
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


class Notice(NamedTuple):
    """A notice as it is now; `level` counts from 1 and is None of a morning's."""

    id: UUID
    worker_id: UUID
    kind: DeskNoticeKind
    level: int | None
    day: date
    matters: int
    said_sealed: bytes
    state: NoticeState
    version: int
    attempts: int
    due_at: datetime | None
    prepared_at: datetime

    def after(self, event: NoticeEvent, due_at: datetime | None = None) -> "Notice":
        """The notice once that happened; `CannotHappen`."""
        return self._replace(state=NOTICES.after(self.state, event), version=self.version + 1, due_at=due_at)
