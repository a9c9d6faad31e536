"""What becomes of payments: held, settled otherwise, executed, come back, and what of that was not so."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event


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
