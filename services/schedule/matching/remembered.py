"""What a person confirmed of a payer, so that its next booking is known. Pure.

The account says who pays, and the words for whom: Dienst Toeslagen pays everybody from one account. A booking that has
all words of what was remembered is of that household; one that fits two is of nobody until a person says so.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from services.schedule.matching.booked import Booked
from services.schedule.statements.statement import Direction

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3


class Remembered(NamedTuple):
    """Whose money of a payer (or for a collector) is, and for what: a `kind` of income or of cost.

    Account and words are keyed marks. Without a household it says only what this payer pays to everybody. With an
    `amount` (cents) that much comes or goes once a month, whatever a plan says.
    """

    id: UUID | None
    direction: Direction
    counterparty: bytes
    words: frozenset[bytes]
    kind: str
    household_id: UUID | None = None
    amount: int | None = None

    def is_of_payer(self, booked: Booked) -> bool:
        """Whether this booking is of that payer, in that direction."""
        return booked.counterparty == self.counterparty and booked.direction is self.direction

    def fits(self, booked: Booked) -> bool:
        """Whether this booking is of that payer, and has all of its words."""
        return self.is_of_payer(booked) and self.words <= booked.words


class Payer(NamedTuple):
    """What all that is remembered says of a booking: whose it is for sure, or what kinds it may be."""

    target: Remembered | None
    is_of_several: bool
    kinds: frozenset[str]

    @property
    def is_known(self) -> bool:
        """Whether a person confirmed whose it is, be it of several."""
        return self.target is not None or self.is_of_several


def who_pays(booked: Booked, remembered: Iterable[Remembered]) -> Payer:
    """What is remembered of the payer of this booking.

    The number that Dienst Toeslagen writes is that of a household for every toeslag, and its words tell which one it
    is: what was confirmed of one kind is whose for all that such a payer pays.
    """
    his = [one for one in remembered if one.is_of_payer(booked)]
    fits = [one for one in his if one.words <= booked.words]
    kinds = frozenset(one.kind for one in fits if one.household_id is None)
    told_apart = {one.kind for one in his if one.household_id is None}
    own = [one for one in fits if one.household_id is not None]
    if len(kinds) == 1:
        own = [_of_kind(kinds, one) if one.kind in told_apart else one for one in _exact_first(kinds, own)]
    targets = {(one.household_id, one.kind) for one in own}
    return Payer(own[0] if len(targets) == 1 else None, len(targets) > 1, kinds)


def _exact_first(kinds: frozenset[str], own: Iterable[Remembered]) -> list[Remembered]:
    return sorted(own, key=lambda one: one.kind not in kinds)


def _of_kind(kinds: frozenset[str], one: Remembered) -> Remembered:
    """The same household's of the one kind that is told; how much comes a month was said of the kind it was said of."""
    (kind,) = kinds
    return one if one.kind == kind else one._replace(kind=kind, amount=None)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of what a bank tells of a booking, as they are compared: in capitals, without signs between them.

    >>> sorted(words_of(["Terugg. nr. 999999990T900252", "VOORSCHOT zorgtoeslag 2026"]))
    ['2026', '999999990T900252', 'TERUGG', 'VOORSCHOT', 'ZORGTOESLAG']
    """
    return frozenset(word.upper() for text in texts for word in _WORD.findall(text) if len(word) >= _SHORTEST)


def lines_of(content: dict[str, object]) -> Sequence[str]:
    """What of a booking's sealed content is text that a payer wrote."""
    told = [content.get(name) for name in ("remittance", "reference", "additional", "onBehalfOf")]
    return [one for one in told if isinstance(one, str)]
