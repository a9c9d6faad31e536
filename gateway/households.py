"""Households, and what can be asked of one."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from gateway.bank_exceptions import BankException
from gateway.bridging import BridgingPosition, CoaOverlap
from gateway.context import Info, PlanKey, WatchedKey
from gateway.described import described
from gateway.held_payments import HeldPayment
from gateway.letting_go import LettingGoStep
from gateway.plans import Plan
from gateway.problems import NoSuchHousehold, Problem, told
from gateway.surpluses import Surplus
from gateway.toeslagen import ToeslagStanding
from gateway.watched_months import WatchedMonth
from services import errors
from services.mandates.schemas import WatchedMonthState
from services.schedule import schemas


@described
class MissingFact:
    """What somebody still has to find out before there can be a plan."""

    fact: str
    what: str


@described
class Household:
    """A household, known by the organisation's own case number and by nobody's name."""

    id: UUID
    reference: str = strawberry.field(description="The case number")
    municipality: str = strawberry.field(description="Its code with Statistics Netherlands, as GM0518")
    policy: str = strawberry.field(description="The way of working that carries it")
    registered_at: datetime
    open_tasks: int
    missing: list[MissingFact]
    plan_version: strawberry.Private[int | None]

    @strawberry.field(description="Its newest plan; none as long as something is missing.")
    async def plan(self, info: Info) -> Plan | None:
        if self.plan_version is None:
            return None
        return Plan.of(await info.context.plans.load(PlanKey(self.id, self.plan_version)))

    @strawberry.field(description="What waits for a person before it is paid, the longest overdue first; at most 200.")
    async def held_payments(self, info: Info) -> list[HeldPayment]:
        return [HeldPayment.of(one) for one in (await info.context.held_payments.load(self.id)).items]

    @strawberry.field(description="How it is let go of, each step by its last day; nothing while it has no plan.")
    async def letting_go(self, info: Info) -> list[LettingGoStep]:
        return [LettingGoStep.of(one) for one in (await info.context.letting_go.load(self.id)).steps]

    @strawberry.field(description="Where each of its toeslagen stands; none before its first plan.")
    async def toeslagen(self, info: Info) -> list[ToeslagStanding]:
        return [ToeslagStanding.of(one) for one in (await info.context.toeslagen.load(self.id)).items]

    @strawberry.field(description="What bridges it until its toeslagen come; nothing while it has no plan.")
    async def bridging(self, info: Info) -> list[BridgingPosition]:
        if self.plan_version is None:
            return []
        return [BridgingPosition.of(one) for one in (await info.context.bridgings.load(self.id)).positions]

    @strawberry.field(description="What was over, month by month, and what of it went to the client; the first 200.")
    async def surpluses(self, info: Info) -> list[Surplus]:
        return [Surplus.of(one) for one in (await info.context.surpluses.load(self.id)).items]

    @strawberry.field(description="The days on which COA paid as well; none as long as it has no plan.")
    async def coa_overlap(self, info: Info) -> CoaOverlap | None:
        if self.plan_version is None:
            return None
        return CoaOverlap.of(await info.context.coa_overlaps.load(self.id))

    @strawberry.field(description="Bookings of the bank that seem to be its own, and wait for somebody; at most 200.")
    async def bank_exceptions(self, info: Info) -> list[BankException]:
        return [BankException.of(one) for one in (await info.context.bank_exceptions.load(self.id)).items]

    @strawberry.field(description="Months that the client pays while we look, by the day of the answer; at most 200.")
    async def watched_months(
        self, info: Info, state: WatchedMonthState = WatchedMonthState.TO_ASK
    ) -> list[WatchedMonth]:
        found = await info.context.watched_months.load(WatchedKey(self.id, state))
        return [WatchedMonth.of(one) for one in found.items]

    @classmethod
    def of(cls, told: schemas.Household) -> Self:
        """The household as the service told it."""
        return cls(
            id=told.id,
            reference=told.reference,
            municipality=told.municipality,
            policy=told.policy,
            registered_at=told.registered_at,
            open_tasks=told.open_tasks,
            missing=[MissingFact(fact=one.fact, what=one.what) for one in told.missing or []],
            plan_version=told.plan_version,
        )


HouseholdResult = Annotated[
    Household | NoSuchHousehold, strawberry.union("HouseholdResult", description="A household, or why there is none.")
]


@described
class HouseholdQuery:
    """What can be asked about households."""

    @strawberry.field(graphql_type=HouseholdResult, description="One household of the caller's organisation.")
    async def household(self, info: Info, id: UUID) -> Household | Problem:  # noqa: A002 - it is the schema's word
        try:
            return Household.of(await info.context.households.load(id))
        except errors.Problem as problem:
            return told(problem, [NoSuchHousehold])
