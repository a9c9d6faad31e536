"""A household's plan: its money day by day. The lists are whole, for a plan has an end."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry

from gateway.described import described
from gateway.scalars import Cents, Month
from services.months import month_text
from services.schedule import schemas

Account = strawberry.enum(schemas.Account, name="Account", description="Which of the household's accounts.")
ShortfallKind = strawberry.enum(schemas.ShortfallKind, name="ShortfallKind", description="What a plan cannot do.")


@described
class PlanSummary:
    """What a plan comes down to."""

    lowest_rest: Cents | None = strawberry.field(description="The least that is left to live on in a month")
    deepest_gap: Cents = strawberry.field(description="How far below zero the budget account comes, as a negative")
    gap_days: int = strawberry.field(description="Days that it is below zero around its deepest day")
    days_without_money: int | None = strawberry.field(description="Days from the azc to the first money")
    coa_debt: Cents = strawberry.field(description="What COA paid after the departure and wants back")
    shortfalls: int = strawberry.field(description="How often the plan cannot do what it should")
    sustainable_leefgeld: Cents | None = strawberry.field(description="The highest leefgeld a month that can last")

    @classmethod
    def of(cls, told: schemas.PlanSummary) -> Self:
        """The summary as the service told it."""
        return cls(
            lowest_rest=_cents(told.lowest_rest),
            deepest_gap=Cents(told.deepest_gap),
            gap_days=told.gap_days,
            days_without_money=told.days_without_money,
            coa_debt=Cents(told.coa_debt),
            shortfalls=told.shortfalls,
            sustainable_leefgeld=_cents(told.sustainable_leefgeld),
        )


@described
class PlannedPayout:
    """One payment of benefit, for one month or several."""

    on: date
    months: list[Month]
    payable: Cents

    @classmethod
    def of(cls, told: schemas.PlannedPayout) -> Self:
        """The payout as the service told it."""
        return cls(on=told.on, months=[Month(month) for month in told.months], payable=Cents(told.payable))


@described
class PlannedEntry:
    """Money that moves on a day; plus is money in."""

    on: date
    account: schemas.Account
    kind: str = strawberry.field(description="What it is: benefit, leefgeld, a toeslag, a cost, …")
    amount: Cents

    @classmethod
    def of(cls, told: schemas.PlannedEntry) -> Self:
        """The entry as the service told it."""
        return cls(on=told.on, account=told.account, kind=told.kind, amount=Cents(told.amount))


@described
class PlannedMonthEnd:
    """The balance of the budget account at the end of a month."""

    month: Month
    balance: Cents

    @classmethod
    def of(cls, told: schemas.PlannedMonthEnd) -> Self:
        """The month's end as the service told it."""
        return cls(month=Month(month_text(told.month)), balance=Cents(told.balance))


@described
class PlannedGap:
    """Days on which the budget account is below zero; `to` is the first that is not."""

    since: date = strawberry.field(name="from")
    to: date | None
    deepest: Cents
    deepest_on: date

    @classmethod
    def of(cls, told: schemas.PlannedGap) -> Self:
        """The gap as the service told it."""
        return cls(since=told.since, to=told.to, deepest=Cents(told.deepest), deepest_on=told.deepest_on)


@described
class PlannedShortfall:
    """Something that the plan cannot do."""

    on: date
    kind: schemas.ShortfallKind
    cost: str | None
    amount: Cents

    @classmethod
    def of(cls, told: schemas.PlannedShortfall) -> Self:
        """The shortfall as the service told it."""
        return cls(on=told.on, kind=told.kind, cost=told.cost, amount=Cents(told.amount))


@described
class PlannedRest:
    """What is left to live on from a day up to and including another."""

    since: date = strawberry.field(name="from")
    to: date
    received: Cents
    own_costs: Cents
    rest: Cents

    @classmethod
    def of(cls, told: schemas.PlannedRest) -> Self:
        """The rest as the service told it."""
        return cls(
            since=told.since,
            to=told.to,
            received=Cents(told.received),
            own_costs=Cents(told.own_costs),
            rest=Cents(told.rest),
        )


@described
class Plan:
    """A version of a household's plan: by which rules it was made, and what it says."""

    id: UUID
    version: int
    made_at: datetime
    policy: str
    policy_mark: str = strawberry.field(description="Changes when, and only when, the policy does")
    norms_mark: str = strawberry.field(description="Changes when, and only when, the norms do")
    summary: PlanSummary
    payouts: list[PlannedPayout]
    entries: list[PlannedEntry]
    month_ends: list[PlannedMonthEnd]
    gaps: list[PlannedGap]
    shortfalls: list[PlannedShortfall]
    left_to_live_on: list[PlannedRest]

    @classmethod
    def of(cls, told: schemas.Plan) -> Self:
        """The plan as the service told it."""
        says = told.document
        return cls(
            id=told.id,
            version=told.version,
            made_at=told.made_at,
            policy=told.policy,
            policy_mark=told.policy_mark,
            norms_mark=told.norms_mark,
            summary=PlanSummary.of(told.summary),
            payouts=[PlannedPayout.of(one) for one in says.payouts],
            entries=[PlannedEntry.of(one) for one in says.entries],
            month_ends=[PlannedMonthEnd.of(one) for one in says.month_ends],
            gaps=[PlannedGap.of(one) for one in says.gaps],
            shortfalls=[PlannedShortfall.of(one) for one in says.shortfalls],
            left_to_live_on=[PlannedRest.of(one) for one in says.left_to_live_on],
        )


def _cents(amount: int | None) -> Cents | None:
    return None if amount is None else Cents(amount)
