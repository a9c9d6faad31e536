"""Left to live on: what reaches the client in each window, less the costs that are his own.

Rule 14 of the plan: the measure by which a plan that relieves nothing is no better than one that does.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from services.money import half_up
from services.months import days_in, first_day, last_day, month_of
from services.schedule.planning.benefit import Payout
from services.schedule.planning.case import Account, Case, Method, Rhythm
from services.schedule.planning.entries import Entry, Turn
from services.schedule.planning.fixed_costs import ClientCost, CostMonth
from services.schedule.planning.leefgeld import LeefgeldPayment

_DAY = timedelta(days=1)
_SHORTEST_TESTED = 28
_MONTHS_A_YEAR, _WEEKS_A_YEAR = 12, 52


class LeftToLiveOn(NamedTuple):
    """What is left to live on from a day up to and including another, in cents."""

    begins_on: date
    ends_on: date
    received: int
    own_costs: int

    @property
    def rest(self) -> int:
        """Received less own costs, in cents."""
        return self.received - self.own_costs


class Window(NamedTuple):
    """A stretch of days, and what must be left in it to live on (cents); None where it is not tested."""

    begins_on: date
    ends_on: date
    must_leave: int | None


def windows(case: Case, payouts: Sequence[Payout], leefgeld: Sequence[LeefgeldPayment]) -> list[Window]:
    """The months of the relief under budgetbeheer, the stretches between payouts under inhouding."""
    if case.method is Method.BUDGETBEHEER:
        return _months(case, leefgeld)
    return _between_payouts(case, payouts)


def left_to_live_on(
    case: Case, windows: Sequence[Window], entries: Iterable[Entry], client_costs: Iterable[ClientCost]
) -> list[LeftToLiveOn]:
    """Received and own costs of each window."""
    begins, ends = [window.begins_on for window in windows], [window.ends_on for window in windows]
    received, own = [0] * len(windows), [0] * len(windows)
    for day, amount in _of_client(case, entries, client_costs):
        index = bisect_right(begins, day) - 1
        if index < 0 or day > ends[index]:
            continue
        if amount > 0:
            received[index] += amount
        else:
            own[index] -= amount
    return [LeftToLiveOn(begins[i], ends[i], received[i], own[i]) for i in range(len(windows))]


def _of_client(case: Case, entries: Iterable[Entry], client_costs: Iterable[ClientCost]) -> Iterator[tuple[date, int]]:
    """What the client receives and pays (cents), each with the day by which it counts; the settlement is no income."""
    client, settlement, comes_in = Account.CLIENT, Turn.SETTLEMENT, Turn.IN
    for entry in entries:
        if entry.account is client and entry.turn is not settlement:
            yield entry.on if entry.turn is comes_in else _counts_on(case, entry), entry.amount
    for cost in client_costs:
        yield cost.due, -cost.amount


def _counts_on(case: Case, entry: Entry) -> date:
    """The day by which an entry counts: leefgeld and handed-back money by what it is for, all else by its day."""
    source = entry.source
    if isinstance(source, LeefgeldPayment):
        return source.nominal
    if isinstance(source, CostMonth):
        return source.due
    if source is None and entry.turn is Turn.LEEFGELD:
        return case.benefit.starts_on  # the advance comes from no day of its own
    return entry.on


def _months(case: Case, leefgeld: Sequence[LeefgeldPayment]) -> list[Window]:
    """The calendar months of the relief; where all leefgeld of a month is weekly, the floor is counted in weeks."""
    found = list(_floor_by_month(case.benefit.starts_on, case.relief_ends_on, case.leefgeld.floor))
    if any(period.rhythm is Rhythm.WEEKLY for period in case.leefgeld.periods):
        return [_by_weeks(window, case.leefgeld.floor, leefgeld) for window in found]
    return found


@lru_cache(maxsize=16384)
def _floor_by_month(starts_on: date, ends_on: date, floor: int) -> tuple[Window, ...]:
    """The months with the floor for their days; the last one, even if it is the only one, is tested if it is whole."""
    found, last = [], month_of(ends_on)
    for month in range(month_of(starts_on), last + 1):
        begin, end = max(first_day(month), starts_on), min(last_day(month), ends_on)
        days = (end - begin).days + 1
        is_tested = month != last or days == days_in(month)
        found.append(Window(begin, end, half_up(floor * days, days_in(month)) if is_tested else None))
    return tuple(found)


def _by_weeks(window: Window, floor: int, leefgeld: Sequence[LeefgeldPayment]) -> Window:
    rhythms = [payment.rhythm for payment in leefgeld if window.begins_on <= payment.nominal <= window.ends_on]
    if window.must_leave is None or not rhythms or Rhythm.MONTHLY in rhythms:
        return window
    return window._replace(must_leave=half_up(floor * _MONTHS_A_YEAR * len(rhythms), _WEEKS_A_YEAR))


def _between_payouts(case: Case, payouts: Sequence[Payout]) -> list[Window]:
    found = []
    for index, payout in enumerate(payouts):
        is_last = index + 1 == len(payouts)
        end = case.relief_ends_on if is_last else payouts[index + 1].on - _DAY
        is_short = is_last and (end - payout.on).days + 1 < _SHORTEST_TESTED
        found.append(Window(payout.on, end, None if is_short else case.leefgeld.floor))
    return found
