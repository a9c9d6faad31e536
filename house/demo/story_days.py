"""The days of the story: when a month's run is proposed, and when those are paid who came, or were held, after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from services.banking_days import after, before
from services.months import Month, day_in, last_day, month_of

BEGINS_ON = date(2026, 1, 5)
"""The Monday on which the organisation starts; the story has a 1 July in it from six months on."""
LONGEST = 7

_MONTHLY, _SUPPLEMENTARY = 20, 12
_DAY = timedelta(days=1)


class StoryMonth(NamedTuple):
    """A month, the day before it on which its run is proposed, and the day in it for the supplementary run."""

    month: Month
    proposed_on: date
    supplemented_on: date

    @property
    def day_after(self) -> date:
        """The bank day after the proposal, for those whose plan changed while it was looked at."""
        return after(self.proposed_on + _DAY)


@dataclass(frozen=True)
class Calendar:
    """The months that are lived through; before the first comes what fell due until then."""

    begins_on: date
    months: int

    @property
    def catches_up_on(self) -> date:
        """The first run of all: whatever fell due before it."""
        return before(day_in(month_of(self.begins_on), _SUPPLEMENTARY))

    @property
    def ends_on(self) -> date:
        """The last day of the story."""
        return last_day(month_of(self.begins_on) + self.months)

    @property
    def last_departure(self) -> date:
        """Five weeks before the end: whoever comes is handed in before the last run, and something is seen of them."""
        return self.ends_on - timedelta(weeks=5)

    def in_turn(self) -> Iterator[StoryMonth]:
        """The months, from the one after the beginning on."""
        for month in range(month_of(self.begins_on) + 1, month_of(self.begins_on) + self.months + 1):
            proposed_on, supplemented_on = day_in(month - 1, _MONTHLY), day_in(month, _SUPPLEMENTARY)
            yield StoryMonth(month, before(proposed_on), before(supplemented_on))
