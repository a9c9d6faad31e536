"""Everything that anyone announces, a file for each noun.

An event is thin: who wants to know more asks the service that owns the fact, and is then seen to have asked. Together
they are a contract, so all of them are had from here; `services/cloud_events.py` says how one travels.
"""

from services.events.allocations import AllocationState, PaymentAllocationChanged
from services.events.arrears import ArrearsAnswered, ArrearsEvent, ArrearsState
from services.events.bank_exceptions import (
    BankExceptionClosed,
    BankExceptionRaised,
    BookingDecisionChanged,
    BookingDecisionState,
    Oddity,
)
from services.events.bridging import BridgingCleared, BridgingDecisionChanged, BridgingState
from services.events.costs import PaidCost
from services.events.event import Event, Month, event_types, json_schema
from services.events.households import (
    FactRecorded,
    HouseholdLeftOut,
    HouseholdRegistered,
    PlanFault,
    PlanMade,
    TaskClosed,
    TaskOpened,
)
from services.events.instructions import InstructionsAnswered, InstructionsUnanswered, InstructionsWritten
from services.events.journals import JournalExported
from services.events.payments import (
    ComeBackCure,
    HoldReason,
    PaymentHeld,
    PaymentOutcomeTakenBack,
    PaymentReturned,
    PaymentSettledOtherwise,
    PaymentsExecuted,
)
from services.events.proceedings import ProceedingChanged, ProceedingEvent, ProceedingKind, ProceedingState
from services.events.recalls import PaymentRecallChanged, RecallState
from services.events.runs import (
    NextStep,
    RunApproved,
    RunFiled,
    RunFrozen,
    RunKind,
    RunProposed,
    RunTaskChanged,
    RunTaskState,
)
from services.events.statements import BankChannelChanged, ChannelState, StatementReceived, StatementState
from services.events.toeslagen import (
    AccountRequestChanged,
    AccountRequestState,
    ClaimState,
    ToeslagCameIn,
    ToeslagChanged,
    ToeslagClaimChanged,
    ToeslagState,
)
from services.events.words import ScheduleActedOnWord, WordObstacle

__all__ = [
    "AccountRequestChanged",
    "AccountRequestState",
    "AllocationState",
    "ArrearsAnswered",
    "ArrearsEvent",
    "ArrearsState",
    "BankChannelChanged",
    "BankExceptionClosed",
    "BankExceptionRaised",
    "BookingDecisionChanged",
    "BookingDecisionState",
    "BridgingCleared",
    "BridgingDecisionChanged",
    "BridgingState",
    "ChannelState",
    "ClaimState",
    "ComeBackCure",
    "Event",
    "FactRecorded",
    "HoldReason",
    "HouseholdLeftOut",
    "HouseholdRegistered",
    "InstructionsAnswered",
    "InstructionsUnanswered",
    "InstructionsWritten",
    "JournalExported",
    "Month",
    "NextStep",
    "Oddity",
    "PaidCost",
    "PaymentAllocationChanged",
    "PaymentHeld",
    "PaymentOutcomeTakenBack",
    "PaymentRecallChanged",
    "PaymentReturned",
    "PaymentSettledOtherwise",
    "PaymentsExecuted",
    "PlanFault",
    "PlanMade",
    "ProceedingChanged",
    "ProceedingEvent",
    "ProceedingKind",
    "ProceedingState",
    "RecallState",
    "RunApproved",
    "RunFiled",
    "RunFrozen",
    "RunKind",
    "RunProposed",
    "RunTaskChanged",
    "RunTaskState",
    "ScheduleActedOnWord",
    "StatementReceived",
    "StatementState",
    "TaskClosed",
    "TaskOpened",
    "ToeslagCameIn",
    "ToeslagChanged",
    "ToeslagClaimChanged",
    "ToeslagState",
    "WordObstacle",
    "event_types",
    "json_schema",
]
