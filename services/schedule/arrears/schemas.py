"""Arrears, on the wire."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from services.events import ArrearsState
from services.months import month_text
from services.schedule.arrears.arrears import Arrears as KeptArrears
from services.schedule.arrears.arrears import ArrearsStage, Letter, ToldBy
from services.schedule.households.fields import Cents, Day, MonthField
from services.schedule.planning.policy import CostKind
from services.wire import Instant, Money, Wire


class NewArrears(Wire):
    """A letter that a bill is not paid, as it lies on the table: of which cost and month, for how many cents."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"supplierId": "019b8d2b-8c00-7000-8000-000000000000", "cost": "energy", "month": "2026-03",
                 "amount": 11000, "stage": "reminder", "letterOn": "2026-03-24", "toldBy": "supporter"}
            ]
        }
    )  # fmt: skip

    supplier_id: UUID
    cost: CostKind
    month: MonthField
    amount: Annotated[Cents, Field(ge=1, description="Whole euro cents that the letter asks")]
    stage: ArrearsStage = ArrearsStage.REMINDER
    letter_on: Day
    told_by: ToldBy = ToldBy.CASE_MANAGER

    def letter(self, household_id: UUID) -> Letter:
        """The letter, to a household."""
        return Letter(
            household_id, self.supplier_id, self.cost.value, self.month, self.amount, self.stage, self.letter_on,
            self.told_by,
        )  # fmt: skip


class ArrearsProof(Wire):
    """The payment that shows that a bill was paid, as the bank knows it."""

    end_to_end_id: str
    sum: Money
    paid_on: Day


class Arrears(Wire):
    """A letter about a bill, and what we knew of it: refuted by the `proof`, or open for `stillOpen`."""

    id: UUID
    household_id: UUID
    supplier_id: UUID
    cost: CostKind
    month: Annotated[str, Field(examples=["2026-03"])]
    sum: Money
    stage: ArrearsStage
    letter_on: Day
    told_by: ToldBy
    state: ArrearsState
    still_open: Money
    proof: ArrearsProof | None
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: KeptArrears) -> Self:
        """The arrears as they are told."""
        letter, payment = kept.letter, kept.payment
        proof = payment and ArrearsProof(
            end_to_end_id=payment.end_to_end_id, sum=Money(amount=payment.amount), paid_on=payment.paid_on
        )
        return cls(
            id=kept.id,
            household_id=letter.household_id,
            supplier_id=letter.supplier_id,
            cost=CostKind(letter.cost),
            month=month_text(letter.month),
            sum=Money(amount=letter.sum),
            stage=letter.stage,
            letter_on=letter.letter_on,
            told_by=letter.told_by,
            state=kept.state,
            still_open=Money(amount=kept.open),
            proof=proof,
            at=kept.at,
            by=kept.by,
        )
