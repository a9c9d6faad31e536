"""Who carries a message out of the house: a port, and its answers.

A carrier that `repeats_safely` may be handed the same parcel twice, and what arrives is one message; so where it was
silent it is handed it again. No other is handed a parcel again that it may have taken: then a person finds out.
"""

from datetime import timedelta
from typing import NamedTuple, Protocol

from services.notify.dispatch.parcel import Parcel


class HandedOver(NamedTuple):
    """The carrier has it."""


class NotNow(NamedTuple):
    """It does not have it, and may take it later: no sooner than it asks."""

    asks: timedelta = timedelta()


class Refused(NamedTuple):
    """It does not have it and will not take it: the address is none, or it wants nothing like it."""


class Lost(NamedTuple):
    """Nobody knows whether it has it: it was silent when it was to say so."""


Carried = HandedOver | NotNow | Refused | Lost


class Carrier(Protocol):
    """One way out of the house."""

    repeats_safely: bool

    async def carry(self, parcel: Parcel) -> Carried:
        """Hand it over, and say how that went; it does not raise over what lies with the other side."""
