"""Everything that anyone announces: small frozen facts in the past tense, ids and dates and nobody's personal data.

An event is thin: who wants to know more asks the service that owns the fact, and is then seen to have asked. They
are in one file because together they are a contract; `services/cloud_events.py` says how one travels.
"""

import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month, as `2026-03`."""

_TYPE = re.compile(r"nl\.ontzorg\.[a-z]+\.[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
_PLAIN = (UUID, date, datetime, int, bool, Month)
_registry: dict[str, type["Event"]] = {}


class Event(BaseModel):
    """Something that happened to one thing of one organisation.

    A subclass names its `type`, `nl.ontzorg.<service>.<noun>.<past-tense>`, and in `about` the field that identifies
    what it happened to. A field is an id, a date, an instant, a month, a number, a flag or a closed list of words: free
    text cannot be declared, so nobody's name can travel in it. A wrong declaration is a `TypeError` at import.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        field_title_generator=lambda name, _: name.replace("_", " ").capitalize(),
        frozen=True,
        validate_by_name=True,
    )

    type: ClassVar[str]
    about: ClassVar[str]

    organisation_id: UUID

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        _check_declaration(cls)
        _registry[cls.type] = cls

    @property
    def subject(self) -> str:
        """The id of the thing it happened to."""
        return str(getattr(self, self.about))

    def data(self) -> dict[str, Any]:
        """The fields as they go over the wire and into the outbox: camelCase, ids and dates as text."""
        return self.model_dump(mode="json", by_alias=True)


def event_types() -> Mapping[str, type[Event]]:
    """Every event that exists, by its type."""
    return types.MappingProxyType(_registry)


