"""Links by which suppliers answer: made for a handshake, looked at, and answered once."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from services.answer_token import SECRET_LENGTH, LinkExpired, LinkUsed, digest_of
from services.banking_days import bank_days_later
from services.clock import AMSTERDAM
from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict
from services.ids import secret_bytes
from services.mandate_events import HandshakeEvent
from services.mandates.arrangements import answer_link_repository, handshake_service, repository
from services.mandates.arrangements.answer_link import Reply, Ticket, make_token
from services.mandates.arrangements.answer_link_repository import Link
from services.mandates.arrangements.handshake import ESCALATED_AFTER, HANDSHAKES, Answer, Channel, Handshake, Word
from services.mandates.arrangements.numbering import take_number
from services.mandates.hand import Hand
from services.mandates.households.repository import hold
from services.sealing import Keyring


class NoLongerAsked(Conflict):
    """This was withdrawn, or answered by another way; leave your collection as it is, or call who sent this link."""


class MadeLink(NamedTuple):
    """A new link: its token is shown now and never again."""

    token: str
    expires_at: datetime
    handshake: Handshake


class Question(NamedTuple):
    """What a supplier is asked: about which of its customers, and nothing of who that is."""

    handshake: Handshake
    customer_number: str | None
    given: Reply | None
    expires_at: datetime


async def make_link(session: Session, hand: Hand, handshake_id: UUID) -> MadeLink:
    """A link to answer a handshake by, until the day on which a supervisor is shown the silence.

    `NoSuchHandshake`; `CannotHappen` if there is nothing to confirm.
    """
    held = await handshake_service.hold_handshake(session, hand, handshake_id)
    HANDSHAKES.after(held.state, HandshakeEvent.CONFIRM)
    token = make_token(hand.keyring, organisation_of(session), handshake_id, secret_bytes(SECRET_LENGTH))
    last_day = max(held.escalates_on, bank_days_later(hand.today, ESCALATED_AFTER))
    expires_at = datetime.combine(last_day + timedelta(days=1), time.min, AMSTERDAM).astimezone(UTC)
    await answer_link_repository.add(session, handshake_id, digest_of(token), expires_at, hand.now)
    return MadeLink(token, expires_at, held)


async def question(session: ReadSession, keyring: Keyring, ticket: Ticket, now: datetime) -> Question:
    """What is asked; `NoSuchLink`, `LinkExpired`, `NoLongerAsked`.

    What was answered may be looked up after the link's time, but no longer about which customer: links stay in
    mailboxes.
    """
    link = await answer_link_repository.link(session, ticket)
    given = _given(link, now)
    held = await handshake_service.handshake(session, ticket.handshake_id, None)
    if given is None:
        _check_is_asked(held)
    arrangement = await repository.arrangement(session, keyring, held.arrangement_id, None)
    customer_number = arrangement.terms.customer_number if now < link.expires_at else None
    return Question(held, customer_number, given, link.expires_at)


async def answer(
    session: Session, hand: Hand, ticket: Ticket, reply: Reply, reason: str = "", number: str | None = None
) -> Reply:
    """Take the supplier's word; the same one again is the same answer. `reason` is that of a refusal, `number` the one
    that it knows the client by.

    `NoSuchLink`, `LinkExpired`; `LinkUsed` for another answer than was given; `NoLongerAsked`; `NumberedOtherwise`;
    `InvalidInput` for a month that cannot be.
    """
    found = await handshake_service.handshake(session, ticket.handshake_id, None)
    await hold(session, found.household_id, None)
    given = _given(await answer_link_repository.hold_link(session, ticket), hand.now)
    if given is not None:
        if given != reply:
            raise LinkUsed
        return given
    _check_is_asked(await handshake_service.handshake(session, ticket.handshake_id, None))
    word, supplier = Word(Channel.LINK, reply.month, ticket.digest), hand._replace(by=f"supplier {found.supplier_id}")
    if number is not None:
        await take_number(session, supplier, found, number)
    if reply.answer is Answer.CONFIRMED:
        await handshake_service.confirm(session, supplier, ticket.handshake_id, word)
    else:
        await handshake_service.refuse(session, supplier, ticket.handshake_id, reason, word)
    await answer_link_repository.use(session, ticket, reply, hand.now)
    return reply


def _given(link: Link, now: datetime) -> Reply | None:
    """What was answered by the link already, which may be looked up after its time too."""
    if link.reply is None and link.expires_at <= now:
        raise LinkExpired
    return link.reply


def _check_is_asked(held: Handshake) -> None:
    if HandshakeEvent.CONFIRM not in HANDSHAKES.can(held.state):
        raise NoLongerAsked
