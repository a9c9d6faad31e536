"""Which messages a household is owed on a day, from what there is to tell it. Pure.

One table (`_RULES`): each kind of message, from which day and until which day it may be told, and what it says. What
is told before its day is worth nothing after it, and no message says of yesterday that it is to come. The name of the
organisation and whom to call are added when it is sent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from services import banking_days
from services.months import first_day, last_day, month_of, parse_month
from services.notify.messages.kinds import Cost, Kind, Mishap, Rhythm, Toeslag, Whereabouts
from services.schedule.schemas import LeefgeldState, Outlook, OutlookArrival, OutlookCost, OutlookLeefgeld

BEFORE_LEEFGELD = timedelta(days=3)
"""Told three days before, so that nobody counts on it in vain or goes without (domain rules for messages)."""
BEFORE_B12 = timedelta(days=5)
BEFORE_REVIEW = timedelta(days=14)
BEFORE_AFTERCARE = timedelta(days=7)
BEFORE_OWN_BILLS = timedelta(days=31)
"""Who pays a bill himself again has a month to arrange it."""
AROUND_BEGIN = timedelta(days=14)
BEFORE_MONTH = timedelta(days=12)
NEWS = timedelta(days=7)
"""So long it is news that money came, was paid, or did not arrive."""
MENDED_AFTER = 5
"""Bank days in which we mend what went wrong; until then it is a task of somebody at the schedule service."""
LOOK_AGAIN = timedelta(days=28)
"""The outlook reaches further than this, so nobody who is asked about so often is told too late."""
ADVANCE = "advance"
"""Where a payment of leefgeld has its nominal day, the advance before the first one has this word."""
AFTER_THE_END = timedelta(days=150)
"""Aftercare is three months after the end at most, or five where a policy says so; then there is nothing to tell."""

_DAY = timedelta(days=1)


class Owed(NamedTuple):
    """A message that a household is owed: about which thing of its kind and which day, to be told between two days.

    `costs` are the fixed costs that it is about. `said` are the facts of its kind but for the sender and the contact;
    of a month `own` are the bills that the client pays himself. What is `anew_only` says that nothing is paid, which is
    news to nobody who was told nothing else.
    """

    kind: Kind
    subject: str
    day: date
    tell_from: date
    tell_until: date
    costs: tuple[str, ...]
    said: Mapping[str, Any]
    own: Sequence[Mapping[str, Any]] = ()
    anew_only: bool = False


class Told(NamedTuple):
    """What is owed today, and on which day to ask again (None: never)."""

    owed: tuple[Owed, ...]
    ask_on: date | None


def owed(outlook: Outlook, today: date) -> Told:
    """What a household is owed today; what comes later is asked for on its day, for by then it may be otherwise."""
    if outlook.begins_on is None or outlook.ends_on is None:
        return Told((), today + LOOK_AGAIN)
    foreseen = [one for rule in _RULES for one in rule(outlook, today)]
    now = tuple(one for one in foreseen if one.tell_from <= today <= one.tell_until)
    if today > outlook.ends_on + AFTER_THE_END:
        return Told(now, None)
    later = [one.tell_from for one in foreseen if one.tell_from > today]
    return Told(now, min([*later, *_to_be_seen(outlook, today), today + LOOK_AGAIN]))


def _to_be_seen(outlook: Outlook, today: date) -> Iterator[date]:
    """Leefgeld is paid when a statement shows it, and how far it is says a run: on such a day it is asked for again."""
    for one in outlook.leefgeld:
        if one.state in (LeefgeldState.PLANNED, LeefgeldState.ON_ITS_WAY, LeefgeldState.HELD) and one.on + NEWS > today:
            yield max(today + _DAY, one.on - BEFORE_LEEFGELD)


def _relief_begins(outlook: Outlook, _today: date) -> Iterator[Owed]:
    """Nobody is told to stop his direct debits as long as there is no bill that we pay for him."""
    begins_on = _known(outlook.begins_on)
    month = min((one.month for one in _whole(outlook) if one.paid_by_us), default=None)
    if not (paid := _paid(outlook, month)):
        return
    coming = [one for one in outlook.leefgeld if one.on >= begins_on]
    said = {
        "begins_on": begins_on,
        "bills": _bills(paid, dated=False),
        "advance": next((_leefgeld(one) for one in coming if one.occasion == ADVANCE), None),
        "leefgeld": next((_leefgeld(one) for one in coming if one.occasion != ADVANCE), None),
        "rhythm": Rhythm(outlook.rhythm.value),
    }
    window = begins_on - AROUND_BEGIN, begins_on + AROUND_BEGIN
    yield _owed(outlook, Kind.RELIEF_BEGINS, "", begins_on, window, said, _costs(paid))


def _month_overview(outlook: Outlook, _today: date) -> Iterator[Owed]:
    """Once the month's run is frozen, for then it is what is paid and no longer what was meant: not what a run holds,
    which nobody pays yet, nor leefgeld that no run has. Once it is paid after all the month is told anew, and so it is
    where nothing is paid any more. What is paid of the part of a month before the first whole one is told with the
    month in which it is due."""
    for written in outlook.approved_months:
        month = parse_month(written)
        got = (one for one in outlook.leefgeld if one.state not in (LeefgeldState.HELD, LeefgeldState.PLANNED))
        leefgeld = [_leefgeld(one) for one in got if one.occasion[:7] == written]
        parts = [one for one in outlook.costs if one.part and month_of(one.due_on) == month]
        paid = [*_paid(outlook, written), *(one for one in parts if one.paid_by_us and not one.waits)]
        bills = _bills(paid, dated=True)
        if last_day(month) >= _known(outlook.begins_on):
            said = {"month": month, "bills": bills, "leefgeld": leefgeld, **_balance(outlook, written)}
            window = first_day(month) - BEFORE_MONTH, first_day(month) + BEFORE_MONTH
            told = _owed(outlook, Kind.MONTH_OVERVIEW, written, first_day(month), window, said, _costs(paid))
            own = [one for one in _whole(outlook) if one.month == written and not one.paid_by_us]
            yield told._replace(own=_bills(own, dated=True), anew_only=not bills and not leefgeld)


def _leefgeld_coming(outlook: Outlook, _today: date) -> Iterator[Owed]:
    for one in outlook.leefgeld:
        if one.state is LeefgeldState.ON_ITS_WAY:
            window = one.on - BEFORE_LEEFGELD, one.on - _DAY
            yield _owed(outlook, Kind.LEEFGELD_COMING, one.occasion, one.on, window, {"leefgeld": _leefgeld(one)})


def _leefgeld_paid(outlook: Outlook, _today: date) -> Iterator[Owed]:
    for one in outlook.leefgeld:
        if one.state is LeefgeldState.PAID:
            window = one.on, one.on + NEWS
            yield _owed(outlook, Kind.LEEFGELD_PAID, one.occasion, one.on, window, {"leefgeld": _leefgeld(one)})


def _went_wrong(outlook: Outlook, today: date) -> Iterator[Owed]:
    """Leefgeld that is held on its day or came back, and a bill that came back; who holds it back has a task."""
    for one in outlook.leefgeld:
        if one.state in (LeefgeldState.HELD, LeefgeldState.CAME_BACK):
            said = _mishap(Mishap.LEEFGELD_LATE, one.amount, today)
            window = one.on, one.on + NEWS
            yield _owed(outlook, Kind.WENT_WRONG, f"leefgeld/{one.occasion}", one.on, window, said)
    for back in outlook.returns:
        said = {**_mishap(Mishap.PAYMENT_CAME_BACK, back.amount, today), "cost": _cost(back.cost)}
        subject, window = f"{back.cost}/{back.month}", (back.on, back.on + NEWS)
        yield _owed(outlook, Kind.WENT_WRONG, subject, back.on, window, said, (back.cost,))


def _bill_was_paid(outlook: Outlook, _today: date) -> Iterator[Owed]:
    """A letter came about a bill that we paid: nobody is to be afraid of it for a day longer than he has to."""
    for one in outlook.refuted:
        bill = {"cost": _cost(one.cost), "amount": one.amount, "on": one.paid_on}
        subject, window = f"{one.cost}/{one.month}", (one.on, one.on + NEWS)
        yield _owed(outlook, Kind.BILL_WAS_PAID, subject, one.on, window, {"bill": bill}, (one.cost,))


def _b12_missing(outlook: Outlook, _today: date) -> Iterator[Owed]:
    """Told while it can still come without harm."""
    if (due_on := outlook.b12_due_on) is not None:
        yield _owed(outlook, Kind.B12_MISSING, "", due_on, (due_on - BEFORE_B12, due_on), {"due_on": due_on})


def _toeslagen_arrived(outlook: Outlook, _today: date) -> Iterator[Owed]:
    """One message for what came on a day to one place."""
    came: dict[tuple[date, Whereabouts], list[OutlookArrival]] = {}
    for one in outlook.arrivals:
        came.setdefault((one.on, _whereabouts(one)), []).append(one)
    for (on, where), arrivals in came.items():
        incomes = [{"toeslag": Toeslag(one.toeslag), "amount": one.amount} for one in arrivals]
        said = {"on": on, "incomes": incomes, "whereabouts": where}
        yield _owed(outlook, Kind.TOESLAGEN_ARRIVED, where, on, (on, on + NEWS), said)


def _b12_overdue(outlook: Outlook, _today: date) -> Iterator[Owed]:
    """Told once more when it is late, for now each day costs money; after that somebody calls."""
    if (due_on := outlook.b12_due_on) is not None:
        window = due_on + _DAY, due_on + NEWS
        yield _owed(outlook, Kind.B12_OVERDUE, "", due_on, window, {"due_on": due_on})


def _cost_handed_back(outlook: Outlook, today: date) -> Iterator[Owed]:
    """A bill of a month that we pay, and of the next one, while the relief lasts, no more; told also once that has
    begun, for nobody pays it until he hears so."""
    ours = {(one.cost, parse_month(one.month)) for one in outlook.costs if one.paid_by_us}
    for one in _whole(outlook):
        month = parse_month(one.month)
        on = first_day(month)
        if not one.paid_by_us and (one.cost, month - 1) in ours and on <= _known(outlook.ends_on):
            bill, has_begun = {"cost": _cost(one.cost), "amount": one.amount}, on <= today
            said = {"bill": bill, "from_on": on, "has_begun": has_begun}
            window = (on, last_day(month)) if has_begun else (on - BEFORE_OWN_BILLS, on - _DAY)
            yield _owed(outlook, Kind.COST_HANDED_BACK, one.cost, on, window, said, (one.cost,))


def _review(outlook: Outlook, _today: date) -> Iterator[Owed]:
    for day in outlook.reviews:
        window = day - BEFORE_REVIEW, day - _DAY
        yield _owed(outlook, Kind.REVIEW, "", day, window, {"before_on": day})


def _relief_ends(outlook: Outlook, _today: date) -> Iterator[Owed]:
    ends_on = _known(outlook.ends_on)
    month = max((one.month for one in _whole(outlook) if parse_month(one.month) <= month_of(ends_on)), default=None)
    window = ends_on - BEFORE_OWN_BILLS, ends_on
    ours = _ours(outlook, month)
    said = {"bills": _bills(ours, dated=False)}
    yield _owed(outlook, Kind.RELIEF_ENDS, "", ends_on, window, said, _costs(ours))


def _aftercare(outlook: Outlook, _today: date) -> Iterator[Owed]:
    for day in outlook.aftercare:
        if day > _known(outlook.ends_on):
            yield _owed(outlook, Kind.AFTERCARE, "", day, (day - BEFORE_AFTERCARE, day), {"around_on": day})


_RULES: tuple[Callable[[Outlook, date], Iterable[Owed]], ...] = (
    _relief_begins,
    _month_overview,
    _leefgeld_coming,
    _leefgeld_paid,
    _went_wrong,
    _bill_was_paid,
    _b12_missing,
    _b12_overdue,
    _toeslagen_arrived,
    _cost_handed_back,
    _review,
    _relief_ends,
    _aftercare,
)


def _owed(
    outlook: Outlook,
    kind: Kind,
    subject: str,
    day: date,
    window: tuple[date, date],
    said: Mapping[str, Any],
    costs: tuple[str, ...] = (),
) -> Owed:
    return Owed(kind, subject, day, *window, costs, {**said, "ends_on": outlook.ends_on})


def _ours(outlook: Outlook, month: str | None) -> list[OutlookCost]:
    """The bills of a whole month that are ours to pay."""
    return [one for one in _whole(outlook) if one.month == month and one.paid_by_us]


def _whole(outlook: Outlook) -> list[OutlookCost]:
    """The bills that come every month."""
    return [one for one in outlook.costs if not one.part]


def _paid(outlook: Outlook, month: str | None) -> list[OutlookCost]:
    """Those of which we may say that we pay them and that nobody else is to: none that a run holds."""
    return [one for one in _ours(outlook, month) if not one.waits]


def _bills(costs: Iterable[OutlookCost], *, dated: bool) -> list[dict[str, Any]]:
    """The bills as they are said; what is said of every month has no day."""
    return [{"cost": _cost(one.cost), "amount": one.amount, "on": one.due_on if dated else None} for one in costs]


def _costs(costs: Iterable[OutlookCost]) -> tuple[str, ...]:
    return tuple(one.cost for one in costs)


def _leefgeld(one: OutlookLeefgeld) -> dict[str, Any]:
    return {"amount": one.amount, "on": one.on}


def _balance(outlook: Outlook, month: str) -> dict[str, Any]:
    """What stands at the end of a month; the schedule service tells it only where the policy shows it."""
    shown = next((one.amount for one in outlook.balances if one.month == month), None)
    return {} if shown is None else {"balance": shown, "sees_balance": True}


def _mishap(mishap: Mishap, amount: int, today: date) -> dict[str, Any]:
    mended_on = today
    for _ in range(MENDED_AFTER):
        mended_on = banking_days.after(mended_on + _DAY)
    return {"mishap": mishap, "amount": amount, "mended_on": mended_on, "cost": None}


def _whereabouts(one: OutlookArrival) -> Whereabouts:
    if one.by_mistake:
        return Whereabouts.WITH_CLIENT_BY_MISTAKE
    return Whereabouts.WITH_CLIENT if one.to_client else Whereabouts.WITH_US


def _cost(kind: str) -> Cost:
    """A kind of cost that a policy adds has no word of its own in seven languages."""
    return Cost(kind) if kind in set(Cost) else Cost.OTHER


def _known(day: date | None) -> date:
    assert day is not None, "rules are asked of an outlook with a plan"
    return day
