"""What can be booked: one amount from one account to another of the same book, so that no entry is out of balance.

A book is kept in the eyes of whoever holds the money. Money that comes into a book is debited to where it came from and
credited to the budget; money that leaves is debited to what it was held as. So in every entry the money goes from the
account that is debited to the account that is credited.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum
from uuid import UUID

from services.errors import Fault, InvalidInput, Refused
from services.money import Cents
from services.months import Month
from services.reading import MOST_CENTS


class AccountKind(StrEnum):
    """The accounts of a book; those of a household first, the organisation's own last.

    `budget` is what is held for the household and free to be spent; `leefgeld` what was set aside for its leefgeld;
    `clearing` what is on its way to the bank (pending) or has left through it (posted), less what came in by it. The
    others say where money came from: `benefit`, `toeslagen`, `other` income, `grants`, `loans` and the `minstand`; on
    the last two it is owed. `arrived` is what of all that the bank has shown.

    `bank_clearing` is the organisation's account at the bank, `household_clearing` its side of all `clearing` together.
    On `suspense` stands what the bank booked and nobody can explain yet, on `written_off` what nobody ever will, on
    `sent_back` what was filed to go back to where it came from and the bank has not shown yet.
    """

    BUDGET = "budget"
    LEEFGELD = "leefgeld"
    CLEARING = "clearing"
    BENEFIT = "benefit"
    TOESLAGEN = "toeslagen"
    OTHER = "other"
    GRANTS = "grants"
    LOANS = "loans"
    MINSTAND = "minstand"
    ARRIVED = "arrived"
    BANK_CLEARING = "bank_clearing"
    HOUSEHOLD_CLEARING = "household_clearing"
    SUSPENSE = "suspense"
    WRITTEN_OFF = "written_off"
    SENT_BACK = "sent_back"


OF_ORGANISATION = frozenset(
    {
        AccountKind.BANK_CLEARING,
        AccountKind.HOUSEHOLD_CLEARING,
        AccountKind.SUSPENSE,
        AccountKind.WRITTEN_OFF,
        AccountKind.SENT_BACK,
    }
)
"""The accounts of the organisation's own book."""

OF_HOUSEHOLD: tuple[AccountKind, ...] = tuple(kind for kind in AccountKind if kind not in OF_ORGANISATION)
"""The accounts of a household's book."""


class Movement(Enum):
    """Every way that money goes: from the account debited to the account credited.

    There is none from `leefgeld` to a loan or a minstand: what was set aside to live on repays nothing. What the system
    that pays the benefit withheld for a supplier never comes to the bank: it leaves `clearing` for the claim it was
    withheld from.
    """

    BENEFIT_COMES_IN = (AccountKind.BENEFIT, AccountKind.BUDGET)
    TOESLAGEN_COME_IN = (AccountKind.TOESLAGEN, AccountKind.BUDGET)
    OTHER_MONEY_COMES_IN = (AccountKind.OTHER, AccountKind.BUDGET)
    GRANT_COMES_IN = (AccountKind.GRANTS, AccountKind.BUDGET)
    LOAN_COMES_IN = (AccountKind.LOANS, AccountKind.BUDGET)
    MINSTAND_IS_DRAWN = (AccountKind.MINSTAND, AccountKind.BUDGET)
    LEEFGELD_IS_SET_ASIDE = (AccountKind.BUDGET, AccountKind.LEEFGELD)
    LEEFGELD_IS_PAID = (AccountKind.LEEFGELD, AccountKind.CLEARING)
    BUDGET_PAYS = (AccountKind.BUDGET, AccountKind.CLEARING)
    BENEFIT_IS_WITHHELD = (AccountKind.CLEARING, AccountKind.BENEFIT)
    LOAN_IS_REPAID = (AccountKind.BUDGET, AccountKind.LOANS)
    MINSTAND_IS_REPAID = (AccountKind.BUDGET, AccountKind.MINSTAND)
    MONEY_ARRIVES = (AccountKind.CLEARING, AccountKind.ARRIVED)
    BANK_PAYS_OUT = (AccountKind.HOUSEHOLD_CLEARING, AccountKind.BANK_CLEARING)
    BANK_TAKES_BACK = (AccountKind.BANK_CLEARING, AccountKind.HOUSEHOLD_CLEARING)
    ODD_MONEY_COMES_IN = (AccountKind.BANK_CLEARING, AccountKind.SUSPENSE)
    ODD_MONEY_GOES_OUT = (AccountKind.SUSPENSE, AccountKind.BANK_CLEARING)
    ODD_CREDIT_IS_EXPLAINED = (AccountKind.SUSPENSE, AccountKind.HOUSEHOLD_CLEARING)
    ODD_DEBIT_IS_EXPLAINED = (AccountKind.HOUSEHOLD_CLEARING, AccountKind.SUSPENSE)
    ODD_CREDIT_IS_WRITTEN_OFF = (AccountKind.SUSPENSE, AccountKind.WRITTEN_OFF)
    ODD_DEBIT_IS_WRITTEN_OFF = (AccountKind.WRITTEN_OFF, AccountKind.SUSPENSE)
    ODD_CREDIT_IS_SENT_BACK = (AccountKind.SUSPENSE, AccountKind.SENT_BACK)
    SENT_MONEY_IS_ODD_AGAIN = (AccountKind.SENT_BACK, AccountKind.SUSPENSE)
    SENT_MONEY_GOES_OUT = (AccountKind.SENT_BACK, AccountKind.BANK_CLEARING)
    SENT_MONEY_COMES_AGAIN = (AccountKind.BANK_CLEARING, AccountKind.SENT_BACK)


