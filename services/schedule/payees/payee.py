"""Whom a cost of a household is paid to, as somebody says it, and how the same is known again. Pure.

Names and account numbers are the registry's (the mandates service): they pass through here on their way there. What
stays is keyed, so that an account, or a bill at a supplier, is known again when it comes by, and read by nobody.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.iban import Iban
from services.mandate_events import Payer
from services.payment_reference import PaymentReference
from services.schedule.households.tasks import TO_CLIENT
from services.sealing import Keyring

BEGINNING = date(2000, 1, 1)
"""Before any household that this system knows."""


class PayeeKind(StrEnum):
    """A supplier is the organisation's, for any household; a client's own account belongs to one household."""

    SUPPLIER = "supplier"
    CLIENT = "client"


class PayeeDetails(NamedTuple):
    """Whom to pay: the name of the account's holder as the bank knows it, and the account."""

    name: str
    iban: Iban


class WantedCostPayee(NamedTuple):
    """Somebody's word that a cost is paid to an account.

    Without `valid_from` it holds from the beginning where nobody was paid for the cost yet, else from today. `where` is
    its place in what was sent, for a fault; `customer_number` what the supplier knows the client by; `payer` who pays a
    cost that is not arranged yet, us if nobody says.
    """

    cost: str
    to: PayeeDetails
    reference: PaymentReference | None = None
    valid_from: date | None = None
    where: str = ""
    customer_number: str | None = None
    payer: Payer | None = None

    @property
    def to_client(self) -> bool:
        """Whether it is the client's own account."""
        return self.cost == TO_CLIENT


class ToldPayee(NamedTuple):
    """What is kept of whom a cost is paid to from a day on: of two from the same day the higher `sequence` holds.

    `account` is the keyed lookup of the account's number, `bill` that of the number with the supplier's reference, or
    of the client's own account; a supplier's without a reference has none.
    """

    sequence: int
    cost: str
    valid_from: date
    account: bytes
    bill: bytes | None

    @classmethod
    def of(cls, wanted: WantedCostPayee, before: Iterable["ToldPayee"], today: date, keyring: Keyring) -> "ToldPayee":
        """What is kept of somebody's word, after what was told before."""
        is_first = all(one.cost != wanted.cost for one in before)
        valid_from = wanted.valid_from or (BEGINNING if is_first else today)
        account, bill = keyring.lookup(wanted.to.iban.number), bill_of(wanted, keyring)
        return cls(0, wanted.cost, valid_from, account, bill)

    def says_the_same(self, other: "ToldPayee") -> bool:
        """Whether both are paid on the same account with the same reference."""
        return (self.account, self.bill) == (other.account, other.bill)


def bill_of(wanted: WantedCostPayee, keyring: Keyring) -> bytes | None:
    """What a bill is known again by, however its reference was typed."""
    number = wanted.to.iban.number
    if wanted.to_client:
        return keyring.lookup("client", number)
    reference = "".join(wanted.reference.text.split()).casefold() if wanted.reference else ""
    return keyring.lookup("bill", number, reference) if reference else None


def in_force(entries: Iterable[ToldPayee], on: date) -> Mapping[str, ToldPayee]:
    """For each cost the entry that holds on a day."""
    held: dict[str, ToldPayee] = {}
    for entry in sorted(entries, key=lambda one: (one.valid_from, one.sequence)):
        if entry.valid_from <= on:
            held[entry.cost] = entry
    return held
