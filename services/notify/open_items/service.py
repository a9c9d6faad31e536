"""Taking in a list of open items: all of it or nothing, once; each line becomes a word that somebody acts upon."""

import hashlib
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.failpoints import failpoint
from services.months import Month
from services.notify.hand import Hand
from services.notify.open_items import repository
from services.notify.open_items.open_item import word_of
from services.notify.open_items.reading import read
from services.notify.open_items.repository import NewLine, OpenItemsFile
from services.notify_events import WordChanged, WordEvent, WordState
from services.outbox import announce


class HandedIn(NamedTuple):
    """A list as it is handed in: of a supplier and a month, as of a day; `owner` sees to what of it is unclear."""

    supplier_id: UUID
    month: Month
    listed_on: date
    owner: str
    content: bytes


async def take_in(session: Session, hand: Hand, given: HandedIn, today: date) -> OpenItemsFile:
    """The list; one that was taken in before is that one, and nothing changes.

    `InvalidInput` with every fault of every line, and then nothing of it is kept.
    """
    if given.listed_on > today:
        raise InvalidInput([Fault("listedOn", "is still to come", "give the day on which the list was made")])
    content_hash = hashlib.sha256(given.content).digest()
    before = await repository.known(session, given.supplier_id, given.month, content_hash)
    if before is not None:
        return before
    items = read(given.content, given.listed_on)
    file = OpenItemsFile(
        hand.new_id(), given.supplier_id, given.month, given.listed_on, content_hash, len(items), given.owner, hand.now,
        hand.by,
    )  # fmt: skip
    if not await repository.add(session, file):
        at_once = await repository.known(session, given.supplier_id, given.month, content_hash)
        assert at_once is not None, "what was not added was taken in before"
        return at_once
    failpoint("open-items.file-kept")
    lines = []
    for item in items:
        said = word_of(item, given.listed_on)
        lines.append(NewLine(item.number, item.state, None if said is None else hand.new_id(), said))
    await repository.add_lines(session, hand, file, lines)
    failpoint("open-items.lines-kept")
    news = [_news(organisation_of(session), file, one) for one in lines if one.word_id is not None]
    await announce(session, *news, now=hand.now)
    failpoint("open-items.announced")
    return file


def _news(mine: UUID, file: OpenItemsFile, one: NewLine) -> WordChanged:
    assert one.word_id is not None, "announced are words"
    assert one.said is not None, "announced are words"
    return WordChanged(
        organisation_id=mine,
        word_id=one.word_id,
        supplier_id=file.supplier_id,
        says=one.said.type,
        happened=WordEvent.RECEIVE,
        state=WordState.RECEIVED,
    )
