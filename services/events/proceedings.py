"""What becomes of what a person set in motion and several services finish."""

from enum import StrEnum
from uuid import UUID

from services.events.event import Event


class ProceedingKind(StrEnum):
    """What is set in motion: relief begins, a cost is handed back to the client, relief ends, it is extended, or family
    joins the household."""

    START_RELIEF = "start_relief"
    HAND_BACK = "hand_back"
    STOP_RELIEF = "stop_relief"
    EXTEND_RELIEF = "extend_relief"
    FAMILY_JOINS = "family_joins"


class ProceedingState(StrEnum):
    """Where a proceeding is: it goes on by itself; it waits for somebody until a day; it was refused something and is a
    person's; it is done; or a person withdrew it, and what was done by then is not undone."""

    UNDER_WAY = "under_way"
    WAITING = "waiting"
    STOPPED = "stopped"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ProceedingEvent(StrEnum):
    """What can happen to a proceeding."""

    BEGIN = "begin"
    DO = "do"
    WAIT = "wait"
    STOP = "stop"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    END = "end"


class ProceedingChanged(Event):
    """A proceeding of a household began, did a step, waits, was stopped, was resumed, was withdrawn, or ended."""

    type = "nl.ontzorg.schedule.proceeding.changed"
    about = "proceeding_id"
    proceeding_id: UUID
    household_id: UUID
    kind: ProceedingKind
    happened: ProceedingEvent
    state: ProceedingState
