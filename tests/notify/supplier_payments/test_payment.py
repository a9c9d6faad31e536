"""What a supplier is told of a payment: its own, by the bank's name, and nothing of whose bill it is."""

from datetime import date
from uuid import UUID

import pytest

from services.notify.supplier_payments.payment import PaymentStep, told_of
from services.schedule.schemas import SupplierPayment, SupplierPaymentState
from services.wire import Money

SUPPLIER = UUID(int=51)
PAYMENT = SupplierPayment(
    household_id=UUID(int=52),
    cost="rent",
    month="2026-03",
    end_to_end_id="202603" + "0a" * 12,
    sum=Money(amount=65000),
    paid_to=UUID(int=53),
    state=SupplierPaymentState.FILED,
    on=date(2026, 3, 2),
)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (SupplierPaymentState.FILED, PaymentStep.FILED),
        (SupplierPaymentState.EXECUTED, PaymentStep.EXECUTED),
        (SupplierPaymentState.RETURNED, PaymentStep.RETURNED),
        (SupplierPaymentState.REJECTED, PaymentStep.CANCELLED),
    ],
)
def test_it_is_told_how_far_its_payment_is_and_not_for_which_household(
    state: SupplierPaymentState, step: PaymentStep
) -> None:
    told = told_of(PAYMENT.model_copy(update={"state": state}), SUPPLIER)
    assert told.model_dump(mode="json") == {
        "supplierId": str(SUPPLIER),
        "endToEndId": PAYMENT.end_to_end_id,
        "happened": step.value,
        "month": "2026-03",
        "amount": 65000,
        "currency": "EUR",
        "on": "2026-03-02",
    }
