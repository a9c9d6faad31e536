"""What plans say of costs, many households at a time, as others read it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.events import Month, PlanFault
from services.schedule.households.contents.benefit import Article
from services.wire import Money, Wire


class CostCalendarSearch(Wire):
    """Whose costs are asked for."""

    household_ids: list[UUID]


class CostMonth(Money):
    """A cost of a month in whole cents; `part` is the part of a month before the first whole one."""

    cost: str
    month: Month
    part: bool
    due_on: date
    paid_by_us: bool


class GroundPeriod(Wire):
    """A decision that lets the municipality pay from somebody's money, up to and including a day."""

    article: Article
    since: Annotated[date, Field(alias="from")]
    until: date | None


class HandingBackStep(Wire):
    """A cost that goes back to the client only after he paid the one before it."""

    cost: str
    after: str


class CostCalendar(Wire):
    """What a household's newest plan says of its fixed costs; with a `fault` nobody knows.

    `leefgeld_days` are the days on which we pay leefgeld; `b12_received_on` is the fact that the B12 came in.
    """

    household_id: UUID
    reference: str
    municipality: str
    policy: str
    plan_version: int | None
    grounds: list[GroundPeriod]
    b12_received_on: date | None
    leefgeld_days: list[date]
    cost_months: list[CostMonth]
    handed_back_after: Annotated[list[HandingBackStep], Field(default_factory=list)]
    fault: PlanFault | None


class CostCalendars(Wire):
    """Those that the caller may see of the households that were asked for."""

    items: list[CostCalendar]
