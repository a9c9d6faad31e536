"""The way of a euro on the wire, as the service says it and as others read it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.events import ComeBackCure, HoldReason, Month, Oddity, RunKind
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason, Teller
from services.schedule.emergencies.emergency import EmergencyForm, EmergencyReason
from services.schedule.households.contents.benefit import Article
from services.schedule.instructions.instruction import InstructionState
from services.schedule.ledger.entry import AccountKind, Stage
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.verdict import Meaning, Rule
from services.schedule.payments.run import PaymentRoute, PaymentState, RunState
from services.schedule.statements.statement import Direction
from services.schedule.wanted.income import Happening
from services.wire import Instant, Money, Wire


class TracedDecision(Wire):
    """A decision that was in force on the day of a payment, as its plan knew it: the fact that says so.

    `about` is the article with its first day, or for bridging the means. `correctedSince` says that this was corrected
    or withdrawn after the plan was made.
    """

    fact_id: UUID
    article: Article
    about: str
    since: Annotated[date, Field(alias="from")]
    until: date | None
    recorded_at: Instant
    recorded_by: str
    corrected_since: bool


class TracedPlan(Wire):
    """The version of the plan that wanted a payment: made of the facts up to `factSequence`, by these rules."""

    version: int
    id: UUID
    made_at: Instant
    fact_sequence: int
    policy: str
    policy_mark: str
    norms_mark: str


class TracedRun(Wire):
    """The run that a payment is in, and the two people behind it."""

    id: UUID
    month: Month
    kind: RunKind
    number: int
    state: RunState
    content_hash: str | None
    proposed_by: str
    proposed_at: Instant
    approved_by: str | None
    approved_at: Instant | None
    filed_at: Instant | None


class TracedEmergency(Wire):
    """Why living money was asked for on the day itself, and by whom."""

    form: EmergencyForm
    reason: EmergencyReason
    asked_by: str
    asked_at: Instant


class TracedFile(Wire):
    """The bank file that a payment stands in, and the block of its day in it, by the names that the bank may tell."""

    number: int
    name: str
    message_id: str
    payment_information_id: str
    sha256: str
    kept_at: Instant


class TracedInstruction(Wire):
    """What the benefit system was instructed of, and what it answered."""

    file_number: int
    sum: Money
    due_on: date
    state: InstructionState
    withheld: Money
    answered_at: Instant | None
    answered_by: str | None


class TracedOutcome(Wire):
    """What the bank told of a payment: on which day, why, and by which booking; a report tells without one.

    `subject` is the posting that this executed or took back. One that `takes_back` the same, told before, says that it
    was not so.
    """

    outcome: Outcome
    told_on: date
    reason_code: str | None
    subject: str
    statement_id: UUID | None
    entry: int | None
    part: int | None
    at: Instant
    takes_back: bool


class TracedAllocation(Wire):
    """What was said of a day whether the payee booked it, and who noted it; the last of them stands.

    `sum` is what was booked instead, where that is another amount.
    """

    word: AllocationWord
    told_on: date
    told_by: Teller
    booked_on: date | None
    sum: Money | None
    on_another_contract: bool
    reason: NotBookedReason | None
    by: str
    at: Instant


class TracedPayment(Wire):
    """One payment of a run for this purpose and occasion, with all that stands before and behind it."""

    end_to_end_id: str
    state: PaymentState
    reason: HoldReason | None
    detail: str | None
    sum: Money
    due_on: date
    execute_on: date
    route: PaymentRoute
    decisions: list[TracedDecision]
    plan: TracedPlan | None
    run: TracedRun
    emergency: TracedEmergency | None
    file: TracedFile | None
    instruction: TracedInstruction | None
    outcomes: list[TracedOutcome]
    allocations: list[TracedAllocation]


class TracedEntry(Wire):
    """A posting in the household's book: the money goes from `debit` to `credit`."""

    booked_on: date
    subject: str
    stage: Stage
    debit: AccountKind
    credit: AccountKind
    sum: Money
    corrects: str | None


class TracedBooking(Wire):
    """A booking of the bank that says something of this money: matched with so many payments, or an exception.

    An exception that is raised by a report of the bank has no statement.
    """

    statement_id: UUID
    statement: str | None
    as_of: date | None
    entry: int
    part: int
    sum: Money
    direction: Direction
    booked_on: date | None
    rule: Rule | None
    outcome: Meaning | None
    payments: int
    oddity: Oddity | None
    look_by: date | None
    explained_at: Instant | None
    explained_by: str | None


class TracedIncome(Wire):
    """Money that the plan expects: how much and when, and how much of it was posted."""

    happening: Happening
    sum: Money
    expected_on: date
    booked: Money


class TracedReturn(Wire):
    """That it came back: how often, why, and what is to be done; decided if somebody said that it may go again."""

    times: int
    reason_code: str | None
    cure: ComeBackCure
    since: date
    decided_by: str | None
    decided_at: Instant | None


class TracedWait(Wire):
    """That it waits: since when, and for what."""

    sum: Money
    due_on: date
    reason: HoldReason
    detail: str | None
    held_since: date
    run_id: UUID


class TracedSettlement(Wire):
    """That somebody settled it otherwise, and how."""

    sum: Money
    due_on: date
    reason: HoldReason
    why: str
    settled_by: str
    settled_at: Instant


class Trace(Wire):
    """The whole way of the money that a household pays or gets for one purpose and occasion.

    A booking that says nothing of money of ours is told alone, without a household.
    """

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

    @property
    def is_known(self) -> bool:
        """Whether there is anything that it tells of."""
        told = (self.expected, self.payments, self.entries, self.bookings, self.came_back, self.waits, self.settled)
        return any(told)


class Traces(Wire):
    """A page of traces; a booking of a whole batch has one for each of its payments."""

    items: list[Trace]
    next_cursor: str | None
