"""The answer to "why?": a figure of a plan with its sentence, its rule, the law, and all that it was made from."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple, TypeAlias

from services.months import Month, month_text
from services.schedule.planning.explanation.wording import Text

Rule: TypeAlias = int | Literal["solver"]
"""The number of a rule of the plan (1 to 15), or the solver for the sustainable leefgeld."""

Figure: TypeAlias = int | str | None
"""A figure as the document has it: cents or days, a day `YYYY-MM-DD`, a month `YYYY-MM`, or nothing."""


class Unit(StrEnum):
    """What the value of an input counts."""

    CENTS = "cents"
    DAYS = "days"
    DAY = "day"
    MONTH = "month"
    NUMBER = "number"
    THOUSANDTHS = "thousandths"


class Input(NamedTuple):
    """Something that a figure was made from.

    The inputs that are a part of a sum (`is_part`, in cents with their sign) add up to the figure exactly. `figures`
    point to other figures of the same plan that this input is, or is the sum of: each can explain itself in turn. For
    what a law or an agency sets, `source` says where it was published and `verified` whether somebody held it against
    that source; None for facts of the household and what follows from them.
    """

    name: Text
    value: int | str
    unit: Unit = Unit.CENTS
    is_part: bool = False
    figures: tuple[str, ...] = ()
    source: str | None = None
    verified: bool | None = None

    @classmethod
    def part(cls, name: Text, cents: int, *figures: str) -> "Input":
        """One part of a sum."""
        return cls(name, cents, is_part=True, figures=figures)

    @classmethod
    def day(cls, name: Text, day: date) -> "Input":
        """A day."""
        return cls(name, day.isoformat(), Unit.DAY)

    @classmethod
    def month(cls, name: Text, month: Month) -> "Input":
        """A month."""
        return cls(name, month_text(month), Unit.MONTH)


class Explanation(NamedTuple):
    """Why one figure of a plan is what it is.

    `path` is its JSON pointer in the document, `figure` its value there. `sentence` can be repeated to a client, in
    English and in Dutch. `articles` is empty where no law says so, only the plan or the policy.
    """

    path: str
    figure: Figure
    sentence: Text
    rule: Rule
    articles: tuple[str, ...]
    inputs: tuple[Input, ...]

    @property
    def parts(self) -> tuple[Input, ...]:
        """The inputs that add up to the figure; empty for a figure that is no sum."""
        return tuple(one for one in self.inputs if one.is_part)

    def mirrored(self) -> "Explanation":
        """The same explanation seen from the account that the money leaves."""
        assert isinstance(self.figure, int)
        return self._replace(figure=-self.figure, inputs=tuple(_mirrored(one) for one in self.inputs))


def _mirrored(one: Input) -> Input:
    return one._replace(value=-one.value) if one.is_part and isinstance(one.value, int) else one


def as_context(parts: Iterable[Input]) -> tuple[Input, ...]:
    """The parts of another sum, as inputs of a figure that is not that sum."""
    return tuple(part._replace(is_part=False) for part in parts)
