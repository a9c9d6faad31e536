"""Payments to suppliers, and whether they booked them."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from gateway.context import Info
from gateway.described import described
from gateway.mirrored import mirrored
from gateway.scalars import Cents, Month
from services.schedule import schemas

strawberry.enum(schemas.AllocationWord, name="AllocationWord", description="What a payee says of a payment.")
strawberry.enum(schemas.AllocationState, name="AllocationState", description="Whether a payee booked a payment.")
strawberry.enum(schemas.NotBookedReason, name="NotBookedReason", description="Why a payee did not book a payment.")
strawberry.enum(schemas.Teller, name="AllocationTeller", description="Who says whether a payment was booked.")


@described
class AllocationAnswer:
    """What was said of a day whether the payee booked a payment; the last of them stands."""

    word: schemas.AllocationWord
    told_on: date = strawberry.field(description="The day of which it was said")
    told_by: schemas.Teller
    booked_on: date | None
    amount: Cents | None = strawberry.field(description="What was booked, where that is another amount than we paid")
    on_another_contract: bool
    reason: schemas.NotBookedReason | None
    by: str = strawberry.field(description="Who noted it")
    at: datetime


@described
class PaymentAllocation:
    """A payment of ours to a supplier, and whether he booked it to the client's account."""

    household_id: UUID
    run_id: UUID
    end_to_end_id: str
    cost: str
    occasion: str
    month: Month | None
    amount: Cents
    paid_to: UUID | None = strawberry.field(description="The account at the registry that it went to")
    executed_on: date
    answer_by: date
    is_overdue: bool
    state: schemas.AllocationState
    answer: AllocationAnswer | None = strawberry.field(description="The one that stands")


@described
class PaymentAllocations:
    """A page of payments to suppliers, those of the oldest run first."""

    items: list[PaymentAllocation]
    next_cursor: str | None


@described
class PaymentAllocationQuery:
    """What can be asked about whether payments were booked."""

    @strawberry.field(description="Payments that suppliers are asked about, of the last four months.")
    async def payment_allocations(
        self,
        info: Info,
        state: schemas.AllocationState | None = None,
        overdue: bool = False,
        household_id: UUID | None = None,
        run_id: UUID | None = None,
        paid_to: UUID | None = None,
        cursor: str | None = None,
    ) -> PaymentAllocations:
        asked = schemas.PaymentAllocationsAsked(
            state=state,
            overdue=overdue,
            household_id=household_id,
            run_id=run_id,
            paid_to=paid_to,
        )
        return mirrored(PaymentAllocations, await info.context.schedule.payment_allocations(asked, cursor))
