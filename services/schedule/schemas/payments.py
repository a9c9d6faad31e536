"""Payments of households, as others read them."""

from datetime import date
from uuid import UUID

from services.events import HoldReason
from services.schedule.payees.payee import PayeeKind
from services.schedule.payments.run import PaymentRoute, PaymentState
from services.wire import Money, Wire


class HouseholdPayment(Wire):
    """A payment of a household in one of its runs, and how far it is; held for a `reason`, of which the registry says
    more in `detail`."""

    household_id: UUID
    run_id: UUID
    month: str | None
    purpose: str
    occasion: str
    state: PaymentState
    reason: HoldReason | None
    detail: str | None
    payee: PayeeKind
    payee_id: UUID | None
    sum: Money
    due_on: date
    execute_on: date
    plan_version: int
    end_to_end_id: str
    route: PaymentRoute
    file_number: int | None
