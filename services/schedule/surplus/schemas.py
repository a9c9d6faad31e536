"""Surplus on the wire."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from services.months import month_text
from services.schedule.households.fields import Day
from services.schedule.surplus.surplus import SurplusEnd
from services.schedule.surplus.tables import SurplusRow
from services.wire import Money, Wire


class HouseholdSurplus(Wire):
    """What was found of a household in a month: what is `here` and needed for nothing that is spoken for, the `lowest`
    that it comes to until the relief ends, the `buffer` that stays; and what goes to the client on `paysOn`."""

    household_id: UUID
    month: Annotated[str, Field(examples=["2026-05"])]
    looked_on: Day
    here: Money
    lowest: Money
    buffer: Money
    sum: Money
    pays_on: Day
    ended_as: SurplusEnd

    @classmethod
    def of(cls, row: SurplusRow) -> Self:
        """It as it is told."""
        return cls(
            household_id=row.household_id,
            month=month_text(row.month),
            looked_on=row.looked_on,
            here=Money(amount=row.here),
            lowest=Money(amount=row.lowest),
            buffer=Money(amount=row.buffer),
            sum=Money(amount=row.amount),
            pays_on=row.pays_on,
            ended_as=row.ended_as,
        )
