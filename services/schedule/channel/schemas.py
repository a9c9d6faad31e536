"""Channels of a bank, on the wire."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from services.events import ChannelState
from services.schedule.channel.port import ChannelFailure
from services.schedule.channel.tables import ChannelFileRow, ChannelFileState, ChannelRow
from services.wire import Instant, PageRequest, Wire


class BankChannel(Wire):
    """A channel of the bank: how it stands and since when; when it was last asked, when the bank last answered, when a
    file last came of it. `failure` is why it gave nothing the last time, and `failures` how often in a row."""

    name: str
    state: ChannelState
    since: date
    last_asked_at: Instant | None
    last_answered_at: Instant | None
    last_got_at: Instant | None
    failures: int
    failure: ChannelFailure | None
    next_at: Instant

    @classmethod
    def of(cls, row: ChannelRow) -> Self:
        """The channel as it is told."""
        return cls(
            name=row.name,
            state=row.state,
            since=row.state_since,
            last_asked_at=row.asked_at,
            last_answered_at=row.answered_at,
            last_got_at=row.got_at,
            failures=row.failures,
            failure=row.failure,
            next_at=row.next_at,
        )


class BankChannelFile(Wire):
    """A file that lies, or lay, at the bank. `fileId` is the file that it was taken in as; `refusal` and `faults` say
    why it was not."""

    channel: str
    name: str
    size: int
    written_at: Instant
    state: ChannelFileState
    seen_at: Instant
    settled_at: Instant | None
    file_id: UUID | None
    refusal: str | None
    faults: list[str]

    @classmethod
    def of(cls, row: ChannelFileRow) -> Self:
        """The file as it is told."""
        return cls(**row.model_dump(exclude={"organisation_id"}))


class ChannelFileFilter(PageRequest):
    """Which files are listed: all, or those in one state."""

    state: ChannelFileState | None = Field(default=None)
