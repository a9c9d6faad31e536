"""Words in the database: what was told under seal, and what became of it step by step."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.events import WordObstacle
from services.notify.hand import Hand
from services.notify.words.saying import Saying, opened
from services.notify.words.word import MOST_IN_A_WHILE, WHILE, NoSuchWord, Word
from services.notify_events import WordEvent, WordState, WordType
from services.sealing import Keyring, place_of

_OWNER = "coalesce(source.owner, file.owner)"
_COLUMNS = (
    "word.id, source_id, word.supplier_id, webhook_id, body_hash, type, word.state, word.changes, told_at, received_at,"
    f" {_OWNER} as owner, obstacle, file_id"
)
_FROM = """
    from word left join source on source.organisation_id = word.organisation_id and source.id = word.source_id
    left join open_items_file as file on file.organisation_id = word.organisation_id and file.id = word.file_id
"""
_ONE = text(f"select {_COLUMNS} {_FROM} where word.id = :id")
_HOLD = text(f"select {_COLUMNS} {_FROM} where word.id = :id for no key update of word")
_TOLD_BEFORE = text(f"select {_COLUMNS} {_FROM} where source_id = :source_id and webhook_id = :webhook_id")
_LIST = text(
    f"""
    select {_COLUMNS} {_FROM}
    where word.id > :after and (cast(:state as text) is null or word.state = :state)
    and (cast(:type as text) is null or type = :type) and (cast(:owner as text) is null or {_OWNER} = :owner)
    and (cast(:supplier_id as uuid) is null or word.supplier_id = :supplier_id)
    order by word.id limit :limit
    """
).bindparams(
    bindparam("after", type_=Uuid),
    bindparam("state", type_=Text),
    bindparam("type", type_=Text),
    bindparam("owner", type_=Text),
    bindparam("supplier_id", type_=Uuid),
)
_ADD = text(
    """
    insert into word (
        organisation_id, id, source_id, supplier_id, webhook_id, body_hash, type, says_sealed, state, changes, told_at,
        received_at
    ) values (
        :organisation_id, :id, :source_id, :supplier_id, :webhook_id, :body_hash, :type, :says_sealed, :state, :changes,
        :told_at, :received_at
    ) on conflict (organisation_id, source_id, webhook_id) do nothing returning id
    """
)
_REPLACE = text("update word set state = :state, changes = :changes, obstacle = :obstacle where id = :id").bindparams(
    bindparam("obstacle", type_=Text)
)
_LATELY = text(
    "select count(*) from (select from word where source_id = :source_id and received_at > :since limit :most) as told"
)
_SAYS = text("select type, says_sealed from word where id = :id")
_STEP = text(
    """
    insert into word_step (organisation_id, word_id, sequence, happened, state, obstacle, reason_sealed, at, by)
    values (:organisation_id, :id, :changes, :happened, :state, :obstacle, :reason_sealed, :at, :by)
    """
).bindparams(bindparam("obstacle", type_=Text))
_STEPS = text(
    """
    select sequence, happened, state, obstacle, reason_sealed, at, by from word_step
    where word_id = :id and sequence > :after order by sequence limit :limit
    """
)
_FIRST = UUID(int=0)


class Wanted(NamedTuple):
    """Which words a list is to show."""

    state: WordState | None = None
    type: WordType | None = None
    owner: str | None = None
    supplier_id: UUID | None = None


class Step(NamedTuple):
    """A step in the life of a word, what stood after it, why it was left to a person and what that one said."""

    sequence: int
    happened: WordEvent
    state: WordState
    obstacle: WordObstacle | None
    reason: str | None
    at: datetime
    by: str


class Noted(NamedTuple):
    """Who noted a step, when, and under seal why."""

    by: str
    at: datetime
    reason_sealed: bytes | None = None


async def word(session: ReadSession, word_id: UUID) -> Word:
    """One of the organisation's; `NoSuchWord`."""
    return _found((await session.execute(_ONE, {"id": word_id})).first())


async def hold(session: Session, word_id: UUID) -> Word:
    """The same, held until the end of the transaction."""
    return _found((await session.execute(_HOLD, {"id": word_id})).first())


async def told_before(session: ReadSession, source_id: UUID, webhook_id: str) -> Word | None:
    """What a source told by that id, if it did."""
    row = (await session.execute(_TOLD_BEFORE, {"source_id": source_id, "webhook_id": webhook_id})).first()
    return None if row is None else _found(row)


