"""What an endpoint of this service asks for: the caller's hand, the keys, and whether this is production."""

from typing import Annotated

from fastapi import Depends, Request

from services.auth import CallerDep
from services.errors import Forbidden
from services.notify.hand import Hand
from services.sealing import Keyring
from services.sessions import Writing
from services.web import ClockDep


class NotForAllMunicipalities(Forbidden):
    """This is for callers who work for all municipalities of the organisation: whose household is whose is not known
    here."""


def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


def _development(request: Request) -> bool:
    development: bool = request.app.state.development
    return development


Keys = Annotated[Keyring, Depends(_keyring)]
Development = Annotated[bool, Depends(_development)]
"""Whether nobody is hurt by a mistake here, so that a webhook may go to any address."""


def _for_all(caller: CallerDep) -> None:
    if caller.municipalities is not None:
        raise NotForAllMunicipalities


FOR_ALL = Depends(_for_all)
"""Lets in who works for all municipalities of the organisation; `NotForAllMunicipalities` else."""


def _hand(session: Writing, caller: CallerDep, clock: ClockDep, keyring: Keys) -> Hand:
    return Hand.of(session, caller.subject, clock.now(), keyring)


Writer = Annotated[Hand, Depends(_hand)]
"""The caller's hand in the session of this request."""
