"""What the schedule service says to those that ask it, as they read it: its front door, with `client`.

The endpoints' own models know rows and rules; these know neither, and say only what somebody outside reads. The test
beside them holds each to the document of the API.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, RootModel

from services.events import (
    AllocationState,
    ComeBackCure,
    HoldReason,
    Month,
    Oddity,
    PlanFault,
    RunKind,
    StatementState,
    ToeslagState,
)
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason, Teller
from services.schedule.allocations.schemas import PaymentAllocation, PaymentAllocations, PaymentAllocationsAsked
from services.schedule.books.comparing import Reason
from services.schedule.books.journal_schemas import JournalAccounts, JournalExport, JournalExports, NewJournalExport
from services.schedule.books.reconciliation_schemas import (
    BankDay,
    BankDays,
    BankSums,
    DifferingHouseholds,
    HouseholdReconciliation,
    LedgerDay,
    LedgerDifference,
)
from services.schedule.books.trace_schemas import (
    Trace,
    TracedAllocation,
    TracedBooking,
    TracedDecision,
    TracedEmergency,
    TracedEntry,
    TracedFile,
    TracedIncome,
    TracedInstruction,
    TracedOutcome,
    TracedPayment,
    TracedPlan,
    TracedReturn,
    TracedRun,
    TracedSettlement,
    TracedWait,
    Traces,
)
from services.schedule.bridging.read_schemas import BridgingFigures, BridgingPosition, Bridgings
from services.schedule.emergencies.emergency import EmergencyForm, EmergencyReason
from services.schedule.households.coa_overlap_schemas import CoaOverlap
from services.schedule.households.contents.benefit import Article
from services.schedule.households.contents.self_reliance import SelfReliance
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.fields import SignedCents, Toeslag
from services.schedule.households.letting_go import Need
from services.schedule.households.letting_go_schemas import (
    LettingGo,
    LettingGoExtension,
    LettingGoNeed,
    LettingGoStep,
    SelfRelianceLook,
)
from services.schedule.households.plan_document_schemas import (
    PlanDocument,
    PlannedEntry,
    PlannedGap,
    PlannedMonthEnd,
    PlannedPayout,
    PlannedRest,
    PlannedShortfall,
)
from services.schedule.households.tasks import TaskKind, TaskState
from services.schedule.instructions.instruction import InstructionState
from services.schedule.ledger.entry import AccountKind, Stage
from services.schedule.matching.read_schemas import BankException, BankExceptions, BankExceptionsAsked
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.verdict import ExceptionEnd, Meaning, Rule
from services.schedule.payments.run import PaymentRoute, PaymentState, RunState, What
from services.schedule.planning.case import Account
from services.schedule.planning.plan import ShortfallKind
from services.schedule.planning.policy import ToeslagKind
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.proving import Proof
from services.schedule.statements.statement import Direction
from services.schedule.surplus.schemas import HouseholdSurplus, HouseholdSurpluses
from services.schedule.surplus.surplus import SurplusEnd
from services.schedule.toeslagen.actor import Actor
from services.schedule.wanted.income import Happening
from services.wire import Instant, Money, Wire

__all__ = [
    "Account",
    "AccountKind",
    "Actor",
    "AllocationState",
    "AllocationWord",
    "Approval",
    "Article",
    "BankDay",
    "BankDays",
    "BankException",
    "BankExceptions",
    "BankExceptionsAsked",
    "BankFile",
    "BankFiles",
    "BankSums",
    "BridgingFigures",
    "BridgingPosition",
    "Bridgings",
    "CaseloadImport",
    "CoaOverlap",
    "ComeBackCure",
    "CostCalendar",
    "CostCalendarSearch",
    "CostCalendars",
    "CostMonth",
    "Difference",
    "DifferencePart",
    "DifferingHouseholds",
    "Direction",
    "EmergencyForm",
    "EmergencyPayment",
    "EmergencyReason",
    "ExceptionEnd",
    "GroundPeriod",
    "HandingBackStep",
    "Happening",
    "HoldReason",
    "Household",
    "HouseholdReconciliation",
    "HouseholdSurplus",
    "HouseholdSurpluses",
    "Households",
    "InstructionFile",
    "InstructionFiles",
    "InstructionState",
    "JournalAccounts",
    "JournalExport",
    "JournalExports",
    "LedgerDay",
    "LedgerDifference",
    "LettingGo",
    "LettingGoExtension",
    "LettingGoNeed",
    "LettingGoStep",
    "Meaning",
    "Missing",
    "Need",
    "NewEmergencyPayment",
    "NewJournalExport",
    "NewRun",
    "NotBookedReason",
    "Oddity",
    "OlderHeld",
    "Outcome",
    "PaymentAllocation",
    "PaymentAllocations",
    "PaymentAllocationsAsked",
    "PaymentRoute",
    "PaymentState",
    "Plan",
    "PlanDocument",
    "PlanFault",
    "PlanSummary",
    "PlannedEntry",
    "PlannedGap",
    "PlannedMonthEnd",
    "PlannedPayout",
    "PlannedRest",
    "PlannedShortfall",
    "Proposal",
    "Reason",
    "RecallAnswerFile",
    "ReceivedStatement",
    "ReceivedStatementFile",
    "Rule",
    "Run",
    "RunKind",
    "RunReport",
    "RunState",
    "Runs",
    "SelfReliance",
    "SelfRelianceLook",
    "ShortfallKind",
    "Stage",
    "StateTotal",
    "Statement",
    "StatementDecision",
    "StatementState",
    "Statements",
    "StatusReport",
    "SurplusEnd",
    "TaskKind",
    "TaskState",
    "Teller",
    "ToeslagKind",
    "ToeslagStanding",
    "ToeslagStandings",
    "ToeslagState",
    "Trace",
    "TracedAllocation",
    "TracedBooking",
    "TracedDecision",
    "TracedEmergency",
    "TracedEntry",
    "TracedFile",
    "TracedIncome",
    "TracedInstruction",
    "TracedOutcome",
    "TracedPayment",
    "TracedPlan",
    "TracedReturn",
    "TracedRun",
    "TracedSettlement",
    "TracedWait",
    "Traces",
    "What",
]


class Missing(Wire):
    """What somebody still has to find out before there can be a plan."""

    fact: str
    what: str


class Household(Wire):
    """A household by its case number; `plan_version` is the newest version of its plan."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    plan_version: int | None
    open_tasks: int
    registered_at: Instant
    missing: list[Missing] | None = None


