"""Held payments on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.events import HoldReason
from services.schedule.payments.tables import HeldRow, SettledRow
from services.wire import Instant, Money, PageRequest, Wire

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z0-9_-]+$")]


class WaitingFilter(PageRequest):
    """What waits of which household."""

    household_id: Annotated[UUID | None, Field(description="That of this household; of all of them without")] = None


class HeldPayment(Wire):
    """A payment that was held and never paid. `runId` is the last run that held it, `daysHeld` are since the first.

    `detail` is what the registry says more of its reason: which paper, which state, until which day.
    """

    household_id: UUID
    municipality: str
    purpose: str
    occasion: str
    sum: Money
    due_on: date
    reason: HoldReason
    detail: str | None
    run_id: UUID
    held_since: date
    days_held: int

    @classmethod
    def of(cls, row: HeldRow, today: date) -> "HeldPayment":
        """The payment as it is told today."""
        told = row.model_dump(exclude={"organisation_id", "month", "amount"})
        return cls(**told, sum=Money(amount=row.amount), days_held=(today - row.held_since).days)


class SettledOtherwise(Wire):
    """Which held payment was settled otherwise than by us, and how."""

    purpose: Annotated[Name, Field(examples=["rent"])]
    occasion: Annotated[Name, Field(examples=["2026-03"])]
    why: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
        Field(description="In a few words and without anybody's name", examples=["the landlord waived it"]),
    ]


class SettledPayment(Wire):
    """A payment that was held (for `reason`) and then settled otherwise."""

    household_id: UUID
    purpose: str
    occasion: str
    sum: Money
    due_on: date
    reason: HoldReason
    why: str
    settled_by: str
    settled_at: Instant

    @classmethod
    def of(cls, row: SettledRow) -> "SettledPayment":
        """The payment as it is told."""
        told = row.model_dump(exclude={"organisation_id", "month", "amount"})
        return cls(**told, sum=Money(amount=row.amount))
