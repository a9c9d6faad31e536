"""What an endpoint of this service asks for: the caller's hand, what they may see, the rules and the keys."""

from typing import Annotated

from fastapi import Depends, Request

from services.auth import CallerDep
from services.errors import Forbidden
from services.schedule.hand import Hand, Municipalities
from services.schedule.households.rulebook import Rulebook
from services.schedule.registry.registry import InPerson, Registry
from services.sealing import Keyring
from services.sessions import Writing
from services.web import ClockDep


def _rules(request: Request) -> Rulebook:
    rules: Rulebook = request.app.state.rules
    return rules


def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


def _registry(request: Request) -> Registry | None:
    registry: Registry | None = request.app.state.registry
    return registry


def _in_person(request: Request) -> InPerson | None:
    in_person: InPerson | None = request.app.state.in_person
    return in_person


def _municipalities(caller: CallerDep) -> Municipalities:
    return caller.municipalities


Rules = Annotated[Rulebook, Depends(_rules)]
Keys = Annotated[Keyring, Depends(_keyring)]
Asks = Annotated[Registry | None, Depends(_registry)]
"""The registry; a house without one asks nobody."""
GoesInPerson = Annotated[InPerson | None, Depends(_in_person)]
"""The way of a person to the registry; none where there is none."""
Sight = Annotated[Municipalities, Depends(_municipalities)]
"""The municipalities whose households the caller may see; None is every one of the organisation."""


class NotAllMunicipalities(Forbidden):
    """This is of all municipalities of the organisation, and this caller does not work for all of them."""


def _for_all(sees: Sight) -> None:
    if sees is not None:
        raise NotAllMunicipalities


FOR_ALL = Depends(_for_all)
"""Lets in who works for all municipalities of the organisation; `NotAllMunicipalities` else."""


def _hand(session: Writing, caller: CallerDep, clock: ClockDep, rules: Rules, keyring: Keys) -> Hand:
    return Hand.of(session, caller.subject, clock.now(), rules, keyring, caller.municipalities)


Writer = Annotated[Hand, Depends(_hand, scope="function")]
"""The caller's hand in the session of this request."""
