"""Alarms of the desk, and its notices, on the wire: ids, words and moments."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from services.notify.desk.alarm import DeskAlarm as KeptAlarm
from services.notify.desk.alarm_repository import Step
from services.notify.desk.alarm_repository import Wanted as WantedAlarms
from services.notify.desk.notice import Notice, NoticeState
from services.notify.desk.notice_repository import Wanted as WantedNotices
from services.notify.desk.weights import LOUD
from services.notify.desk.worker import DeskRole
from services.notify_events import DeskAlarmEvent, DeskAlarmState, DeskNoticeKind, LoudKind
from services.wire import Instant, PageRequest, Wire


class DeskAlarm(Wire):
    """Something loud: what, whose household it is of if one's, whose work it is, and to how many levels it was told.

    `goesUpAt` is when the next level is told if nobody answers; None where nobody is next. What was never told to
    anybody stands as nobody's.
    """

    id: UUID
    version: int
    kind: LoudKind
    household_id: UUID | None
    whose: DeskRole
    state: DeskAlarmState
    level: int
    raised_at: Instant
    goes_up_at: Instant | None

    @classmethod
    def of(cls, kept: KeptAlarm) -> Self:
        """The alarm as it is told of."""
        return cls(
            id=kept.id,
            version=kept.version,
            kind=kept.kind,
            household_id=kept.household_id,
            whose=LOUD[kept.kind].whose,
            state=kept.state,
            level=kept.level,
            raised_at=kept.raised_at,
            goes_up_at=kept.due_at,
        )


class DeskAlarmStep(Wire):
    """What happened to an alarm, and who did it."""

    number: int
    happened: DeskAlarmEvent
    state: DeskAlarmState
    level: int
    at: Instant
    by: str

    @classmethod
    def of(cls, step: Step) -> Self:
        """The step as it is told."""
        told = step._asdict()
        return cls(number=told.pop("sequence"), **told)


class DeskAlarmFilter(PageRequest):
    """Which alarms."""

    state: Annotated[DeskAlarmState | None, Field(description="Those in this state")] = None
    kind: Annotated[LoudKind | None, Field(description="Those of this kind")] = None
    household_id: Annotated[UUID | None, Field(description="Those of this household")] = None

    def wanted(self) -> WantedAlarms:
        """What is asked."""
        return WantedAlarms(self.state, self.kind, self.household_id)


class DeskNotice(Wire):
    """That a worker was told, or is to be: of alarms, as so-many-eth level, or of what waited on a morning."""

    id: UUID
    worker_id: UUID
    kind: DeskNoticeKind
    level: int | None
    day: date
    matters: int
    state: NoticeState
    attempts: int
    prepared_at: Instant
    due_at: Instant | None

    @classmethod
    def of(cls, kept: Notice) -> Self:
        """The notice as it is told of."""
        return cls(**{name: getattr(kept, name) for name in cls.model_fields})


class DeskNoticeFilter(PageRequest):
    """Which notices."""

    worker_id: Annotated[UUID | None, Field(description="Those to this worker")] = None

    def wanted(self) -> WantedNotices:
        """What is asked."""
        return WantedNotices(self.worker_id)
