"""The overlap with COA on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.schedule.households.coa_overlap import Agreed
from services.schedule.households.coa_overlap import CoaOverlap as Found
from services.schedule.households.coa_overlap import PaidTwice as FoundTwice
from services.schedule.households.fields import Cents, Day, SignedCents
from services.wire import Wire


class CoaRepayment(Wire):
    """What leaves a payout for COA, in cents."""

    on: Day
    amount: Cents


class CoaDebtAgreed(Wire):
    """What was agreed with COA: the sum and the instalment in cents, and what of it the plan repays."""

    amount: Cents
    difference: Annotated[SignedCents, Field(description="Beyond the computed debt; negative where COA wants less")]
    instalment: Cents
    since: Annotated[Day, Field(alias="from")]
    repayments: list[CoaRepayment]
    still_open: Annotated[Cents, Field(description="What the payouts of the relief leave open")]

    @classmethod
    def of(cls, agreed: Agreed, difference: int) -> "CoaDebtAgreed":
        """It as it is told."""
        return cls(
            amount=agreed.amount,
            difference=difference,
            instalment=agreed.instalment,
            since=agreed.since,
            repayments=[CoaRepayment(on=one.on, amount=one.amount) for one in agreed.repaid],
            still_open=agreed.still_open,
        )


class PaidTwice(Wire):
    """What payouts take off for days on which COA paid as well, until `correctedOn` gives it back."""

    amount: Cents
    first_on: Day
    corrected_on: Annotated[Day | None, Field(description="The payout that corrects it; none while no B12 came")]

    @classmethod
    def of(cls, found: FoundTwice) -> "PaidTwice":
        """It as it is told."""
        return cls(**found._asdict())


class CoaOverlap(Wire):
    """What COA paid after the departure, wants back and was agreed with, and what the client pays twice meanwhile.

    `days` and `computed` follow from the day of the B12; without one they grow to the end of the relief.
    """

    household_id: UUID
    currency: Literal["EUR"] = "EUR"
    b12_received_on: Day | None
    days: int
    computed: Cents
    agreed: CoaDebtAgreed | None
    paid_twice: PaidTwice | None

    @classmethod
    def of(cls, household_id: UUID, found: Found) -> "CoaOverlap":
        """The overlap as it is told."""
        return cls(
            household_id=household_id,
            b12_received_on=found.b12_received_on,
            days=found.computed.days,
            computed=found.computed.amount,
            agreed=found.agreed and CoaDebtAgreed.of(found.agreed, found.difference or 0),
            paid_twice=found.paid_twice and PaidTwice.of(found.paid_twice),
        )
