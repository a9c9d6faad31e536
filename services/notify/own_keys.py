"""Keys of their own: what is kept of somebody opens with his key alone, and is erased by destroying it.

A key is kept sealed by the keys of the deployment, so that those can be renewed without anything being sealed anew.
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


class OwnKey(NamedTuple):
    """The key of one household or person, opened; None once it was destroyed."""

    owner: UUID
    opens: Keyring | None


class OwnKeys:
    """Where the keys of one kind of owner are kept: `household` names the table `household_key`."""

    def __init__(self, thing: str) -> None:
        self.table = table = f"{thing}_key"
        self.owner = owner = f"{thing}_id"
        self._make_one = text(
            f"insert into {table} (organisation_id, {owner}, key_sealed, made_at)"
            " values (:organisation_id, :owner, :key_sealed, :now) on conflict do nothing"
        )
        self._hold = text(f"select {owner} as owner, key_sealed from {table} where {owner} = :owner for no key update")
        self._of = text(f"select {owner} as owner, key_sealed from {table} where {owner} = any(:ids)").bindparams(
            bindparam("ids", type_=ARRAY(Uuid))
        )
        self._destroy = text(
            f"update {table} set key_sealed = null, destroyed_at = :now"
            f" where {owner} = :owner and key_sealed is not null"
        )

    async def hold(self, session: Session, hand: Hand, owner: UUID) -> OwnKey:
        """The key of one, made if it had none, and held until the end of the transaction."""
        await self._make(session, hand.keyring, [owner], hand.now)
        return _opened(session, hand.keyring, (await session.execute(self._hold, {"owner": owner})).one())

    async def hold_known(self, session: Session, keyring: Keyring, owner: UUID) -> OwnKey | None:
        """The key that one has, held until the end of the transaction; None of one of which nothing is kept."""
        row = (await session.execute(self._hold, {"owner": owner})).first()
        return None if row is None else _opened(session, keyring, row)

    async def made(
        self, session: Session, keyring: Keyring, owners: Collection[UUID], now: datetime
    ) -> Mapping[UUID, OwnKey]:
        """The keys of these, made where there was none."""
        known = await self.of(session, keyring, owners)
        await self._make(session, keyring, [one for one in owners if one not in known], now)
        return await self.of(session, keyring, owners)

    async def of(self, session: ReadSession, keyring: Keyring, owners: Collection[UUID]) -> Mapping[UUID, OwnKey]:
        """The keys that these have."""
        rows = await session.execute(self._of, {"ids": list(owners)})
        return {row.owner: _opened(session, keyring, row) for row in rows}

    async def destroy(self, session: Session, owner: UUID, now: datetime) -> None:
        """Destroy the key of one that is held: from this commit on nothing that was sealed with it opens."""
        await session.execute(self._destroy, {"owner": owner, "now": now})

    async def _make(self, session: Session, keyring: Keyring, owners: Collection[UUID], now: datetime) -> None:
        """In one order everywhere, so that two who make the same ones wait and do not embrace."""
        organisation_id = organisation_of(session)
        rows = [
            {
                "organisation_id": organisation_id,
                "owner": one,
                "key_sealed": keyring.new_own(_place(session, one)),
                "now": now,
            }
            for one in sorted(owners)
        ]
        if rows:
            await session.execute(self._make_one, rows)


def _opened(session: ReadSession, keyring: Keyring, row: Row[Any]) -> OwnKey:
    return OwnKey(row.owner, keyring.own(bytes(row.key_sealed), _place(session, row.owner)) if row.key_sealed else None)


def _place(session: ReadSession, owner: UUID) -> bytes:
    return place_of(organisation_of(session), owner, "key")
