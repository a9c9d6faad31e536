"""Figures about this process for whoever watches it, in the text format of Prometheus (version 0.0.4).

Only what a program counts: numbers, and labels from closed lists (routes, services, states). Nobody is known by them.
A figure belongs to the process; whoever reads it adds up the replicas.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from types import MappingProxyType
from typing import Final, NamedTuple

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS: Final = (0.005, 0.025, 0.1, 0.5, 2.5, 10.0)
"""The bounds between which answers are counted by how long they took."""

Labels = Mapping[str, str]


class Figure(NamedTuple):
    """A figure at one moment: its name, what it says, its kind (`counter`, `gauge`, `histogram`), and its samples."""

    name: str
    says: str
    kind: str
    samples: Iterable["Sample"]


class Sample(NamedTuple):
    """One number of a figure, by its labels; `suffix` is for the parts of a histogram."""

    value: float
    labels: Labels = MappingProxyType({})
    suffix: str = ""


Source = Callable[[], Iterable[Figure]]
"""Tells figures at the moment that they are asked for."""


class Durations:
    """How often something took how long, by labels: a histogram."""

    def __init__(self, name: str, says: str, labels: tuple[str, ...], bounds: tuple[float, ...] = SECONDS) -> None:
        self._name, self._says, self._labels, self._bounds = name, says, labels, bounds
        self._counts: dict[tuple[str, ...], list[int]] = {}
        self._sums: dict[tuple[str, ...], float] = {}
        self._lock = Lock()

    def took(self, seconds: float, *values: str) -> None:
        """It took so long this time; a value for each label, in their order."""
        with self._lock:
            counts = self._counts.setdefault(values, [0] * (len(self._bounds) + 1))
            counts[bisect_left(self._bounds, seconds)] += 1
            self._sums[values] = self._sums.get(values, 0.0) + seconds

    def figures(self) -> Iterable[Figure]:
        """What was counted until now."""
        with self._lock:
            counted = {values: (list(counts), self._sums[values]) for values, counts in self._counts.items()}
        return [Figure(self._name, self._says, "histogram", list(self._samples(counted)))]

    def _samples(self, counted: Mapping[tuple[str, ...], tuple[list[int], float]]) -> Iterator[Sample]:
        for values, (counts, total) in sorted(counted.items()):
            labels, below = dict(zip(self._labels, values, strict=True)), 0
            for bound, count in zip((*map(str, self._bounds), "+Inf"), counts, strict=True):
                below += count
                yield Sample(below, {**labels, "le": bound}, "_bucket")
            yield Sample(total, labels, "_sum")
            yield Sample(below, labels, "_count")


REQUESTS = Durations("ontzorg_request_seconds", "Requests answered, and in how long.", ("method", "route", "status"))
"""By the declared path of the route, never by what stood in its place."""


def page(sources: Iterable[Source]) -> str:
    """All figures of these sources, as Prometheus reads them."""
    return "".join(line for source in sources for figure in source() for line in _lines(figure))


def _lines(figure: Figure) -> Iterator[str]:
    yield f"# HELP {figure.name} {figure.says}\n"
    yield f"# TYPE {figure.name} {figure.kind}\n"
    for sample in figure.samples:
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels.items())
        yield f"{figure.name}{sample.suffix}{f'{{{labels}}}' if labels else ''} {sample.value:.15g}\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
