"""The norms of the bijstand by date: what a month is worth before anything is deducted.

Participatiewet art. 20-24 (norms), 22a (cost sharers), 20 lid 3 and 4 (top-up for 18-20), 19 lid 3 (holiday
allowance). The figures themselves are data: `services/schedule/norms/participatiewet.toml`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.money import half_up
from services.months import Month, first_day, month_text

_COST_SHARER = re.compile(r"cost_sharer_([1-9]\d?)")
_SAME_AS = {"single_parent": "single"}
_TOP_UP = "youth_with_top_up"
_THOUSAND = 1000


class NoNorm(LookupError):  # noqa: N818 - a refusal is named for what is wrong
    """There is no such norm in that month."""


@dataclass(frozen=True, slots=True)
class NormSet:
    """The norms in force from a day on: cents a month by kind, the holiday share in thousandths, and their source."""

    starts_on: date
    norms: Mapping[str, int]
    holiday_share: int
    youth_top_up: int | None
    source: str
    verified: bool


class NormBook:
    """All norm sets; answers what norm and what holiday share hold in a month (the set in force on its first day)."""

    def __init__(self, sets: Sequence[NormSet]) -> None:
        self.sets = tuple(sorted(sets, key=lambda one: one.starts_on))
        self._amounts: dict[tuple[str, Month], int] = {}
        self._by_month: dict[Month, NormSet] = {}

    def kinds(self) -> list[str]:
        """The kinds of norm that a case may name, cost sharers by their pattern."""
        named = {kind for one in self.sets for kind in one.norms}
        return [*sorted({*named, *_SAME_AS, _TOP_UP}), "cost_sharer_N (N = 2, 3, …)"]

    def knows(self, kind: str) -> bool:
        """Whether this is a kind of norm at all, in whatever month."""
        if sharer := _COST_SHARER.fullmatch(kind):
            return int(sharer[1]) > 1
        return kind in _SAME_AS or kind == _TOP_UP or any(kind in one.norms for one in self.sets)

    def set_in(self, month: Month) -> NormSet:
        """The norm set in force on the month's first day; NoNorm for a month before the first set."""
        found = self._by_month.get(month)
        if found is None:
            found = self._by_month[month] = self._newest(month)
        return found

    def amount(self, kind: str, month: Month) -> int:
        """The norm of a kind for a whole month in cents, holiday allowance included; NoNorm if there is none."""
        key = kind, month
        found = self._amounts.get(key)
        if found is None:
            found = self._amounts[key] = _amount(self.set_in(month), kind, month)
        return found

    def _newest(self, month: Month) -> NormSet:
        found = None
        for one in self.sets:
            if one.starts_on > first_day(month):
                break
            found = one
        if found is None:
            raise NoNorm(f"no norms are known for {month_text(month)}; the first set is of {self.sets[0].starts_on}")
        return found


def _amount(norms: NormSet, kind: str, month: Month) -> int:
    """One norm out of one set."""
    if kind == _TOP_UP:
        return _with_top_up(norms, month)
    if (sharer := _COST_SHARER.fullmatch(kind)) and (adults := int(sharer[1])) > 1:
        return half_up(norms.norms["couple"] * (40 + 30 * adults), 100 * adults)
    try:
        return norms.norms[_SAME_AS.get(kind, kind)]
    except KeyError:
        raise NoNorm(f"{kind!r} is no norm of the Participatiewet") from None


def _with_top_up(norms: NormSet, month: Month) -> int:
    """The youth norm with the top-up of art. 20 lid 3, at most the norm of a single adult (lid 4)."""
    if norms.youth_top_up is None:
        raise NoNorm(f"the youth top-up of art. 20 lid 3 exists from 2026-01 on, not in {month_text(month)}")
    return min(norms.norms["youth"] + norms.youth_top_up, norms.norms["single"])


def holiday_allowance(norms: NormSet, benefit: int) -> int:
    """The part of a benefit (cents, after deduction) that is kept back until June (art. 19 lid 3, 45)."""
    return half_up(benefit * norms.holiday_share, _THOUSAND)
