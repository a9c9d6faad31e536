"""An arrangement: with which supplier a household has a cost, from which month on, and how it knows a payment. Pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.months import Month
from services.payment_reference import PaymentReference


class BillsTo(StrEnum):
    """In whose letter box the bills fall; whoever gets them hears first of another amount (seed 001, 1208-1217)."""

    ORGANISATION = "organisation"
    CLIENT = "client"
    SUPPORTER = "supporter"


class Terms(NamedTuple):
    """What is agreed: the supplier, the number that it knows the client by, what a payment carries, who gets the bills.

    `consent_most` is the highest amount of a month, in cents, that the client agreed to.
    """

    supplier_id: UUID
    customer_number: str | None
    reference: PaymentReference | None
    bills_to: BillsTo
    consent_most: int | None


class Arrangement(NamedTuple):
    """An arrangement as it is kept, opened; the supplier waits for its money until `deferred_until`.

    `told_from` is the day from which a caseload says it, where one does.
    """

    id: UUID
    household_id: UUID
    cost: str
    from_month: Month
    terms: Terms
    deferred_until: date | None = None
    told_from: date | None = None


def in_force(arrangements: Iterable[Arrangement], month: Month) -> Arrangement | None:
    """Of the arrangements of one cost the one that holds in a month; None before the first.

    It is the one with the greatest `from_month` up to it; of those from the same month, the one made last.
    """
    held = [one for one in arrangements if one.from_month <= month]
    return max(held, key=lambda one: (one.from_month, one.id), default=None)


def replaced_from(arrangements: Iterable[Arrangement], month: Month) -> Month | None:
    """From which month after this one another arrangement of the cost takes the place of the one that holds."""
    return min((one.from_month for one in arrangements if one.from_month > month), default=None)
