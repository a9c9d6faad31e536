"""The key of each household: what is kept of its people opens with it alone, and is erased by destroying it.

It is kept sealed by the keys of the deployment, so that those can be renewed without a household being sealed anew.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.hand import Hand
from services.sealing import Keyring, place_of

_MAKE = text(
    """
    insert into household_key (organisation_id, household_id, key_sealed, made_at)
    values (:organisation_id, :household_id, :key_sealed, :now) on conflict do nothing
    """
)
_HOLD = text("select household_id, key_sealed from household_key where household_id = :household_id for no key update")
_OF = text("select household_id, key_sealed from household_key where household_id = any(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_DESTROY = text(
    "update household_key set key_sealed = null, destroyed_at = :now"
    " where household_id = :household_id and key_sealed is not null"
)


class HouseholdKey(NamedTuple):
    """The key of a household, opened; None once it was destroyed."""

    household_id: UUID
    opens: Keyring | None


async def hold_key(session: Session, hand: Hand, household_id: UUID) -> HouseholdKey:
    """The key of a household, made if it had none, and held until the end of the transaction."""
    await _make(session, hand.keyring, [household_id], hand.now)
    return _opened(session, hand.keyring, (await session.execute(_HOLD, {"household_id": household_id})).one())


async def hold_known_key(session: Session, keyring: Keyring, household_id: UUID) -> HouseholdKey | None:
    """The key that a household has, held until the end of the transaction; None of one of which nothing is kept."""
    row = (await session.execute(_HOLD, {"household_id": household_id})).first()
    return None if row is None else _opened(session, keyring, row)


async def keys_for(
    session: Session, keyring: Keyring, household_ids: Collection[UUID], now: datetime
) -> Mapping[UUID, HouseholdKey]:
    """The keys of these households, made where there was none."""
    known = await keys_of(session, keyring, household_ids)
    await _make(session, keyring, [one for one in household_ids if one not in known], now)
    return await keys_of(session, keyring, household_ids)


async def keys_of(
    session: ReadSession, keyring: Keyring, household_ids: Collection[UUID]
) -> Mapping[UUID, HouseholdKey]:
    """The keys that these households have."""
    rows = await session.execute(_OF, {"ids": list(household_ids)})
    return {row.household_id: _opened(session, keyring, row) for row in rows}


async def destroy_key(session: Session, household_id: UUID, now: datetime) -> None:
    """Destroy the key of a household that is held: from this commit on nothing that was sealed with it opens."""
    await session.execute(_DESTROY, {"household_id": household_id, "now": now})


async def _make(session: Session, keyring: Keyring, household_ids: Collection[UUID], now: datetime) -> None:
    """In one order everywhere, so that two who make the same ones wait and do not embrace."""
    organisation_id = organisation_of(session)
    rows = [
        {
            "organisation_id": organisation_id,
            "household_id": one,
            "key_sealed": keyring.new_own(_place(session, one)),
            "now": now,
        }
        for one in sorted(household_ids)
    ]
    if rows:
        await session.execute(_MAKE, rows)


def _opened(session: ReadSession, keyring: Keyring, row: Row[Any]) -> HouseholdKey:
    place = _place(session, row.household_id)
    return HouseholdKey(row.household_id, keyring.own(bytes(row.key_sealed), place) if row.key_sealed else None)


def _place(session: ReadSession, household_id: UUID) -> bytes:
    return place_of(organisation_of(session), household_id, "key")
