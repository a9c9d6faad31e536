"""Handing in photos of a letter, each once; and erasing those of a household with all else of its people."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.database import Session
from services.errors import Conflict, NotFound
from services.notify_events import AddresseeChanged, AddresseeEvent
from services.schedule.arrears import photo_repository, repository
from services.schedule.arrears.photo import read_photo
from services.schedule.arrears.photo_repository import Photo
from services.schedule.hand import Hand
from services.schedule.households import repository as households

MOST_PHOTOS = 10
"""Of one letter: its pages, and its envelope."""


class NoSuchLetter(NotFound):
    """Nobody told of such a letter to this household."""


class EnoughPhotos(Conflict):
    """There are ten photos of this letter already; put the rest into one PDF, or tell of another letter."""


async def hand_in(session: Session, hand: Hand, household_id: UUID, arrears_id: UUID, content: bytes) -> Photo:
    """Keep a photo of a letter; the same one again is the same photo.

    `NoSuchHousehold`, `NoSuchLetter`, `InvalidInput` for what is no photo, `HouseholdIsErased`, `EnoughPhotos`.
    """
    await households.hold(session, household_id, hand.municipalities)
    if not await repository.is_known(session, household_id, arrears_id):
        raise NoSuchLetter
    media_type, kept = read_photo(content)
    key = await photo_repository.hold_key(session, hand, household_id)
    content_hash = hashlib.sha256(kept).digest()
    before = await photo_repository.known(session, arrears_id, content_hash)
    if before is not None:
        return before
    if await photo_repository.how_many(session, arrears_id) >= MOST_PHOTOS:
        raise EnoughPhotos
    made = Photo(hand.new_id(), household_id, arrears_id, media_type, len(kept), content_hash, hand.now, hand.by)
    await photo_repository.add(session, made, kept, key)
    return made


async def hear_erasures(session: Session, events: Sequence[AddresseeChanged], now: datetime) -> None:
    """What is kept of the people of a household goes with how they are reached, and none of it opens any more."""
    erased = [one.household_id for one in events if one.happened is AddresseeEvent.ERASE]
    if erased:
        await photo_repository.destroy_keys(session, erased, now)
