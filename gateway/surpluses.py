"""What stood above the policy's buffer of a household, month by month, and what of it went to the client."""

from datetime import date
from typing import Self

import strawberry

from gateway.described import described
from gateway.mirrored import mirrored
from gateway.scalars import Cents, Month
from services.schedule import schemas

strawberry.enum(schemas.SurplusEnd, name="SurplusEnd", description="What came of a look for what is over.")


@described
class Surplus:
    """What was found of a household in a month, and how much of it goes to the client."""

    month: Month
    looked_on: date
    here: Cents = strawberry.field(description="What is here and needed for nothing that is spoken for")
    lowest: Cents = strawberry.field(description="What that comes to at the least until the relief ends")
    buffer: Cents = strawberry.field(description="What stays by the policy")
    amount: Cents = strawberry.field(description="What goes to the client")
    pays_on: date
    ended_as: schemas.SurplusEnd

    @classmethod
    def of(cls, told: schemas.HouseholdSurplus) -> Self:
        """The surplus as the service told it."""
        return mirrored(cls, told)
