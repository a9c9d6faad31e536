"""What a world is made of: who asks for the same gets the same, to the byte. Pure."""

from datetime import date, datetime, time
from typing import NamedTuple

from sandbox.faults import FaultKind
from services.clock import AMSTERDAM, in_utc

MORNING = time(8)
"""In the Netherlands: at this hour a world begins, and so does each day that passes in it. Offices are open, the quiet
hours of people are over, and what a day brings by itself has begun at six."""


class Shape(NamedTuple):
    """A world before anything was done in it: what goes wrong outside of it by these scenarios, or by chance, so many
    `times` as often as the table says; and how many invented households live in it, whose office pays the runs where it
    works."""

    name: str
    seed: int
    begins_on: date
    scenarios: tuple[str, ...] = ()
    faults: frozenset[FaultKind] = frozenset()
    times: int = 1
    households: int = 0
    office_works: bool = True

    @property
    def begins_at(self) -> datetime:
        """The moment at which it begins."""
        return morning_of(self.begins_on)


def morning_of(day: date) -> datetime:
    """The moment at which a day is lived."""
    return in_utc(datetime.combine(day, MORNING, AMSTERDAM))
