"""What there is to tell a household around a day: its relief, its bills and leefgeld, and what happened lately. Pure.

It says what is so and nothing of what is said when: that is whose who tells it. Amounts are whole cents.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from services.events import PlanFault
from services.months import Month, month_of
from services.schedule.households.cost_calendar import EVERYTHING, Cost, foreseen, without_paid_before
from services.schedule.planning.case import Case, Method, Rhythm
from services.schedule.planning.case_document import written_case
from services.schedule.planning.leefgeld import leefgeld_plan
from services.schedule.planning.norms import NormBook
from services.schedule.wanted.payments import NO_MONTH

BACK, AHEAD = timedelta(days=14), timedelta(days=45)
"""So far back what happened is news, and so far ahead somebody may be told what comes."""
_DAY = timedelta(days=1)
MONTHS = 3
"""The month of the day and those after it: who gets a bill back is told a month before it is his, or later; so that
which goes before them is told as well."""
ADVANCE = "advance"
"""Where a payment of leefgeld has its nominal day, the advance has this."""


class LeefgeldState(StrEnum):
    """How far a payment of leefgeld is: foreseen alone, on its way since its run is frozen, paid as the bank shows,
    held by a run, or come back."""

    PLANNED = "planned"
    ON_ITS_WAY = "on_its_way"
    PAID = "paid"
    HELD = "held"
    CAME_BACK = "came_back"


class Bill(NamedTuple):
    """A fixed cost of a month, and whether we pay it, as the plan has it or a frozen run does whatever became of the
    plan; it `waits` where no frozen run of its month pays it.

    A `part` is what is paid once of the month before the first whole one.
    """

    cost: str
    month: Month
    part: bool
    due_on: date
    amount: int
    paid_by_us: bool
    waits: bool


class LeefgeldDay(NamedTuple):
    """Leefgeld for a nominal day (its `occasion`), on the bank day that it is paid or was."""

    occasion: str
    on: date
    amount: int
    state: LeefgeldState


class Arrival(NamedTuple):
    """Money of a toeslag that came; `to_client` on his own account, `by_mistake` if it was meant for the other one."""

    toeslag: str
    on: date
    amount: int
    to_client: bool
    by_mistake: bool


class Return(NamedTuple):
    """A bill that we paid and that came back on a day."""

    cost: str
    month: Month
    on: date
    amount: int


class Refuted(NamedTuple):
    """A bill of a month about which a letter came, as we heard on a day, though we had paid it (on `paid_on`)."""

    cost: str
    month: Month
    on: date
    paid_on: date
    amount: int


class MonthBalance(NamedTuple):
    """What is expected to stand on the budget account at the end of a month; below zero the municipality paid first."""

    month: Month
    amount: int


class Foreseen(NamedTuple):
    """What the newest plan says: from when to when, what is paid by the month, and the leefgeld around the day."""

    begins_on: date
    ends_on: date
    rhythm: Rhythm
    costs: Sequence[Bill]
    leefgeld: Sequence[LeefgeldDay]


class Outlook(NamedTuple):
    """What there is to tell; without a plan, or with a `fault`, nothing is foreseen.

    `b12_due_on` is the last day on which the B12 did no harm, while it has not come. `approved` are the months of which
    the month's own run is frozen. Somebody talks with the client by the days of `reviews`, and around those of
    `aftercare`.
    `balances` are there only where the policy lets the client see them (`client_sees`).
    """

    household_id: UUID
    foreseen: Foreseen | None
    fault: PlanFault | None
    b12_due_on: date | None
    reviews: Sequence[date]
    aftercare: Sequence[date]
    arrivals: Sequence[Arrival]
    returns: Sequence[Return]
    refuted: Sequence[Refuted]
    approved: Sequence[Month]
    balances: Sequence[MonthBalance]


class Paid(NamedTuple):
    """A payment of leefgeld as runs have it, by its nominal day."""

    on: date
    amount: int
    state: LeefgeldState


class Known(NamedTuple):
    """What is known beside the plan.

    Leefgeld as runs have it; the bills that a frozen run pays, a part of a month under `NO_MONTH`; the months of which
    the month's own run is frozen; and until which day somebody else paid, by cost or `EVERYTHING`.
    """

    paid: Mapping[str, Paid]
    bills: Collection[tuple[str, Month]]
    approved: Collection[Month]
    paid_before: Mapping[str, date]


def read(inputs: dict[str, Any], norms: NormBook, on: date, known: Known) -> Foreseen | PlanFault:
    """What a plan that was made of this foresees around a day; of leefgeld a run's word goes before the plan's."""
    told = foreseen(inputs, norms)
    if isinstance(told, PlanFault):
        return told
    told = without_paid_before(told, known.paid_before)
    case = written_case(inputs)
    months = range(month_of(on) - 1, month_of(on) + MONTHS)
    costs = [bill_of(one, known) for one in told.costs if _told_with(one) in months]
    rhythm = case.leefgeld.periods[0].rhythm if case.leefgeld.periods else Rhythm.MONTHLY
    since = max(on - BACK, known.paid_before.get(EVERYTHING, date.min) + _DAY)
    found = (one for one in _leefgeld(case, known.paid) if since <= one.on <= on + AHEAD)
    days = sorted(found, key=lambda one: one.on)
    return Foreseen(case.benefit.starts_on, case.relief_ends_on, rhythm, costs, days)


def _told_with(one: Cost) -> Month:
    """The month of a bill; of the part of one, that in which it is due."""
    return month_of(one.due_on) if one.part else one.month


def bill_of(one: Cost, known: Known) -> Bill:
    """What a frozen run pays is paid by us, also where the plan hands it back since. What is ours and in no run, though
    that of its month is frozen, waits: the run held it, or it came after it."""
    is_paid = (one.cost, NO_MONTH if one.part else one.month) in known.bills
    waits = one.paid_by_us and _told_with(one) in known.approved and not is_paid
    return Bill(*one._replace(paid_by_us=one.paid_by_us or is_paid), waits=waits)


def _leefgeld(case: Case, paid: Mapping[str, Paid]) -> list[LeefgeldDay]:
    """Under inhouding the benefit system pays what is left, and we nothing."""
    if case.method is not Method.BUDGETBEHEER:
        return []
    planned = leefgeld_plan(case)
    found = [_day(one.nominal.isoformat(), one.on, one.amount, paid) for one in planned.payments if one.amount > 0]
    if planned.advance_on is not None and planned.advance > 0:
        found.append(_day(ADVANCE, planned.advance_on, planned.advance, paid))
    return found


def _day(occasion: str, on: date, amount: int, paid: Mapping[str, Paid]) -> LeefgeldDay:
    known = paid.get(occasion)
    return LeefgeldDay(occasion, *known) if known else LeefgeldDay(occasion, on, amount, LeefgeldState.PLANNED)
