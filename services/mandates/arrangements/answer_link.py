"""A link by which a supplier answers a handshake without an account with us. Pure."""

from typing import Final, NamedTuple
from uuid import UUID

from services import answer_token
from services.mandates.arrangements.handshake import Answer
from services.months import Month
from services.sealing import Keyring

_PURPOSE: Final = "answer-link"


class Ticket(NamedTuple):
    """What a sound token stands for; `digest` is what is kept of it."""

    organisation_id: UUID
    handshake_id: UUID
    digest: bytes


class Reply(NamedTuple):
    """What a supplier says by a link; a confirmation names the month."""

    answer: Answer
    month: Month | None = None


def make_token(keyring: Keyring, organisation_id: UUID, handshake_id: UUID, secret: bytes) -> str:
    """The token, to be shown once; `secret` is 32 unguessable bytes."""
    return answer_token.make_token(keyring, _PURPOSE, organisation_id, handshake_id, secret)


def read_token(keyring: Keyring, token: str) -> Ticket:
    """What it stands for; `NoSuchLink` unless every character is as it was made."""
    return Ticket(*answer_token.read_token(keyring, _PURPOSE, token))
