"""A plan as one page for a person: what comes and goes each month, where it does not fit, and who pays what is left.

Lines of text with the style of each piece; whoever prints them may leave the styles out and lose nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, zip_longest
from textwrap import wrap
from typing import TypeAlias

from house.pictures import balance_picture
from services.money import euros
from services.months import Month, month_of
from services.schedule.planning.benefit import Payout, first_payout_on
from services.schedule.planning.case import Account, Method
from services.schedule.planning.coa import processing_day
from services.schedule.planning.entries import Entry, Turn
from services.schedule.planning.fixed_costs import ClientCost, Whose
from services.schedule.planning.living import LeftToLiveOn, Window
from services.schedule.planning.plan import Plan, Shortfall, ShortfallKind
from services.schedule.planning.solvers import bears_no_leefgeld, sustainable_leefgeld
from services.schedule.planning.toeslagen import ToeslagPayment

Line: TypeAlias = list[tuple[str, str]]
"""Pieces of text with their style (empty for plain)."""

_NOTHING = "–"
_HEADINGS = (
    ("", "Benefit", "Toeslagen", "Costs", "Leefgeld", "Other", "At month", "Left to", "Floor"),
    ("", "", "", "paid", "", "", "end", "live on", ""),
)
_WHY = {
    Whose.NEVER: "the policy leaves it to the client",
    Whose.DID_NOT_FIT: "it did not fit",
    Whose.HANDED_BACK: "handed back",
}


def page(plan: Plan, width: int) -> Iterator[Line]:
    """The whole page, at most `width` characters wide where words can be wrapped."""
    sections = (_opening, _months, _picture, _shortfalls, _coa, _client_costs, _end)
    for number, section in enumerate(sections):
        lines = list(section(plan, width))
        if lines:
            yield from ([[]] if number else [])
            yield from lines


def printable(text: str) -> str:
    """The text without what a terminal would obey rather than show."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _opening(plan: Plan, width: int) -> Iterator[Line]:
    case = plan.case
    title = f"{case.case_id}: {case.title}" if case.title else case.case_id
    yield from ([(line, "bold")] for line in wrap(printable(title), width))
    first = "no money reaches the client"
    if plan.first_money_on is not None:
        first = f"first money on {_day(plan.first_money_on)}, {_count(plan.days_without_money or 0, 'day')} after that"
    yield from _prose(
        f"{str(case.method).capitalize()} from {_day(case.benefit.starts_on)} up to and including "
        f"{_day(case.relief_ends_on)}. Left the azc on {_day(case.leaves_reception_centre_on)}; {first}.",
        width,
    )


def _months(plan: Plan, width: int) -> Iterator[Line]:
    rows = [row for month, end in plan.month_ends for row in _month_rows(plan, month, end)]
    widths = [max(len(row[at]) for row in (*_HEADINGS, *rows)) for at in range(len(_HEADINGS[0]))]
    gap = "  " if sum(widths) + 2 * len(widths) <= width else " "
    for heading in _HEADINGS:
        yield [(_columns(heading, widths, gap), "bold")]
    for row in rows:
        line = _columns(row, widths, gap)
        yield [(line, "red" if line.endswith("!") else "")]
    if any(row[-1].endswith("!") for row in rows):
        yield [("! less than the floor is left to live on", "red")]
    for note in _notes(plan):
        yield from _prose(note, width, "dim")


def _notes(plan: Plan) -> Iterator[str]:
    yield "In euros. Other: bridging, repayments, what goes back to the client and all else on the budget account."
    if plan.case.method is Method.INHOUDING:
        yield "Left to live on counts from the payout of that month up to the next."
    yield from _leefgeld_in_another_month(plan)
    yield from _toeslagen_of_the_client(plan)


def _leefgeld_in_another_month(plan: Plan) -> Iterator[str]:
    """Leefgeld is meant for one month and paid in another where its day is no bank day, or comes too soon."""
    leefgeld = plan.leefgeld
    paid = [(one.nominal, one.on) for one in leefgeld.payments if one.amount]
    if leefgeld.advance_on and leefgeld.advance:
        paid.insert(0, (plan.case.benefit.starts_on, leefgeld.advance_on))
    moved = [f"of {_day(meant)} on {_day(on)}" for meant, on in paid if month_of(meant) != month_of(on)]
    if moved:
        yield f"Leefgeld in another month's row: {', '.join(moved)}. Left to live on counts it where it is meant."


