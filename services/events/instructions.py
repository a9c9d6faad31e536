"""What a benefit system is instructed of, and what it answers."""

from datetime import date
from uuid import UUID

from services.events.event import Event


class InstructionsWritten(Event):
    """The benefit system of a municipality can be told what to withhold: so many lines of a run stand in a file."""

    type = "nl.ontzorg.schedule.instructions.written"
    about = "run_id"
    run_id: UUID
    number: int
    lines: int


class InstructionsAnswered(Event):
    """The benefit system said of so many lines of a file what it withheld, and of so many that it did not."""

    type = "nl.ontzorg.schedule.instructions.answered"
    about = "run_id"
    run_id: UUID
    number: int
    withheld: int
    withheld_partly: int
    refused: int


class InstructionsUnanswered(Event):
    """The benefit system has not said of so many lines whether it withholds them, and they are due on that day."""

    type = "nl.ontzorg.schedule.instructions.unanswered"
    about = "run_id"
    run_id: UUID
    number: int
    lines: int
    due_on: date
