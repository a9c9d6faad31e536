"""The document of a plan on the wire, field by field. Every amount in it is whole euro cents."""

from typing import Annotated, Literal

from pydantic import Field

from services.schedule.households.fields import Day, MonthField, SignedCents
from services.schedule.planning.case import Account, Method
from services.schedule.planning.fixed_costs import Whose
from services.schedule.planning.plan import ShortfallKind
from services.wire import Wire

FromDay = Annotated[Day, Field(alias="from")]
MonthText = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", examples=["2026-03"])]


class PlannedPayout(Wire):
    """One payment of benefit, for one month or several."""

    on: Day
    months: list[MonthText]
    payable: SignedCents


class PlannedBenefitMonth(Wire):
    """A month of benefit as it is first paid."""

    month: MonthField
    days: int
    gross: SignedCents
    coa_deducted: SignedCents
    holiday_allowance: SignedCents
    payable: SignedCents
    paid_on: Day


class PlannedEntry(Wire):
    """Money that moves on a day; plus is money in."""

    on: Day
    account: Account
    kind: str
    amount: SignedCents


class PlannedMonthEnd(Wire):
    """The balance of the budget account at the end of a month."""

    month: MonthField
    balance: SignedCents


class PlannedGap(Wire):
    """Days on which the budget account is below zero; `to` is the first that is not."""

    since: FromDay
    to: Day | None
    deepest: SignedCents
    deepest_on: Day


class PlannedCoaDebt(Wire):
    """What COA paid after the departure and wants back."""

    days: int
    amount: SignedCents


class PlannedShortfall(Wire):
    """Something that the plan cannot do."""

    on: Day
    kind: ShortfallKind
    cost: str | None
    amount: SignedCents


class PlannedOwnCost(Wire):
    """A cost that the client pays, and why."""

    due: Day
    cost: str
    amount: SignedCents
    why: Whose


class PlannedRest(Wire):
    """What is left to live on from a day up to and including another."""

    since: FromDay
    to: Day
    received: SignedCents
    own_costs: SignedCents
    rest: SignedCents


class PlannedClosing(Wire):
    """Where everything stands after the settlement."""

    budget: SignedCents
    settlement: SignedCents
    unused_bridging: SignedCents
    still_late: SignedCents
    open_loans: SignedCents
    open_debts: SignedCents


class PlanDocument(Wire):
    """A household's money day by day, and what it comes to."""

    case_id: str
    title: str
    method: Method
    currency: Literal["EUR"] = "EUR"
    payouts: list[PlannedPayout]
    benefit_months: list[PlannedBenefitMonth]
    entries: list[PlannedEntry]
    month_ends: list[PlannedMonthEnd]
    gaps: list[PlannedGap]
    coa_debt: PlannedCoaDebt
    paid_twice: SignedCents
    shortfalls: list[PlannedShortfall]
    left_with_client: list[PlannedOwnCost]
    left_to_live_on: list[PlannedRest]
    first_money_on: Day | None
    days_without_money: int | None
    relief_ends_on: Day
    closing: PlannedClosing
    sustainable_leefgeld: SignedCents | None
