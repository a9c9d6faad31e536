"""What the notify service announces: the same contract as `services.events`, in a file of its own."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events import Event


class SubscriptionState(StrEnum):
    """Where a supplier's subscription is: it is told, it is not told for now, or it is gone for good."""

    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


class SubscriptionEvent(StrEnum):
    """What can happen to a subscription; *replay* is that something is sent again, *ping* that a message tries its
    endpoint, *warn* that its endpoint only fails and somebody is told so.
    """

    SUBSCRIBE = "subscribe"
    CHANGE = "change"
    ROTATE = "rotate"
    REPLAY = "replay"
    PING = "ping"
    WARN = "warn"
    DISABLE = "disable"
    ENABLE = "enable"
    REMOVE = "remove"


class DisablingCause(StrEnum):
    """Why the sender takes a step: the endpoint says that it is gone, or it has only failed for days."""

    GONE = "gone"
    ONLY_FAILS = "only_fails"


class SourceState(StrEnum):
    """Where the source of a supplier's words is: we listen to it, or it is gone for good."""

    ACTIVE = "active"
    REMOVED = "removed"


class SourceEvent(StrEnum):
    """What can happen to a source."""

    REGISTER = "register"
    ROTATE = "rotate"
    REMOVE = "remove"


class WordType(StrEnum):
    """What a supplier can tell us by webhook."""

    AUTHORISATION_ACCEPTED = "authorisation.accepted"
    AUTHORISATION_REJECTED = "authorisation.rejected"
    COLLECTION_SUSPENDED = "collection.suspended"
    COLLECTION_RESUMED = "collection.resumed"
    CUSTOMER_NUMBER_ASSIGNED = "customer_number.assigned"
    PAYMENT_BOOKED = "payment.booked"
    PAYMENT_NOT_BOOKED = "payment.not_booked"
    BILL_BOOKED = "bill.booked"
    BILL_NOT_BOOKED = "bill.not_booked"
    AMOUNT_CHANGED = "amount.changed"
    SETTLEMENT_MADE = "settlement.made"
    CREDIT_DUE = "credit.due"
    ARREARS_SIGNALLED = "arrears.signalled"
    CONTRACT_ENDED = "contract.ended"


class WordState(StrEnum):
    """Where a supplier's word is: `unclear` waits for a person, who settles it."""

    RECEIVED = "received"
    ACTED = "acted"
    UNCLEAR = "unclear"
    SETTLED = "settled"


class WordEvent(StrEnum):
    """What can happen to a supplier's word."""

    RECEIVE = "receive"
    ACT = "act"
    LEAVE = "leave"
    SETTLE = "settle"


class SubscriptionChanged(Event):
    """A supplier was subscribed; or its subscription was changed, given another secret, sent something again, tried
    out, found to fail, disabled, enabled, removed.
    """

    type = "nl.ontzorg.notify.subscription.changed"
    about = "subscription_id"
    subscription_id: UUID
    supplier_id: UUID
    happened: SubscriptionEvent
    state: SubscriptionState


class AddresseeEvent(StrEnum):
    """What can happen to the addressee of a household."""

    RECORD = "record"
    CORRECT = "correct"
    ERASE = "erase"


class AddresseeChanged(Event):
    """How a household is reached became known, is otherwise than before, or was erased; versions count from 1."""

    type = "nl.ontzorg.notify.addressee.changed"
    about = "household_id"
    household_id: UUID
    happened: AddresseeEvent
    version: int


class SourceChanged(Event):
    """A supplier's system may tell us from now on; or it was given another secret, or is listened to no more."""

    type = "nl.ontzorg.notify.source.changed"
    about = "source_id"
    source_id: UUID
    supplier_id: UUID
    happened: SourceEvent
    state: SourceState


class WordChanged(Event):
    """A supplier told something; or it was acted upon, left to a person, settled by one.

    What it says is asked for (`/words/{id}/content`).
    """

    type = "nl.ontzorg.notify.word.changed"
    about = "word_id"
    word_id: UUID
    supplier_id: UUID
    says: WordType
    happened: WordEvent
    state: WordState


class NotTold(StrEnum):
    """Why a household was not told: no channel of it is left, nobody knows whether it was, or its time is over."""

    UNDELIVERABLE = "undeliverable"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class MessageNotTold(Event):
    """A message to a household was not sent, or nobody knows whether it was; somebody may tell it in person."""

    type = "nl.ontzorg.notify.message.not-told"
    about = "message_id"
    household_id: UUID
    message_id: UUID
    why: NotTold


class DeskWorkerEvent(StrEnum):
    """What can happen to a worker of the desk."""

    ADD = "add"
    CORRECT = "correct"
    ERASE = "erase"


class DeskWorkerChanged(Event):
    """Somebody of the organisation is told from now on, or otherwise than before, or was erased; versions count from
    1."""

    type = "nl.ontzorg.notify.desk-worker.changed"
    about = "worker_id"
    worker_id: UUID
    happened: DeskWorkerEvent
    version: int


class LoudKind(StrEnum):
    """What the desk is told of at once: living money that came back; a letter about a bill that is open; a cost that
    nobody pays, or two; money that left, was collected or was paid twice without our knowing why; money that came in
    and is nobody's; a statement that is missing or does not close, or a line to the bank that fails; a supplier's
    webhook that only fails."""

    LEEFGELD_CAME_BACK = "leefgeld_came_back"
    ARREARS = "arrears"
    NO_PAYER = "no_payer"
    TWO_PAYERS = "two_payers"
    UNKNOWN_DEBIT = "unknown_debit"
    DEBIT_WITHOUT_MANDATE = "debit_without_mandate"
    EXECUTED_TWICE = "executed_twice"
    UNKNOWN_CREDIT = "unknown_credit"
    STATEMENT_GAP = "statement_gap"
    BANK_CHANNEL = "bank_channel"
    WEBHOOK_FAILS = "webhook_fails"


class DeskAlarmState(StrEnum):
    """Where an alarm of the desk is: nobody was told yet; somebody was; somebody said that he saw it; or what it was
    about is over."""

    RAISED = "raised"
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    OVER = "over"


class DeskAlarmEvent(StrEnum):
    """What can happen to an alarm of the desk; it is told once to each level."""

    RAISE = "raise"
    TELL = "tell"
    ACKNOWLEDGE = "acknowledge"
    END = "end"


class DeskAlarmChanged(Event):
    """Something loud was raised at the desk, told to a level, seen by somebody, or is over."""

    type = "nl.ontzorg.notify.desk-alarm.changed"
    about = "alarm_id"
    alarm_id: UUID
    kind: LoudKind
    household_id: UUID | None = None
    happened: DeskAlarmEvent
    state: DeskAlarmState
    level: int


class DeskNoticeKind(StrEnum):
    """What a worker of the desk is told: alarms, or what waits this morning; and a supporter what his clients are."""

    ALARMS = "alarms"
    MORNING = "morning"
    CLIENTS = "clients"


class DeskNoticeMade(Event):
    """A worker of the desk is to be told of so many matters, as so-many-eth level where it is about alarms."""

    type = "nl.ontzorg.notify.desk-notice.made"
    about = "notice_id"
    notice_id: UUID
    worker_id: UUID
    kind: DeskNoticeKind
    level: int | None = None
    matters: int
    day: date
