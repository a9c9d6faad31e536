"""What the schedule service says to those that ask it, as they read it: its front door, with `client`.

Each noun has a file here; what a room tells in the same words to everybody is that room's. The endpoints' own models
know rows and rules; these know neither, and say only what somebody outside reads. The test of the client holds each to
the document of the API.
"""

from services.events import (
    AllocationState,
    ComeBackCure,
    HoldReason,
    Oddity,
    PlanFault,
    RunKind,
    StatementState,
    ToeslagState,
)
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason, Teller
from services.schedule.allocations.schemas import (
    PaymentAllocation,
    PaymentAllocations,
    PaymentAllocationsAsked,
    PaymentAllocationSearch,
)
from services.schedule.arrears.arrears import ArrearsStage, ToldBy
from services.schedule.arrears.schemas import Arrears, ArrearsProof
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
from services.schedule.bridging.legal_basis import LegalBasis
from services.schedule.bridging.read_schemas import BridgingFigures, BridgingPosition, Bridgings
from services.schedule.emergencies.emergency import EmergencyForm, EmergencyReason
from services.schedule.households.coa_overlap_schemas import CoaOverlap
from services.schedule.households.contents.benefit import Article
from services.schedule.households.contents.self_reliance import SelfReliance
from services.schedule.households.end_of_relief import Proposal
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
from services.schedule.households.tasks import TaskKind, TaskOutcome, TaskState
from services.schedule.instructions.instruction import InstructionState
from services.schedule.ledger.entry import AccountKind, Stage
from services.schedule.matching.read_schemas import (
    BankException,
    BankExceptions,
    BankExceptionsAsked,
    BankExceptionSearch,
)
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.verdict import ExceptionEnd, Meaning, Rule
from services.schedule.outlooks.outlook import LeefgeldState
from services.schedule.payments.run import PaymentRoute, PaymentState, RunState, What
from services.schedule.payments.supplier_payment import SupplierPaymentState
from services.schedule.planning.case import Account
from services.schedule.planning.plan import ShortfallKind
from services.schedule.planning.policy import ToeslagKind
from services.schedule.schemas.bridging_decisions import BridgingDecisionLine
from services.schedule.schemas.caseload_imports import CaseloadImport
from services.schedule.schemas.cost_calendars import (
    CostCalendar,
    CostCalendars,
    CostCalendarSearch,
    CostMonth,
    GroundPeriod,
    HandingBackStep,
)
from services.schedule.schemas.emergency_payments import EmergencyPayment, NewEmergencyPayment
from services.schedule.schemas.files import BankFile, BankFiles, InstructionFile, InstructionFiles
from services.schedule.schemas.held_payments import HeldPayment, HeldPayments
from services.schedule.schemas.households import Fact, FactSearch, Household, Households, HouseholdSearch, Missing
from services.schedule.schemas.outlooks import (
    Outlook,
    OutlookArrival,
    OutlookBalance,
    OutlookCost,
    OutlookLeefgeld,
    OutlookRefuted,
    OutlookReturn,
    Outlooks,
    OutlookSearch,
)
from services.schedule.schemas.payments import HouseholdPayment
from services.schedule.schemas.plans import Plan, PlanSummary
from services.schedule.schemas.runs import (
    Approval,
    DetailTotal,
    Difference,
    DifferencePart,
    NewRun,
    OlderHeld,
    Run,
    RunReport,
    Runs,
    StateTotal,
)
from services.schedule.schemas.statements import (
    RecallAnswerFile,
    ReceivedStatement,
    ReceivedStatementFile,
    Statement,
    StatementDecision,
    Statements,
    StatusReport,
)
from services.schedule.schemas.supplier_payments import SupplierPayment, SupplierPayments, SupplierPaymentSearch
from services.schedule.schemas.tasks import Task, Tasks, TasksAsked, TaskSearch
from services.schedule.schemas.toeslagen import ToeslagStanding, ToeslagStandings
from services.schedule.statements.statement import Direction
from services.schedule.surplus.schemas import HouseholdSurplus, HouseholdSurpluses
from services.schedule.surplus.surplus import SurplusEnd
from services.schedule.toeslagen.actor import Actor
from services.schedule.wanted.income import Happening

__all__ = [
    "Account",
    "AccountKind",
    "Actor",
    "AllocationState",
    "AllocationWord",
    "Approval",
    "Arrears",
    "ArrearsProof",
    "ArrearsStage",
    "Article",
    "BankDay",
    "BankDays",
    "BankException",
    "BankExceptionSearch",
    "BankExceptions",
    "BankExceptionsAsked",
    "BankFile",
    "BankFiles",
    "BankSums",
    "BridgingDecisionLine",
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
    "DetailTotal",
    "Difference",
    "DifferencePart",
    "DifferingHouseholds",
    "Direction",
    "EmergencyForm",
    "EmergencyPayment",
    "EmergencyReason",
    "ExceptionEnd",
    "Fact",
    "FactSearch",
    "GroundPeriod",
    "HandingBackStep",
    "Happening",
    "HeldPayment",
    "HeldPayments",
    "HoldReason",
    "Household",
    "HouseholdPayment",
    "HouseholdReconciliation",
    "HouseholdSearch",
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
    "LeefgeldState",
    "LegalBasis",
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
    "Outlook",
    "OutlookArrival",
    "OutlookBalance",
    "OutlookCost",
    "OutlookLeefgeld",
    "OutlookRefuted",
    "OutlookReturn",
    "OutlookSearch",
    "Outlooks",
    "PaymentAllocation",
    "PaymentAllocationSearch",
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
    "SupplierPayment",
    "SupplierPaymentSearch",
    "SupplierPaymentState",
    "SupplierPayments",
    "SurplusEnd",
    "Task",
    "TaskKind",
    "TaskOutcome",
    "TaskSearch",
    "TaskState",
    "Tasks",
    "TasksAsked",
    "Teller",
    "ToeslagKind",
    "ToeslagStanding",
    "ToeslagStandings",
    "ToeslagState",
    "ToldBy",
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
