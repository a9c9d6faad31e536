"""Payments to suppliers and how far each is, as others read it."""

from datetime import date
from uuid import UUID

from services.events import Month
from services.schedule.payments.supplier_payment import SupplierPaymentState
from services.wire import Money, Wire


class SupplierPaymentSearch(Wire):
    """Of which run, and to which accounts of suppliers (by their ids at the registry); of some households or of all."""

    run_id: UUID
    paid_to: list[UUID]
    household_ids: list[UUID] | None = None
    limit: int = 200
    cursor: str | None = None


class SupplierPayment(Wire):
    """A payment to a supplier by its name at the bank; `on` is the day on which it is to be executed, was, came back or
    was rejected.
    """

    household_id: UUID
    cost: str
    month: Month
    end_to_end_id: str
    sum: Money
    paid_to: UUID
    state: SupplierPaymentState
    on: date


class SupplierPayments(Wire):
    """A page of them, household by household."""

    items: list[SupplierPayment]
    next_cursor: str | None
