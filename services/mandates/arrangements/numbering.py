"""The number that a supplier knows a client by, as it tells us itself: by webhook, or by a link."""

import re

from services.database import Session
from services.errors import Conflict, Fault, InvalidInput
from services.mandates.arrangements import repository
from services.mandates.arrangements.handshake import Handshake
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change

NUMBER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9 ./-]{1,34}$"
"""How a customer number is written: so that no two look alike, and payments can carry it."""


class NumberedOtherwise(Conflict):
    """This contract has another customer number."""


async def take_number(session: Session, hand: Hand, held: Handshake, number: str) -> None:
    """A number is noted where there was none; another than is known is for a person, who arranges it anew.

    `NumberedOtherwise`; `InvalidInput` for one that nobody could have typed here either.
    """
    if not re.fullmatch(NUMBER_PATTERN, number):
        raise InvalidInput([Fault("customerNumber", "is no customer number", "use 2 to 35 letters, digits, - . and /")])
    arrangement = await repository.arrangement(session, hand.keyring, held.arrangement_id, None)
    known = arrangement.terms.customer_number
    if known is None:
        await repository.number(session, hand, arrangement.id, number)
        await count_change(session, hand, [held.household_id])
    elif not repository.is_same_number(known, number):
        raise NumberedOtherwise
