"""What a supplier is told of a payment to it. Pure.

A run pays tens of thousands, so nobody announces them one by one: what is announced of a run marks it, and what stands
of its payments then is asked for. A step that passed meanwhile is not told: the newer one says more.
"""

from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.events.event import Month, PaymentName
from services.schedule.schemas import SupplierPayment, SupplierPaymentState
from services.wire import Money

PAYMENT_CHANGED: Final = "nl.ontzorg.notify.payment.changed"
"""The type of what is told; the event is ours alone, for the house knows payments by their runs."""


class PaymentStep(StrEnum):
    """How far a payment is: filed with our bank, to be executed on a day; executed, as its statement shows; come back
    after that; or cancelled before it was executed, for the bank did not take it.
    """

    FILED = "filed"
    EXECUTED = "executed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class PaymentTold(Money):
    """A payment of ours to you: the bill of `month`, in whole cents, known to the banks by its EndToEndId.

    `on` is the day on which it is executed, was, came back or was cancelled.
    """

    supplier_id: UUID
    end_to_end_id: PaymentName
    happened: PaymentStep
    month: Month
    on: date


_STEPS = {
    SupplierPaymentState.FILED: PaymentStep.FILED,
    SupplierPaymentState.EXECUTED: PaymentStep.EXECUTED,
    SupplierPaymentState.RETURNED: PaymentStep.RETURNED,
    SupplierPaymentState.REJECTED: PaymentStep.CANCELLED,
}


def told_of(payment: SupplierPayment, supplier_id: UUID) -> PaymentTold:
    """What this supplier is told of a payment to it."""
    return PaymentTold(
        supplier_id=supplier_id,
        end_to_end_id=payment.end_to_end_id,
        happened=_STEPS[payment.state],
        month=payment.month,
        amount=payment.sum.amount,
        on=payment.on,
    )
