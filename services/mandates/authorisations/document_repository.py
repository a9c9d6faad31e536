"""Suppliers' documents in the database: sealed bytes that never change, and what the making of one has to look up."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandates.authorisations.supplier_document import Arranged, DocumentField
from services.mandates.costs import Cost
from services.mandates.hand import Hand
from services.sealing import Keyring, place_of

_ADD = text(
    """
    insert into authorisation_document (
        organisation_id, household_id, authorisation_id, supplier_id, id, sha256, content_sealed, shown, masked,
        made_at, made_by
    ) values (
        :organisation_id, :household_id, :authorisation_id, :supplier_id, :id, :sha256, :content_sealed, :shown,
        :masked, :made_at, :made_by
    )
    """
).bindparams(bindparam("shown", type_=ARRAY(Text)), bindparam("masked", type_=ARRAY(Text)))
_KEPT = """select id, household_id, authorisation_id, supplier_id, sha256, shown, masked, made_at, made_by
    from authorisation_document where household_id = :household_id and authorisation_id = :authorisation_id"""
_ONE = text(f"{_KEPT} and id = :id")
_PAGE = text(f"{_KEPT} and id > :after order by id limit :limit")
_CONTENT = text(
    "select content_sealed from authorisation_document"
    " where household_id = :household_id and authorisation_id = :authorisation_id and id = :id"
)
_ORGANISATION = text("select name from organisation where id = :id")
_SUPPLIER = text("select name from supplier where id = :id")
_ARRANGED = text(
    "select cost, supplier_id, from_month from arrangement where household_id = :household_id order by from_month, id"
)
_FIRST = UUID(int=0)


class NoSuchDocument(NotFound):
    """There is no such document of this authorisation."""


class Document(NamedTuple):
    """A document that was made for a supplier; `sha256` is the digest of its bytes."""

    id: UUID
    household_id: UUID
    authorisation_id: UUID
    supplier_id: UUID
    sha256: bytes
    shown: tuple[DocumentField, ...]
    masked: tuple[DocumentField, ...]
    made_at: datetime
    made_by: str


async def add(session: Session, hand: Hand, document: Document, content: bytes) -> None:
    """Keep a document and its bytes, for good."""
    mine = organisation_of(session)
    sealed = hand.keyring.seal(base64.b64encode(content).decode(), place_of(mine, document.id, "content"))
    kept = document._asdict() | {
        "organisation_id": mine,
        "content_sealed": sealed,
        "shown": [str(field) for field in document.shown],
        "masked": [str(field) for field in document.masked],
    }
    await session.execute(_ADD, kept)


async def document(session: ReadSession, household_id: UUID, authorisation_id: UUID, document_id: UUID) -> Document:
    """One of an authorisation; `NoSuchDocument`."""
    asked = {"household_id": household_id, "authorisation_id": authorisation_id, "id": document_id}
    row = (await session.execute(_ONE, asked)).first()
    if row is None:
        raise NoSuchDocument
    return _kept(row)


async def documents(
    session: ReadSession, household_id: UUID, authorisation_id: UUID, after: UUID | None, limit: int
) -> list[Document]:
    """So many of an authorisation after the one with that id, oldest first."""
    asked = {"household_id": household_id, "authorisation_id": authorisation_id, "after": after or _FIRST}
    return [_kept(row) for row in await session.execute(_PAGE, asked | {"limit": limit})]


async def content(
    session: ReadSession, keyring: Keyring, household_id: UUID, authorisation_id: UUID, document_id: UUID
) -> bytes:
    """The bytes that were made, the same ones every time; `NoSuchDocument`."""
    asked = {"household_id": household_id, "authorisation_id": authorisation_id, "id": document_id}
    sealed = (await session.execute(_CONTENT, asked)).scalar_one_or_none()
    if sealed is None:
        raise NoSuchDocument
    return base64.b64decode(keyring.unseal(bytes(sealed), place_of(organisation_of(session), document_id, "content")))


async def organisation_name(session: ReadSession) -> str:
    """By which name we write."""
    name: str = (await session.execute(_ORGANISATION, {"id": organisation_of(session)})).scalar_one()
    return name


async def supplier_name(session: ReadSession, supplier_id: UUID) -> str | None:
    """The name of one of our suppliers; None for what is none."""
    name: str | None = (await session.execute(_SUPPLIER, {"id": supplier_id})).scalar_one_or_none()
    return name


async def arranged(session: ReadSession, household_id: UUID) -> Sequence[Arranged]:
    """Which supplier each cost of a household is owed to from which month, oldest first."""
    rows = await session.execute(_ARRANGED, {"household_id": household_id})
    return [Arranged(Cost(row.cost), row.supplier_id, row.from_month) for row in rows]


def _kept(row: Row[Any]) -> Document:
    return Document(
        row.id,
        row.household_id,
        row.authorisation_id,
        row.supplier_id,
        bytes(row.sha256),
        tuple(DocumentField(field) for field in row.shown),
        tuple(DocumentField(field) for field in row.masked),
        row.made_at,
        row.made_by,
    )
