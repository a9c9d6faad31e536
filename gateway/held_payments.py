"""What waits of a household, and why: somebody has to do something before it is paid."""

from datetime import date
from typing import Self
from uuid import UUID

import strawberry

from gateway.described import described
from gateway.scalars import Cents
from services.schedule import schemas

HoldReason = strawberry.enum(schemas.HoldReason, name="HoldReason", description="Why a payment waits for a person.")


@described
class HeldPayment:
    """A payment that a run held, and that none has paid since."""

    purpose: str = strawberry.field(description="The kind of cost, leefgeld or settlement")
    occasion: str = strawberry.field(description="The cost-month or `first`, leefgeld's day or `advance`")
    amount: Cents
    due_on: date
    reason: schemas.HoldReason
    detail: str | None = strawberry.field(
        description="What the registry says more of the reason: which paper, which state, until which day"
    )
    run_id: UUID = strawberry.field(description="The last run that held it")
    held_since: date

    @classmethod
    def of(cls, told: schemas.HeldPayment) -> Self:
        """The payment as the service told it."""
        return cls(
            purpose=told.purpose,
            occasion=told.occasion,
            amount=Cents(told.sum.amount),
            due_on=told.due_on,
            reason=told.reason,
            detail=told.detail,
            run_id=told.run_id,
            held_since=told.held_since,
        )
