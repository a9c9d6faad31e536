"""Lists of open items in the database: each once, with its lines and the words that these are."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row, bindparam, text
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.events import WordObstacle
from services.months import Month
from services.notify.hand import Hand
from services.notify.open_items.open_item import ItemState, Said
from services.notify.words.repository import place_of_saying
from services.notify_events import WordState, WordType

_COLUMNS = "id, supplier_id, month, listed_on, content_hash, lines, owner, taken_at, by"
_ADD = text(
    f"""
    insert into open_items_file (organisation_id, {_COLUMNS})
    values (:organisation_id, :id, :supplier_id, :month, :listed_on, :content_hash, :lines, :owner, :taken_at, :by)
    on conflict (organisation_id, supplier_id, month, content_hash) do nothing returning id
    """
)
_KNOWN = text(
    f"""
    select {_COLUMNS} from open_items_file
    where supplier_id = :supplier_id and month = :month and content_hash = :content_hash
    """
)
_ONE = text(f"select {_COLUMNS} from open_items_file where id = :id")
_LIST = text(
    f"""
    select {_COLUMNS} from open_items_file
    where id > :after and (cast(:supplier_id as uuid) is null or supplier_id = :supplier_id) order by id limit :limit
    """
).bindparams(bindparam("supplier_id", type_=Uuid))
_ADD_LINES = text(
    """
    with told as materialized (
        select * from jsonb_to_recordset(cast(:told as jsonb))
            as one (line integer, says text, word_id uuid, type text, sealed text)
    ), words as (
        insert into word (
            organisation_id, id, file_id, supplier_id, webhook_id, body_hash, type, says_sealed, state, changes,
            told_at, received_at
        )
        select :organisation_id, word_id, :file_id, :supplier_id, 'line ' || line || ' of ' || :file_name,
            :content_hash, type, decode(sealed, 'hex'), 'received', 1, :now, :now
        from told where word_id is not null order by line
    ), steps as (
        insert into word_step (organisation_id, word_id, sequence, happened, state, at, by)
        select :organisation_id, word_id, 1, 'receive', 'received', :now, :by from told where word_id is not null
    )
    insert into open_items_line (organisation_id, file_id, line, says, word_id)
    select :organisation_id, :file_id, line, says, word_id from told order by line
    """
)
_LINES = text(
    """
    select line, says, word_id, word.type, word.state, word.obstacle from open_items_line as item
    left join word on word.organisation_id = item.organisation_id and word.id = item.word_id
    where item.file_id = :file_id and line > :after and (cast(:state as text) is null or word.state = :state)
    order by line limit :limit
    """
).bindparams(bindparam("state", type_=Text))
_COUNTS = text(
    """
    select coalesce(word.state, 'not_due') as state, count(*) as many from open_items_line as item
    left join word on word.organisation_id = item.organisation_id and word.id = item.word_id
    where item.file_id = :file_id group by 1
    """
)


class NoSuchOpenItemsFile(NotFound):
    """There is no such list of open items here."""


class OpenItemsFile(NamedTuple):
    """A list as it was taken in: of which supplier and month, as of which day, and whose what of it is unclear is."""

    id: UUID
    supplier_id: UUID
    month: Month
    listed_on: date
    content_hash: bytes
    lines: int
    owner: str
    taken_at: datetime
    by: str


class NewLine(NamedTuple):
    """A line, and the word that it is; without one nobody has to do anything about it."""

    number: int
    state: ItemState
    word_id: UUID | None
    said: Said | None


class KeptLine(NamedTuple):
    """A line, and what became of its word."""

    number: int
    says: ItemState
    word_id: UUID | None
    type: WordType | None
    state: WordState | None
    obstacle: WordObstacle | None


async def known(session: ReadSession, supplier_id: UUID, month: Month, content_hash: bytes) -> OpenItemsFile | None:
    """The same list of that supplier and month, if it was taken in before."""
    asked = {"supplier_id": supplier_id, "month": month, "content_hash": content_hash}
    row = (await session.execute(_KNOWN, asked)).first()
    return None if row is None else _file(row)


async def add(session: Session, one: OpenItemsFile) -> bool:
    """A list that was not taken in before; whether it was not. Of two at once the second waits for the first."""
    values = {"organisation_id": organisation_of(session), **one._asdict()}
    return (await session.execute(_ADD, values)).first() is not None


async def add_lines(session: Session, hand: Hand, file: OpenItemsFile, lines: Sequence[NewLine]) -> None:
    """The lines of a list, and their words with what these say under seal."""
    mine = organisation_of(session)
    told = [
        {
            "line": one.number,
            "says": one.state,
            "word_id": one.word_id,
            "type": one.said and one.said.type,
            "sealed": _sealed(hand, mine, one),
        }
        for one in lines
    ]
    values = {
        "organisation_id": mine,
        "file_id": file.id,
        "file_name": str(file.id),
        "supplier_id": file.supplier_id,
        "content_hash": file.content_hash,
        "told": to_json(told).decode(),
        "now": hand.now,
        "by": hand.by,
    }
    await session.execute(_ADD_LINES, values)


async def file(session: ReadSession, file_id: UUID) -> OpenItemsFile:
    """One of the organisation's; `NoSuchOpenItemsFile`."""
    row = (await session.execute(_ONE, {"id": file_id})).first()
    if row is None:
        raise NoSuchOpenItemsFile
    return _file(row)


async def files(session: ReadSession, supplier_id: UUID | None, after: UUID | None, limit: int) -> list[OpenItemsFile]:
    """So many after the one with that id, in the order in which they were taken in."""
    asked = {"supplier_id": supplier_id, "after": after or UUID(int=0), "limit": limit}
    return [_file(row) for row in await session.execute(_LIST, asked)]


async def lines(session: ReadSession, file_id: UUID, state: WordState | None, after: int, limit: int) -> list[KeptLine]:
    """So many lines of a list after the one with that number; all, or those whose word is in a state."""
    asked = {"file_id": file_id, "state": state, "after": after, "limit": limit}
    return [_line(row) for row in await session.execute(_LINES, asked)]


async def counts(session: ReadSession, file_id: UUID) -> dict[str, int]:
    """How many lines of a list have a word in each state, and how many (`not_due`) have none."""
    return {row.state: row.many for row in await session.execute(_COUNTS, {"file_id": file_id})}


def _sealed(hand: Hand, mine: UUID, one: NewLine) -> str | None:
    if one.said is None or one.word_id is None:
        return None
    return hand.keyring.seal(one.said.word.model_dump_json(by_alias=True), place_of_saying(mine, one.word_id)).hex()


def _file(row: Row[tuple[object, ...]]) -> OpenItemsFile:
    return OpenItemsFile(**{**row._mapping, "content_hash": bytes(row.content_hash)})


def _line(row: Row[tuple[object, ...]]) -> KeptLine:
    return KeptLine(
        row.line,
        ItemState(row.says),
        row.word_id,
        row.type and WordType(row.type),
        row.state and WordState(row.state),
        row.obstacle and WordObstacle(row.obstacle),
    )
