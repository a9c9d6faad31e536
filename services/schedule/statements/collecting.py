"""A statement while it is read: its bookings on their way into the database, and what they add up to."""

from datetime import date
from uuid import UUID

from services.events import StatementState
from services.schedule.hand import Hand
from services.schedule.statements.booking import bookings_of
from services.schedule.statements.proving import Proven, Proving
from services.schedule.statements.statement import Entry, StatementEnd, StatementHeading
from services.schedule.statements.storing_bookings import BookingStore
from services.schedule.statements.tables import StatementRow


class Collected:
    """One statement of an account of ours, entry by entry."""

    def __init__(self, heading: StatementHeading, account: str, store: BookingStore) -> None:
        self._heading = heading
        self._account = account
        self._store = store
        self._proving = Proving(heading.kind)
        self._last_day: date | None = None

    def add(self, entry: Entry) -> None:
        """Count an entry, and have its bookings stored with the next."""
        self._proving.add(entry)
        for booking in bookings_of(entry):
            self._store.add(booking)
        day = entry.booked_on or entry.value_on
        if day is not None and (self._last_day is None or day > self._last_day):
            self._last_day = day

    def row(self, end: StatementEnd, file_id: UUID, hand: Hand) -> StatementRow:
        """The statement as a row, before it came into any state."""
        heading, proven = self._heading, self._proving.end(end)
        return StatementRow(
            organisation_id=self._store.organisation_id,
            id=self._store.statement_id,
            file_id=file_id,
            account=self._account,
            kind=heading.kind,
            statement_id=heading.id,
            sequence=heading.sequence,
            page=heading.page,
            as_of=self._as_of(proven, hand.today),
            from_day=heading.from_day,
            to_day=heading.to_day,
            opening=None if proven.opening is None else proven.opening.amount,
            closing=None if proven.closing is None else proven.closing.amount,
            came_in=proven.came_in,
            went_out=proven.went_out,
            entries=proven.entries,
            booked=proven.booked,
            bookings=self._store.count,
            proof=proven.proof,
            difference=proven.difference,
            doubts=[doubt.value for doubt in proven.doubts],
            content_hash=self._store.digest,
            state=StatementState.WAITS,
            handed_in_by=hand.by,
        )

    def _as_of(self, proven: Proven, today: date) -> date:
        """The last day that it tells of, as the bank says it, or else as its bookings do."""
        heading = self._heading
        closed_on = proven.closing.on if proven.closing else None
        made_on = heading.created_at.date() if heading.created_at else None
        return closed_on or heading.to_day or self._last_day or made_on or today
