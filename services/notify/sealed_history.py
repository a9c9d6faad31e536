"""Histories under seal: what was known of somebody, version by version, each opened by a key of his own alone.

Whoever is reached on behalf of a household and whoever works at the desk are kept alike. A version is added and never
rewritten. To erase somebody is to destroy his key: what stays is that he was known, and who erased him on which ground.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, Gone, NotFound
from services.events import Event
from services.notify.hand import Hand
from services.notify.own_keys import OwnKey, OwnKeys
from services.outbox import announce
from services.sealing import Keyring, place_of

_Document = TypeVar("_Document")


class Step(NamedTuple, Generic[_Document]):
    """What happened to somebody, and what stood afterwards: nothing once he was erased."""

    owner: UUID
    version: int
    happened: StrEnum
    document: _Document | None
    ground: StrEnum | None
    at: datetime
    by: str

    def bare(self) -> dict[str, Any]:
        """What happened, and nothing of the person."""
        return {name: getattr(self, name) for name in ("version", "happened", "ground", "at", "by")}


class Refusals(NamedTuple):
    """What is said where nothing is known of somebody, where he was erased, where somebody else corrected him meanwhile
    (with the version that stands), and where he is known already, if that can be."""

    unknown: type[NotFound]
    erased: type[Gone]
    changed: Callable[[int], Conflict]
    known: type[Conflict] | None = None


class SealedHistory(Generic[_Document]):
    """The histories of one kind of document: `desk worker` names the table `desk_worker_step`.

    `happens` says in its order how a history begins, goes on and ends. `beside` looks at what a document names and
    writes what goes with it, and `news` makes what is announced: all of it in the transaction of the step.
    """

    def __init__(
        self,
        of: str,
        keys: OwnKeys,
        document: type[_Document],
        happens: type[StrEnum],
        ground: type[StrEnum],
        refusals: Refusals,
        beside: Callable[[Session, Hand, UUID, _Document | None], Awaitable[None]],
        news: Callable[[UUID, UUID, StrEnum, int], Event],
    ) -> None:
        self.keys = keys
        self._of = of
        self._document = TypeAdapter[_Document](document)
        self._happens = happens
        self._begins, self._goes_on, self._ends = happens
        self._ground = ground
        self._refusals = refusals
        self._beside = beside
        self._news = news
        self._table = table = f"{of.replace(' ', '_')}_step"
        owner = keys.owner
        columns = f"{owner} as owner, sequence, happened, document_sealed, ground, at, by"
        self._newest = text(
            f"select distinct on ({owner}) {columns} from {table}"
            f" where {owner} = any(:ids) order by {owner}, sequence desc"
        ).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
        self._steps = text(
            f"select {columns} from {table} where {owner} = :owner and sequence > :after order by sequence limit :limit"
        )
        self._add = text(
            f"insert into {table} (organisation_id, {owner}, sequence, happened, document_sealed, ground, at, by)"
            " values (:organisation_id, :owner, :version, :happened, :document_sealed, :ground, :at, :by)"
        )

    async def begin(self, session: Session, hand: Hand, owner: UUID, document: _Document) -> Step[_Document]:
        """Write down the first that is known of somebody; refused if he was erased, or is known already."""
        key = self._opening(await self.keys.hold(session, hand, owner))
        if self._refusals.known and await self._version(session, owner):
            raise self._refusals.known
        return await self._write(session, hand, key, Step(owner, 1, self._begins, document, None, hand.now, hand.by))

    async def correct(
        self, session: Session, hand: Hand, owner: UUID, seen: int, document: _Document
    ) -> Step[_Document]:
        """Write down what stands from now on; refused unless `seen` is the newest version."""
        key = self._opening(await self.keys.hold_known(session, hand.keyring, owner))
        version = await self._version(session, owner)
        if not version:
            raise self._refusals.unknown
        if seen != version:
            raise self._refusals.changed(version)
        step = Step[_Document](owner, version + 1, self._goes_on, document, None, hand.now, hand.by)
        return await self._write(session, hand, key, step)

    async def erase(self, session: Session, hand: Hand, owner: UUID, ground: StrEnum) -> Step[_Document]:
        """Destroy the key of somebody, also of one of whom other things alone are kept: nothing of him opens any more.

        A backup from before still has the key, until it is thrown away.
        """
        key = self._opening(await self.keys.hold_known(session, hand.keyring, owner))
        version = await self._version(session, owner) + 1
        await self.keys.destroy(session, owner, hand.now)
        return await self._write(session, hand, key, Step(owner, version, self._ends, None, ground, hand.now, hand.by))

    async def newest(self, session: ReadSession, keyring: Keyring, owner: UUID) -> Step[_Document]:
        """What stands now; refused where nothing does."""
        found = (await self.newest_of(session, keyring, [owner])).get(owner)
        if found is None:
            raise self._refusals.unknown
        if found.document is None:
            raise self._refusals.erased
        return found

    async def newest_of(
        self, session: ReadSession, keyring: Keyring, owners: Collection[UUID]
    ) -> Mapping[UUID, Step[_Document]]:
        """The same of many; whoever has none is not among them, and of whom was erased nothing opens."""
        keys = await self.keys.of(session, keyring, owners)
        rows = await session.execute(self._newest, {"ids": list(owners)})
        return {row.owner: self._step(session, keys[row.owner], row) for row in rows}

    async def steps(
        self, session: ReadSession, keyring: Keyring, owner: UUID, after: int, limit: int
    ) -> list[Step[_Document]]:
        """So many steps after the one with that number, oldest first; refused where nothing ever happened."""
        if not await self._version(session, owner):
            raise self._refusals.unknown
        key = (await self.keys.of(session, keyring, [owner]))[owner]
        rows = await session.execute(self._steps, {"owner": owner, "after": after, "limit": limit})
        return [self._step(session, key, row) for row in rows]

    def with_gaps(self) -> str:
        """SQL that finds those whose steps are not numbered from one on."""
        return f"""
            select organisation_id, {self.keys.owner} as of_id, 'its steps are not numbered from one on' as what
            from {self._table} group by organisation_id, {self.keys.owner}
            having (count(*), min(sequence)) <> (max(sequence), 1)
        """

    def half_erased(self) -> str:
        """SQL that finds those whose key stands although they were erased, or went without that, or who went on."""
        owner, one_of_it = self.keys.owner, f"(step.organisation_id, step.{self.keys.owner})"
        return f"""
            select organisation_id, {owner}, 'is erased and has a key, or has none and nobody erased it' as what
            from {self.keys.table} kept where (key_sealed is null) <> exists (
                select from {self._table} step
                where happened = 'erase' and {one_of_it} = (kept.organisation_id, kept.{owner})
            )
            union all
            select organisation_id, {owner}, 'something happened to it after it was erased'
            from {self._table} erased where happened = 'erase' and exists (
                select from {self._table} step
                where {one_of_it} = (erased.organisation_id, erased.{owner}) and step.sequence > erased.sequence
            )
        """

    def _opening(self, key: OwnKey | None) -> OwnKey:
        if key is None:
            raise self._refusals.unknown
        if key.opens is None:
            raise self._refusals.erased
        return key

    async def _version(self, session: ReadSession, owner: UUID) -> int:
        """How many steps there are; 0 before the first."""
        row = (await session.execute(self._newest, {"ids": [owner]})).first()
        return row.sequence if row else 0

    async def _write(self, session: Session, hand: Hand, key: OwnKey, step: Step[_Document]) -> Step[_Document]:
        await self._beside(session, hand, step.owner, step.document)
        sealed, mine = None, organisation_of(session)
        if step.document is not None and key.opens is not None:
            written = self._document.dump_json(step.document).decode()
            sealed = key.opens.seal(written, self._place(session, step.owner, step.version))
        values = {"organisation_id": mine, "owner": step.owner, "document_sealed": sealed, **step.bare()}
        await session.execute(self._add, values)
        await announce(session, self._news(mine, step.owner, step.happened, step.version), now=hand.now)
        return step

    def _step(self, session: ReadSession, key: OwnKey, row: Row[Any]) -> Step[_Document]:
        document = None
        if row.document_sealed is not None and key.opens is not None:
            place = self._place(session, row.owner, row.sequence)
            document = self._document.validate_json(key.opens.unseal(bytes(row.document_sealed), place))
        ground = self._ground(row.ground) if row.ground else None
        return Step(row.owner, row.sequence, self._happens(row.happened), document, ground, row.at, row.by)

    def _place(self, session: ReadSession, owner: UUID, version: int) -> bytes:
        return place_of(organisation_of(session), owner, f"{self._of} {version}")
