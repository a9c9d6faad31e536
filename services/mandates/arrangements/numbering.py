"""The number that a supplier knows a client by, as it tells us itself: by webhook, or by a link."""

from services.database import Session
from services.errors import Conflict
from services.mandates.arrangements import repository
from services.mandates.arrangements.handshake import Handshake
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change


class NumberedOtherwise(Conflict):
    """This contract has another customer number."""


async def take_number(session: Session, hand: Hand, held: Handshake, number: str) -> None:
    """A number is noted where there was none; another than is known is for a person, who arranges it anew.

    `NumberedOtherwise`.
    """
    arrangement = await repository.arrangement(session, hand.keyring, held.arrangement_id, None)
    known = arrangement.terms.customer_number
    if known is None:
        await repository.number(session, hand, arrangement.id, number)
        await count_change(session, hand, [held.household_id])
    elif not repository.is_same_number(known, number):
        raise NumberedOtherwise
