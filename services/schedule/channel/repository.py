"""What is asked and kept of channels."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from services.clock import civil_date
from services.database import ReadSession, Session, organisation_of
from services.events import ChannelState
from services.schedule.channel.port import Offered
from services.schedule.channel.tables import ChannelFileRow, ChannelFileState, ChannelRow

_CLAIM = text(
    """
    update bank_channel set asked_at = :now, next_at = :next_at where name = :name and next_at <= :now returning name
    """
)


class Settled(NamedTuple):
    """What became of a file: taken in as that one, or refused with a code and its faults."""

    state: ChannelFileState
    file_id: UUID | None = None
    refusal: str | None = None
    faults: tuple[str, ...] = ()


async def begun(session: Session, name: str, now: datetime) -> ChannelRow:
    """The channel as it stands, held until the end of this transaction; one that is new is due at once."""
    new = {
        "organisation_id": organisation_of(session),
        "name": name,
        "state": ChannelState.WORKS,
        "state_since": civil_date(now),
        "next_at": now,
    }
    await session.execute(insert(ChannelRow).values(new).on_conflict_do_nothing())
    row = ChannelRow
    held = select(row).where(col(row.organisation_id) == organisation_of(session), col(row.name) == name)
    return (await session.scalars(held.with_for_update())).one()


async def claim(session: Session, name: str, now: datetime, next_at: datetime) -> bool:
    """Whether the channel is due, and it is this caller who asks it: nobody else does before `next_at`."""
    asked = {"name": name, "now": now, "next_at": next_at}
    return (await session.execute(_CLAIM, asked)).first() is not None


async def known(session: ReadSession, channel: str, offers: Sequence[Offered]) -> dict[Offered, ChannelFileState]:
    """What became of these files, as far as they were seen before."""
    row = ChannelFileRow
    found = await session.execute(
        select(row.name, row.size, row.written_at, row.state).where(
            col(row.organisation_id) == organisation_of(session),
            col(row.channel) == channel,
            col(row.name).in_([one.name for one in offers]),
        )
    )
    return {Offered(name, size, written_at): ChannelFileState(state) for name, size, written_at, state in found}


async def see(session: Session, channel: str, one: Offered, now: datetime) -> None:
    """Remember that it lay there."""
    row = {
        "organisation_id": organisation_of(session),
        "channel": channel,
        **one._asdict(),
        "state": ChannelFileState.SEEN,
        "seen_at": now,
        "faults": [],
    }
    await session.execute(insert(ChannelFileRow).values(row).on_conflict_do_nothing())


async def settle(session: Session, channel: str, one: Offered, settled: Settled, now: datetime) -> None:
    """Remember what became of it."""
    row = await session.get(ChannelFileRow, (organisation_of(session), channel, *one))
    assert row is not None, "what is read was seen before"
    row.state, row.file_id, row.refusal = settled.state, settled.file_id, settled.refusal
    row.faults, row.settled_at = list(settled.faults), now
    session.add(row)


async def page_of_channels(session: ReadSession, after: str, limit: int) -> Sequence[ChannelRow]:
    """So many channels after that name."""
    row = ChannelRow
    asked = select(row).where(col(row.organisation_id) == organisation_of(session), col(row.name) > after)
    return (await session.scalars(asked.order_by(col(row.name)).limit(limit))).all()


class FilePlace(NamedTuple):
    """Where a file stands in the list: what was seen last comes first."""

    seen_at: datetime
    channel: str
    name: str
    size: int
    written_at: datetime


async def page_of_files(
    session: ReadSession, before: FilePlace | None, limit: int, state: ChannelFileState | None
) -> Sequence[ChannelFileRow]:
    """So many files before a place, those in one state alone if it is given."""
    row = ChannelFileRow
    place = (col(row.seen_at), col(row.channel), col(row.name), col(row.size), col(row.written_at))
    asked = select(row).where(col(row.organisation_id) == organisation_of(session))
    if before is not None:
        asked = asked.where(tuple_(*place) < before)
    if state is not None:
        asked = asked.where(col(row.state) == state)
    return (await session.scalars(asked.order_by(*(one.desc() for one in place)).limit(limit))).all()
