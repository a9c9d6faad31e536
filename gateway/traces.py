"""The way of a euro: from the decision that lets it be paid to the statement that shows it."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from gateway.context import Info
from gateway.described import described
from gateway.mirrored import mirrored
from gateway.payment_allocations import AllocationAnswer
from gateway.problems import InvalidInput, NothingToTrace, Problem, told
from gateway.scalars import Cents, Month
from services import errors
from services.schedule import schemas

strawberry.enum(schemas.Article, name="DecisionArticle", description="On what ground money may be paid.")
strawberry.enum(schemas.ComeBackCure, name="ComeBackCure", description="What is to be done about what came back.")
strawberry.enum(schemas.EmergencyForm, name="EmergencyForm", description="Whether living money is set off or given.")
strawberry.enum(schemas.EmergencyReason, name="EmergencyReason", description="Why a client has no money for food.")
strawberry.enum(schemas.Happening, name="IncomeKind", description="What money that is expected is.")
strawberry.enum(schemas.InstructionState, name="InstructionState", description="What the benefit system answered.")
strawberry.enum(schemas.Meaning, name="BookingMeaning", description="What a matched booking says.")
strawberry.enum(schemas.Outcome, name="BankOutcome", description="What the bank said of a payment.")
strawberry.enum(schemas.PaymentRoute, name="PaymentRoute", description="Who moves the money of a payment.")
strawberry.enum(schemas.PaymentState, name="PaymentState", description="Where a payment is.")
strawberry.enum(schemas.Rule, name="MatchingRule", description="By what a booking was recognised.")
strawberry.enum(schemas.Stage, name="EntryStage", description="How far the money of a posting has moved.")


@described
class TracedDecision:
    """A decision that was in force on the day of a payment, as its plan knew it."""

    fact_id: UUID
    article: schemas.Article
    about: str = strawberry.field(description="The article with its first day, or for bridging the means")
    since: date = strawberry.field(name="from")
    until: date | None
    recorded_at: datetime
    recorded_by: str
    corrected_since: bool = strawberry.field(description="Whether it was corrected after the plan was made")


@described
class TracedPlan:
    """The version of the plan that wanted a payment."""

    version: int
    id: UUID
    made_at: datetime
    fact_sequence: int = strawberry.field(description="The last fact of the household that it knows")
    policy: str
    policy_mark: str
    norms_mark: str


@described
class TracedRun:
    """The run that a payment is in, and the two people behind it."""

    id: UUID
    month: Month
    kind: schemas.RunKind
    number: int
    state: schemas.RunState
    content_hash: str | None
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    filed_at: datetime | None


@described
class TracedEmergency:
    """Why living money was asked for on the day itself, and by whom."""

    form: schemas.EmergencyForm
    reason: schemas.EmergencyReason
    asked_by: str
    asked_at: datetime


@described
class TracedFile:
    """The bank file that a payment stands in, and the block of its day in it."""

    number: int
    name: str
    message_id: str
    payment_information_id: str
    sha256: str
    kept_at: datetime


@described
class TracedInstruction:
    """What the benefit system was instructed of, and what it answered."""

    file_number: int
    amount: Cents
    due_on: date
    state: schemas.InstructionState
    withheld: Cents
    answered_at: datetime | None
    answered_by: str | None


@described
class TracedOutcome:
    """What the bank told of a payment; a report tells without a booking."""

    outcome: schemas.Outcome
    told_on: date
    reason_code: str | None
    subject: str = strawberry.field(description="The posting that this executed or took back")
    statement_id: UUID | None
    entry: int | None
    part: int | None
    at: datetime
    takes_back: bool = strawberry.field(description="Whether it says that the same, told before, was not so")


@described
class TracedPayment:
    """One payment of a run, with all that stands before and behind it."""

    end_to_end_id: str
    state: schemas.PaymentState
    reason: schemas.HoldReason | None
    detail: str | None
    amount: Cents
    due_on: date
    execute_on: date
    route: schemas.PaymentRoute
    decisions: list[TracedDecision]
    plan: TracedPlan | None
    run: TracedRun
    emergency: TracedEmergency | None
    file: TracedFile | None
    instruction: TracedInstruction | None
    outcomes: list[TracedOutcome]
    allocations: list[AllocationAnswer] = strawberry.field(description="What the payee said of it")


@described
class TracedEntry:
    """A posting in the household's book: the money goes from `debit` to `credit`."""

    booked_on: date
    subject: str
    stage: schemas.Stage
    debit: schemas.AccountKind
    credit: schemas.AccountKind
    amount: Cents
    corrects: str | None