class Households(Wire):
    """A page of households; without `next_cursor` it is the last."""

    items: list[Household]
    next_cursor: str | None = None


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


class PlanSummary(Wire):
    """What a plan comes down to: amounts in whole euro cents, lengths in days."""

    lowest_rest: SignedCents | None
    deepest_gap: SignedCents
    gap_days: int
    days_without_money: int | None
    coa_debt: SignedCents
    shortfalls: int
    sustainable_leefgeld: SignedCents | None


class Plan(Wire):
    """A version of a household's plan with all that it says."""

    household_id: UUID
    version: int
    id: UUID
    made_at: Instant
    policy: str
    policy_mark: str
    norms_mark: str
    summary: PlanSummary
    document: PlanDocument


class CaseloadImport(Wire):
    """What a caseload file came to; `repeated` says that this very file had been taken in before."""

    id: UUID
    repeated: bool
    encoding: str
    sha256: str
    rows: int
    registered: int
    changed: int
    unchanged: int
    facts: int
    plans: int
    imported_at: Instant
    imported_by: str


class NewRun(Wire):
    """A run to be put together."""

    month: Month
    kind: RunKind = RunKind.MONTHLY
    number: int = 1
    pays_from: date | None = None


class Approval(Wire):
    """What an approver looked at."""

    content_hash: str


class Run(Wire):
    """A payment run; `content_hash` stands once it is proposed, and is what an approver names."""

    id: UUID
    month: Month
    kind: RunKind
    number: int
    state: RunState
    pays_from: date
    pays_until: date
    proposed_by: str
    proposed_at: Instant
    approved_by: str | None
    approved_at: Instant | None
    filed_at: Instant | None
    content_hash: Annotated[str | None, Field(description="SHA-256 over every payment, in hexadecimal")]


class Runs(Wire):
    """A page of runs, those of the newest month first; without `next_cursor` it is the last."""

    items: list[Run]
    next_cursor: str | None


class DetailTotal(Wire):
    """How many payments of a run are held with this detail of the reason."""

    detail: str
    count: int


class StateTotal(Wire):
    """How many payments of a run are in a state, for one reason, and their sum; `details` are the most frequent ones
    that the registry gave with the reason."""

    state: PaymentState
    reason: HoldReason | None
    count: int
    sum: Money
    details: Sequence[DetailTotal] = ()


