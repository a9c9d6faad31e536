"""What a measure is, and what it says when it has been taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from house.bench.server import Server


@dataclass(frozen=True)
class Figure:
    """One goal and what was reached: the median of `samples`, at most `goal`, in `unit` (`×` the floor, or MB).

    `floor` names what bounds it. `cpu` are the same samples in processor time, which other people's work on the machine
    disturbs less. `absolute` are medians in microseconds (or what its name says), by name.
    """

    name: str
    floor: str
    goal: float
    unit: str
    samples: tuple[float, ...]
    cpu: tuple[float, ...] = ()
    absolute: Mapping[str, float] = field(default_factory=dict)

    @property
    def reached(self) -> float:
        """The median."""
        return median(self.samples)

    @property
    def reached_in_cpu(self) -> float | None:
        """The median in processor time, where it is known."""
        return median(self.cpu) if self.cpu else None

    @property
    def is_reached(self) -> bool:
        """Whether it is at most the goal."""
        return self.reached <= self.goal


class Share(NamedTuple):
    """Where time goes: a stage of the work, its microseconds for one payment, and those of them spent waiting."""

    stage: str
    micros: float
    waiting: float


@dataclass(frozen=True)
class Report:
    """What a measure found; `shares` say where the time goes, `notes` what it was taken of."""

    figures: Sequence[Figure]
    shares: Sequence[Share] = ()
    notes: Sequence[str] = ()


class Setting(NamedTuple):
    """How a measure is taken: on how many households, how often, and whom to tell how far it is; and where the database
    server is, the same one for all measures that want one; and how long the history is that a month is measured behind.
    """

    households: int
    repeat: int
    tell: Callable[[str], None]
    server: Callable[[], Server]
    half_years: int = 4


@dataclass(frozen=True)
class Measure:
    """Something that can be measured; `lasts` says how long that takes at its usual size."""

    name: str
    what: str
    lasts: str
    take: Callable[[Setting], Report]


def ratios(these: Sequence[float], floors: Sequence[float]) -> tuple[float, ...]:
    """Each one beside the floor that was measured next to it."""
    return tuple(one / floor for one, floor in zip(these, floors, strict=True))


def known(values: Sequence[float | None]) -> list[float]:
    """The values if all are known, else none of them."""
    found = [one for one in values if one is not None]
    return found if len(found) == len(values) else []
