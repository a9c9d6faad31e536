"""An alarm: harm that a rule sees coming, from the day on which a person still has time until the rule sees it no more.

Owned and answered by people, shown to a supervisor when the day to act has passed or nobody owns it, closed by what was
done and by nothing else: harm that has come is worse than harm to come. Pure. Days to act are bank days, for neither
money nor a supplier moves on others.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.machine import Machine
from services.mandate_events import AlarmEvent, AlarmKind, AlarmState
from services.months import Month

ROOM_TO_ACT = 5
"""Bank days that a person has before the supplier needs its own."""

UNKNOWN_ANSWER_DAYS = 10
"""Bank days that a supplier is given which nobody knows yet."""

NO_MONTH: Month = 0
"""The month of an alarm that belongs to none."""

ALARMS = Machine(
    "alarm",
    AlarmState.OPEN,
    {
        (AlarmState.OPEN, AlarmEvent.OWN): AlarmState.OPEN,
        (AlarmState.OPEN, AlarmEvent.ANSWER): AlarmState.OPEN,
        (AlarmState.OPEN, AlarmEvent.ESCALATE): AlarmState.ESCALATED,
        (AlarmState.OPEN, AlarmEvent.CLOSE): AlarmState.CLOSED,
        (AlarmState.ESCALATED, AlarmEvent.OWN): AlarmState.ESCALATED,
        (AlarmState.ESCALATED, AlarmEvent.ANSWER): AlarmState.ESCALATED,
        (AlarmState.ESCALATED, AlarmEvent.CLOSE): AlarmState.CLOSED,
    },
)


class AlarmAnswer(StrEnum):
    """What somebody says of an alarm; it stays open until what it is about is otherwise."""

    CALLED_SUPPLIER = "called_supplier"
    CALLED_CLIENT = "called_client"
    WAITING_FOR_SUPPLIER = "waiting_for_supplier"
    WAITING_FOR_CLIENT = "waiting_for_client"
    WAITING_FOR_COLLEAGUE = "waiting_for_colleague"
    HARMLESS = "harmless"


class Cure(StrEnum):
    """What makes an alarm go away, where that is one thing."""

    ASK_WHETHER_PAID = "ask_whether_paid"
    TAKE_OVER_AGAIN = "take_over_again"


CURES = {AlarmKind.WATCHED_NOT_ANSWERED: Cure.ASK_WHETHER_PAID, AlarmKind.WATCHED_NOT_PAID: Cure.TAKE_OVER_AGAIN}


class AlarmKey(NamedTuple):
    """What an alarm is about; one is open for the same at a time."""

    household_id: UUID
    kind: AlarmKind
    about: str
    month: Month


class Finding(NamedTuple):
    """What a rule sees today: `act_by` is the last day on which a person can prevent what hurts on `harms_on`."""

    key: AlarmKey
    act_by: date
    harms_on: date
    why: str


class Alarm(NamedTuple):
    """An alarm as it is kept; of the same thing it is the `number`th."""

    id: UUID
    key: AlarmKey
    number: int
    state: AlarmState
    changes: int
    raised_on: date
    act_by: date
    harms_on: date
    why: str
    owner: str | None = None
    answer: AlarmAnswer | None = None
    escalated_to: str | None = None
    closed_by: str | None = None
    closed_on: date | None = None

    def seen_as(self, found: Finding) -> "Alarm":
        """The same as the rule sees it now; the day to act stands while the day of the harm does."""
        act_by = self.act_by if found.harms_on == self.harms_on else found.act_by
        return self._replace(act_by=act_by, harms_on=found.harms_on, why=found.why)


class Weighed(NamedTuple):
    """What is found beside what is open: what is new, what goes on and how it is seen now, and what is over."""

    new: list[Finding]
    going_on: list[Alarm]
    over: list[Alarm]


@lru_cache(maxsize=65536)
def raised_from(harms_on: date, answer_days: int) -> date:
    """The day from which a person is told: the supplier's own answer time before the harm, and some room to act."""
    return bank_days_later(harms_on, -(answer_days + ROOM_TO_ACT))


@lru_cache(maxsize=65536)
def act_by(harms_on: date, answer_days: int, today: date) -> date:
    """The last day that leaves the supplier its answer time; for what is seen later the next bank day, not after the
    harm. Of harm that has come already each day makes more, so that is to be acted on by the next bank day as well.
    """
    if harms_on < today:
        return bank_days_later(today, 1)
    return max(bank_days_later(harms_on, -answer_days), min(harms_on, bank_days_later(today, 1)))


def weigh(found: Iterable[Finding], standing: Iterable[Alarm]) -> Weighed:
    """Compare what the rules see with what is open. Of the days on which the same hurts the first is told."""
    by_key: dict[AlarmKey, list[Finding]] = defaultdict(list)
    for one in found:
        by_key[one.key].append(one)
    going_on, over = [], []
    for alarm in standing:
        seen = by_key.pop(alarm.key, [])
        if seen:
            going_on.append(alarm.seen_as(_same_or_first(alarm, seen)))
        else:
            over.append(alarm)
    new = [min(seen, key=lambda one: one.harms_on) for seen in by_key.values()]
    return Weighed(new, going_on, over)


def _same_or_first(alarm: Alarm, seen: list[Finding]) -> Finding:
    return min(seen, key=lambda one: (one.harms_on != alarm.harms_on, one.harms_on))