def _toeslagen_of_the_client(plan: Plan) -> Iterator[str]:
    """What no column shows: toeslagen that do not come on the budget account, be it from the start or later on."""
    own = [one for one in plan.toeslagen if one.account is Account.CLIENT]
    if not own:
        return
    said = []
    for kind in dict.fromkeys(one.kind for one in own):
        ours = [one for one in own if one.kind == kind]
        days = _day(ours[0].on) if len(ours) == 1 else f"{_day(ours[0].on)} to {_day(ours[-1].on)}"
        said.append(f"{_kind(kind)} {euros(sum(one.amount for one in ours), 'en')} ({days})")
    yield f"On the client's own account come toeslagen: {', '.join(said)}."


def _month_rows(plan: Plan, month: Month, end: int) -> Iterator[tuple[str, ...]]:
    """The month's row; a second one where a second payout begins another stretch to live on in it."""
    moved = [one for one in plan.entries if one.account is Account.BUDGET and month_of(one.on) == month]
    sums = dict.fromkeys(("benefit", "toeslagen", "costs", "leefgeld", "other"), 0)
    for entry in moved:
        sums[_column(entry)] += entry.amount
    money = (sums["benefit"], sums["toeslagen"], -sums["costs"], -sums["leefgeld"], sums["other"])
    figures = (f"{date(month // 12, month % 12 + 1, 1):%b %Y}", *map(_sum, money), _amount(end))
    stretches = [
        _stretch(left, window)
        for left, window in zip(plan.left_to_live_on, plan.windows, strict=True)
        if month_of(left.begins_on) == month
    ]
    blank = ("",) * len(figures)
    for row, stretch in zip_longest([figures], stretches):
        yield (*(row or blank), *(stretch or (_NOTHING, _NOTHING)))


def _column(entry: Entry) -> str:
    if isinstance(entry.source, Payout) and entry.turn is Turn.IN:
        return "benefit"
    if isinstance(entry.source, ToeslagPayment):
        return "toeslagen"
    return {Turn.COST: "costs", Turn.LEEFGELD: "leefgeld"}.get(entry.turn, "other")


def _stretch(left: LeftToLiveOn, window: Window) -> tuple[str, str]:
    if window.must_leave is None:
        return _amount(left.rest), _NOTHING
    return _amount(left.rest), _amount(window.must_leave) + ("!" if left.rest < window.must_leave else " ")