class Stage(StrEnum):
    """How far the money has moved: spoken for, there at once, or what became of what was spoken for."""

    PENDING = "pending"
    POSTED = "posted"
    EXECUTED = "executed"
    RELEASED = "released"

    @property
    def resolves(self) -> bool:
        """Whether it ends a pending entry; at most one does."""
        return self in (Stage.EXECUTED, Stage.RELEASED)


class CannotFollow(Refused):
    """Only a pending entry can be executed or released, and only what has moved can be corrected, once."""


_CORRECTED = "/corrected"
_SUBJECT = re.compile(rf"[A-Za-z0-9][A-Za-z0-9:/._#+-]{{0,69}}(?:{_CORRECTED})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """`amount` cents that go the way of `movement`, once.

    `month` and `subject` say what the money is for (`rent/2026-03`, `benefit`); within its book they are booked once,
    and resolved once. `booked_on` is the day of booking. `corrects` is the subject of the entry of the same month that
    this one takes back, the other way round. `InvalidInput` names every field that cannot be.
    """

    book_id: UUID
    month: Month
    subject: str
    movement: Movement
    amount: Cents
    booked_on: date
    stage: Stage = Stage.POSTED
    corrects: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.amount <= MOST_CENTS or not _SUBJECT.fullmatch(self.subject):
            raise InvalidInput(_faults(self))

    @property
    def debit(self) -> AccountKind:
        """The account the money goes from."""
        return self.movement.value[self.corrects is not None]

    @property
    def credit(self) -> AccountKind:
        """The account the money goes to."""
        return self.movement.value[self.corrects is None]

    def executed(self, on: date) -> "Entry":
        """The bank has shown it: what this pending entry reserved has moved. `CannotFollow` if it is not pending."""
        return self._resolved(Stage.EXECUTED, on)

    def released(self, on: date) -> "Entry":
        """It will not happen: what this pending entry reserved is free again. `CannotFollow` if it is not pending."""
        return self._resolved(Stage.RELEASED, on)

    def corrected(self, on: date) -> "Entry":
        """The money goes back: a new entry the other way, linked to this one, once.

        `CannotFollow` for what has not moved yet, and for a correction: what was rightly so is booked anew.
        """
        if self.stage in (Stage.PENDING, Stage.RELEASED) or self.corrects is not None:
            raise CannotFollow(f"{self.subject} ({self.stage}) cannot be corrected")
        subject = self.subject + _CORRECTED
        return replace(self, subject=subject, booked_on=on, stage=Stage.POSTED, corrects=self.subject)

    def _resolved(self, stage: Stage, on: date) -> "Entry":
        if self.stage is not Stage.PENDING:
            raise CannotFollow(f"{self.subject} ({self.stage}) is not pending, so it cannot be {stage}")
        return replace(self, stage=stage, booked_on=on)


def _faults(entry: Entry) -> list[Fault]:
    found = []
    if not 0 < entry.amount <= MOST_CENTS:
        cure = f"give whole cents from 1 to {MOST_CENTS}; money that goes the other way is a correction"
        found.append(Fault("amount", f"{entry.amount} is no amount to book", cure))
    if not _SUBJECT.fullmatch(entry.subject):
        cure = "write at most 70 letters, digits and : / . _ # + - , as in rent/2026-03"
        found.append(Fault("subject", f"{entry.subject[:90]!r} is no subject", cure))
    return found
