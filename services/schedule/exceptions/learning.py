"""What a match by hand teaches: whose the money of this payer is, by which words, and as how much a month."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput, Refused
from services.schedule.hand import Hand
from services.schedule.matching.booked import Booked
from services.schedule.matching.bookings import lines_told
from services.schedule.matching.known_payers import known_payers
from services.schedule.matching.remembered import Remembered, words_of
from services.schedule.matching.remembering import keep_payer
from services.schedule.matching.verdict import Share

_SAYS_WHOSE = "give a word of its text that only bookings for this household have, such as a number"


class NobodyToRemember(Refused):
    """The bank does not tell whose account this booking came from or went to, so nothing can be remembered of it."""


class Remember(NamedTuple):
    """The words by which the next booking is known, and (cents) what comes or goes each month whatever a plan says."""

    words: Sequence[str]
    amount: int | None = None


async def learn(
    session: Session, hand: Hand, booked: Booked, content: bytes | None, share: Share, remember: Remember
) -> UUID:
    """Remember that bookings of this payer with these words are that household's; `NobodyToRemember`, `InvalidInput`.

    What is drawn comes to the same amount each month, so without one that of this booking is remembered.
    """
    if booked.counterparty is None:
        raise NobodyToRemember
    said = words_of(lines_told(hand.keyring, organisation_of(session), booked.place, content))
    words = _words(remember.words, said)
    if not words and booked.counterparty in {one.counterparty for one in known_payers(hand.keyring)}:
        raise InvalidInput([Fault("rememberBy.words", "this payer pays many households", _SAYS_WHOSE)])
    payer = Remembered(
        id=None,
        direction=booked.direction,
        counterparty=booked.counterparty,
        words=frozenset(hand.keyring.lookup(word) for word in words),
        kind=share.kind,
        household_id=share.household_id,
        amount=remember.amount or (booked.amount if booked.is_debit else None),
    )
    return await keep_payer(session, hand, payer)


def _words(given: Sequence[str], said: frozenset[str]) -> frozenset[str]:
    """The words as they are compared; `InvalidInput` names those that the booking's text does not have."""
    faults, found = [], set[str]()
    for at, text in enumerate(given):
        words = words_of([text])
        if not words or not words <= said:
            cure = "give whole words of at least three letters as the bank tells them, or none"
            faults.append(Fault(f"rememberBy.words[{at}]", "does not stand in the text of the booking", cure))
        found |= words
    if faults:
        raise InvalidInput(faults)
    return frozenset(found)
