"""An alarm of the desk: told to whose it is, then to who is next, until somebody answers or it is over. Pure.

One stands for a household and a kind, however often it is heard; once somebody has answered, what comes after that is
another.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.errors import Forbidden, NotFound
from services.machine import Machine
from services.notify.desk.levels import Level, goes_up_at
from services.notify.desk.weights import LOUD
from services.notify.desk.worker import DeskWorker
from services.notify_events import DeskAlarmEvent as Event
from services.notify_events import DeskAlarmState as State
from services.notify_events import LoudKind

ALARMS = Machine(
    "desk alarm",
    State.RAISED,
    {
        (State.RAISED, Event.TELL): State.TOLD,
        (State.TOLD, Event.TELL): State.TOLD,
        (State.RAISED, Event.ACKNOWLEDGE): State.ACKNOWLEDGED,
        (State.TOLD, Event.ACKNOWLEDGE): State.ACKNOWLEDGED,
        (State.RAISED, Event.END): State.OVER,
        (State.TOLD, Event.END): State.OVER,
        (State.ACKNOWLEDGED, Event.END): State.OVER,
    },
)


class NoSuchDeskAlarm(NotFound):
    """There is no such alarm here."""


class NotAtTheDesk(Forbidden):
    """Whoever answers an alarm works at the desk; ask the back office to add you."""


class DeskAlarm(NamedTuple):
    """An alarm as it is now: told to so many `level`s, going on at `due_at` if it does, and heard of so many times."""

    id: UUID
    kind: LoudKind
    household_id: UUID | None
    state: State
    version: int
    level: int
    due_at: datetime | None
    raised_at: datetime
    heard: int

    @property
    def key(self) -> tuple[LoudKind, UUID | None]:
        """What it is about."""
        return self.kind, self.household_id

    def after(self, event: Event, due_at: datetime | None = None, level: int | None = None) -> "DeskAlarm":
        """The alarm once that happened; `CannotHappen`."""
        state, told = ALARMS.after(self.state, event), self.level if level is None else level
        return self._replace(state=state, version=self.version + 1, level=told, due_at=due_at)


class Telling(NamedTuple):
    """Who is told now, as which level (from 1 on), and when it goes on if nobody answers; None if nobody is next."""

    level: int
    workers: tuple[UUID, ...]
    goes_up: datetime | None


def telling_of(
    alarm: DeskAlarm, levels: Sequence[Level], workers: Mapping[UUID, DeskWorker], now: datetime
) -> Telling | None:
    """Who hears of it next: the first level that was not told and at which somebody works; None where there is none.

    Who was told by an earlier level is not told again by being two things. The time of a level runs from the first
    moment at which one of its people may be told.
    """
    heard = _those_of(alarm, levels[: alarm.level], workers)
    for number, level in enumerate(levels[alarm.level :], alarm.level + 1):
        ids = [one for one in _those_of(alarm, [level], workers) if one not in heard]
        if ids:
            first = min(workers[one].told_at(now) for one in ids)
            later = _those_of(alarm, levels[number:], workers)
            goes_up = goes_up_at(first, level) if any(one not in (*heard, *ids) for one in later) else None
            return Telling(number, tuple(ids), goes_up)
    return None


def _those_of(alarm: DeskAlarm, levels: Sequence[Level], workers: Mapping[UUID, DeskWorker]) -> list[UUID]:
    whose = LOUD[alarm.kind].whose
    roles = {level.role.role(whose) for level in levels}
    return [
        worker_id
        for worker_id, worker in workers.items()
        if worker.role in roles and worker.looks_after(alarm.household_id)
    ]
