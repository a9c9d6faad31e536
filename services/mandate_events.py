"""What the mandates service announces: the same contract as `services.events`, in a file of its own.

Each machine has one event type: `happened` is the step, `state` where it led. A receiver that cares for one step looks
at that word, and one that keeps a projection needs no other type to follow a thing through its life.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events import Event, Month, PaidCost, WordObstacle


class Payer(StrEnum):
    """Who pays a cost-month: we by credit transfer; the suite that pays the benefit, which withholds it; the supplier,
    who draws it from the municipality's account; the client; or the client while we look on (the ramp-down).
    """

    WE_PUSH = "we_push"
    BENEFIT_SYSTEM_WITHHOLDS = "benefit_system_withholds"
    SUPPLIER_PULLS = "supplier_pulls"
    CLIENT_PAYS = "client_pays"
    CLIENT_PAYS_WATCHED = "client_pays_watched"


class Origin(StrEnum):
    """From whom a change came, whoever entered it."""

    CLIENT = "client"
    ORGANISATION = "organisation"
    SUPPLIER = "supplier"
    BANK = "bank"
    SYSTEM = "system"


class AccountState(StrEnum):
    """Where a payee account is; only an approved one is paid to."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    CLOSED = "closed"


class AccountEvent(StrEnum):
    """What can happen to a payee account."""

    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    CLOSE = "close"


class AuthorisationState(StrEnum):
    """Where a client's authorisation is; `given` may be limited to some of the costs."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    REVOKED = "revoked"
    REPLACED = "replaced"


class AuthorisationEvent(StrEnum):
    """What can happen to an authorisation."""

    ASK = "ask"
    GIVE = "give"
    REFUSE = "refuse"
    REVOKE = "revoke"
    REPLACE = "replace"
    DECIDE_DUTY = "decide_duty"


class DirectDebitState(StrEnum):
    """Where a direct debit mandate is; rejected, revoked, expired, replaced and consumed are ends."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    ACTIVE = "active"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REPLACED = "replaced"
    CONSUMED = "consumed"
    BLOCKED = "blocked"


class DirectDebitEvent(StrEnum):
    """What can happen to a direct debit mandate."""

    CREATE = "create"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    EXPIRE = "expire"
    REPLACE = "replace"
    CONSUME = "consume"
    BLOCK = "block"
    UNBLOCK = "unblock"


class HandshakeDirection(StrEnum):
    """Taking over a cost from whoever paid it, or handing it back."""

    TAKING_OVER = "taking_over"
    HANDING_BACK = "handing_back"


class HandshakeState(StrEnum):
    """Where a handshake is: `decided` went on without the supplier's word, by a person's."""

    PREPARED = "prepared"
    ASKED = "asked"
    OVERDUE = "overdue"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class HandshakeEvent(StrEnum):
    """What can happen to a handshake."""

    PREPARE = "prepare"
    ASK = "ask"
    REMIND = "remind"
    LAPSE = "lapse"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    DECIDE = "decide"
    WITHDRAW = "withdraw"


class PaperState(StrEnum):
    """Where a paper is; one that a person waived has a reason, one that the policy no longer asks is not needed."""

    MISSING = "missing"
    DELIVERED = "delivered"
    WAIVED = "waived"
    NOT_NEEDED = "not_needed"


class PaperEvent(StrEnum):
    """What can happen to a paper."""

    REQUIRE = "require"
    DELIVER = "deliver"
    TAKE_BACK = "take_back"
    WAIVE = "waive"
    DROP = "drop"


class AlarmKind(StrEnum):
    """What will go wrong if nobody acts."""

    TWO_PAYERS = "two_payers"
    NO_PAYER = "no_payer"
    SUPPLIER_SILENT = "supplier_silent"
    SUPPLIER_NOT_ASKED = "supplier_not_asked"
    MANDATE_DORMANT = "mandate_dormant"
    AMOUNT_BEYOND_CONSENT = "amount_beyond_consent"
    ACCOUNT_NOT_VERIFIED = "account_not_verified"
    ADVANCE_TOO_LOW = "advance_too_low"
    AUTHORISATION_REFUSED = "authorisation_refused"
    PAPERS_MISSING = "papers_missing"
    WATCHED_NOT_ANSWERED = "watched_not_answered"
    WATCHED_NOT_PAID = "watched_not_paid"


class WatchedMonthState(StrEnum):
    """Where a month that the client pays under watch is: `withdrawn` when he does so no more."""

    TO_ASK = "to_ask"
    PAID = "paid"
    PAID_LATE = "paid_late"
    NOT_PAID = "not_paid"
    WITHDRAWN = "withdrawn"


class WatchedMonthEvent(StrEnum):
    """What can happen to a watched month."""

    WATCH = "watch"
    PAY = "pay"
    PAY_LATE = "pay_late"
    NOT_PAY = "not_pay"
    WITHDRAW = "withdraw"


class AlarmState(StrEnum):
    """Open, shown to a supervisor as well, or over."""

    OPEN = "open"
    ESCALATED = "escalated"
    CLOSED = "closed"


class AlarmEvent(StrEnum):
    """What can happen to an alarm; to own or to answer it does not make it go away."""

    RAISE = "raise"
    OWN = "own"
    ANSWER = "answer"
    ESCALATE = "escalate"
    CLOSE = "close"


