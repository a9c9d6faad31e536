"""What there is to tell households, many at a time, as others read it."""

from datetime import date
from uuid import UUID

from services.events import Month, PlanFault
from services.schedule.outlooks.outlook import LeefgeldState
from services.schedule.planning.case import Rhythm
from services.wire import Money, Wire


class OutlookSearch(Wire):
    """Whose outlooks are asked for, around which day."""

    household_ids: list[UUID]
    on: date


class OutlookCost(Money):
    """A fixed cost of a month in whole cents, and whether we are to pay it; it `waits` where nobody pays it yet.

    A `part` is paid once, of the month before the first whole one.
    """

    cost: str
    month: Month
    part: bool
    due_on: date
    paid_by_us: bool
    waits: bool


class OutlookLeefgeld(Money):
    """Leefgeld for a nominal day, on the bank day on which it is paid or was."""

    occasion: str
    on: date
    state: LeefgeldState


class OutlookArrival(Money):
    """Money of a toeslag that came; `by_mistake` to the client though it was meant for the budget account."""

    toeslag: str
    on: date
    to_client: bool
    by_mistake: bool


class OutlookReturn(Money):
    """A bill of a month that we paid and that came back on a day."""

    cost: str
    month: Month
    on: date


class OutlookRefuted(Money):
    """A bill of a month that we paid on a day, and about which a letter came nevertheless, as we heard `on` another."""

    cost: str
    month: str
    on: date
    paid_on: date


class OutlookBalance(Money):
    """What is expected to stand on the budget account at the end of a month; below zero the municipality paid first."""

    month: str


class Outlook(Wire):
    """What there is to tell a household around a day; with a `fault`, or without a plan, nothing is foreseen."""

    household_id: UUID
    fault: PlanFault | None
    begins_on: date | None
    ends_on: date | None
    rhythm: Rhythm
    costs: list[OutlookCost]
    leefgeld: list[OutlookLeefgeld]
    b12_due_on: date | None
    reviews: list[date]
    aftercare: list[date]
    arrivals: list[OutlookArrival]
    returns: list[OutlookReturn]
    refuted: list[OutlookRefuted]
    approved_months: list[Month]
    balances: list[OutlookBalance]


class Outlooks(Wire):
    """Those of the households that were asked for."""

    items: list[Outlook]
    next_cursor: str | None