def _columns(cells: Sequence[str], widths: Sequence[int], gap: str) -> str:
    return gap.join(
        cell.ljust(width) if at == 0 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()


def _picture(plan: Plan, width: int) -> Iterator[Line]:
    first, last = plan.case.leaves_reception_centre_on, plan.settles_on
    marks = {
        "benefit": [payout.on for payout in plan.benefit.payouts],
        "toeslagen": [one.on for one in plan.toeslagen if one.account is Account.BUDGET],
        "end": [plan.case.relief_ends_on],
    }
    picture = balance_picture(plan.day_ends, first, last, {name: days for name, days in marks.items() if days}, width)
    yield [("The budget account, day by day", "bold")]
    yield from ([(row, "green")] for row in picture.above)
    yield [(picture.zero, "")]
    yield from ([(row, "red")] for row in picture.below)
    yield from ([(row, "dim")] for row in picture.feet)
    for gap in plan.gaps:
        until = f"until {_day(gap.ends_on)}" if gap.ends_on else "and it does not recover"
        deepest = f"deepest {euros(gap.deepest, 'en')} on {_day(gap.deepest_on)}"
        yield from _prose(f"Below zero from {_day(gap.begins_on)} {until}; {deepest}.", width, "red")


def _shortfalls(plan: Plan, width: int) -> Iterator[Line]:
    if not plan.shortfalls and plan.benefit.payouts:
        yield [("Nothing falls short.", "green")]
        return
    yield [("What falls short", "bold")]
    if not plan.benefit.payouts:
        comes = _day(first_payout_on(plan.case.benefit))
        yield from _prose(
            f"No benefit is paid within the relief: it first comes on {comes}.", width, "red", indent="  "
        )
    for one in plan.shortfalls:
        yield from _prose(f"{_day(one.on)}: {_said(one)}", width, "red", indent="  ")


def _said(one: Shortfall) -> str:
    amount = euros(one.amount, "en")
    match one.kind:
        case ShortfallKind.LATE:
            return f"{_kind(one.cost or '')} of {amount} cannot be paid in time."
        case ShortfallKind.CANNOT_LIVE_ON:
            return f"{amount} too little is left to live on in the stretch that begins here."
        case ShortfallKind.BELOW_MINSTAND_CAP:
            return f"the account goes {amount} deeper below zero than is allowed."
        case ShortfallKind.NOT_RECOVERED_AT_END:
            return f"{amount} below zero is not recovered when the relief ends."


def _coa(plan: Plan, width: int) -> Iterator[Line]:
    received, debt = plan.case.coa.b12_received_on, plan.coa_debt
    if received is None:
        came = "No B12 has come"
    else:
        processed = processing_day(received)
        came = f"The B12 came on {_day(received)}"
        came += f" and counts from {_day(processed)}" if processed and processed != received else ""
    goes_on = f"COA pays {_count(debt.days, 'day')} too long and wants {euros(debt.amount, 'en')} back"
    yield from _prose(f"{came}: {goes_on if debt.days else 'COA pays no day too long'}.", width)
    if plan.benefit.paid_twice:
        twice = euros(plan.benefit.paid_twice, "en")
        yield from _prose(f"For the same days the benefit is cut by {twice}: the client pays twice.", width, "red")


def _client_costs(plan: Plan, width: int) -> Iterator[Line]:
    if not plan.client_costs:
        return
    yield [("Left with the client to pay", "bold")]

    def by_cost(one: ClientCost) -> tuple[str, str]:
        return one.cost, one.why

    for (cost, _), group in groupby(sorted(plan.client_costs, key=by_cost), key=by_cost):
        ours = sorted(group, key=lambda one: one.due)
        total = euros(sum(one.amount for one in ours), "en")
        days = _day(ours[0].due) if len(ours) == 1 else f"{_day(ours[0].due)} to {_day(ours[-1].due)}"
        often = "" if len(ours) == 1 else f"{len(ours)} times, "
        yield from _prose(f"{_kind(cost)}: {often}{days}, {total} in all ({_WHY[ours[0].why]})", width, indent="  ")


def _end(plan: Plan, width: int) -> Iterator[Line]:
    closing = plan.closing
    figures = {
        f"goes to the client on {_day(plan.settles_on)}": closing.settlement,
        "of bridging money is not used": closing.unused_bridging,
        "of costs is still late": closing.still_late,
        "of loans and advances is still open": closing.open_loans,
        "of debts is still open": closing.open_debts,
    }
    said = [f"{euros(cents, 'en')} {what}" for what, cents in figures.items() if cents]
    if said:
        yield from _prose(f"At the end: {'; '.join(said)}.", width)
    borne, floor = sustainable_leefgeld(plan), euros(plan.case.leefgeld.floor, "en")
    if bears_no_leefgeld(plan):
        nothing = f"The account cannot bear even €0.00 of leefgeld: it falls short without any; the floor is {floor}."
        yield from _prose(nothing, width, "red")
    elif borne is not None:
        yield from _prose(f"The account bears {euros(borne, 'en')} of leefgeld a month; the floor is {floor}.", width)


def _prose(text: str, width: int, style: str = "", indent: str = "") -> Iterator[Line]:
    lines = wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  " if indent else "")
    return ([(line, style)] for line in lines)


def _kind(kind: str) -> str:
    return printable(kind).replace("_", " ")


def _amount(cents: int) -> str:
    return euros(cents, "en").replace("€", "")


def _sum(cents: int) -> str:
    return _amount(cents) if cents else _NOTHING


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