async def words(session: ReadSession, wanted: Wanted, after: UUID | None, limit: int) -> list[Word]:
    """So many of these after the one with that id, in the order in which they came."""
    asked = {**wanted._asdict(), "after": after or _FIRST, "limit": limit}
    return [_found(row) for row in await session.execute(_LIST, asked)]


async def says(session: ReadSession, keyring: Keyring, word_id: UUID) -> Saying:
    """What a word says; `NoSuchWord`."""
    row = (await session.execute(_SAYS, {"id": word_id})).first()
    if row is None:
        raise NoSuchWord
    plain = keyring.unseal(bytes(row.says_sealed), place_of_saying(organisation_of(session), word_id))
    return opened(WordType(row.type), plain.encode())


async def is_too_often(session: ReadSession, source_id: UUID, now: datetime) -> bool:
    """Whether a source told as much lately as is taken in."""
    asked = {"source_id": source_id, "since": now - WHILE, "most": MOST_IN_A_WHILE}
    return bool((await session.execute(_LATELY, asked)).scalar_one() >= MOST_IN_A_WHILE)


async def add(session: Session, hand: Hand, kept: Word, saying: Saying) -> bool:
    """A word that was not told before; whether it was not. Of two at once the second waits for the first."""
    place = place_of_saying(organisation_of(session), kept.id)
    told = {
        "source_id": kept.source_id,
        "supplier_id": kept.supplier_id,
        "webhook_id": kept.webhook_id,
        "body_hash": kept.body_hash,
        "type": kept.type,
        "says_sealed": hand.keyring.seal(saying.model_dump_json(by_alias=True), place),
        "told_at": kept.told_at,
        "received_at": kept.received_at,
    }
    return (await session.execute(_ADD, {**_values(session, kept), **told})).first() is not None


async def replace(session: Session, kept: Word) -> None:
    """Where a word that is held is from now on."""
    await session.execute(_REPLACE, {**_values(session, kept), "obstacle": kept.obstacle})


async def add_step(session: Session, kept: Word, happened: WordEvent, noted: Noted) -> None:
    """Write down what happened to a word, with what it is now."""
    told = {**noted._asdict(), "happened": happened, "obstacle": kept.obstacle}
    await session.execute(_STEP, {**_values(session, kept), **told})


def sealed_reason(session: Session, keyring: Keyring, word_id: UUID, sequence: int, reason: str) -> bytes:
    """What a person says of a step, sealed for its row."""
    return keyring.seal(reason, _place_of_reason(session, word_id, sequence))


async def steps(session: ReadSession, keyring: Keyring, word_id: UUID, after: int, limit: int) -> list[Step]:
    """So many steps of a word after the one with that number, oldest first."""
    asked = {"id": word_id, "after": after, "limit": limit}
    return [_step(session, keyring, word_id, row) for row in await session.execute(_STEPS, asked)]


def place_of_saying(organisation_id: UUID, word_id: UUID) -> bytes:
    """Where what a word says stands sealed."""
    return place_of(organisation_id, word_id, "says")


def _values(session: Session, kept: Word) -> dict[str, Any]:
    return {"organisation_id": organisation_of(session), "id": kept.id, "state": kept.state, "changes": kept.version}


def _found(row: Row[Any] | None) -> Word:
    if row is None:
        raise NoSuchWord
    obstacle = None if row.obstacle is None else WordObstacle(row.obstacle)
    return Word(
        row.id, row.source_id, row.supplier_id, row.webhook_id, bytes(row.body_hash), WordType(row.type),
        WordState(row.state), row.changes, row.told_at, row.received_at, row.owner, obstacle, row.file_id,
    )  # fmt: skip


def _step(session: ReadSession, keyring: Keyring, word_id: UUID, row: Row[Any]) -> Step:
    place = _place_of_reason(session, word_id, row.sequence)
    reason = keyring.unseal(bytes(row.reason_sealed), place) if row.reason_sealed else None
    obstacle = None if row.obstacle is None else WordObstacle(row.obstacle)
    return Step(row.sequence, WordEvent(row.happened), WordState(row.state), obstacle, reason, row.at, row.by)


def _place_of_reason(session: ReadSession, word_id: UUID, sequence: int) -> bytes:
    return place_of(organisation_of(session), word_id, f"reason {sequence}")
