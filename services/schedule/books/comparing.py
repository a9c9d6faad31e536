"""Three ledgers side by side: what the plan expects of a household's money, what we posted, what the bank shows. Pure.

Each is a list of movements under the keys of what they are for, in cents: plus comes in, minus goes out. On any day
each key stands somewhere in all three. Where they say the same there is nothing to tell; where they do not there is a
reason, and what a reason says is either in order, for time will make it good, or somebody's work.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from services import banking_days
from services.months import Month

PATIENCE = 2
"""Bank days after its execution in which the bank shows what we sent it."""
PATIENCE_WITH_OTHERS = 5
"""Bank days after its day in which others let come, or come for, what they should."""


class Reason(StrEnum):
    """Why the three do not say the same.

    `not_yet_due` is posted or shown before the plan's day, `on_its_way` not shown yet and not late, `settled` by
    somebody otherwise. The others ask for somebody: `not_proposed` by any run, `not_approved` yet, `held` with a
    reason, `came_back` from the bank, an `exception` open, `not_booked` by the bank though it is late, `not_arrived`
    though it was to come in, `not_expected` by the plan, `amount_differs`.
    """

    NOT_YET_DUE = "not_yet_due"
    ON_ITS_WAY = "on_its_way"
    SETTLED = "settled"
    NOT_PROPOSED = "not_proposed"
    NOT_APPROVED = "not_approved"
    HELD = "held"
    CAME_BACK = "came_back"
    EXCEPTION = "exception"
    NOT_BOOKED = "not_booked"
    NOT_ARRIVED = "not_arrived"
    NOT_EXPECTED = "not_expected"
    AMOUNT_DIFFERS = "amount_differs"

    @property
    def is_in_order(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self in (Reason.NOT_YET_DUE, Reason.ON_ITS_WAY, Reason.SETTLED)


class MoneyKey(NamedTuple):
    """What money is for: the month of the key, and `purpose/occasion`."""

    month: Month
    subject: str


class Movement(NamedTuple):
    """Cents that move on a day for something."""

    key: MoneyKey
    on: date
    amount: int


class Span(NamedTuple):
    """From a day, up to but not including another."""

    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


class Standing(NamedTuple):
    """What else is known of a key: while a run has it, while it is held, while it is back, while something is odd about
    it, and when somebody settled it otherwise. `late_after` is the day after which the bank should have shown it.
    """

    proposed: tuple[Span, ...] = ()
    held: tuple[Span, ...] = ()
    back: tuple[Span, ...] = ()
    odd: tuple[Span, ...] = ()
    settled_on: date | None = None
    late_after: date | None = None


class Ledgers(NamedTuple):
    """The three lists of a household, and what else is known of their keys."""

    planned: Sequence[Movement] = ()
    posted: Sequence[Movement] = ()
    shown: Sequence[Movement] = ()
    standing: Mapping[MoneyKey, Standing] = MappingProxyType({})


class Difference(NamedTuple):
    """What one key comes to in each of the three up to a day, in cents, and why they do not say the same."""

    key: MoneyKey
    planned: int
    posted: int
    shown: int
    reason: Reason


class DayEnd(NamedTuple):
    """What all keys come to at the end of a day, and those that differ; the differences of the keys are that of the
    sums, to the cent."""

    on: date
    planned: int
    posted: int
    shown: int
    differences: tuple[Difference, ...]

    @property
    def is_in_order(self) -> bool:
        """Whether nobody has to do anything about any of it."""
        return all(one.reason.is_in_order for one in self.differences)


def day_end(ledgers: Ledgers, on: date) -> DayEnd:
    """How the three stand at the end of a day, key by key in order."""
    planned, posted, shown = (_until(one, on) for one in ledgers[:3])
    days = {one.key: one.on for one in ledgers.planned}
    found = []
    for key in sorted({*planned, *posted, *shown}):
        sums = planned.get(key, 0), posted.get(key, 0), shown.get(key, 0)
        if len(set(sums)) > 1:
            reason = _reason(*sums, days.get(key), ledgers.standing.get(key, Standing()), on)
            found.append(Difference(key, *sums, reason))
    return DayEnd(on, sum(planned.values()), sum(posted.values()), sum(shown.values()), tuple(found))


def _until(movements: Iterable[Movement], on: date) -> dict[MoneyKey, int]:
    sums: dict[MoneyKey, int] = defaultdict(int)
    for one in movements:
        if one.on <= on:
            sums[one.key] += one.amount
    return sums


def _reason(planned: int, posted: int, shown: int, day: date | None, standing: Standing, on: date) -> Reason:
    """The first reason that fits, what a person knows already before what follows from the figures."""
    known = _known(standing, on)
    if known is not None:
        return known
    if day is not None and day > on:
        return Reason.NOT_YET_DUE
    if planned == 0:
        return Reason.NOT_EXPECTED
    if posted == 0 and shown == 0:
        return Reason.NOT_APPROVED if _holds(standing.proposed, on) else Reason.NOT_PROPOSED
    if posted == planned and shown == 0:
        return _not_shown(planned, day, standing, on)
    return Reason.AMOUNT_DIFFERS


def _known(standing: Standing, on: date) -> Reason | None:
    if _holds(standing.odd, on):
        return Reason.EXCEPTION
    if standing.settled_on is not None and standing.settled_on <= on:
        return Reason.SETTLED
    if _holds(standing.back, on):
        return Reason.CAME_BACK
    return Reason.HELD if _holds(standing.held, on) else None


def _holds(spans: Iterable[Span], on: date) -> bool:
    return any(span.holds(on) for span in spans)


def _not_shown(planned: int, day: date | None, standing: Standing, on: date) -> Reason:
    assert day is not None, "what is planned has its day"
    late_after = standing.late_after or banking_days.bank_days_later(day, PATIENCE_WITH_OTHERS)
    if on <= late_after:
        return Reason.ON_ITS_WAY
    return Reason.NOT_ARRIVED if planned > 0 else Reason.NOT_BOOKED
