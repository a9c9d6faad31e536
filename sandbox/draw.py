"""Chance, from a seed: the same household comes out of the same seed, whoever makes it and when."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

_DAY = timedelta(days=1)
_SATURDAY = 5
_Thing = TypeVar("_Thing", bound=Hashable)


class Draw(Random):
    """The chances of one turn (from 0 on) in whatever there is to be drawn.

    `part` gives other chances of the same turn, so that one more in one place changes nothing in the next.
    """

    def __init__(self, seed: int, turn: int, part: str) -> None:
        super().__init__(f"{seed}/{turn}/{part}")
        self._begun = seed, turn, part

    def part(self, name: str) -> "Draw":
        """The chances of a part of it."""
        seed, turn, part = self._begun
        return Draw(seed, turn, f"{part}/{name}")

    def percent(self, chance: int) -> bool:
        """True in so many of a hundred cases."""
        return self.random() * 100 < chance

    def among(self, weighted: Mapping[_Thing, int]) -> _Thing:
        """One of these, each as often as its weight says."""
        return self.choices(list(weighted), list(weighted.values()))[0]

    def dealt(self, name: str, cards: Mapping[_Thing, int]) -> _Thing:
        """The card that falls to this turn from a deck with so many of each, which is shuffled once and dealt over and
        over: what is rare comes round all the same.
        """
        seed, turn, _ = self._begun
        deck = _shuffled(seed, name, tuple(cards.items()))
        found: _Thing = deck[turn % len(deck)]
        return found

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


@lru_cache(maxsize=256)
def _shuffled(seed: int, name: str, cards: tuple[tuple[Any, int], ...]) -> tuple[Any, ...]:
    deck = [card for card, count in cards for _ in range(count)]
    Random(f"{seed}/deck/{name}").shuffle(deck)
    return tuple(deck)
