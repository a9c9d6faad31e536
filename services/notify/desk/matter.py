"""A matter: something that waits for somebody, as the service that owns it told. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.events import Oddity
from services.mandate_events import AlarmKind
from services.notify.desk.support import Support
from services.notify.desk.weights import (
    ALARMS,
    LOUD,
    LOUD_ALARMS,
    LOUD_ODDITIES,
    ODD,
    SUPPORT,
    TASKS,
    Weight,
    loud_task,
)
from services.notify_events import LoudKind
from services.schedule.schemas import TaskKind

Word = LoudKind | TaskKind | AlarmKind | Oddity | Support
"""What it is."""


class Matter(NamedTuple):
    """What waits, of which household if it is one's, by when; `reference` is the organisation's own case number, and
    `look_at` where more is told to who may see it. Loud is what has a loud kind.
    """

    word: Word
    weight: Weight
    loud: LoudKind | None
    household_id: UUID | None
    reference: str | None
    due_on: date
    look_at: str

    @property
    def place(self) -> tuple[object, ...]:
        """What comes first: what harms most, and of that what is due first."""
        return self.weight.harm, self.due_on, self.reference or "", str(self.household_id), self.word


def of_task(kind: TaskKind, about: str, household_id: UUID, reference: str, due_on: date) -> Matter:
    """A task of a household."""
    loud = loud_task(kind, about)
    weight = LOUD[loud] if loud else TASKS[kind]
    look_at = f"/schedule/v1/tasks?householdId={household_id}"
    return Matter(loud or kind, weight, loud, household_id, reference, due_on, look_at)


def of_alarm(kind: AlarmKind, household_id: UUID, reference: str, due_on: date) -> Matter:
    """An alarm of the registry."""
    loud = LOUD_ALARMS.get(kind)
    look_at = f"/mandates/v1/households/{household_id}/alarms"
    return Matter(loud or kind, ALARMS[kind], loud, household_id, reference, due_on, look_at)


def of_booking(oddity: Oddity, due_on: date) -> Matter:
    """A booking of the bank that no rule explains: whose it is is what somebody has to find out."""
    loud = LOUD_ODDITIES.get(oddity)
    weight = LOUD[loud] if loud else ODD
    return Matter(loud or oddity, weight, loud, None, None, due_on, f"/schedule/v1/bank-exceptions?oddity={oddity}")


def of_house(kind: LoudKind, since: date, look_at: str) -> Matter:
    """What stands still in the house itself."""
    return Matter(kind, LOUD[kind], kind, None, None, since, look_at)


def of_client(about: Support, household_id: UUID, reference: str | None, day: date) -> Matter:
    """What there is to do with a client; who helps him has no way into the house to look at more."""
    return Matter(about, SUPPORT[about], None, household_id, reference, day, "")


def loud_of(matters: Iterable[Matter]) -> dict[tuple[LoudKind, UUID | None], list[Matter]]:
    """What is loud of these, by what it is and whose; alarms are raised by these."""
    found: dict[tuple[LoudKind, UUID | None], list[Matter]] = {}
    for one in matters:
        if one.loud is not None:
            found.setdefault((one.loud, one.household_id), []).append(one)
    return found