class OlderHeld(Wire):
    """What waits and was due before all that a run looks at."""

    count: int
    sum: Money


class HeldPayment(Wire):
    """A payment that a run held and none has paid since; `detail` is what the registry says more of its reason."""

    household_id: UUID
    municipality: str
    purpose: str
    occasion: str
    sum: Money
    due_on: date
    reason: HoldReason
    detail: str | None
    run_id: UUID
    held_since: date
    days_held: int


class HeldPayments(Wire):
    """A page of them, the longest overdue first."""

    items: list[HeldPayment]
    next_cursor: str | None


class ToeslagStanding(Wire):
    """Where a toeslag of a household stands `since` a day: what of it is awaited, missing or wrong, on which account,
    when the next step is and who takes it."""

    household_id: UUID
    reference: str
    municipality: str
    toeslag: Toeslag
    state: ToeslagState
    since: date
    sum: Money | None
    account: Account | None
    next_on: date | None
    acts: Actor | None


class ToeslagStandings(Wire):
    """A page of them."""

    items: list[ToeslagStanding]
    next_cursor: str | None


class RunReport(Run):
    """A run with its sums by state.

    `left_out` households cannot be planned, and get nothing; `new_since` payments came into plans after the proposal,
    and wait for the next run; `older_held` are payments of long ago that no run looks at any more.
    """

    left_out: int
    new_since: int
    older_held: OlderHeld
    totals: list[StateTotal]


class DifferencePart(Wire):
    """How many households differ in this way for a purpose, and the sums of the month before and of the run."""

    what: What
    purpose: str
    count: int
    before: Money
    now: Money


class Difference(Wire):
    """What is different from the month before."""

    margin: int
    parts: list[DifferencePart]


class NewEmergencyPayment(Wire):
    """Living money today for one household; of two on one day the second has number 2."""

    form: EmergencyForm
    amount: int
    currency: str = "EUR"
    reason: EmergencyReason
    day: date | None = None
    number: int = 1


class EmergencyPayment(Wire):
    """An emergency payment, and the run by which a second person approves it."""

    household_id: UUID
    day: date
    number: int
    form: EmergencyForm
    sum: Money
    reason: EmergencyReason
    asked_by: str
    asked_at: Instant
    run_id: UUID
    run_number: int
    state: RunState
    content_hash: str | None
    approved_by: str | None
    filed_at: Instant | None


class Statement(Wire):
    """A statement of the bank: what became of it, and why."""

    id: UUID
    account: str
    statement_id: str
    as_of: date
    opening: Money | None
    closing: Money | None
    booked: int
    proof: Proof
    difference: Money
    state: StatementState
    why: str


class Statements(Wire):
    """A page of statements, those of the latest day first; without `next_cursor` it is the last."""

    items: list[Statement]
    next_cursor: str | None


class ReceivedStatement(Statement):
    """A statement of a file that was handed in."""

    known_before: bool


class ReceivedStatementFile(Wire):
    """A file of the bank that was handed in, with its statements in their order."""

    id: UUID
    name: str
    format: BankFileFormat
    sha256: str
    known_before: bool
    statements: list[ReceivedStatement]


class StatusReport(Wire):
    """What came of a report of the bank on a file of ours."""

    id: UUID
    name: str
    format: BankFileFormat
    rejected: int
    advised: int
    odd: int
    known_before: bool


class RecallAnswerFile(Wire):
    """What came of a bank's answer to recalls."""

    id: UUID
    name: str
    format: BankFileFormat
    changed: int
    known_before: bool


class StatementDecision(Wire):
    """Why a statement is let in, or set aside."""

    reason: str


class BankFile(Wire):
    """A bank file of a run, with its check figures."""

    number: int
    name: str
    municipality: str
    message_id: str
    bytes: int
    items: int
    sum: Money
    sha1: str
    sha1_last_five: str
    sha256: str


class BankFiles(RootModel[list[BankFile]]):
    """All files of a run."""


class InstructionFile(Wire):
    """An instruction file of a run for the benefit system of a municipality, with its check figure."""

    number: int
    name: str
    municipality: str
    bytes: int
    items: int
    sum: Money
    sha256: str


class InstructionFiles(RootModel[list[InstructionFile]]):
    """All instruction files of a run."""
