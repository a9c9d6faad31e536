"""Claims on toeslag that came wrongly to the client, on the wire."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from services.events import ClaimState
from services.schedule.households.fields import Cents, Day, Toeslag
from services.schedule.toeslagen.claim import Agreement, Part
from services.schedule.toeslagen.claim_repository import Claim
from services.schedule.why import Why
from services.wire import Money, Wire

_SECOND = "Of two that came on one day the second has number 2; the same number again is the same money"


class ClaimAgreement(Wire):
    """What case manager and client agree on: how much comes back, and when. He keeps the rest.

    Without an instalment it comes back in one transfer on `firstOn`; with one, monthly from that day on.
    """

    back: Annotated[Cents, Field(gt=0, description="Whole cents that come back", examples=[50000])]
    instalment: Annotated[Cents | None, Field(gt=0, description="Whole cents a month", examples=[10000])] = None
    currency: Annotated[str, Field(pattern="^EUR$")] = "EUR"
    first_on: Annotated[Day, Field(description="The day of the transfer, or of the first of them")]

    def agreed(self) -> Agreement:
        """What is agreed on."""
        return Agreement(self.back, self.instalment or self.back, self.first_on)


class NewClaimRepayment(Wire):
    """Money of a claim that came to the budget account, as somebody saw who knows."""

    amount: Annotated[Cents, Field(gt=0, description="Whole cents", examples=[10000])]
    currency: Annotated[str, Field(pattern="^EUR$")] = "EUR"
    on: Annotated[Day, Field(description="The day on which it came")]
    number: Annotated[int, Field(ge=1, le=9, strict=True, description=_SECOND)] = 1

    def came(self) -> Part:
        """What came."""
        return Part(self.on, self.amount)


class ClaimWaiver(Wire):
    """Why nothing more has to come back."""

    why: Annotated[Why, Field(examples=["The client paid an old debt with it before anybody told him."])]


class ClaimPart(Wire):
    """What is still to come back on a day."""

    on: Day
    sum: Money


class ToeslagClaim(Wire):
    """The `number`-th claim on a toeslag: what came to the client on a day, and what of it comes back.

    `keeps` is what he keeps by what was agreed, `stillToCome` the transfers that were agreed and have not come.
    """

    household_id: UUID
    toeslag: Toeslag
    number: int
    arrived_on: Day
    came: Money
    state: ClaimState
    back: Money | None
    keeps: Money | None
    repaid: Money
    still_to_come: list[ClaimPart]
    waiver_proposed_by: str | None
    waived_by: str | None

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """The claim as it is told; what was waived comes no more."""
        row = claim.row
        parts = claim.still_to_come if row.state is ClaimState.AGREED else []
        return cls(
            household_id=row.household_id,
            toeslag=row.toeslag,
            number=row.number,
            arrived_on=row.arrived_on,
            came=Money(amount=row.came),
            state=row.state,
            back=None if row.back is None else Money(amount=row.back),
            keeps=None if row.back is None else Money(amount=row.came - row.back),
            repaid=Money(amount=claim.repaid),
            still_to_come=[ClaimPart(on=one.on, sum=Money(amount=one.amount)) for one in parts],
            waiver_proposed_by=row.waiver_proposed_by,
            waived_by=row.waived_by,
        )