class SupplierChanged(Event):
    """A supplier was registered (version 1), or what we know of it is otherwise than before."""

    type = "nl.ontzorg.mandates.supplier.changed"
    about = "supplier_id"
    supplier_id: UUID
    version: int


class AccountChanged(Event):
    """A payee account was proposed, approved by another person, rejected or closed."""

    type = "nl.ontzorg.mandates.account.changed"
    about = "account_id"
    account_id: UUID
    supplier_id: UUID | None = None
    household_id: UUID | None = None
    happened: AccountEvent
    state: AccountState


class AuthorisationChanged(Event):
    """A client gave, limited, refused or took back an authorisation, or the duty behind it was decided."""

    type = "nl.ontzorg.mandates.authorisation.changed"
    about = "authorisation_id"
    household_id: UUID
    authorisation_id: UUID
    happened: AuthorisationEvent
    state: AuthorisationState
    origin: Origin
    ends_on: date | None = None


class DutyChanged(Event):
    """Whether somebody has to decide what becomes of the duty of art. 56a for a cost that the client refused.

    From the day `undecided_from` nothing but that duty carries the cost; it is None once somebody decided, or the
    client authorises it after all. Of two words about a cost the one with the greater version of the household holds.
    """

    type = "nl.ontzorg.mandates.duty.changed"
    about = "household_id"
    household_id: UUID
    cost: PaidCost
    version: int
    undecided_from: date | None = None


class DirectDebitChanged(Event):
    """A direct debit mandate took a step in its life."""

    type = "nl.ontzorg.mandates.direct-debit.changed"
    about = "direct_debit_id"
    household_id: UUID
    direct_debit_id: UUID
    happened: DirectDebitEvent
    state: DirectDebitState
    origin: Origin


class DeferralChanged(Event):
    """A supplier waits for the bill of a month until a day, or (without a day) waits for it no longer."""

    type = "nl.ontzorg.mandates.deferral.changed"
    about = "arrangement_id"
    household_id: UUID
    arrangement_id: UUID
    cost: PaidCost
    month: Month
    until: date | None = None


class HandshakeChanged(Event):
    """A taking over or a handing back was prepared, asked, reminded of, answered, or went on without an answer."""

    type = "nl.ontzorg.mandates.handshake.changed"
    about = "handshake_id"
    household_id: UUID
    handshake_id: UUID
    supplier_id: UUID
    direction: HandshakeDirection
    happened: HandshakeEvent
    state: HandshakeState
    from_month: Month
    deadline: date


class PayerOfRecordChanged(Event):
    """From a month on somebody else pays a cost of a household.

    `is_handed_over` says that a handshake or a person's decision changes it from this month on; it is neither how it
    began, nor that it goes on under another arrangement.
    """

    type = "nl.ontzorg.mandates.payer-of-record.changed"
    about = "arrangement_id"
    household_id: UUID
    arrangement_id: UUID
    cost: PaidCost
    payer: Payer
    from_month: Month
    is_handed_over: bool
    handshake_id: UUID | None = None


class HandingBackKept(Event):
    """We go on paying a cost up to and including a month, for the client has no clean month yet of the one that he was
    given back before it.
    """

    type = "nl.ontzorg.mandates.handing-back.kept"
    about = "household_id"
    household_id: UUID
    cost: PaidCost
    until: Month


class RampDownGoesOn(Event):
    """A person hands a cost back without a clean month of the one before it."""

    type = "nl.ontzorg.mandates.ramp-down.decided"
    about = "household_id"
    household_id: UUID
    cost: PaidCost


class PaperChanged(Event):
    """A paper was asked for, delivered, taken back or waived."""

    type = "nl.ontzorg.mandates.paper.changed"
    about = "paper_id"
    household_id: UUID
    paper_id: UUID
    happened: PaperEvent
    state: PaperState


class WatchedMonthChanged(Event):
    """A month that the client pays under watch fell due, or somebody said whether it arrived."""

    type = "nl.ontzorg.mandates.watched-month.changed"
    about = "watched_month_id"
    household_id: UUID
    watched_month_id: UUID
    cost: PaidCost
    month: Month
    happened: WatchedMonthEvent
    state: WatchedMonthState
    answer_by: date


class AlarmChanged(Event):
    """An alarm was raised, owned, answered, shown to a supervisor, or closed by what was done."""

    type = "nl.ontzorg.mandates.alarm.changed"
    about = "alarm_id"
    household_id: UUID
    alarm_id: UUID
    kind: AlarmKind
    happened: AlarmEvent
    state: AlarmState
    act_by: date
    harms_on: date


class RegistryActedOnWord(Event):
    """A supplier's word was acted upon by the registry; or it could not be, for the obstacle that is named."""

    type = "nl.ontzorg.mandates.word.answered"
    about = "word_id"
    word_id: UUID
    obstacle: WordObstacle | None = None


class RegistryChanged(Event):
    """What a payment of a household depends on is otherwise; whoever keeps a release compares the version."""

    type = "nl.ontzorg.mandates.registry.changed"
    about = "household_id"
    household_id: UUID
    version: int
