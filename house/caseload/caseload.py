"""A caseload: so many households out of a seed, one at a time: a hundred thousand take no more room than one."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from house.caseload.household import Household, household_of
from house.caseload.life import Period
from house.caseload.suppliers import SUPPLIERS, Supplier
from house.caseload.towns import Town, towns


class Caseload:
    """Households 0 to `size`; each is made anew whenever it is asked for, and always the same."""

    def __init__(self, size: int, seed: int, period: Period) -> None:
        self.size = size
        self.seed = seed
        self.period = period

    @property
    def towns(self) -> tuple[Town, ...]:
        """The municipalities that the households live in."""
        return towns()

    @property
    def suppliers(self) -> tuple[Supplier, ...]:
        """Those who are paid."""
        return SUPPLIERS

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Household]:
        return self.households()

    def households(self, first: int = 0, before: int | None = None) -> Iterator[Household]:
        """The households from one number up to, not including, another: a part for one of several workers."""
        for number in range(first, self.size if before is None else before):
            yield household_of(self.seed, number, self.period)

    def handed_in(self, after: date, until: date) -> Iterator[Household]:
        """Those that are handed in after a day, up to and including another."""
        for on, number in self._by_day:
            if after < on <= until:
                yield household_of(self.seed, number, self.period)

    @cached_property
    def _by_day(self) -> list[tuple[date, int]]:
        """Who is handed in when; of each household a day and a number is all that is kept."""
        return sorted((one.life.handed_in_on, one.life.number) for one in self)
