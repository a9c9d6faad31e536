"""What may be done with sources: every step is a row of history and an announcement in one transaction."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.notify.hand import Hand
from services.notify.safe import SOURCE_SECRETS
from services.notify.secrets import older_sign_until
from services.notify.sources import repository
from services.notify.sources.source import SOURCES, Source
from services.notify_events import SourceChanged
from services.notify_events import SourceEvent as Event
from services.outbox import announce
from services.webhooks import WebhookSecret


class WithSecret(NamedTuple):
    """A source with the secret that was made for it, to be shown this once."""

    source: Source
    secret: WebhookSecret


async def register(session: Session, hand: Hand, supplier_id: UUID, owner: str | None) -> WithSecret:
    """Listen to a supplier from now on; `owner`, or who registers it, sees to what nobody can act upon.

    `AlreadyListenedTo`.
    """
    made = Source(hand.new_id(), supplier_id, owner or hand.by, SOURCES.first, 1, hand.now)
    await repository.add(session, made)
    secret = await SOURCE_SECRETS.add(session, hand, made.id)
    return WithSecret(await _happened(session, hand, made, Event.REGISTER), secret)


async def rotate(session: Session, hand: Hand, source_id: UUID, overlap: timedelta) -> WithSecret:
    """Believe a new secret from now on, and the one before it for as long as `overlap`; `RotationUnderWay`."""
    held = await repository.hold(session, source_id)
    rotated = _after(held, Event.ROTATE)
    await SOURCE_SECRETS.end(session, held.id, older_sign_until(held.secrets, overlap, hand.now))
    await repository.replace(session, rotated)
    secret = await SOURCE_SECRETS.add(session, hand, held.id)
    return WithSecret(await _happened(session, hand, rotated, Event.ROTATE), secret)


async def remove(session: Session, hand: Hand, source_id: UUID, reason: str) -> Source:
    """Listen to it no more; its secrets end at this moment, and what it told stays."""
    held = await repository.hold(session, source_id)
    removed = _after(held, Event.REMOVE)
    await SOURCE_SECRETS.end(session, held.id, hand.now)
    await repository.replace(session, removed)
    return await _happened(session, hand, removed, Event.REMOVE, reason)


def _after(held: Source, event: Event) -> Source:
    return held._replace(state=SOURCES.after(held.state, event), version=held.version + 1)


async def _happened(session: Session, hand: Hand, kept: Source, event: Event, reason: str | None = None) -> Source:
    """Write it down and announce it; the source as it is now, with its secrets."""
    await repository.add_step(session, hand, kept, event, reason)
    news = SourceChanged(
        organisation_id=organisation_of(session),
        source_id=kept.id,
        supplier_id=kept.supplier_id,
        happened=event,
        state=kept.state,
    )
    await announce(session, news, now=hand.now)
    return await repository.source(session, kept.id)
