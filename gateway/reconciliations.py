"""Three ledgers side by side: what plans expect, what is posted, what the bank shows."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

import strawberry

from gateway.context import Info
from gateway.described import described
from gateway.mirrored import mirrored
from gateway.problems import InvalidInput, NoSuchHousehold, Problem, told
from gateway.scalars import Cents
from services import errors
from services.schedule import schemas

strawberry.enum(schemas.PlanFault, name="PlanFault", description="Why a household cannot be planned.")
strawberry.enum(schemas.Reason, name="LedgerReason", description="Why plan, postings and bank do not say the same.")


@described
class LedgerDifference:
    """What the money of one purpose and occasion comes to in each of the three, and why that differs."""

    purpose: str
    occasion: str
    planned: Cents
    posted: Cents
    shown: Cents
    reason: schemas.Reason
    is_in_order: bool


@described
class LedgerDay:
    """What the plan expects, what is posted and what is shown at the end of a day, and what differs."""

    on: date
    planned: Cents
    posted: Cents
    shown: Cents
    is_in_order: bool = strawberry.field(description="Whether nobody has to do anything about it")
    differences: list[LedgerDifference]


@described
class HouseholdReconciliation:
    """The three ledgers of a household, day by day."""

    household_id: UUID
    municipality: str
    plan_version: int | None
    fault: schemas.PlanFault | None = strawberry.field(description="Why nobody knows what its plan expects")
    days: list[LedgerDay]

    @classmethod
    def of(cls, told: schemas.HouseholdReconciliation) -> Self:
        """The household as the service told it."""
        return mirrored(cls, told)


@described
class DifferingHouseholds:
    """A page of households of which somebody has to look at something; it may be short."""

    items: list[HouseholdReconciliation]
    next_cursor: str | None


@described
class BankSums:
    """What came in and went out."""

    came_in: Cents
    went_out: Cents


@described
class BankDay:
    """An account at the bank on a day, known by the municipalities that pay from it."""

    municipalities: list[str]
    on: date
    statements: int
    closing: Cents | None
    matched: BankSums
    odd: BankSums
    explained: BankSums
    unmatched: BankSums
    on_its_way: Cents = strawberry.field(description="Sent to be executed by then, and the bank has said nothing of it")
    is_in_order: bool


@described
class BankDays:
    """A page of days of accounts."""

    items: list[BankDay]
    next_cursor: str | None


ReconciliationResult = Annotated[
    HouseholdReconciliation | NoSuchHousehold | InvalidInput,
    strawberry.union("ReconciliationResult", description="A household's three ledgers, or why there are none."),
]


@described
class ReconciliationQuery:
    """What can be asked about the three ledgers."""

    @strawberry.field(
        graphql_type=ReconciliationResult,
        description="The three ledgers of a household at the end of each day, at most 92 days.",
    )
    async def household_reconciliation(
        self,
        info: Info,
        household_id: UUID,
        since: Annotated[date, strawberry.argument(name="from")],
        to: date,
    ) -> HouseholdReconciliation | Problem:
        try:
            found = await info.context.schedule.household_reconciliation(household_id, since, to)
        except errors.Problem as problem:
            return told(problem, [NoSuchHousehold, InvalidInput])
        return HouseholdReconciliation.of(found)

    @strawberry.field(description="The households of which somebody has to look at something at the end of a day.")
    async def differing_households(self, info: Info, on: date, cursor: str | None = None) -> DifferingHouseholds:
        return mirrored(DifferingHouseholds, await info.context.schedule.differing_households(on, cursor))

    @strawberry.field(description="What each account at the bank shows, day by day, at most 92 days.")
    async def bank_days(
        self,
        info: Info,
        since: Annotated[date, strawberry.argument(name="from")],
        to: date,
        cursor: str | None = None,
    ) -> BankDays:
        return mirrored(BankDays, await info.context.schedule.bank_days(since, to, cursor))
