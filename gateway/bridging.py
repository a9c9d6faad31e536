"""What bridges a household until its toeslagen come, and the days that COA paid as well."""

from datetime import date
from typing import Self

import strawberry

from gateway.described import described
from gateway.mirrored import mirrored
from gateway.scalars import Cents
from services.schedule import schemas

strawberry.enum(schemas.AccountKind, name="LedgerAccount", description="An account of a book.")


@described
class BridgingFigures:
    """What was put in, what came back, and what is open: the first less the second."""

    drawn: Cents
    repaid: Cents
    open: Cents


@described
class BridgingPosition:
    """One account of the ledger that bridges, as it is booked and as the plan has it by now."""

    account: schemas.AccountKind
    ledger: BridgingFigures
    plan: BridgingFigures
    agrees: bool = strawberry.field(description="Whether both have as much open")
    open_at_end: Cents = strawberry.field(description="What the plan leaves owed when the relief ends")

    @classmethod
    def of(cls, told: schemas.BridgingPosition) -> Self:
        """The position as the service told it."""
        return mirrored(cls, told)


@described
class CoaRepayment:
    """What leaves a payout for COA."""

    on: date
    amount: Cents


@described
class CoaDebtAgreed:
    """What was agreed with COA, and what of it the plan repays."""

    amount: Cents
    difference: Cents = strawberry.field(description="Beyond the computed debt; negative where COA wants less")
    instalment: Cents
    since: date = strawberry.field(name="from")
    repayments: list[CoaRepayment]
    still_open: Cents = strawberry.field(description="What the payouts of the relief leave open")


@described
class PaidTwice:
    """What payouts take off for days on which COA paid as well, until one gives it back."""

    amount: Cents
    first_on: date
    corrected_on: date | None = strawberry.field(description="The payout that corrects it; none while no B12 came")


@described
class CoaOverlap:
    """What COA paid after the departure, wants back and was agreed with, and what the client pays twice meanwhile."""

    b12_received_on: date | None
    days: int
    computed: Cents
    agreed: CoaDebtAgreed | None
    paid_twice: PaidTwice | None

    @classmethod
    def of(cls, told: schemas.CoaOverlap) -> Self:
        """The overlap as the service told it."""
        return mirrored(cls, told)
