"""Addressees in the database: the history of each under its household's key, and the lookups by which it is found."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession, Session, organisation_of
from services.notify.addressees.addressee import (
    Addressee,
    AddresseeHasChanged,
    AddresseeIsErased,
    AddresseeIsKnown,
    ErasureGround,
    NoSuchAddressee,
)
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.contacts import repository as contacts
from services.notify.hand import Hand
from services.notify.sealed_history import Refusals, SealedHistory
from services.notify_events import AddresseeChanged, AddresseeEvent
from services.sealing import Keyring

_FORGET_LOOKUPS = text("delete from addressee_lookup where household_id = :household_id")
_ADD_LOOKUP = text(
    "insert into addressee_lookup (organisation_id, lookup, household_id)"
    " values (:organisation_id, :lookup, :household_id)"
)
_FIND = text(
    "select household_id from addressee_lookup where lookup = :lookup and household_id > :after"
    " order by household_id limit :limit"
)
_FIRST = UUID(int=0)


async def find(
    session: ReadSession, keyring: Keyring, kind: str, word: str, after: UUID | None, limit: int
) -> Sequence[UUID]:
    """So many households after that one that are found by this word of that kind."""
    asked = {"lookup": _lookup(keyring, kind, word), "after": after or _FIRST, "limit": limit}
    return (await session.execute(_FIND, asked)).scalars().all()


async def _beside(session: Session, hand: Hand, household_id: UUID, addressee: Addressee | None) -> None:
    """Whom it calls is known (`NoSuchContact`); it is found by what stands now, and by nothing that stood before."""
    if addressee is not None and addressee.contact_id is not None:
        await contacts.newest(session, hand.keyring, addressee.contact_id)
    await session.execute(_FORGET_LOOKUPS, {"household_id": household_id})
    whose = {"organisation_id": organisation_of(session), "household_id": household_id}
    words = addressee.found_by() if addressee else {}
    if rows := [{**whose, "lookup": _lookup(hand.keyring, kind, word)} for kind, word in words.items()]:
        await session.execute(_ADD_LOOKUP, rows)


def _lookup(keyring: Keyring, kind: str, word: str) -> bytes:
    return keyring.lookup("addressee", kind, word)


def _news(mine: UUID, household_id: UUID, happened: StrEnum, version: int) -> AddresseeChanged:
    event = AddresseeEvent(happened)
    return AddresseeChanged(organisation_id=mine, household_id=household_id, happened=event, version=version)


ADDRESSEES: Final = SealedHistory(
    "addressee",
    HOUSEHOLD_KEYS,
    Addressee,
    AddresseeEvent,
    ErasureGround,
    Refusals(NoSuchAddressee, AddresseeIsErased, AddresseeHasChanged.since, AddresseeIsKnown),
    _beside,
    _news,
)
