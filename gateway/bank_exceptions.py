"""The queue of exceptions: bookings of the bank that no rule explains, whose they are and how they ended."""

from datetime import date, datetime
from enum import Enum
from typing import Self
from uuid import UUID

import strawberry

from gateway.context import Info
from gateway.described import described
from gateway.mirrored import mirrored
from gateway.scalars import Cents
from services.schedule import schemas

strawberry.enum(schemas.Direction, name="BookingDirection", description="Which way money went at the bank.")
strawberry.enum(schemas.Oddity, name="BankOddity", description="Why a booking of the bank is an exception.")
strawberry.enum(schemas.ExceptionEnd, name="BankExceptionEnd", description="How an exception ended.")


@strawberry.enum(description="Whether an exception waits, or has ended.")
class BankExceptionState(Enum):
    """Whether an exception waits, or has ended."""

    OPEN = "open"
    ENDED = "ended"


@described
class BankException:
    """A booking of the bank that no rule explains; it is known by its statement, entry and part."""

    statement_id: UUID
    entry: int
    part: int
    oddity: schemas.Oddity
    amount: Cents
    direction: schemas.Direction
    booked_on: date
    household_id: UUID | None = strawberry.field(description="Whose it seems to be")
    end_to_end_id: str | None = strawberry.field(description="The payment of ours that it names")
    raised_at: datetime
    due_on: date = strawberry.field(description="By when somebody is to have looked at it")
    days_open: int
    days_overdue: int
    owner: str | None = strawberry.field(description="Who looks after it, as a token names a person")
    authorised_refund_until: date | None = strawberry.field(
        description="Until when our bank can be asked for what was drawn by a mandate"
    )
    unauthorised_refund_until: date | None = strawberry.field(description="And for what nobody gave a mandate for")
    asked_back_on: date | None
    ended_as: schemas.ExceptionEnd | None
    closed_at: datetime | None

    @classmethod
    def of(cls, told: schemas.BankException) -> Self:
        """The exception as the service told it."""
        return mirrored(cls, told)


@described
class BankExceptions:
    """A page of exceptions, the soonest due first."""

    items: list[BankException]
    next_cursor: str | None


@described
class BankExceptionQuery:
    """What can be asked about exceptions."""

    @strawberry.field(description="Bookings that no rule explains: those that wait or have ended, all or some of them.")
    async def bank_exceptions(
        self,
        info: Info,
        state: BankExceptionState = BankExceptionState.OPEN,
        owner: str | None = None,
        unassigned: bool = False,
        oddity: schemas.Oddity | None = None,
        overdue: bool = False,
        household_id: UUID | None = None,
        cursor: str | None = None,
    ) -> BankExceptions:
        asked = schemas.BankExceptionsAsked(
            state=state.value,
            owner=owner,
            unassigned=unassigned,
            oddity=oddity,
            overdue=overdue,
            household_id=household_id,
        )
        return mirrored(BankExceptions, await info.context.schedule.bank_exceptions(asked, cursor))
