"""Outlooks on the wire."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.events import PlanFault
from services.schedule.households.fields import Day, MonthField
from services.schedule.outlooks.outlook import LeefgeldState
from services.schedule.outlooks.outlook import Outlook as Found
from services.schedule.planning.case import Rhythm
from services.wire import Money, Wire

MOST_HOUSEHOLDS = 500


class OutlookSearch(Wire):
    """Whose outlooks, around which day; households that the caller may not see are left out of the answer."""

    household_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_HOUSEHOLDS)]
    on: Day


class OutlookCost(Money):
    """A fixed cost of a month, in whole cents, and whether we pay it by the plan or a frozen run; it `waits` where the
    run of its month is frozen and none pays it. A `part` is paid once, of the month before the first whole one."""

    cost: Annotated[str, Field(examples=["rent"])]
    month: MonthField
    part: bool
    due_on: date
    paid_by_us: bool
    waits: bool


class OutlookLeefgeld(Money):
    """Leefgeld for a nominal day, on the bank day on which it is paid or was."""

    occasion: Annotated[str, Field(examples=["2026-03-01"])]
    on: date
    state: LeefgeldState


class OutlookArrival(Money):
    """Money of a toeslag that came, and whether to the client though it was meant for the budget account."""

    toeslag: Annotated[str, Field(examples=["huurtoeslag"])]
    on: date
    to_client: bool
    by_mistake: bool


class OutlookReturn(Money):
    """A bill of a month that we paid and that came back on a day."""

    cost: Annotated[str, Field(examples=["rent"])]
    month: MonthField
    on: date


class OutlookRefuted(Money):
    """A bill of a month that we paid on a day, and about which a letter came nevertheless, as we heard `on` another."""

    cost: Annotated[str, Field(examples=["rent"])]
    month: MonthField
    on: date
    paid_on: date


class OutlookBalance(Money):
    """What is expected to stand on the budget account at the end of a month; below zero the municipality paid first."""

    month: MonthField


class Outlook(Wire):
    """What there is to tell a household around a day; with a `fault`, or without a plan, nothing is foreseen.

    `b12DueOn` is the last day on which the B12 did no harm, while it has not come; `approvedMonths` are those of which
    the month's own run is frozen. `balances` are there only where the policy lets the client see them.
    """

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
    approved_months: list[MonthField]
    balances: list[OutlookBalance]

    @classmethod
    def of(cls, found: Found) -> "Outlook":
        """The outlook as it is told; it comes from our own tables, so nothing of it is checked again."""
        plan = found.foreseen
        return cls.model_construct(
            household_id=found.household_id,
            fault=found.fault,
            begins_on=plan.begins_on if plan else None,
            ends_on=plan.ends_on if plan else None,
            rhythm=plan.rhythm if plan else Rhythm.MONTHLY,
            costs=[_told(OutlookCost, one) for one in (plan.costs if plan else ())],
            leefgeld=[_told(OutlookLeefgeld, one) for one in (plan.leefgeld if plan else ())],
            b12_due_on=found.b12_due_on,
            reviews=list(found.reviews),
            aftercare=list(found.aftercare),
            arrivals=[_told(OutlookArrival, one) for one in found.arrivals],
            returns=[_told(OutlookReturn, one) for one in found.returns],
            refuted=[_told(OutlookRefuted, one) for one in found.refuted],
            approved_months=list(found.approved),
            balances=[_told(OutlookBalance, one) for one in found.balances],
        )


def _told(kind: Any, one: Any) -> Any:
    fields = {name: value for name, value in one._asdict().items() if name in kind.model_fields}
    return kind.model_construct(**fields, currency="EUR")
