"""A payment to a supplier, as far as he can be told of it. Pure."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.months import Month


class SupplierPaymentState(StrEnum):
    """How far a payment is: it stands in a file for our bank; a statement shows that it was executed, or that it came
    back after that; or the bank did not take it."""

    FILED = "filed"
    EXECUTED = "executed"
    RETURNED = "returned"
    REJECTED = "rejected"


class SupplierPayment(NamedTuple):
    """A payment to an account of a supplier (`paid_to`, its id at the registry), by its name at the bank; cents.

    `on` is the day on which it is to be executed, was, came back or was rejected.
    """

    household_id: UUID
    purpose: str
    occasion: str
    month: Month
    end_to_end_id: str
    amount: int
    paid_to: UUID
    state: SupplierPaymentState
    on: date
