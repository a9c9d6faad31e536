"""How often somebody may ask: so many questions a second on average, and some at once. Pure.

What is kept of each is one moment: when everything that they asked would have been asked at that pace (the generic cell
rate algorithm, ITU-T I.371). The headers are those of draft-ietf-httpapi-ratelimit-headers.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from services.errors import TooOften

_MOST_KEPT = 10_000
"""Who has not asked for the longest is forgotten first, and loses nothing by it."""


class AsksTooOften(TooOften):
    """This is asked more often than is answered; wait as long as Retry-After says."""


@dataclass(frozen=True, slots=True)
class Pace:
    """So many a second for as long as anybody likes, and at most so many at once."""

    name: str
    per_second: int
    at_once: int

    @property
    def each(self) -> timedelta:
        """The time that one takes up."""
        return timedelta(seconds=1) / self.per_second

    @property
    def policy(self) -> str:
        """As the header says it."""
        return f'"{self.name}";q={self.at_once};w={ceil(self.at_once / self.per_second)}'


class Standing(NamedTuple):
    """How somebody stands after they asked: whether they were let in, and how many more at once would be."""

    pace: Pace
    is_let_in: bool
    left: int
    wait: timedelta

    @property
    def told(self) -> str:
        """As the header says it: what is left, and in how many seconds all of it is back."""
        used = (self.pace.at_once - self.left) * self.pace.each
        return f'"{self.pace.name}";r={self.left};t={ceil(used.total_seconds())}'


class Rate:
    """Who asked how often at one pace; one of these for each replica."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._spent: OrderedDict[Hashable, datetime] = OrderedDict()

    def ask(self, who: Hashable, now: datetime) -> Standing:
        """Let one question of theirs in, or not; a refused one costs nothing."""
        spent = max(self._spent.pop(who, now), now)
        room = now + self.pace.each * self.pace.at_once - spent
        left = int(room / self.pace.each)
        if left >= 1:
            spent, left = spent + self.pace.each, left - 1
            standing = Standing(self.pace, True, left, timedelta())
        else:
            standing = Standing(self.pace, False, 0, self.pace.each - room)
        self._spent[who] = spent
        while len(self._spent) > _MOST_KEPT:
            self._spent.popitem(last=False)
        return standing


def headers_of(standings: list[Standing]) -> dict[str, str]:
    """What an answer says of each pace, and how long whoever is refused has to wait."""
    waits = [ceil(one.wait.total_seconds()) for one in standings if not one.is_let_in]
    return {
        "RateLimit-Policy": ", ".join(one.pace.policy for one in standings),
        "RateLimit": ", ".join(one.told for one in standings),
        **({"Retry-After": str(max(1, *waits, 1))} if waits else {}),
    }
