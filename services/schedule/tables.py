"""The rows of the schedule service that belong to no part of it: who runs Ontzorg, and for which municipalities."""

from uuid import UUID

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.database import service_metadata


class ScheduleRow(SQLModel, registry=registry(metadata=service_metadata("schedule"))):
    """What every row of this service derives from: it stands in the schema `schedule`.

    A row holds facts and checks nothing (a table model of SQLModel does not validate); rules live in pure modules.
    Money is `Field(sa_type=WholeCents)`, an instant `Field(sa_type=Instant)`, a word of a closed list
    `Field(sa_type=by_value(Words))`, and a relationship is loaded in the query or not at all (`lazy="raise"`).
    """


class Organisation(ScheduleRow, table=True):
    """Who runs Ontzorg: a municipality, several together, or a credit bank for them. Seen by all, so no case data."""

    __tablename__ = "organisation"

    id: UUID = Field(primary_key=True)
    name: str


class Municipality(ScheduleRow, table=True):
    """A municipality that the organisation works for, with the policy it works by and the account it pays from.

    `code` is the gemeentecode of Statistics Netherlands (`GM0310`), `policy` the name of a file in `policies/`.
    """

    __tablename__ = "municipality"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    code: str = Field(primary_key=True)
    name: str
    policy: str
    iban: str
