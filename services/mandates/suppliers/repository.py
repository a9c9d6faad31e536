"""Suppliers in the database: the newest version of each as a row, and every version that there was."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandates.hand import Hand
from services.mandates.suppliers.creditor_id import CreditorId
from services.mandates.suppliers.supplier import (
    ContactPerson,
    Deferral,
    KvkIsRegistered,
    Procedure,
    SupplierKind,
    Terms,
)
from services.many_households import in_order_asked
from services.payment_reference import ReferenceKind
from services.sealing import Keyring, place_of

_COLUMNS = (
    "kind, name, kvk, creditor_id, reference_scheme, collection_days, procedures, answer_days, deferral_days,"
    " deferral_instalments, contact_sealed, card_id, card_version, version"
)
_VALUES = ", ".join(f":{column}" for column in _COLUMNS.split(", "))
_SELECT = f"""
    select {", ".join(f"supplier.{column}" for column in ("id", *_COLUMNS.split(", ")))}, registered_at,
        card.version as newest_card
    from supplier left join supplier_card as card on card.id = supplier.card_id
"""
_ONE = text(f"{_SELECT} where supplier.id = :id")
_MANY = text(f"{_SELECT} where supplier.id = any(:ids)").bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_HOLD = text(f"{_SELECT} where supplier.id = :id for no key update of supplier")
_HOLD_BY_KVK = text(f"{_SELECT} where supplier.kvk = :kvk for no key update of supplier")
_LIST = text(
    rf"""
    {_SELECT}
    where supplier.id > :after and (cast(:kind as text) is null or supplier.kind = :kind)
    and (cast(:kvk as text) is null or supplier.kvk = :kvk)
    and (cast(:name as text) is null or supplier.name ilike :name)
    order by supplier.id limit :limit
    """
).bindparams(*(bindparam(name, type_=Text) for name in ("kind", "kvk", "name")), bindparam("after", type_=Uuid))
_ADD = text(
    f"""
    insert into supplier (organisation_id, id, {_COLUMNS}, registered_at, registered_by)
    values (:organisation_id, :id, {_VALUES}, :now, :by)
    """
)
_REPLACE = text(f"update supplier set ({_COLUMNS}) = ({_VALUES}) where id = :id")
_ADD_VERSION = text(
    """
    insert into supplier_version (organisation_id, supplier_id, version, content, at, by)
    values (:organisation_id, :id, :version, :content, :now, :by)
    """
).bindparams(bindparam("content", type_=JSONB))
_VERSIONS = text(
    """
    select version, content, at, by from supplier_version
    where supplier_id = :supplier_id and version > :after order by version limit :limit
    """
)
_NAME_CARD = text("update supplier set card_id = :card_id, card_version = :card_version where id = :id")
_FIRST = UUID(int=0)


class NoSuchSupplier(NotFound):
    """There is no such supplier here."""


class SeenCard(NamedTuple):
    """The shared card that a supplier was taken from or published as: the version of then, and the newest one."""

    id: UUID
    version: int
    newest: int


class Supplier(NamedTuple):
    """A supplier as it is known now, opened."""

    id: UUID
    version: int
    terms: Terms
    contact: ContactPerson | None
    card: SeenCard | None
    registered_at: datetime


class SupplierVersion(NamedTuple):
    """What was known from a moment on. Of the contact only whether it became another: a person is not kept for ever."""

    version: int
    terms: Terms
    contact_mark: str | None
    at: datetime
    by: str


class Wanted(NamedTuple):
    """Which suppliers, or cards, a list is to show; the name is part of a name."""

    kind: SupplierKind | None = None
    name: str | None = None
    kvk: str | None = None

    def asked(self) -> dict[str, str | None]:
        """As the queries take it."""
        sought = None if self.name is None else f"%{escaped(self.name)}%"
        return {"kind": self.kind, "name": sought, "kvk": self.kvk}


def escaped(part: str) -> str:
    """Part of a text for `like`, in which nothing stands for anything else."""
    return part.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


async def supplier(session: ReadSession, keyring: Keyring, supplier_id: UUID) -> Supplier:
    """One of the organisation's; `NoSuchSupplier`."""
    return _found(session, keyring, (await session.execute(_ONE, {"id": supplier_id})).first())


async def hold(session: Session, keyring: Keyring, supplier_id: UUID) -> Supplier:
    """The same, held until the end of the transaction."""
    return _found(session, keyring, (await session.execute(_HOLD, {"id": supplier_id})).first())


async def hold_by_kvk(session: Session, keyring: Keyring, kvk: str) -> Supplier | None:
    """The organisation's supplier with that KvK number, held; None if there is none."""
    row = (await session.execute(_HOLD_BY_KVK, {"kvk": kvk})).first()
    return None if row is None else _opened(session, keyring, row)


