"""Every change of state as a row: what was, what happened, what is, why and by whom (design promise I12).

Whoever changes something first holds its row (`for no key update`), so callers take turns; should two ever meet, both
write the same next number and the database refuses one of them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict
from services.failpoints import failpoint
from services.mandate_events import Origin
from services.mandates.hand import Hand
from services.sealing import place_of
from services.storing import Rows, store

_COLUMNS = (
    "organisation_id", "subject_id", "sequence", "machine", "before", "event", "state", "cause", "origin",
    "reason_code", "note_sealed", "at", "by",
)  # fmt: skip
_RECORD = text(
    """
    insert into transition (
        organisation_id, subject_id, sequence, machine, before, event, state, cause, origin, reason_code, note_sealed,
        at, by
    ) values (
        :organisation_id, :subject_id, :sequence, :machine, :before, :event, :state, :cause, :origin, :reason_code,
        :note_sealed, :at, :by
    )
    """
)
_HISTORY = text(
    """
    select sequence, before, event, state, cause, origin, reason_code, at, by from transition
    where subject_id = :subject_id and sequence > :after order by sequence limit :limit
    """
)


class ChangedMeanwhile(Conflict):
    """Somebody else changed this at the same moment; look at it again."""


class Because(NamedTuple):
    """Why something happened: a stable word, from whom it came, a bank's or supplier's own code, and what they said.

    `note` may hold somebody's words, so it is sealed.
    """

    cause: str
    origin: Origin = Origin.ORGANISATION
    reason_code: str | None = None
    note: str | None = None


class Transition(NamedTuple):
    """One change of the state of one thing; `before` is None when it came to be, and `sequence` counts from 1."""

    machine: str
    subject_id: UUID
    sequence: int
    before: str | None
    event: str
    state: str
    because: Because


async def record(session: Session, hand: Hand, change: Transition) -> None:
    """Write it down, once, in the transaction that changes the thing; `ChangedMeanwhile` if its number is taken."""
    because, note = change.because, change.because.note
    place = place_of(organisation_of(session), change.subject_id, f"note {change.sequence}")
    values = {
        "organisation_id": organisation_of(session),
        "subject_id": change.subject_id,
        "sequence": change.sequence,
        "machine": change.machine,
        "before": change.before,
        "event": change.event,
        "state": change.state,
        "cause": because.cause,
        "origin": because.origin,
        "reason_code": because.reason_code,
        "note_sealed": hand.keyring.seal(note, place) if note else None,
        "at": hand.now,
        "by": hand.by,
    }
    try:
        await session.execute(_RECORD, values)
    except IntegrityError as refusal:
        if isinstance(refusal.orig, UniqueViolation):
            raise ChangedMeanwhile from None
        raise
    failpoint("mandates.transition-recorded")


async def record_many(session: Session, hand: Hand, changes: Sequence[Transition]) -> None:
    """The same for many at once, in a few statements; those of one thing in their order."""
    try:
        await store(session, Rows("transition", _COLUMNS, [_row(session, hand, change) for change in changes]))
    except UniqueViolation:
        raise ChangedMeanwhile from None
    failpoint("mandates.transitions-recorded")


def _row(session: Session, hand: Hand, change: Transition) -> tuple[Any, ...]:
    because, note, mine = change.because, change.because.note, organisation_of(session)
    place = place_of(mine, change.subject_id, f"note {change.sequence}")
    return (
        mine, change.subject_id, change.sequence, change.machine, change.before and str(change.before),
        str(change.event), str(change.state), because.cause, str(because.origin), because.reason_code,
        hand.keyring.seal(note, place) if note else None, hand.now, hand.by,
    )  # fmt: skip


async def history(session: ReadSession, subject_id: UUID, after: int = 0, limit: int = 200) -> list[dict[str, object]]:
    """The changes of one thing after a number, oldest first; what somebody said stays sealed."""
    asked = {"subject_id": subject_id, "after": after, "limit": limit}
    return [dict(row) for row in (await session.execute(_HISTORY, asked)).mappings()]
