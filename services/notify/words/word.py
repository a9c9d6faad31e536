"""A supplier's word: its life, and what becomes of one that is told twice. Pure."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from services.errors import Conflict, NotFound, TooOften
from services.events import WordObstacle
from services.machine import Machine
from services.notify_events import WordEvent as Event
from services.notify_events import WordState as State
from services.notify_events import WordType

WORDS = Machine(
    "word",
    State.RECEIVED,
    {
        (State.RECEIVED, Event.ACT): State.ACTED,
        (State.RECEIVED, Event.LEAVE): State.UNCLEAR,
        (State.UNCLEAR, Event.SETTLE): State.SETTLED,
    },
)
"""What was acted upon is undone by another word, and never by forgetting this one."""

MOST_IN_A_WHILE: Final = 1_000
WHILE: Final = timedelta(minutes=1)
"""So many words one source may tell in that time; what is told again does not count."""


class NoSuchWord(NotFound):
    """There is no such word here."""


class SaidOtherwise(Conflict):
    """Another word was told by this webhook-id; give every word an id of its own."""


class ToldTooOften(TooOften):
    """This source told more in a minute than is taken in; send the rest a little later, with the same webhook-id."""


class Word(NamedTuple):
    """A word as it is kept: told by a source by `webhook_id`, at `told_at` by the supplier's own clock; or a line of a
    list of open items (`file_id`), named after it.

    `body_hash` is the SHA-256 of the bytes that were signed, or of the list. What it says is sealed elsewhere.
    `obstacle` is why it is unclear.
    """

    id: UUID
    source_id: UUID | None
    supplier_id: UUID
    webhook_id: str
    body_hash: bytes
    type: WordType
    state: State
    version: int
    told_at: datetime
    received_at: datetime
    owner: str
    obstacle: WordObstacle | None = None
    file_id: UUID | None = None


def check_same(kept: Word, body_hash: bytes) -> None:
    """`SaidOtherwise` unless it is the same word that is told again."""
    if kept.body_hash != body_hash:
        raise SaidOtherwise
