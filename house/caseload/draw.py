"""Chance, from a seed: the same household comes out of the same seed and number, whoever makes it and when."""

from datetime import date, timedelta
from random import Random
from typing import TypeVar

_DAY = timedelta(days=1)
_SATURDAY = 5
_Thing = TypeVar("_Thing")


class Draw(Random):
    """A stream of chances of one household."""

    @classmethod
    def of(cls, seed: int, number: int) -> "Draw":
        """The chances of the household with this number."""
        return cls(f"{seed}/{number}")

    def percent(self, chance: int) -> bool:
        """True in so many of a hundred cases."""
        return self.random() * 100 < chance

    def among(self, weighted: dict[_Thing, int]) -> _Thing:
        """One of these, each as often as its weight says."""
        return self.choices(list(weighted), list(weighted.values()))[0]

    def office_day(self, first: date, last: date) -> date:
        """A day from `first` to `last` on which offices work; the next such day where it falls in a weekend."""
        return office_day(first + timedelta(days=self.randint(0, (last - first).days)))

    def office_day_after(self, day: date, least: int, most: int) -> date:
        """A day on which offices work, so many days after another."""
        return self.office_day(day + timedelta(days=least), day + timedelta(days=most))


def office_day(day: date) -> date:
    """The day itself, or the Monday after its weekend."""
    while day.weekday() >= _SATURDAY:
        day += _DAY
    return day