def json_schema(event_type: type[Event]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an event's `data`, for whoever receives it."""
    schema = event_type.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _check_declaration(declared: type[Event]) -> None:
    name = declared.__name__
    if not _TYPE.fullmatch(getattr(declared, "type", "")):
        raise TypeError(f"{name}.type is to read nl.ontzorg.<service>.<noun>.<past-tense>")
    if declared.type in _registry:
        raise TypeError(f"{name}.type {declared.type} is already that of {_registry[declared.type].__name__}")
    if getattr(declared, "about", None) not in declared.model_fields:
        raise TypeError(f"{name}.about is to name the field that says what it happened to")
    hints = get_type_hints(declared, include_extras=True)
    for field in declared.model_fields:
        if not _is_plain(hints[field]):
            raise TypeError(f"{name}.{field} is to be an id, a date, a month, a number or a closed list of words")


def _is_plain(kind: Any) -> bool:
    if get_origin(kind) in (Union, types.UnionType):
        return all(_is_plain(part) for part in get_args(kind) if part is not types.NoneType)
    return kind in _PLAIN or (isinstance(kind, type) and issubclass(kind, Enum))


class RunKind(StrEnum):
    """Which payment run: the month's own, one for who came later in it and for what was held, or living money today."""

    MONTHLY = "monthly"
    SUPPLEMENTARY = "supplementary"
    EMERGENCY = "emergency"


class HoldReason(StrEnum):
    """Why a payment waits for a person.

    No decision covers it; the money does not reach, even with the minstand; the approved limit would be passed; the
    plan, the payee or the route is another one than the approver saw; the same was paid already for that month, under a
    day or a name that the plan no longer has; or it was paid with another amount.

    The others are the registry's, in its own words (`services.mandates.schemas.Reason`): it knows no arrangement for
    this cost; somebody else pays it; the supplier has not said that it collects no more; the papers that the cost needs
    are not there; the client refused, and no duty carries it; the same bill is paid for another household or cost;
    nobody approved an account; the bank says that the account is another's; the client agreed to less; the supplier
    waits until a later day; a block stands on it.

    Two are the benefit system's answers to an instruction: it withholds nothing for this cost, or less. The last is the
    bank's: the money came back.
    """

    NO_DECISION = "no_decision"
    MONEY_SHORT = "money_short"
    LIMIT = "limit"
    PLAN_CHANGED = "plan_changed"
    PAID_ON_ANOTHER_DAY = "paid_on_another_day"
    PAID_ANOTHER_AMOUNT = "paid_another_amount"
    UNKNOWN_TO_REGISTRY = "unknown_to_registry"
    NOT_OURS_TO_PAY = "not_ours_to_pay"
    NOT_TAKEN_OVER = "not_taken_over"
    PAPERS_MISSING = "papers_missing"
    NOT_AUTHORISED = "not_authorised"
    BILL_PAID_TWICE = "bill_paid_twice"
    ACCOUNT_NOT_APPROVED = "account_not_approved"
    ACCOUNT_MISMATCH = "account_mismatch"
    AMOUNT_BEYOND_CONSENT = "amount_beyond_consent"
    DEFERRED = "deferred"
    BLOCKED = "blocked"
    BENEFIT_SYSTEM_REFUSED = "benefit_system_refused"
    BENEFIT_SYSTEM_WITHHELD_LESS = "benefit_system_withheld_less"
    CAME_BACK = "came_back"


class PlanFault(StrEnum):
    """Why a household cannot be planned: its case cannot be read, a norm is missing for one of its months, or the
    planner breaks on it."""

    CASE_UNREADABLE = "case_unreadable"
    NORM_MISSING = "norm_missing"
    NOT_COMPUTABLE = "not_computable"


class HouseholdRegistered(Event):
    """A household was taken on: from here on it has facts, a plan and tasks."""

    type = "nl.ontzorg.schedule.household.registered"
    about = "household_id"
    household_id: UUID


class FactRecorded(Event):
    """A fact about a household became known, or a newer one corrected it."""

    type = "nl.ontzorg.schedule.fact.recorded"
    about = "fact_id"
    household_id: UUID
    fact_id: UUID
    in_force_from: date
    corrects_fact_id: UUID | None = None


class PlanMade(Event):
    """A new version of a household's plan stands; versions count from 1."""

    type = "nl.ontzorg.schedule.plan.made"
    about = "plan_id"
    household_id: UUID
    plan_id: UUID
    version: int


class TaskOpened(Event):
    """Somebody has to do something before a date."""

    type = "nl.ontzorg.schedule.task.opened"
    about = "task_id"
    household_id: UUID
    task_id: UUID
    due_on: date


class TaskClosed(Event):
    """What had to be done was done, or is no longer needed."""

    type = "nl.ontzorg.schedule.task.closed"
    about = "task_id"
    household_id: UUID
    task_id: UUID


class NextStep(StrEnum):
    """What brings a run further, and is somebody's task until it is done."""

    PROPOSE = "propose"
    APPROVE = "approve"
    FILE = "file"


class RunTaskState(StrEnum):
    """What became of a task of a run: it was opened, its day passed, or it is over."""

    OPEN = "open"
    ESCALATED = "escalated"
    CLOSED = "closed"


class RunTaskChanged(Event):
    """A run of a month is to be proposed, approved or filed before a day, its day has passed, or that is over.

    The run that is to be proposed is not there yet, so it is told by its month, kind and number.
    """

    type = "nl.ontzorg.schedule.run-task.changed"
    about = "month"
    month: Month
    kind: RunKind
    number: int
    step: NextStep
    state: RunTaskState
    due_on: date


class RunProposed(Event):
    """The payments of a month were put together, for another person to look at; runs of a kind count from 1 a month."""

    type = "nl.ontzorg.schedule.run.proposed"
    about = "run_id"
    run_id: UUID
    month: Month
    kind: RunKind
    number: int


class RunApproved(Event):
    """Somebody other than its proposer approved a run."""

    type = "nl.ontzorg.schedule.run.approved"
    about = "run_id"
    run_id: UUID


class RunFrozen(Event):
    """The lines of a run stand for good."""

    type = "nl.ontzorg.schedule.run.frozen"
    about = "run_id"
    run_id: UUID


class RunFiled(Event):
    """The bank files of a run were written; every later download gives the same bytes."""

    type = "nl.ontzorg.schedule.run.filed"
    about = "run_id"
    run_id: UUID
    files: int


class PaymentHeld(Event):
    """A payment of a household waits for a person, and why; due on that day."""

    type = "nl.ontzorg.schedule.payment.held"
    about = "household_id"
    household_id: UUID
    run_id: UUID
    due_on: date
    reason: HoldReason


class PaymentSettledOtherwise(Event):
    """A payment that waited, for this reason, was settled by others than us; no run looks at it any more."""

    type = "nl.ontzorg.schedule.payment.settled-otherwise"
    about = "household_id"
    household_id: UUID
    due_on: date
    reason: HoldReason


class HouseholdLeftOut(Event):
    """A run pays nothing of a household, for it cannot be planned; somebody has to look at it before it hurts."""

    type = "nl.ontzorg.schedule.household.left-out"
    about = "household_id"
    household_id: UUID
    run_id: UUID
    fault: PlanFault


class BridgingState(StrEnum):
    """Where a decision on bridging stands.

    It waits for a second person; it is in force; a newer minstand took its place; it was withdrawn before anything of
    it was paid; or the second person refused it.
    """

    PROPOSED = "proposed"
    DECIDED = "decided"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class BridgingDecisionChanged(Event):
    """A decision on bridging of a household, by its number there, came into another state."""

    type = "nl.ontzorg.schedule.bridging-decision.changed"
    about = "household_id"
    household_id: UUID
    number: int
    state: BridgingState


class BridgingCleared(Event):
    """Toeslagen that arrived on a day cleared what bridged a household, in part or whole."""

    type = "nl.ontzorg.schedule.bridging.cleared"
    about = "household_id"
    household_id: UUID
    arrived_on: date


class StatementState(StrEnum):
    """What became of a statement of the bank.

    Taken in; waiting for one before it that is missing; stopped because its balances do not close, or because it says
    the same as another; replaced by the bank's own correction of it; or set aside by a person.
    """

    TAKEN = "taken"
    WAITS = "waits"
    STOPPED = "stopped"
    REPLACED = "replaced"
    SET_ASIDE = "set_aside"


class StatementReceived(Event):
    """A statement of the bank came into a state; it tells of so many booked entries up to that day."""

    type = "nl.ontzorg.schedule.statement.received"
    about = "statement_id"
    statement_id: UUID
    state: StatementState
    as_of: date
    booked: int


class Oddity(StrEnum):
    """What is odd about a booking of the bank that no rule explains.

    It tells two amounts or directions; it names a payment of ours that is not there, stands in no file, is of another
    amount or goes from another account; the same was executed before, or rejected, or the other way round; money came
    back that had not gone, or twice; a batch is not the one that we sent. A supplier collects by a mandate that we do
    not know, what nobody expects, or a second time, or what we pay too; more than one household or payment fits; it is
    a household's that has not so much. Money went out, or came in, that we know nothing of; or somebody found that it
    was matched wrongly.
    """

    DOUBTED = "doubted"
    NO_SUCH_PAYMENT = "no_such_payment"
    NOT_IN_A_FILE = "not_in_a_file"
    AMOUNT_DIFFERS = "amount_differs"
    ANOTHER_ACCOUNT = "another_account"
    EXECUTED_TWICE = "executed_twice"
    EXECUTED_AFTER_REJECTION = "executed_after_rejection"
    REJECTED_AFTER_EXECUTION = "rejected_after_execution"
    BACK_BEFORE_IT_WENT = "back_before_it_went"
    BACK_TWICE = "back_twice"
    BATCH_DIFFERS = "batch_differs"
    DEBIT_WITHOUT_MANDATE = "debit_without_mandate"
    NOT_EXPECTED = "not_expected"
    COLLECTED_TWICE = "collected_twice"
    PAID_TWICE = "paid_twice"
    SEVERAL_FIT = "several_fit"
    MONEY_SHORT = "money_short"
    UNKNOWN_DEBIT = "unknown_debit"
    UNKNOWN_CREDIT = "unknown_credit"
    MATCHED_WRONGLY = "matched_wrongly"


class ComeBackCure(StrEnum):
    """What is to be done about money that did not arrive.

    Nothing is paid to this account again until the registry names another; the next run tries once more, for the payee
    is right and something else was wrong; or a person decides.
    """

    ANOTHER_ACCOUNT = "another_account"
    ONCE_MORE = "once_more"
    ASK = "ask"


class PaymentsExecuted(Event):
    """The bank's statement shows that so many payments of a run were executed."""

    type = "nl.ontzorg.schedule.payments.executed"
    about = "run_id"
    run_id: UUID
    payments: int


class PaymentReturned(Event):
    """A payment came back, as the statement of the bank shows; of what is to live on it leaves somebody without."""

    type = "nl.ontzorg.schedule.payment.returned"
    about = "household_id"
    household_id: UUID
    run_id: UUID
    due_on: date
    to_live_on: bool
    cure: ComeBackCure


class PaymentOutcomeTakenBack(Event):
    """A booking was wrongly taken to say that a payment was executed, or that it came back; it was not, or did not."""

    type = "nl.ontzorg.schedule.payment-outcome.taken-back"
    about = "household_id"
    household_id: UUID
    run_id: UUID
    due_on: date
    to_live_on: bool
    had_come_back: bool


class BankExceptionRaised(Event):
    """A booking of the bank is explained by no rule; somebody is to look at it by that day."""

    type = "nl.ontzorg.schedule.bank-exception.raised"
    about = "statement_id"
    statement_id: UUID
    entry: int
    part: int
    oddity: Oddity
    due_on: date


class BankExceptionClosed(Event):
    """Somebody has said what an odd booking is after all."""

    type = "nl.ontzorg.schedule.bank-exception.closed"
    about = "statement_id"
    statement_id: UUID
    entry: int
    part: int
    oddity: Oddity


class RecallState(StrEnum):
    """Where the recall of a payment stands: it waits for a second person; it is with the bank; that person refused it;
    who asked withdrew it; the bank promised the money; the bank declined; or the money is back, or never left."""

    ASKED = "asked"
    SENT = "sent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PROMISED = "promised"
    DECLINED = "declined"
    MET = "met"


class PaymentRecallChanged(Event):
    """The recall of a payment of a household came into a state."""

    type = "nl.ontzorg.schedule.payment-recall.changed"
    about = "recall_id"
    recall_id: UUID
    household_id: UUID
    state: RecallState


class AllocationState(StrEnum):
    """What a payee says of a payment of ours that was executed: he is asked; he booked it to the client's account; he
    booked it otherwise; he did not book it. It ended when the money came back, or is asked back of the bank."""

    ASKED = "asked"
    BOOKED = "booked"
    BOOKED_OTHERWISE = "booked_otherwise"
    NOT_BOOKED = "not_booked"
    ENDED = "ended"


class PaymentAllocationChanged(Event):
    """A payee, or who asked him, said of a day whether a payment of that run for a household stands in his books."""

    type = "nl.ontzorg.schedule.payment-allocation.changed"
    about = "household_id"
    household_id: UUID
    run_id: UUID
    state: AllocationState
    told_on: date


class ChannelState(StrEnum):
    """How the bank's own channel stands: it works; it fails, so that somebody has to see to it; or it works, and
    nothing came by the hour that was set."""

    WORKS = "works"
    FAILS = "fails"
    SILENT = "silent"


class BookingDecisionState(StrEnum):
    """Where something stands that takes two people: asked by one, approved, refused or withdrawn; or overtaken, for the
    exception that it is about ended otherwise before anybody decided."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


class BookingDecisionChanged(Event):
    """Something was asked about a booking that takes two people, or came to its end."""

    type = "nl.ontzorg.schedule.booking-decision.changed"
    about = "decision_id"
    decision_id: UUID
    statement_id: UUID
    entry: int
    part: int
    state: BookingDecisionState


class BankChannelChanged(Event):
    """A channel of the organisation's bank stands otherwise than before, since that day."""

    type = "nl.ontzorg.schedule.bank-channel.changed"
    about = "organisation_id"
    state: ChannelState
    since: date


class JournalExported(Event):
    """The postings up to and including a day were exported for the general ledger, in the journal with this number."""

    type = "nl.ontzorg.schedule.journal.exported"
    about = "number"
    number: int
    through: date


class ToeslagState(StrEnum):
    """Where a toeslag of a household stands.

    Nobody applied for it; it was applied for; the decision is later than the law allows; it was refused; its first
    money is awaited, or came and the next is; a payment did not come; it came to another account than was meant; it is
    another amount than was decided; what came to the wrong account is being paid back; it is paid no more.
    """

    NOT_APPLIED = "not_applied"
    APPLIED = "applied"
    DECISION_OVERDUE = "decision_overdue"
    REFUSED = "refused"
    EXPECTED = "expected"
    ARRIVED = "arrived"
    MISSING = "missing"
    WRONG_ACCOUNT = "wrong_account"
    DIFFERS = "differs"
    RECLAIMING = "reclaiming"
    STOPPED = "stopped"


class AccountRequestState(StrEnum):
    """What became of asking that a toeslag is paid to another account.

    Asked; confirmed by Dienst Toeslagen or by money on that account; failed, for money came to the old account when it
    was to be in force; or replaced by another request.
    """

    ASKED = "asked"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    REPLACED = "replaced"


class AccountRequestChanged(Event):
    """A request that a toeslag of a household is paid to another account came into a state; it counts from that day."""

    type = "nl.ontzorg.schedule.toeslag-account-request.changed"
    about = "household_id"
    household_id: UUID
    state: AccountRequestState
    in_force_on: date
    to_client: bool


class ClaimState(StrEnum):
    """What became of toeslag that came to the client although the budget account was meant: nobody agreed anything yet;
    it was agreed what comes back; that has come; or nothing has to come back."""

    OPEN = "open"
    AGREED = "agreed"
    REPAID = "repaid"
    WAIVED = "waived"


class ToeslagClaimChanged(Event):
    """What came wrongly to the client on that day came into a state."""

    type = "nl.ontzorg.schedule.toeslag-claim.changed"
    about = "household_id"
    household_id: UUID
    arrived_on: date
    state: ClaimState


class ToeslagChanged(Event):
    """A toeslag of a household stands otherwise than before; its next step is on that day, if there is one."""

    type = "nl.ontzorg.schedule.toeslag.changed"
    about = "household_id"
    household_id: UUID
    state: ToeslagState
    next_on: date | None


class ToeslagCameIn(Event):
    """Money of a toeslag came, on the client's own account or on the budget account, for these months."""

    type = "nl.ontzorg.schedule.toeslag.arrived"
    about = "household_id"
    household_id: UUID
    arrived_on: date
    first_month: Month
    last_month: Month
    on_client_account: bool


class InstructionsWritten(Event):
    """The benefit system of a municipality can be told what to withhold: so many lines of a run stand in a file."""

    type = "nl.ontzorg.schedule.instructions.written"
    about = "run_id"
    run_id: UUID
    number: int
    lines: int


class InstructionsAnswered(Event):
    """The benefit system said of so many lines of a file what it withheld, and of so many that it did not."""

    type = "nl.ontzorg.schedule.instructions.answered"
    about = "run_id"
    run_id: UUID
    number: int
    withheld: int
    withheld_partly: int
    refused: int


class InstructionsUnanswered(Event):
    """The benefit system has not said of so many lines whether it withholds them, and they are due on that day."""

    type = "nl.ontzorg.schedule.instructions.unanswered"
    about = "run_id"
    run_id: UUID
    number: int
    lines: int
    due_on: date
