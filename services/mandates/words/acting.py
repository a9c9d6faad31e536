"""Acting upon what a supplier told by webhook: what a person does who notes its answer, but the supplier says it.

What is not about that supplier's own handshake is not there for it, so that nobody learns of another's.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.database import Session
from services.errors import Conflict, NotFound
from services.events import WordObstacle
from services.mandate_events import HandshakeDirection, HandshakeState, RegistryActedOnWord
from services.mandates.arrangements import handshake_service as handshakes
from services.mandates.arrangements.handshake import Answer, Channel, Handshake, Word
from services.mandates.arrangements.numbering import take_number
from services.mandates.hand import Hand
from services.mandates.looking import look_again
from services.mandates.transitions import ChangedMeanwhile
from services.months import parse_month
from services.notify.schemas import (
    AboutHandshake,
    AuthorisationAccepted,
    AuthorisationRejected,
    CollectionResumed,
    CollectionSuspended,
    CustomerNumberAssigned,
    WordContent,
)
from services.notify_events import WordType
from services.sealing import Keyring

ACTED_UPON: Final = frozenset(
    {
        WordType.AUTHORISATION_ACCEPTED,
        WordType.AUTHORISATION_REJECTED,
        WordType.COLLECTION_SUSPENDED,
        WordType.COLLECTION_RESUMED,
        WordType.CUSTOMER_NUMBER_ASSIGNED,
    }
)
"""What the registry acts upon; the rest is about money, which the schedule service knows."""

AGAIN: Final = (ChangedMeanwhile,)


class NotAskedOfIt(NotFound):
    """This supplier was asked no such thing."""


class AnsweredOtherwise(Conflict):
    """This was answered in another way before."""


def answered(organisation_id: UUID, word_id: UUID, obstacle: WordObstacle | None) -> RegistryActedOnWord:
    """What is announced once a word was acted upon, or could not be."""
    return RegistryActedOnWord(organisation_id=organisation_id, word_id=word_id, obstacle=obstacle)


class Acting:
    """Acts upon words with the keys of the registry."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def act(self, session: Session, content: WordContent, now: datetime) -> None:
        """Do what a word says; any problem that the same brings a person."""
        hand = Hand.of(session, f"supplier {content.supplier_id}", now, self._keyring)
        said = content.says()
        assert isinstance(said, AboutHandshake), "what the registry acts upon is about a handshake"
        held = await handshakes.hold_handshake(session, hand, said.handshake_id)
        if held.supplier_id != content.supplier_id:
            raise NotAskedOfIt
        evidence = bytes.fromhex(content.proof)
        match said:
            case CollectionSuspended() | CollectionResumed():
                word = Word(Channel.WEBHOOK, parse_month(said.from_month), evidence)
                await _confirm(session, hand, held, said, word)
            case AuthorisationRejected():
                if held.state is not HandshakeState.REFUSED:
                    await handshakes.refuse(session, hand, held.id, said.remark, Word(Channel.WEBHOOK, None, evidence))
            case CustomerNumberAssigned():
                await take_number(session, hand, held, said.customer_number)
            case AuthorisationAccepted():
                _check_was_asked(held)
        await look_again(session, hand)


async def _confirm(
    session: Session, hand: Hand, held: Handshake, said: CollectionSuspended | CollectionResumed, word: Word
) -> None:
    """A supplier suspends what is taken over from it and resumes what is handed back; the same again is no news."""
    suspends = isinstance(said, CollectionSuspended)
    if suspends is not (held.direction is HandshakeDirection.TAKING_OVER):
        raise NotAskedOfIt
    if held.state is HandshakeState.CONFIRMED:
        if (held.answer, held.answered_month) != (Answer.CONFIRMED, word.month):
            raise AnsweredOtherwise
        return
    await handshakes.confirm(session, hand, held.id, word)


def _check_was_asked(held: Handshake) -> None:
    """To accept an authorisation changes nothing by itself: the supplier still says from which month it suspends."""
    if held.state in (HandshakeState.PREPARED, HandshakeState.WITHDRAWN):
        raise NotAskedOfIt
