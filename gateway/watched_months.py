"""Months of a cost that the client pays himself while we look whether it arrives."""

from datetime import date
from typing import Self
from uuid import UUID

import strawberry

from gateway.described import described
from gateway.scalars import Cents, Month
from services.mandates import schemas

strawberry.enum(schemas.WatchedMonthState, name="WatchedMonthState", description="Where a watched month stands.")


@described
class WatchedMonth:
    """A month of a cost that the client pays himself; somebody asks after it by a day."""

    id: UUID
    cost: str
    month: Month
    due_on: date
    amount: Cents
    answer_by: date
    state: schemas.WatchedMonthState
    told_by: str | None = strawberry.field(description="Who said so: the supplier or the client")
    answered_on: date | None

    @classmethod
    def of(cls, told: schemas.WatchedMonth) -> Self:
        """The month as the service told it."""
        return cls(
            id=told.id,
            cost=told.cost,
            month=Month(told.month),
            due_on=told.due_on,
            amount=Cents(told.amount),
            answer_by=told.answer_by,
            state=told.state,
            told_by=told.told_by,
            answered_on=told.answered_on,
        )
