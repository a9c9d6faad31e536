"""A payment of ours as the bank may tell of it, and what it told so far."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.months import Month
from services.schedule.wanted.payments import PaymentKey


class Outcome(StrEnum):
    """What the bank said of a payment after it was submitted."""

    REJECTED = "rejected"
    EXECUTED = "executed"
    RETURNED = "returned"


class Submitted(NamedTuple):
    """A payment of ours, in cents, as the bank may name it; `outcomes` are those told so far, in their order.

    What was taken back since is not among them, and counts in how many `times_told`. `account` is ours that it goes
    from, `payee_id` the one it goes to; `subject` is under what the ledger holds it, once the bank has told of it. It
    is `awaited` from when it stands in a file, or a supplier may come for it. `reference`, `payee` and `mandate` are
    the marks of what it carries, of the account it goes to, and of the UMR by which a supplier collects it; the first
    two are only known where they are looked for.
    """

    end_to_end_id: str
    run_id: UUID
    household_id: UUID
    month: Month
    purpose: str
    occasion: str
    amount: int
    account: str
    awaited: bool
    municipality: str
    payee_id: UUID | None
    due_on: date
    execute_on: date
    outcomes: tuple[Outcome, ...] = ()
    times_told: int = 0
    subject: str | None = None
    mandate: bytes | None = None
    reference: bytes | None = None
    payee: bytes | None = None

    @property
    def key(self) -> PaymentKey:
        """What it is for."""
        return PaymentKey(self.month, self.purpose, self.occasion)

    @property
    def is_out(self) -> bool:
        """Whether the bank executed it, and has not given it back."""
        return Outcome.EXECUTED in self.outcomes and Outcome.RETURNED not in self.outcomes

    def with_outcome(self, outcome: Outcome) -> "Submitted":
        """The same payment when the bank has said this too."""
        return self._replace(outcomes=(*self.outcomes, outcome), times_told=self.times_told + 1)


class Block(NamedTuple):
    """The payments of one execution day in one of our files, which a bank may book as one: those not executed yet."""

    payments: tuple[Submitted, ...]

    @property
    def amount(self) -> int:
        """Cents of all of them."""
        return sum(one.amount for one in self.payments)
