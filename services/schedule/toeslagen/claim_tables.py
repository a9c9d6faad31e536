"""The rows of claims: what came wrongly to the client, what was agreed about it, and what came back."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.events import ClaimState
from services.schedule.planning.policy import ToeslagKind
from services.schedule.tables import ScheduleRow


class ClaimRow(ScheduleRow, table=True):
    """The `number`-th claim on toeslag of a household, over the arrival of that day (`told` is the rest of its key).

    `back` cents come back, of which `repaid_before` had come when that was agreed; the rest `instalment` a month from
    `first_on` on. Whoever proposes to waive it says why, sealed.
    """

    __tablename__ = "toeslag_claim"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    number: int = Field(primary_key=True)
    arrived_on: date
    told: str
    came: int = Field(sa_type=WholeCents)
    state: ClaimState = Field(sa_type=by_value(ClaimState))
    back: int | None = Field(default=None, sa_type=WholeCents)
    instalment: int | None = Field(default=None, sa_type=WholeCents)
    first_on: date | None = None
    repaid_before: int = Field(default=0, sa_type=WholeCents)
    waiver_proposed_by: str | None = None
    why_sealed: bytes | None = None
    waived_by: str | None = None


class ClaimStepRow(ScheduleRow, table=True):
    """How a claim came to where it is, step by step; what was agreed at each."""

    __tablename__ = "toeslag_claim_step"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    number: int = Field(primary_key=True)
    step: int = Field(primary_key=True)
    state: ClaimState = Field(sa_type=by_value(ClaimState))
    back: int | None = Field(default=None, sa_type=WholeCents)
    instalment: int | None = Field(default=None, sa_type=WholeCents)
    first_on: date | None = None
    by: str
    at: datetime = Field(sa_type=Instant)


class RepaymentRow(ScheduleRow, table=True):
    """Money of a claim that came back; `told` is the booking that showed it, or which of the day a person told."""

    __tablename__ = "toeslag_repayment"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    number: int = Field(primary_key=True)
    repaid_on: date = Field(primary_key=True)
    told: str = Field(primary_key=True)
    amount: int = Field(sa_type=WholeCents)
    statement_id: UUID | None = None
    entry: int | None = None
    part: int | None = None
    told_by: str
    told_at: datetime = Field(sa_type=Instant)
