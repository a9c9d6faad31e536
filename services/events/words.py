"""Suppliers' words that were acted upon here."""

from enum import StrEnum
from uuid import UUID

from services.events.event import Event


class WordObstacle(StrEnum):
    """Why nothing could be done with a supplier's word: what it names is not here or is not that supplier's, or more
    than one thing; it does not go together with where that stands; or a rule refuses what it says.
    """

    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_UNIQUE = "not_unique"
    WRONG_STATE = "wrong_state"
    NOT_ACCEPTED = "not_accepted"


class ScheduleActedOnWord(Event):
    """A supplier's word about money was acted upon; or it could not be, for the obstacle that is named."""

    type = "nl.ontzorg.schedule.word.answered"
    about = "word_id"
    word_id: UUID
    obstacle: WordObstacle | None = None
