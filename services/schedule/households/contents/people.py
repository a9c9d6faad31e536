"""Who the household is, when it came, by which policy it is carried, and when the relief ends."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from services.schedule.households.contents.base import FromDayContent, OnDayContent
from services.schedule.planning.household import HouseholdType
from services.schedule.planning.policy import CostKind


class SelfReliance(StrEnum):
    """What a household can do by itself (seed 001, Bijlage 2: four of six criteria make a level)."""

    INSUFFICIENT = "insufficient"
    LIMITED = "limited"
    SUFFICIENT = "sufficient"


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


class SelfRelianceChecked(OnDayContent):
    """What the household can do by itself was looked at with it."""

    kind: Literal["self_reliance_checked"] = "self_reliance_checked"
    level: SelfReliance

    @property
    def about(self) -> str:
        return self.on.isoformat()
