"""Where the toeslagen of a household stand, and who takes the next step."""

from datetime import date
from typing import Self

import strawberry

from gateway.described import described
from gateway.scalars import Cents
from services.schedule import schemas

ToeslagKind = strawberry.enum(schemas.ToeslagKind, name="ToeslagKind", description="A toeslag of Dienst Toeslagen.")
ToeslagState = strawberry.enum(schemas.ToeslagState, name="ToeslagState", description="Where a toeslag stands.")
Actor = strawberry.enum(schemas.Actor, name="Actor", description="Who takes the next step.")


@described
class ToeslagStanding:
    """Where a toeslag of a household stands since a day."""

    toeslag: schemas.ToeslagKind
    state: schemas.ToeslagState
    since: date
    amount: Cents | None = strawberry.field(
        description="What is awaited or missing, came more (less, if negative) than decided, or is to be reclaimed"
    )
    account: schemas.Account | None = strawberry.field(description="Where it is to come, or came wrongly")
    next_on: date | None = strawberry.field(description="The day of the next step")
    acts: schemas.Actor | None = strawberry.field(description="Who takes it")

    @classmethod
    def of(cls, told: schemas.ToeslagStanding) -> Self:
        """It as the service told it."""
        return cls(
            toeslag=told.toeslag,
            state=told.state,
            since=told.since,
            amount=None if told.sum is None else Cents(told.sum.amount),
            account=told.account,
            next_on=told.next_on,
            acts=told.acts,
        )
