"""The departure days of a month side by side, so that the day can be chosen before the key is handed over."""

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap

from house.plan_page import Line, printable
from services.money import euros
from services.schedule.planning.case import Case
from services.schedule.planning.solvers import MovingDay

_HEADING = f"{'Leaves the azc on':<18}{'Deepest gap':>14}{'Days without money':>21}{'Debt to COA':>14}"
_LONG = date.max.toordinal()


def moving_day_page(case: Case, days: Sequence[MovingDay], width: int) -> Iterator[Line]:
    """A row for each day; the best has the shallowest gap, then the fewest days without money, then the least debt."""
    best = min(days, key=_burden)
    said = f"{case.case_id}: what each day of leaving would mean. The right and all that hangs on it moves along."
    yield from ([(line, "bold")] for line in wrap(printable(said), width))
    yield []
    yield [(_HEADING, "bold")]
    for day in days:
        without = "never any" if day.days_without_money is None else str(day.days_without_money)
        row = f"{day.leaves_on:%a} {day.leaves_on.day:>2} {day.leaves_on:%b %Y}"
        row = f"{row:<18}{euros(day.deepest_gap, 'en'):>14}{without:>21}{euros(day.coa_debt, 'en'):>14}"
        yield [(f"{row}  ◀ best", "green")] if day == best else [(row, "")]


def _burden(day: MovingDay) -> tuple[int, int, int, date]:
    without = _LONG if day.days_without_money is None else day.days_without_money
    return -day.deepest_gap, without, day.coa_debt, day.leaves_on
