"""Whether a statement follows on the one before it: each begins with what the last one ended with. Pure.

A day that is missing in between is found at once, by the balances and not by the numbers: banks begin these anew each
year, count pages or days by them, or always write 1. Statements without two balances hang in between, and what they
moved is counted, so that the next one with balances proves them too.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from services.schedule.statements.proving import Doubt


class Follows(StrEnum):
    """How a statement stands to those that were taken in of its account before."""

    FIRST = "first"
    FOLLOWS = "follows"
    PROVES_NOTHING = "proves_nothing"
    GAP = "gap"


class Link(NamedTuple):
    """A statement as a part of the chain, in cents: what it begins and ends with, None unless it has both balances; and
    what its booked entries moved. A `page` behind the first has the number of the first."""

    opening: int | None
    closing: int | None
    moved: int
    sequence: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an account was taken in: its last closing balance (cents), what statements without balances moved since,
    and the number of the last statement. No balance is known before the first that has one."""

    closing: int | None = None
    moved_since: int = 0
    sequence: int | None = None

    @property
    def expected(self) -> int | None:
        """What the next statement has to begin with, in cents; None as long as no balance is known."""
        return None if self.closing is None else self.closing + self.moved_since

    def place(self, link: Link) -> Follows:
        """Where this statement stands behind those before."""
        if link.opening is None or link.closing is None:
            return Follows.PROVES_NOTHING
        if self.expected is None:
            return Follows.FIRST
        return Follows.FOLLOWS if link.opening == self.expected else Follows.GAP

    def after(self, link: Link) -> "Reached":
        """How far the account is taken in with this statement."""
        sequence = self.sequence if link.sequence is None else link.sequence
        if link.opening is None or link.closing is None:
            return Reached(self.closing, self.moved_since + link.moved, sequence)
        return Reached(link.closing, 0, sequence)

    def doubts(self, link: Link) -> tuple[Doubt, ...]:
        """Whether the bank's own numbers jump where its balances do not: an empty statement may be missing."""
        if link.page > 1 or link.sequence is None or self.sequence is None:
            return ()
        return (Doubt.OTHER_SEQUENCE,) if link.sequence > self.sequence + 1 else ()
