"""The rows of channels: how each stands, and what lay at the bank."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.events import ChannelState
from services.schedule.channel.port import ChannelFailure
from services.schedule.tables import ScheduleRow


class ChannelRow(ScheduleRow, table=True):
    """A channel as it stands: when it was last asked, when the bank last answered, when a file last came of it, how
    often it failed since the bank answered, and when it is asked again."""

    __tablename__ = "bank_channel"

    organisation_id: UUID = Field(primary_key=True, foreign_key="schedule.organisation.id")
    name: str = Field(primary_key=True)
    state: ChannelState = Field(sa_type=by_value(ChannelState))
    state_since: date
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    got_at: datetime | None = Field(default=None, sa_type=Instant)
    failures: int = 0
    failure: ChannelFailure | None = Field(default=None, sa_type=by_value(ChannelFailure))
    next_at: datetime = Field(sa_type=Instant)


class ChannelFileState(StrEnum):
    """What became of what lay at the bank: seen for the first time, taken in, or refused with its faults."""

    SEEN = "seen"
    TAKEN = "taken"
    REFUSED = "refused"


class ChannelFileRow(ScheduleRow, table=True):
    """A file at the bank: one of another size or time is another one (docs/money-keys.md). `size` in bytes."""

    __tablename__ = "bank_channel_file"

    organisation_id: UUID = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=WholeCents)
    written_at: datetime = Field(primary_key=True, sa_type=Instant)
    state: ChannelFileState = Field(sa_type=by_value(ChannelFileState))
    seen_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    file_id: UUID | None = None
    refusal: str | None = None
    faults: list[str] = Field(default=[], sa_type=ARRAY(Text))
