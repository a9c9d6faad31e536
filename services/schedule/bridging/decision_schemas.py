"""Decisions on bridging on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.events import BridgingState
from services.schedule.bridging.deciding import reason_place
from services.schedule.bridging.decision import Wanted
from services.schedule.bridging.legal_basis import LegalBasis
from services.schedule.bridging.repository import Decided
from services.schedule.bridging.tables import BridgingHistoryRow, BridgingRow
from services.schedule.households.contents import Instrument, Repayment
from services.schedule.households.fields import Cents, Day
from services.schedule.planning.case import Account
from services.schedule.why import Why
from services.sealing import Keyring
from services.wire import Instant, Money, Wire

Reason = Annotated[Why, Field(examples=["The toeslagen come in May, and until then the rent cannot be carried."])]


class NewBridgingDecision(Wire):
    """What is decided: one instrument, how much, from or on which day, and on which article.

    `on` is the day on which money arrives, today if nothing is said; a minstand has none. `amount` 0 refuses what the
    policy foresees. Of a loan or an advance that came, with its own day, sum and account, it says anew how it goes
    back, or from when it is given.
    """

    instrument: Instrument
    amount: Annotated[Cents, Field(description="Whole cents; of a minstand the cap", examples=[75400])]
    currency: Literal["EUR"] = "EUR"
    on: Day | None = None
    account: Annotated[Account, Field(description="Where the money arrives")] = Account.BUDGET
    repay: Annotated[Repayment | None, Field(description="How a loan is repaid")] = None
    given_on: Annotated[Day | None, Field(description="From when what is open of it is given, on art. 35")] = None
    legal_basis: LegalBasis
    beyond_policy: Annotated[bool, Field(description="It is known to be more than the policy has")] = False
    reason: Reason

    def wanted(self, today: date) -> Wanted:
        """What is to be weighed."""
        on = self.on or (None if self.instrument is Instrument.MINSTAND else today)
        return Wanted(
            self.instrument,
            self.amount,
            on,
            self.account,
            self.repay,
            self.legal_basis,
            self.beyond_policy,
            self.given_on,
        )


class BridgingReason(Wire):
    """Why a decision is refused or withdrawn."""

    reason: Reason


class BridgingStep(Wire):
    """A state that a decision came into."""

    state: BridgingState
    at: Instant
    by: str
    reason: str | None

    @classmethod
    def of(cls, row: BridgingHistoryRow, keyring: Keyring) -> "BridgingStep":
        """The step as it is told."""
        place = reason_place(row.organisation_id, row.household_id, row.number, f"step/{row.step}")
        reason = None if row.reason_sealed is None else keyring.unseal(bytes(row.reason_sealed), place)
        return cls(state=row.state, at=row.at, by=row.by, reason=reason)


class BridgingDecisionLine(Wire):
    """A decision on bridging of a household, by its number there.

    `proposed` waits for another person than `decidedBy`, who approves or refuses it.
    """

    household_id: UUID
    number: int
    state: BridgingState
    instrument: Instrument
    sum: Money
    on: Day | None
    account: Account
    repay: Repayment | None
    given_on: Day | None
    legal_basis: LegalBasis
    article: str
    beyond_policy: bool
    needs_second: bool
    decided_by: str
    decided_at: Instant
    approved_by: str | None

    @classmethod
    def line(cls, row: BridgingRow) -> "BridgingDecisionLine":
        """The decision as a list shows it."""
        return cls(**_told(row))


class BridgingDecision(BridgingDecisionLine):
    """A decision with the reason for it and every state that it came into."""

    reason: str
    history: list[BridgingStep]

    @classmethod
    def of(cls, decided: Decided, keyring: Keyring) -> "BridgingDecision":
        """The decision as it is told."""
        row = decided.row
        place = reason_place(row.organisation_id, row.household_id, row.number, "reason")
        return cls(
            **_told(row),
            reason=keyring.unseal(bytes(row.reason_sealed), place),
            history=[BridgingStep.of(step, keyring) for step in decided.history],
        )


def _told(row: BridgingRow) -> dict[str, object]:
    repay = None
    if row.repay is not None:
        repay = Repayment(mode=row.repay, count=row.repay_count, from_payout=row.repay_from)
    return {
        "household_id": row.household_id,
        "number": row.number,
        "state": row.state,
        "instrument": row.instrument,
        "sum": Money(amount=row.amount),
        "on": row.arrives_on,
        "account": row.account,
        "repay": repay,
        "given_on": row.given_on,
        "legal_basis": row.basis,
        "article": row.basis.article,
        "beyond_policy": row.beyond_policy,
        "needs_second": row.needs_second,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at,
        "approved_by": row.approved_by,
    }
