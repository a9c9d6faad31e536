"""Channels of a bank over HTTP: how each stands, and what lay there."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from services.auth import requires
from services.openapi import problems
from services.schedule.channel import repository
from services.schedule.channel.repository import FilePlace
from services.schedule.channel.schemas import BankChannel, BankChannelFile, ChannelFileFilter
from services.schedule.dependencies import FOR_ALL, NotAllMunicipalities
from services.schedule.payments import paging
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["channels of the bank"])

_READS = [requires("statements:read"), FOR_ALL]


@router.get("/bank-channels", dependencies=_READS, responses=problems(NotAllMunicipalities))
async def list_bank_channels(session: Reading, asked: Annotated[PageRequest, Query()]) -> Page[BankChannel]:
    """The channels through which banks are asked, by name: when each was last asked, and when it last gave a file."""
    after = paging.after(asked, "bank-channels", str)
    found = await repository.page_of_channels(session, after[0] if after else "", asked.limit + 1)
    return Page.cut([BankChannel.of(one) for one in found], asked.limit, lambda one: ("bank-channels", one.name))


@router.get("/bank-channel-files", dependencies=_READS, responses=problems(NotAllMunicipalities))
async def list_bank_channel_files(
    session: Reading, asked: Annotated[ChannelFileFilter, Query()]
) -> Page[BankChannelFile]:
    """What lies, or lay, at the bank and what became of it; what was seen last comes first."""
    instant = datetime.fromisoformat
    before = paging.after(asked, "bank-channel-files", instant, str, str, int, instant)
    place = None if before is None else FilePlace(*before)
    found = await repository.page_of_files(session, place, asked.limit + 1, asked.state)
    return Page.cut(
        [BankChannelFile.of(one) for one in found],
        asked.limit,
        lambda one: ("bank-channel-files", one.seen_at, one.channel, one.name, one.size, one.written_at),
    )
