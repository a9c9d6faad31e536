"""What every row of the mandates service derives from, and what the registry keeps of a household."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.database import Instant, service_metadata


class MandateRow(SQLModel, registry=registry(metadata=service_metadata("mandates"))):
    """Stands in the schema `mandates`; the habits are those of the schedule's rows."""


class Organisation(MandateRow, table=True):
    """Who runs Ontzorg, as the schedule service knows it too."""

    __tablename__ = "organisation"

    id: UUID = Field(primary_key=True)
    name: str


class HouseholdRow(MandateRow, table=True):
    """A household as the schedule service told of it; `version` counts what a payment may depend on."""

    __tablename__ = "household"

    organisation_id: UUID = Field(primary_key=True, foreign_key="mandates.organisation.id")
    id: UUID = Field(primary_key=True)
    reference: str
    municipality: str
    policy: str
    plan_version: int = 0
    stale: bool
    version: int = 1
    known_at: datetime = Field(sa_type=Instant)
    news: int = 0
    ask_again_at: datetime | None = Field(default=None, sa_type=Instant)
    grounds: list[dict[str, Any]] = Field(default=[], sa_type=JSONB)
    leefgeld_days: list[date] = Field(default=[], sa_type=ARRAY(Date))
    b12_received_on: date | None = None
    handed_back_after: dict[str, str] = Field(default={}, sa_type=JSONB)
    kept_until: dict[str, int] = Field(default={}, sa_type=JSONB)
