"""What a household can do by itself: six criteria of each of three levels, and the level that they make. Pure.

Four of the six make a level (seed 001, lines 4851-4911, Bijlage 2). Where two levels are met equally, or none is,
nobody can say it by counting: a person decides, and gives the reason.
"""

from enum import StrEnum
from typing import Literal

from pydantic import model_validator

from services.errors import Fault, InvalidInput
from services.schedule.households.contents.base import OnDayContent
from services.wire import Wire

ENOUGH = 4
"""Of the six criteria of a level so many make it."""


class SelfReliance(StrEnum):
    """What a household can do by itself."""

    INSUFFICIENT = "insufficient"
    LIMITED = "limited"
    SUFFICIENT = "sufficient"


class CriterionAnswer(StrEnum):
    """Whether a criterion is met."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class LevelCriteria(Wire):
    """The six criteria of one level: everyday language, making payments, keeping papers, applying for and keeping up
    arrangements such as toeslagen, spending with sense, and being ready for what is and is not foreseen.

    Of each is asked whether it is met as that level has it: insufficient, limited or sufficient.
    """

    language: CriterionAnswer
    payments: CriterionAnswer
    administration: CriterionAnswer
    arrangements: CriterionAnswer
    spending: CriterionAnswer
    preparedness: CriterionAnswer

    @property
    def met(self) -> int:
        """How many of the six are."""
        answers = (getattr(self, name) for name in type(self).model_fields)
        return sum(one is CriterionAnswer.YES for one in answers)


class SelfRelianceCriteria(Wire):
    """The answers for each of the three levels."""

    insufficient: LevelCriteria
    limited: LevelCriteria
    sufficient: LevelCriteria

    @property
    def level(self) -> SelfReliance | None:
        """The level that they make; None where two are met equally, or none is."""
        met = {level: getattr(self, level).met for level in SelfReliance}
        most = max(met.values())
        found = [level for level, count in met.items() if count == most >= ENOUGH]
        return found[0] if len(found) == 1 else None


class SelfRelianceChecked(OnDayContent):
    """What the household can do by itself was looked at with it: the answers, and the level that they make.

    Without `criteria` the level is what somebody found in another way. Where they make no level it is left out, until a
    person decides: the fact is then corrected by one with the level, and the reason.
    """

    kind: Literal["self_reliance_checked"] = "self_reliance_checked"
    level: SelfReliance | None = None
    criteria: SelfRelianceCriteria | None = None

    @property
    def about(self) -> str:
        return self.on.isoformat()

    @property
    def found(self) -> SelfReliance | None:
        """The level that a person said or the criteria make; None while it is undecided."""
        return self.level or (self.criteria.level if self.criteria else None)

    @property
    def needs_reason(self) -> Fault | None:
        if self.level is None or self.criteria is None or self.criteria.level is not None:
            return None
        cure = "record the answers without a level, and correct that with the level and the reason"
        return Fault("level", "the criteria make none, so a person decides", cure)

    @model_validator(mode="after")
    def _says_a_level(self) -> "SelfRelianceChecked":
        if self.criteria is None and self.level is None:
            raise InvalidInput([Fault("level", "is missing", "give the answers to the criteria, or the level")])
        made = self.criteria.level if self.criteria else None
        if made is not None and self.level not in (None, made):
            raise InvalidInput([Fault("level", f"the criteria make it {made}", "leave it out, or look at them again")])
        return self
