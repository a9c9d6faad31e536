"""What a terminal shows while a simulation lives: a line a month, and in between the day that it has come to."""

from collections import Counter
from datetime import date
from typing import Protocol, TextIO

from services.months import Month, month_text

_HEADINGS = (
    f"{'':9}{'In care':>8} {'Entries':>9} {'Explained':>10} {'Odd':>6} {'Faults':>7} {'Seconds':>8} {'at night':>9}"
    f" {'CPU':>7} {'at night':>9}"
)


class _Lived(Protocol):
    month: Month
    entries: int
    households: int
    cpu: float | None
    looks_cpu: float | None

    @property
    def seconds(self) -> float: ...

    @property
    def looking(self) -> float: ...


class Teller:
    """Says what happens as it happens; on a terminal also the day."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_terminal = out.isatty()
        self._faults = 0

    def opening(self, households: int, months: int, seed: int) -> None:
        """What begins."""
        self._say(f"\nSeed {seed}: {households:,} households, {months} months, from 5 January 2026")
        self._say(_HEADINGS)

    def day(self, day: date, seconds: float) -> None:
        """A day is over."""
        if self._is_terminal:
            self._out.write(f"\r{day}  {seconds:6.0f} s")
            self._out.flush()

    def month(self, month: _Lived, faults: int, explained: int, odd: Counter[str]) -> None:
        """A month is over; faults, what was explained and what was odd are told of all months so far. The seconds on
        the wall are all of it, those of the processors (`CPU`) are without the looks at night, which stand beside them.
        """
        self._say(
            f"{month_text(month.month):9}{month.households:>8,} {month.entries:>9,} {explained:>10,}"
            f" {odd.total():>6,} {faults:>7,} {month.seconds:>8.1f} {month.looking:>9.1f} {_seconds(month.cpu):>7}"
            f" {_seconds(month.looks_cpu):>9}"
        )

    def _say(self, line: str) -> None:
        self._out.write(f"\r{line}\n" if self._is_terminal else f"{line}\n")
        self._out.flush()


def _seconds(cpu: float | None) -> str:
    return "" if cpu is None else f"{cpu:.1f}"
