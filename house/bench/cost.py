"""What something took: seconds on the wall, and seconds of processor time of all who worked on it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_STATUS = Path("/proc/self/status")
_KILOBYTES_A_MEGABYTE = 1000 / 1.024


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds; `cpu` is None where the machine does not tell what its processes use."""

    wall: float
    cpu: float | None = None

    def __add__(self, other: "Cost") -> "Cost":
        cpu = None if self.cpu is None or other.cpu is None else self.cpu + other.cpu
        return Cost(self.wall + other.wall, cpu)


@dataclass
class Timing:
    """A cost that is known once its block has ended."""

    cost: Cost = Cost(0.0)


@contextmanager
def timed(cpu_elsewhere: Callable[[], float | None] = lambda: 0.0) -> Iterator[Timing]:
    """Time a block; `cpu_elsewhere` says how many seconds of processor time others have used until now."""
    timing = Timing()
    elsewhere, own, wall = cpu_elsewhere(), time.process_time(), time.perf_counter()
    yield timing
    wall, own = time.perf_counter() - wall, time.process_time() - own
    now = cpu_elsewhere()
    timing.cost = Cost(wall, None if elsewhere is None or now is None else own + now - elsewhere)


def micros(costs: list[Cost], count: int) -> float:
    """The median on the wall for one of `count`, in microseconds."""
    return median(cost.wall for cost in costs) / count * 1e6


def memory(line: str = "VmHWM") -> float | None:
    """Megabytes of this process: the most it ever had, or with `VmRSS` what it has now; None where nobody tells.

    Not `ru_maxrss`: that of a process begins with what its parent had.
    """
    if not _STATUS.exists():
        return None
    found = next(one for one in _STATUS.read_text().splitlines() if one.startswith(f"{line}:"))
    return int(found.split()[1]) / _KILOBYTES_A_MEGABYTE
