"""The rows of authorisations; what the client said and who explained it stand sealed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKeyConstraint, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.database import Instant, by_value
from services.mandate_events import AuthorisationState
from services.mandates.authorisations.authorisation import Duty, Language, RefusalReason
from services.mandates.tables import MandateRow


def _words() -> Any:
    return Column(ARRAY(Text), nullable=False)


class AuthorisationRow(MandateRow, table=True):
    """One question to a client and his answer to it."""

    __tablename__ = "authorisation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "household_id"], ["mandates.household.organisation_id", "mandates.household.id"]
        ),
    )

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    state: AuthorisationState = Field(sa_type=by_value(AuthorisationState))
    changes: int
    asked: list[str] = Field(sa_column=_words())
    costs: list[str] = Field(sa_column=_words())
    refused: list[str] = Field(sa_column=_words())
    reason: RefusalReason | None = Field(default=None, sa_type=by_value(RefusalReason))
    words_sealed: bytes | None = None
    language: Language | None = Field(default=None, sa_type=by_value(Language))
    explained_by_sealed: bytes | None = None
    told_back: bool | None = None
    signed_on: date | None = None
    evidence: bytes | None = None
    duty: Duty | None = Field(default=None, sa_type=by_value(Duty))
    duty_reason_sealed: bytes | None = None
    duty_by: str | None = None
    refused_by: str | None = None
    ends_on: date | None = None
    replaced_by: UUID | None = None
    made_at: datetime = Field(sa_type=Instant)
    made_by: str