async def suppliers(
    session: ReadSession, keyring: Keyring, wanted: Wanted, after: UUID | None, limit: int
) -> list[Supplier]:
    """So many of these after the one with that id, in the order of registration."""
    asked = {**wanted.asked(), "after": after or _FIRST, "limit": limit}
    return [_opened(session, keyring, row) for row in await session.execute(_LIST, asked)]


async def suppliers_by_id(session: ReadSession, keyring: Keyring, ids: Collection[UUID]) -> list[Supplier]:
    """Those of these that are the organisation's, in the order asked."""
    rows = await session.execute(_MANY, {"ids": list(ids)})
    found = {row.id: _opened(session, keyring, row) for row in rows}
    return [found[one] for one in in_order_asked(ids, found)]


async def versions(session: ReadSession, supplier_id: UUID, after: int, limit: int) -> list[SupplierVersion]:
    """So many versions of a supplier after the one with that number, oldest first."""
    asked = {"supplier_id": supplier_id, "after": after, "limit": limit}
    return [_version(row) for row in await session.execute(_VERSIONS, asked)]


async def add(session: Session, hand: Hand, kept: Supplier) -> None:
    """A supplier that was not known; `KvkIsRegistered`."""
    await _write(session, hand, kept, _ADD)


async def replace(session: Session, hand: Hand, kept: Supplier) -> None:
    """A newer version of a supplier that is held; `KvkIsRegistered`."""
    await _write(session, hand, kept, _REPLACE)


async def name_card(session: Session, supplier_id: UUID, card_id: UUID, version: int) -> None:
    """Remember which card a supplier was published as; it says nothing new of the supplier, so it is no version."""
    await session.execute(_NAME_CARD, {"id": supplier_id, "card_id": card_id, "card_version": version})


async def _write(session: Session, hand: Hand, kept: Supplier, statement: Any) -> None:
    common = {"organisation_id": organisation_of(session), "id": kept.id, "now": hand.now, "by": hand.by}
    try:
        await session.execute(statement, {**common, **_values(session, hand.keyring, kept)})
    except IntegrityError as refusal:
        if isinstance(refusal.orig, UniqueViolation):
            raise KvkIsRegistered from None
        raise
    content = {**kept.terms.content(), "contact": kept.contact and _mark(hand.keyring, kept.contact)}
    await session.execute(_ADD_VERSION, {**common, "version": kept.version, "content": content})


def _values(session: Session, keyring: Keyring, kept: Supplier) -> dict[str, Any]:
    terms = kept.terms
    place = place_of(organisation_of(session), kept.id, "contact")
    return {
        "kind": terms.kind,
        "name": terms.name,
        "kvk": terms.kvk,
        "creditor_id": terms.creditor_id and terms.creditor_id.number,
        "reference_scheme": terms.reference_scheme,
        "collection_days": list(terms.collection_days),
        "procedures": list(terms.procedures),
        "answer_days": terms.answer_days,
        "deferral_days": terms.deferral and terms.deferral.days,
        "deferral_instalments": terms.deferral and terms.deferral.instalments,
        "contact_sealed": kept.contact and keyring.seal(kept.contact.written(), place),
        "card_id": kept.card and kept.card.id,
        "card_version": kept.card and kept.card.version,
        "version": kept.version,
    }


def _mark(keyring: Keyring, contact: ContactPerson) -> str:
    return keyring.lookup("contact", contact.written()).hex()


def _found(session: ReadSession, keyring: Keyring, row: Row[Any] | None) -> Supplier:
    if row is None:
        raise NoSuchSupplier
    return _opened(session, keyring, row)


def _opened(session: ReadSession, keyring: Keyring, row: Row[Any]) -> Supplier:
    place = place_of(organisation_of(session), row.id, "contact")
    contact = ContactPerson.read(keyring.unseal(bytes(row.contact_sealed), place)) if row.contact_sealed else None
    card = SeenCard(row.card_id, row.card_version, row.newest_card) if row.card_id else None
    return Supplier(row.id, row.version, _terms(row), contact, card, row.registered_at)


def _terms(row: Row[Any]) -> Terms:
    return Terms(
        SupplierKind(row.kind),
        row.name,
        row.kvk,
        CreditorId(row.creditor_id) if row.creditor_id else None,
        ReferenceKind(row.reference_scheme),
        tuple(row.collection_days),
        tuple(map(Procedure, row.procedures)),
        row.answer_days,
        Deferral(row.deferral_days, row.deferral_instalments) if row.deferral_days else None,
    )


def _version(row: Row[Any]) -> SupplierVersion:
    content: Mapping[str, Any] = row.content
    return SupplierVersion(row.version, Terms.of(content), content["contact"], row.at, row.by)
