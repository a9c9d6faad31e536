"""The last page of a simulation: what went wrong in the world, what the system saw of it, and what it missed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from house.simulation.days import Days, MonthLived
from house.simulation.nights import Failure
from sandbox.faults import FAULTS, FaultKind
from services.months import month_text

_MOST_FAILURES = 20
_WHO = {one.kind: one.actor for one in FAULTS}


def page(days: Days, command: str) -> Iterator[str]:
    """The lines; `command` is the one that does all of it again."""
    yield "\nWhat went wrong in the world"
    befell = days.bank.befell
    for kind in FaultKind:
        if befell[kind]:
            yield f"  {_WHO.get(kind, 'coa'):<10} {kind.replace('_', ' '):<26}{befell[kind]:>8,}"
    seen = days.nights.seen
    yield "\nWhat the system saw of it"
    hall = days.city_hall
    held = ", ".join(f"{reason} {count:,}" for reason, count in sorted(hall.held.items()))
    yield f"  payments filed {hall.paid:,}; held, run by run: {held or 'none'}"
    yield f"  bookings explained                   {seen.explained:>8,}"
    for oddity, count in sorted(seen.odd.items()):
        yield f"  exception  {oddity.replace('_', ' '):<26}{count:>8,}"
    for sign, count in sorted(seen.told.items()):
        yield f"  told       {sign.replace('_', ' '):<26}{count:>8,}"
    yield f"  settled by hand {days.desk.settled:,}, left on the list {days.desk.left:,}"
    yield f"  costs that no plan pays, decided to be the client's {days.case_manager.decided:,}"
    yield "\nTime, month by month"
    yield from map(_month, days.lived.months)
    yield _stages(days.lived.months)
    failures = days.lived.failures
    if not failures:
        yield f"\n{days.lived.days} nights: every promise was kept, every cent is the bank's, nothing stayed unseen."
        return
    yield f"\nWhat it missed: {len(failures)}"
    yield from map(_failure, failures[:_MOST_FAILURES])
    yield f"\nThe same again:\n  {command}"


def _month(month: MonthLived) -> str:
    each = (month.seconds - month.looking) / max(month.households, 1) * 1000
    entry = (month.seconds - month.looking) / max(month.entries, 1) * 1000
    seconds = f"{month.seconds:>7.1f} s, at night {month.looking:>6.1f}"
    cpu = "" if month.cpu is None else f"; of the processors {month.cpu:.1f} s, at night {month.looks_cpu or 0:.1f}"
    return f"  {month_text(month.month)}  {seconds}; {each:>6.1f} ms a household, {entry:>5.1f} ms an entry{cpu}"


def _stages(months: Iterable[MonthLived]) -> str:
    spent: dict[str, float] = defaultdict(float)
    for month in months:
        for stage, seconds in month.spent.items():
            spent[stage] += seconds
    in_order = sorted(spent.items(), key=lambda one: -one[1])
    return "  " + ", ".join(f"{stage} {seconds:.0f} s" for stage, seconds in in_order)


def _failure(one: Failure) -> str:
    whose = f", household {one.household_id} ({one.reference})" if one.household_id else ""
    why = f" [{one.fault}]" if one.fault else ""
    return f"  {one.day}{whose}{why}: {one.what}"
