"""What becomes of words: taken in once, acted upon or left to a person, settled.

Every step is a row of history and an announcement in one transaction.
"""

import hashlib
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.events import WordObstacle
from services.failpoints import failpoint
from services.notify.hand import Hand
from services.notify.sources.source import Source
from services.notify.words import repository
from services.notify.words.repository import Noted
from services.notify.words.saying import Said
from services.notify.words.word import WORDS, ToldTooOften, Word, check_same
from services.notify_events import WordChanged, WordState
from services.notify_events import WordEvent as Event
from services.outbox import announce


class Message(NamedTuple):
    """A signed message, as it was proved: its id, what it says, and the bytes that say so."""

    webhook_id: str
    body: bytes
    said: Said


async def receive(session: Session, hand: Hand, source: Source, message: Message) -> Word:
    """Take a word in, the first time that it is told; else the word as it stands now.

    `SaidOtherwise` for another word by the same id; `ToldTooOften`.
    """
    body_hash = hashlib.sha256(message.body).digest()
    before = await repository.told_before(session, source.id, message.webhook_id)
    if before is None and await repository.is_too_often(session, source.id, hand.now):
        raise ToldTooOften
    made = before or Word(
        hand.new_id(), source.id, source.supplier_id, message.webhook_id, body_hash, message.said.type, WORDS.first, 1,
        message.said.at, hand.now, source.owner,
    )  # fmt: skip
    if before is None and await repository.add(session, hand, made, message.said.word):
        failpoint("word.received")
        return await _happened(session, made, Event.RECEIVE, Noted(hand.by, hand.now))
    kept = before or await repository.told_before(session, source.id, message.webhook_id)
    assert kept is not None, "what was not added was told before"
    check_same(kept, body_hash)
    return kept


async def held(session: Session, word_id: UUID) -> Word:
    """A word as it stands, held until the end of the transaction; `NoSuchWord`."""
    return await repository.hold(session, word_id)


async def answered(session: Session, one: Word, obstacle: WordObstacle | None, by: str, now: datetime) -> Word:
    """Note of a held word that it was acted upon; or that it could not be, and why: then it is its owner's."""
    event = Event.ACT if obstacle is None else Event.LEAVE
    return await _step(session, one._replace(obstacle=obstacle), event, Noted(by, now))


async def settle(session: Session, hand: Hand, word_id: UUID, reason: str) -> Word:
    """A person has seen to a word that nobody could act upon, and says how."""
    one = await held(session, word_id)
    sealed = repository.sealed_reason(session, hand.keyring, one.id, one.version + 1, reason)
    return await _step(session, one, Event.SETTLE, Noted(hand.by, hand.now, sealed))


async def _step(session: Session, one: Word, event: Event, noted: Noted) -> Word:
    state: WordState = WORDS.after(one.state, event)
    after = one._replace(state=state, version=one.version + 1)
    await repository.replace(session, after)
    return await _happened(session, after, event, noted)


async def _happened(session: Session, kept: Word, event: Event, noted: Noted) -> Word:
    await repository.add_step(session, kept, event, noted)
    news = WordChanged(
        organisation_id=organisation_of(session),
        word_id=kept.id,
        supplier_id=kept.supplier_id,
        says=kept.type,
        happened=event,
        state=kept.state,
    )
    await announce(session, news, now=noted.at)
    return kept
