"""Bookings that no rule explains, and what takes two people about a booking."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event


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
