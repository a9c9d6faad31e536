"""What the bank did not show, on the wire."""

from datetime import date
from typing import Self
from uuid import UUID

from services.schedule.unseen.unseen import Unseen, UnseenKind, seen_by
from services.wire import Money, Wire


class UnseenBooking(Wire):
    """Something that no statement shows: what it is, for what (`rent/2026-03`), when it was to be booked, and by when a
    statement would have shown it. A payment of ours has the EndToEndId by which the bank can be asked."""

    what: UnseenKind
    household_id: UUID
    subject: str
    sum: Money
    expected_on: date
    shown_by: date
    end_to_end_id: str | None

    @classmethod
    def of(cls, one: Unseen) -> Self:
        """It as it is told."""
        told = one._asdict()
        amount = told.pop("amount")
        return cls(**told, sum=Money(amount=amount), shown_by=seen_by(one.expected_on))
