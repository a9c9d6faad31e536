"""Cost calendars on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.events import PlanFault
from services.schedule.households.contents.benefit import Article
from services.schedule.households.cost_calendar import Calendar, Cost, Ground
from services.schedule.households.fields import MonthField
from services.wire import Money, Wire

MOST_HOUSEHOLDS = 500


class CostCalendarSearch(Wire):
    """Whose costs; those that the caller may not see are left out of the answer."""

    household_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_HOUSEHOLDS)]


class CostMonth(Money):
    """A cost of a month, in whole cents, that is to be there on a day.

    `part` is the part of a month before the first whole one. `paid_by_us` is what the plan wants: the client pays what
    is never paid for him, what did not fit, and what was handed back.
    """

    cost: Annotated[str, Field(examples=["rent"])]
    month: MonthField
    part: bool
    due_on: date
    paid_by_us: bool

    @classmethod
    def of(cls, one: Cost) -> "CostMonth":
        """The cost as it is told; it comes from our own tables, so nothing of it is checked again."""
        return cls.model_construct(**one._asdict(), currency="EUR")


class GroundPeriod(Wire):
    """A decision that lets the municipality pay from somebody's money, up to and including a day."""

    article: Article
    since: Annotated[date, Field(alias="from")]
    until: date | None

    @classmethod
    def of(cls, one: Ground) -> "GroundPeriod":
        """The decision as it is told."""
        return cls(article=Article(one.article), since=one.since, until=one.until)


class HandingBackStep(Wire):
    """A cost that goes back to the client only after he paid the one before it."""

    cost: str
    after: str


class CostCalendar(Wire):
    """What a household's newest plan says of its fixed costs, by cost and month; nothing before its first plan.

    `leefgeldDays` are the days on which we pay leefgeld to the client, the advance's among them; `b12ReceivedOn` is the
    fact that the B12 came in. With a `fault` it cannot be planned, and both lists are empty because nobody knows.
    """

    household_id: UUID
    reference: str
    municipality: Annotated[str, Field(examples=["GM0518"])]
    policy: str
    plan_version: int | None
    grounds: list[GroundPeriod]
    b12_received_on: date | None
    leefgeld_days: list[date]
    cost_months: list[CostMonth]
    handed_back_after: Annotated[
        list[HandingBackStep],
        Field(description="What the policy hands back one at a time, and nobody named a month for"),
    ]
    fault: PlanFault | None

    @classmethod
    def of(cls, calendar: Calendar) -> "CostCalendar":
        """The calendar as it is told."""
        return cls(
            household_id=calendar.household_id,
            reference=calendar.reference,
            municipality=calendar.municipality,
            policy=calendar.policy,
            plan_version=calendar.plan_version,
            grounds=[GroundPeriod.of(one) for one in calendar.grounds],
            b12_received_on=calendar.b12_received_on,
            leefgeld_days=list(calendar.foreseen.leefgeld_days),
            cost_months=[CostMonth.of(one) for one in calendar.foreseen.costs],
            handed_back_after=[
                HandingBackStep(cost=cost, after=before) for cost, before in calendar.handed_back_after.items()
            ],
            fault=calendar.fault,
        )
