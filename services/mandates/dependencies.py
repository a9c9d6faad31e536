"""What an endpoint of this service asks for: the caller's hand, what they may see, and the keys."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from services.auth import Caller, CallerDep
from services.mandates.hand import Hand, Municipalities
from services.mandates.looking import look_again
from services.sealing import Keyring
from services.sessions import Writing
from services.web import ClockDep


def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


def _municipalities(caller: CallerDep) -> Municipalities:
    return caller.municipalities


Keys = Annotated[Keyring, Depends(_keyring)]
Sight = Annotated[Municipalities, Depends(_municipalities)]
"""The municipalities whose households the caller may see; None is every one of the organisation."""


def speaker(caller: Caller) -> str:
    """Whose word it is: the caller's own, or that of the person for whom a service of ours goes on with something, so
    that who asked for it there decides no more here than if they had done it here.
    """
    return caller.on_behalf_of or caller.subject


async def _hand(session: Writing, caller: CallerDep, clock: ClockDep, keyring: Keys) -> AsyncIterator[Hand]:
    hand = Hand.of(session, speaker(caller), clock.now(), keyring, caller.municipalities)
    yield hand
    await look_again(session, hand)


Writer = Annotated[Hand, Depends(_hand, scope="function")]
"""The caller's hand in the session of this request; what it touched is looked at before the session commits."""
