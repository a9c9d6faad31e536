"""The rows of households: who they are for us, what is known of them, which plans that made, what is to be done."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.schedule.households.end_of_relief import Proposal
from services.schedule.households.tasks import TaskKind, TaskOutcome
from services.schedule.tables import ScheduleRow

_HOUSEHOLD = (
    ["organisation_id", "household_id"],
    ["schedule.household.organisation_id", "schedule.household.id"],
)


class HouseholdRow(ScheduleRow, table=True):
    """A household: a number of the organisation's own, and nobody's name.

    `policy` and `plan_version` are the newest (no version yet while facts are missing), `imported_row` the mark of what
    a caseload last said about it. `busy_until` is the last day of all versions there ever were, or on which one was
    made: a run that looks back less far has nothing to do here; with a version and without a day that is not known.
    `planned_under` marks the rules by which its plan was last looked at (`replanning`).
    The row is what everyone locks who changes anything of the household.
    """

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        ForeignKeyConstraint(
            ["organisation_id", "municipality"],
            ["schedule.municipality.organisation_id", "schedule.municipality.code"],
        ),
    )

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    id: UUID = Field(primary_key=True)
    reference: str
    municipality: str
    policy: str
    plan_version: int | None = None
    imported_row: bytes | None = None
    busy_until: date | None = None
    planned_under: str | None = None
    registered_at: datetime = Field(sa_type=Instant)
    registered_by: str


class FactRow(ScheduleRow, table=True):
    """A fact, numbered within its household; `corrects` is such a number."""

    __tablename__ = "fact"
    __table_args__ = (
        ForeignKeyConstraint(*_HOUSEHOLD),
        ForeignKeyConstraint(
            ["organisation_id", "household_id", "corrects"],
            ["schedule.fact.organisation_id", "schedule.fact.household_id", "schedule.fact.sequence"],
        ),
    )

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    id: UUID
    kind: str
    about: str
    holds_from: date
    content: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str
    corrects: int | None = None
    reason: str | None = None


class PlanVersionRow(ScheduleRow, table=True):
    """A version of a household's plan: what it was made of, by which rules, what it comes down to, and all of it.

    `wanted` is what a run needs of it, and `wanted_mark` by which rules that was found; a version from before has none.
    """

    __tablename__ = "plan_version"
    __table_args__ = (ForeignKeyConstraint(*_HOUSEHOLD),)

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    id: UUID
    fact_sequence: int
    made_at: datetime = Field(sa_type=Instant)
    policy: str
    policy_mark: str
    norms_mark: str
    lowest_rest: int | None = Field(sa_type=WholeCents)
    deepest_gap: int = Field(sa_type=WholeCents)
    gap_days: int
    days_without_money: int | None
    coa_debt: int = Field(sa_type=WholeCents)
    shortfalls: int
    sustainable_leefgeld: int | None = Field(sa_type=WholeCents)
    inputs: dict[str, Any] = Field(sa_type=JSON)
    document: dict[str, Any] = Field(sa_type=JSON)
    wanted: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    wanted_mark: str | None = None


class TaskRow(ScheduleRow, table=True):
    """Something to be done before a day; of one kind about one thing a household has one task."""

    __tablename__ = "task"
    __table_args__ = (ForeignKeyConstraint(*_HOUSEHOLD),)

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    kind: TaskKind = Field(primary_key=True, sa_type=by_value(TaskKind))
    about: str = Field(primary_key=True)
    id: UUID
    due_on: date
    cost_per_day: int | None = Field(default=None, sa_type=WholeCents)
    amount: int | None = Field(default=None, sa_type=WholeCents)
    proposal: Proposal | None = Field(default=None, sa_type=by_value(Proposal))
    opened_at: datetime = Field(sa_type=Instant)
    outcome: TaskOutcome | None = Field(default=None, sa_type=by_value(TaskOutcome))
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str | None = None
    reason: str | None = None
