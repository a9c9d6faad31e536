"""What can be stated about a household: one class for each kind of fact, as it crosses the wire and as it is kept.

A fact says from which day it holds, and *about* what within its kind (`rent`, `2026-03`): of the same kind about the
same thing one fact stands at a time. Amounts are whole cents beside `currency`. Nothing here can hold a name, an
address or a BSN: texts are words of a closed list or identifiers in small letters.
"""

from typing import Annotated, TypeAlias, get_args

from pydantic import Field

from services.schedule.households.contents.base import Content
from services.schedule.households.contents.benefit import (
    Article,
    B12Received,
    BenefitNorm,
    BenefitPaid,
    CoaAllowance,
    DecisionTaken,
    PayoutDayKnown,
    RightToBijstand,
)
from services.schedule.households.contents.costs import (
    CostAmount,
    CostContracted,
    CostDeferred,
    CostHandedBack,
    CostKept,
    FirstPart,
    PaidBeforeUs,
)
from services.schedule.households.contents.means import (
    BridgingDecided,
    DebtKnown,
    FloorAssessed,
    Instrument,
    LeefgeldSet,
    OtherFlow,
    Repayment,
    RepayMode,
)
from services.schedule.households.contents.people import (
    AzcDeparture,
    Composition,
    CostsChosen,
    PolicyChosen,
    ReliefEnds,
)
from services.schedule.households.contents.self_reliance import (
    CriterionAnswer,
    LevelCriteria,
    SelfReliance,
    SelfRelianceChecked,
    SelfRelianceCriteria,
)
from services.schedule.households.contents.toeslagen import (
    ToeslagAccount,
    ToeslagAmount,
    ToeslagApplied,
    ToeslagArrived,
    ToeslagDecided,
    ToeslagenAuthorisation,
)
from services.schedule.households.contents.told_plainly import ToldPlainly

__all__ = [
    "CONTENTS",
    "Article",
    "AzcDeparture",
    "B12Received",
    "BenefitNorm",
    "BenefitPaid",
    "BridgingDecided",
    "CoaAllowance",
    "Composition",
    "Content",
    "CostAmount",
    "CostContracted",
    "CostDeferred",
    "CostHandedBack",
    "CostKept",
    "CostsChosen",
    "CriterionAnswer",
    "DebtKnown",
    "DecisionTaken",
    "FirstPart",
    "FloorAssessed",
    "Instrument",
    "LeefgeldSet",
    "LevelCriteria",
    "OtherFlow",
    "PaidBeforeUs",
    "PayoutDayKnown",
    "PolicyChosen",
    "ReliefEnds",
    "RepayMode",
    "Repayment",
    "RightToBijstand",
    "SelfReliance",
    "SelfRelianceChecked",
    "SelfRelianceCriteria",
    "StatedContent",
    "ToeslagAccount",
    "ToeslagAmount",
    "ToeslagApplied",
    "ToeslagArrived",
    "ToeslagDecided",
    "ToeslagenAuthorisation",
]

_AnyContent: TypeAlias = (
    Composition
    | PolicyChosen
    | AzcDeparture
    | CoaAllowance
    | B12Received
    | RightToBijstand
    | DecisionTaken
    | BenefitNorm
    | PayoutDayKnown
    | BenefitPaid
    | ToeslagAmount
    | ToeslagApplied
    | ToeslagDecided
    | ToeslagArrived
    | ToeslagAccount
    | ToeslagenAuthorisation
    | CostContracted
    | CostAmount
    | CostDeferred
    | CostHandedBack
    | CostKept
    | PaidBeforeUs
    | CostsChosen
    | BridgingDecided
    | FloorAssessed
    | LeefgeldSet
    | DebtKnown
    | OtherFlow
    | ReliefEnds
    | SelfRelianceChecked
)

CONTENTS: dict[str, type[Content]] = {one.model_fields["kind"].default: one for one in get_args(_AnyContent)}
"""Every kind of fact that can be stated, by its word."""

StatedContent = Annotated[_AnyContent, Field(discriminator="kind"), ToldPlainly("kind", tuple(CONTENTS))]
"""Any of them, told apart by `kind`."""