@described
class TracedBooking:
    """A booking of the bank that says something of this money: matched with so many payments, or an exception."""

    statement_id: UUID
    statement: str | None = strawberry.field(description="The bank's own name of it")
    as_of: date | None
    entry: int
    part: int
    amount: Cents
    direction: schemas.Direction
    booked_on: date | None
    rule: schemas.Rule | None
    outcome: schemas.Meaning | None
    payments: int
    oddity: schemas.Oddity | None
    look_by: date | None
    explained_at: datetime | None
    explained_by: str | None


@described
class TracedIncome:
    """Money that the plan expects, and how much of it was posted."""

    happening: schemas.Happening
    amount: Cents
    expected_on: date
    booked: Cents


@described
class TracedReturn:
    """That it came back: how often, why, and what is to be done."""

    times: int
    reason_code: str | None
    cure: schemas.ComeBackCure
    since: date
    decided_by: str | None
    decided_at: datetime | None


@described
class TracedWait:
    """That it waits: since when, and for what."""

    amount: Cents
    due_on: date
    reason: schemas.HoldReason
    detail: str | None
    held_since: date
    run_id: UUID


@described
class TracedSettlement:
    """That somebody settled it otherwise, and how."""

    amount: Cents
    due_on: date
    reason: schemas.HoldReason
    why: str
    settled_by: str
    settled_at: datetime


@described
class Trace:
    """The whole way of the money that a household pays or gets for one purpose and occasion.

    A booking that says nothing of money of ours is told alone, without a household."""

    household_id: UUID | None
    municipality: str | None
    purpose: str | None
    occasion: str | None
    expected: TracedIncome | None
    payments: list[TracedPayment]
    entries: list[TracedEntry]
    bookings: list[TracedBooking]
    came_back: TracedReturn | None
    waits: TracedWait | None
    settled: TracedSettlement | None


@described
class Traces:
    """A page of traces: one, or for a booking of a whole batch one for each of its payments."""

    items: list[Trace]
    next_cursor: str | None

    @classmethod
    def of(cls, told: schemas.Traces) -> Self:
        """The page as the service told it."""
        return mirrored(cls, told)


TraceResult = Annotated[
    Traces | NothingToTrace | InvalidInput,
    strawberry.union("TraceResult", description="Traces, or why there are none."),
]


@described
class TraceQuery:
    """What can be asked about the way of a euro."""

    @strawberry.field(
        graphql_type=TraceResult,
        description=(
            "The way of a euro, by the endToEndId of a payment, by statementId and entry of a booking, "
            "or by householdId, purpose and occasion."
        ),
    )
    async def trace(
        self,
        info: Info,
        end_to_end_id: str | None = None,
        statement_id: UUID | None = None,
        entry: int | None = None,
        part: int | None = None,
        household_id: UUID | None = None,
        purpose: str | None = None,
        occasion: str | None = None,
        cursor: str | None = None,
    ) -> Traces | Problem:
        try:
            return Traces.of(
                await info.context.schedule.traces(
                    end_to_end_id=end_to_end_id,
                    statement_id=statement_id,
                    entry=entry,
                    part=part,
                    household_id=household_id,
                    purpose=purpose,
                    occasion=occasion,
                    cursor=cursor,
                )
            )
        except errors.Problem as problem:
            return told(problem, [NothingToTrace, InvalidInput])
