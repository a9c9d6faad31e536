"""Emergency payments on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.schedule.emergencies.emergency import Emergency, EmergencyForm, EmergencyReason
from services.schedule.emergencies.repository import Asked
from services.schedule.households.fields import Cents, Day
from services.schedule.payments.run import RunState
from services.wire import Instant, Money, Wire

_SAME_DAY = "Of two on one day the second has number 2; the same number again is the same payment"


class NewEmergencyPayment(Wire):
    """Living money today for one household: an advance on its benefit, or a grant of bijzondere bijstand."""

    form: Annotated[EmergencyForm, Field(description="`advance` is set off from the benefit, `grant` is given")]
    amount: Annotated[Cents, Field(gt=0, description="Whole cents", examples=[5000])]
    currency: Annotated[str, Field(pattern="^EUR$")] = "EUR"
    reason: Annotated[EmergencyReason, Field(description="Why the client has no money for food")]
    day: Annotated[Day | None, Field(description="The day on which there is none: today")] = None
    number: Annotated[int, Field(ge=1, le=9, strict=True, description=_SAME_DAY)] = 1

    def wanted(self, household_id: UUID, today: date) -> Emergency:
        """What is asked for."""
        return Emergency(household_id, self.day or today, self.number, self.form, self.amount, self.reason)


class EmergencyPayment(Wire):
    """An emergency payment and its run, which somebody else than `askedBy` approves by the `contentHash`.

    Asked for again it is told as it stands: `filedAt` says that it was paid, and when.
    """

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

    @classmethod
    def of(cls, asked: Asked) -> "EmergencyPayment":
        """The payment as it is told."""
        row, run = asked
        told = row.model_dump(exclude={"organisation_id", "amount"})
        return cls(
            **told,
            sum=Money(amount=row.amount),
            run_number=run.number,
            state=run.state,
            content_hash=run.content_hash,
            approved_by=run.approved_by,
            filed_at=run.filed_at,
        )
