"""What one booking of a statement says of our payments. Pure: a booking and what we know, to a verdict with its reason.

A name alone decides nothing: amount, direction and account have to be those of the payment as well. What fits in no
way is an exception, named for what is odd about it, and somebody looks at it; nothing is passed over.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.events import Oddity
from services.months import Month
from services.schedule.statements.statement import Direction
from services.schedule.wanted.payments import PaymentKey


class Rule(StrEnum):
    """By what a booking was recognised, the surest first."""

    END_TO_END_ID = "end_to_end_id"
    BATCH = "batch"


class Outcome(StrEnum):
    """What the bank said of a payment after it was submitted."""

    REJECTED = "rejected"
    EXECUTED = "executed"
    RETURNED = "returned"


class Booked(NamedTuple):
    """A booking as it is matched; cents, and the account of ours that it stands on."""

    statement_id: UUID
    entry: int
    part: int
    account: str
    amount: int
    direction: Direction
    booked_on: date
    our_id: str | None = None
    payment_information_id: str | None = None
    return_code: str | None = None
    doubt: str | None = None


class Submitted(NamedTuple):
    """A payment of ours, in cents, as the bank may name it; `outcomes` are those told so far, in their order.

    `account` is ours that it goes from, `payee_id` the one it goes to; `subject` is under what the ledger holds it,
    once the bank has told of it.
    """

    end_to_end_id: str
    run_id: UUID
    household_id: UUID
    month: Month
    purpose: str
    occasion: str
    amount: int
    account: str
    in_a_file: bool
    municipality: str
    payee_id: UUID | None
    due_on: date
    outcomes: tuple[Outcome, ...] = ()
    subject: str | None = None

    @property
    def key(self) -> PaymentKey:
        """What it is for."""
        return PaymentKey(self.month, self.purpose, self.occasion)

    def with_outcome(self, outcome: Outcome) -> "Submitted":
        """The same payment when the bank has said this too."""
        return self._replace(outcomes=(*self.outcomes, outcome))


class Block(NamedTuple):
    """The payments of one execution day in one of our files, which a bank may book as one: those not executed yet."""

    payments: tuple[Submitted, ...]

    @property
    def amount(self) -> int:
        """Cents of all of them."""
        return sum(one.amount for one in self.payments)


class Explained(NamedTuple):
    """A booking that says something of our payments: which of them, and what became of each."""

    rule: Rule
    outcome: Outcome
    payments: tuple[Submitted, ...]


class Odd(NamedTuple):
    """A booking that somebody has to look at; `payment` is the one it names, if it names one of ours."""

    oddity: Oddity
    payment: Submitted | None = None


Verdict = Explained | Odd


def decide(booked: Booked, payments: Mapping[str, Submitted], blocks: Mapping[str, Block]) -> Verdict:
    """What this booking says; `payments` by EndToEndId and `blocks` by PmtInfId are those that it can name."""
    if booked.doubt is not None:
        return Odd(Oddity.DOUBTED, payments.get(booked.our_id or ""))
    if booked.our_id is not None:
        payment = payments.get(booked.our_id)
        return Odd(Oddity.NO_SUCH_PAYMENT) if payment is None else _of_payment(booked, payment)
    if booked.payment_information_id is not None and booked.payment_information_id in blocks:
        return _of_block(booked, blocks[booked.payment_information_id])
    return Odd(Oddity.UNKNOWN_DEBIT if booked.direction is Direction.DEBIT else Oddity.UNKNOWN_CREDIT)


def _of_payment(booked: Booked, payment: Submitted) -> Verdict:
    if not payment.in_a_file:
        return Odd(Oddity.NOT_IN_A_FILE, payment)
    if payment.account != booked.account:
        return Odd(Oddity.ANOTHER_ACCOUNT, payment)
    if payment.amount != booked.amount:
        return Odd(Oddity.AMOUNT_DIFFERS, payment)
    odd = _goes(payment) if booked.direction is Direction.DEBIT else _comes_back(payment)
    if odd is not None:
        return Odd(odd, payment)
    outcome = Outcome.EXECUTED if booked.direction is Direction.DEBIT else Outcome.RETURNED
    return Explained(Rule.END_TO_END_ID, outcome, (payment,))


def _goes(payment: Submitted) -> Oddity | None:
    """The bank executes a payment once; one that it rejected was freed, and may have been paid again since."""
    if Outcome.EXECUTED in payment.outcomes:
        return Oddity.EXECUTED_TWICE
    return Oddity.EXECUTED_AFTER_REJECTION if Outcome.REJECTED in payment.outcomes else None


def _comes_back(payment: Submitted) -> Oddity | None:
    if Outcome.RETURNED in payment.outcomes:
        return Oddity.BACK_TWICE
    return None if Outcome.EXECUTED in payment.outcomes else Oddity.BACK_BEFORE_IT_WENT


def _of_block(booked: Booked, block: Block) -> Verdict:
    """A batch goes out as a whole, or it is not the batch that we sent."""
    fits = (
        booked.direction is Direction.DEBIT
        and block.payments
        and block.amount == booked.amount
        and all(one.account == booked.account for one in block.payments)
    )
    return Explained(Rule.BATCH, Outcome.EXECUTED, block.payments) if fits else Odd(Oddity.BATCH_DIFFERS)
