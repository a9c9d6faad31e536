"""The rows of decisions on bridging: what was decided for whom, and every state that a decision came into."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.events import BridgingState
from services.schedule.bridging.legal_basis import LegalBasis
from services.schedule.households.contents import Instrument
from services.schedule.households.contents.means import RepayMode
from services.schedule.planning.case import Account
from services.schedule.tables import ScheduleRow


class BridgingRow(ScheduleRow, table=True):
    """A decision, numbered within its household; `amount` in cents, a minstand's the cap.

    `arrives_on` is None for a minstand. What was lent and is open on `given_on` is given from then on.
    `fact_id` is the fact that a decision in force made. `reason_sealed` is why.
    """

    __tablename__ = "bridging_decision"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    instrument: Instrument = Field(sa_type=by_value(Instrument))
    amount: int = Field(sa_type=WholeCents)
    arrives_on: date | None = None
    account: Account = Field(sa_type=by_value(Account))
    repay: RepayMode | None = Field(default=None, sa_type=by_value(RepayMode))
    repay_count: int | None = None
    repay_from: int | None = None
    given_on: date | None = None
    basis: LegalBasis = Field(sa_type=by_value(LegalBasis))
    beyond_policy: bool
    needs_second: bool
    state: BridgingState = Field(sa_type=by_value(BridgingState))
    decided_by: str
    decided_at: datetime = Field(sa_type=Instant)
    approved_by: str | None = None
    fact_id: UUID | None = None
    reason_sealed: bytes


class BridgingHistoryRow(ScheduleRow, table=True):
    """A state that a decision came into: when, by whom, and why where that was asked (sealed)."""

    __tablename__ = "bridging_history"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    step: int = Field(primary_key=True)
    state: BridgingState = Field(sa_type=by_value(BridgingState))
    at: datetime = Field(sa_type=Instant)
    by: str
    reason_sealed: bytes | None = None
