"""Whether a statement follows on the one before it: each begins with what the last one ended with. Pure.

A day that is missing in between is found at once, by the balances and not by the numbers: banks begin these anew each
year, count pages or days by them, or always write 1. Statements without two balances hang in between, and what they
moved is counted, so that the next one with balances proves them too.

Nobody says which statement of an account is its first: the first that comes begins the chain. One of an earlier day
that ends with what the chain begins with stands before it, and is proven by that as others are by what they begin with.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.schedule.statements.proving import Doubt


class Follows(StrEnum):
    """How a statement stands to those that were taken in of its account before."""

    FIRST = "first"
    FOLLOWS = "follows"
    PRECEDES = "precedes"
    PROVES_NOTHING = "proves_nothing"
    GAP = "gap"


class Link(NamedTuple):
    """A statement as a part of the chain, in cents: what it begins and ends with, None unless it has both balances; and
    what its booked entries moved. A `page` behind the first has the number of the first; `as_of` is its day.
    """

    opening: int | None
    closing: int | None
    moved: int
    sequence: int | None = None
    page: int = 1
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an account was taken in: its last closing balance (cents), what statements without balances moved since,
    and the number of the last statement. No balance is known before the first that has one.

    The account `begins` with what stood on it before all of them, and `begins_on` the day of the first with balances.
    """

    closing: int | None = None
    moved_since: int = 0
    sequence: int | None = None
    begins: int | None = None
    begins_on: date | None = None

    @property
    def expected(self) -> int | None:
        """What the next statement has to begin with, in cents; None as long as no balance is known."""
        return None if self.closing is None else self.closing + self.moved_since

    def place(self, link: Link) -> Follows:
        """Where this statement stands: behind those that were taken in, before them, or nowhere yet."""
        if link.opening is None or link.closing is None:
            return Follows.PROVES_NOTHING
        if self.expected is None:
            return Follows.FIRST
        if link.opening == self.expected:
            return Follows.FOLLOWS
        return Follows.PRECEDES if self._begins_with(link) else Follows.GAP

    def _begins_with(self, link: Link) -> bool:
        """Whether it is of an earlier day than the chain, and ends where that begins."""
        is_earlier = link.as_of is not None and self.begins_on is not None and link.as_of < self.begins_on
        return is_earlier and link.closing == self.begins

    def after(self, link: Link) -> "Reached":
        """How far the account is taken in with this statement."""
        place = self.place(link)
        if place is Follows.PRECEDES:
            return replace(self, begins=link.opening, begins_on=link.as_of)
        after = self if link.sequence is None else replace(self, sequence=link.sequence)
        if link.opening is None or link.closing is None:
            return replace(after, moved_since=self.moved_since + link.moved)
        if place is Follows.FIRST:
            after = replace(after, begins=link.opening - self.moved_since, begins_on=link.as_of)
        return replace(after, closing=link.closing, moved_since=0)

    def doubts(self, link: Link) -> tuple[Doubt, ...]:
        """Whether the bank's own numbers jump where its balances do not: an empty statement may be missing."""
        if link.page > 1 or link.sequence is None or self.sequence is None or self.place(link) is Follows.PRECEDES:
            return ()
        return (Doubt.OTHER_SEQUENCE,) if link.sequence > self.sequence + 1 else ()
