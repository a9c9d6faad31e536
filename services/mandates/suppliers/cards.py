"""Cards of suppliers that organisations show one another: kept outside all of them, with nothing about any person.

One organisation keeps the card of a KvK number; others take it over as a supplier of their own, and look for themselves
whether what it says later is true of them too.
"""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandates.hand import Hand
from services.mandates.suppliers.repository import Wanted
from services.mandates.suppliers.supplier import CardIsAnothers, Terms

_SELECT = """
    select card.id, card.version, card.content, card.published_at, card.published_by, publisher.name as publisher
    from supplier_card as card join organisation as publisher on publisher.id = card.published_by
"""
_ONE = text(f"{_SELECT} where card.id = :id")
_BY_KVK = text(f"{_SELECT} where card.kvk = :kvk")
_LIST = text(
    rf"""
    {_SELECT}
    where card.id > :after and (cast(:kind as text) is null or card.content ->> 'kind' = :kind)
    and (cast(:kvk as text) is null or card.kvk = :kvk)
    and (cast(:name as text) is null or card.name ilike :name)
    order by card.id limit :limit
    """
).bindparams(*(bindparam(name, type_=Text) for name in ("kind", "kvk", "name")), bindparam("after", type_=Uuid))
_PUBLISH = text(
    """
    insert into supplier_card as card (id, published_by, kvk, name, content, version, published_at)
    values (:id, :organisation_id, :kvk, :name, :content, 1, :now)
    on conflict (kvk) do update
    set name = excluded.name, content = excluded.content, version = card.version + 1, published_at = :now
    where card.published_by = :organisation_id and card.content <> excluded.content
    """
).bindparams(bindparam("content", type_=JSONB))
_FIRST = UUID(int=0)


class NoSuchCard(NotFound):
    """There is no such card of a supplier."""


class Card(NamedTuple):
    """What an organisation shows others of a supplier, and who it is."""

    id: UUID
    version: int
    terms: Terms
    published_at: datetime
    publisher_id: UUID
    publisher: str


async def card(session: ReadSession, card_id: UUID) -> Card:
    """One card; `NoSuchCard`."""
    row = (await session.execute(_ONE, {"id": card_id})).first()
    if row is None:
        raise NoSuchCard
    return _card(row)


async def cards(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[Card]:
    """So many cards after the one with that id, whoever keeps them, in the order of their first publication."""
    asked = {**wanted.asked(), "after": after or _FIRST, "limit": limit}
    return [_card(row) for row in await session.execute(_LIST, asked)]


async def publish(session: Session, hand: Hand, terms: Terms, kvk: str) -> Card:
    """The card of that KvK number says this from now on; `CardIsAnothers` if another organisation keeps it.

    Saying the same again makes no newer version.
    """
    mine = organisation_of(session)
    values = {
        "id": hand.new_id(),
        "organisation_id": mine,
        "kvk": kvk,
        "name": terms.name,
        "content": terms.content(),
        "now": hand.now,
    }
    await session.execute(_PUBLISH, values)
    kept = _card((await session.execute(_BY_KVK, {"kvk": kvk})).one())
    if kept.publisher_id != mine:
        raise CardIsAnothers(f"{kept.publisher} keeps the card of KvK number {kvk}; take it over, or ask them")
    return kept


def _card(row: Row[Any]) -> Card:
    return Card(row.id, row.version, Terms.of(row.content), row.published_at, row.published_by, row.publisher)
