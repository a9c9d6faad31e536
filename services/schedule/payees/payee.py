"""A payee, and which payee gets the money for which cost of a household. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.iban import Iban
from services.payment_reference import PaymentReference


class PayeeKind(StrEnum):
    """A supplier is the organisation's, for any household; a client's own account belongs to one household."""

    SUPPLIER = "supplier"
    CLIENT = "client"


class PayeeDetails(NamedTuple):
    """Whom to pay: the name of the account's holder as the bank knows it, and the account."""

    name: str
    iban: Iban


class Payee(NamedTuple):
    """A payee as it is kept, opened."""

    id: UUID
    kind: PayeeKind
    household_id: UUID | None
    details: PayeeDetails


class CostPayee(NamedTuple):
    """Who gets the money for a cost of a household from a day on, and with which reference.

    `cost` is a kind of fixed cost, or `leefgeld` for all that goes to the client. Of two from the same day the one with
    the higher `sequence` holds.
    """

    sequence: int
    cost: str
    payee_id: UUID
    valid_from: date
    reference: PaymentReference | None


def in_force(entries: Iterable[CostPayee], on: date) -> Mapping[str, CostPayee]:
    """For each cost the entry that holds on a day."""
    held: dict[str, CostPayee] = {}
    for entry in sorted(entries, key=lambda one: (one.valid_from, one.sequence)):
        if entry.valid_from <= on:
            held[entry.cost] = entry
    return held
