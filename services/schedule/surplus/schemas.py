"""Surplus on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.schedule.households.fields import Day
from services.schedule.surplus.surplus import SurplusEnd
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


class HouseholdSurpluses(Wire):
    """A page of what was found of a household, month by month."""

    items: list[HouseholdSurplus]
    next_cursor: str | None
