"""What is held and was never paid, as others read it."""

from datetime import date
from uuid import UUID

from services.events import HoldReason
from services.wire import Money, Wire


class HeldPayment(Wire):
    """A payment that a run held and none has paid since; `detail` is what the registry says more of its reason."""

    household_id: UUID
    municipality: str
    purpose: str
    occasion: str
    sum: Money
    due_on: date
    reason: HoldReason
    detail: str | None
    run_id: UUID
    held_since: date
    days_held: int


class HeldPayments(Wire):
    """A page of them, the longest overdue first."""

    items: list[HeldPayment]
    next_cursor: str | None
