"""Living money today, as others ask for it and read it."""

from datetime import date
from uuid import UUID

from services.schedule.emergencies.emergency import EmergencyForm, EmergencyReason
from services.schedule.payments.run import RunState
from services.wire import Instant, Money, Wire


class NewEmergencyPayment(Wire):
    """Living money today for one household; of two on one day the second has number 2."""

    form: EmergencyForm
    amount: int
    currency: str = "EUR"
    reason: EmergencyReason
    day: date | None = None
    number: int = 1


class EmergencyPayment(Wire):
    """An emergency payment, and the run by which a second person approves it."""

    household_id: UUID
    day: date
    number: int
    form: EmergencyForm
    sum: Money
    reason: EmergencyReason
    asked_by: str
    asked_at: Instant
    run_id: UUID
    run_number: int
    state: RunState
    content_hash: str | None
    approved_by: str | None
    filed_at: Instant | None
