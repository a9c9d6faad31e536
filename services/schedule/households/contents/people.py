"""Who the household is, when it came, by which policy it is carried, and when the relief ends."""

from typing import Annotated, Literal

from pydantic import Field

from services.schedule.households.contents.base import FromDayContent, OnDayContent
from services.schedule.planning.household import HouseholdType
from services.schedule.planning.policy import CostKind


class Composition(FromDayContent):
    """Who lives from the benefit. A single parent is `single` with children; a co-resident is none of the household."""

    kind: Literal["composition"] = "composition"
    household_type: HouseholdType
    children: Annotated[int, Field(strict=True, ge=0, le=20)] = 0


class PolicyChosen(FromDayContent):
    """The household is carried by another policy than its municipality's."""

    kind: Literal["policy_chosen"] = "policy_chosen"
    policy: Annotated[str, Field(max_length=60)]


class AzcDeparture(OnDayContent):
    """Day 0: the household leaves the reception centre."""

    kind: Literal["azc_departure"] = "azc_departure"


class CostsChosen(FromDayContent):
    """The costs that the client chose to have paid, where the policy leaves the choice."""

    kind: Literal["costs_chosen"] = "costs_chosen"
    costs: tuple[CostKind, ...]


class ReliefEnds(OnDayContent):
    """The last day of the relief, where it is not six months after the right began."""

    kind: Literal["relief_ends"] = "relief_ends"
