"""The token of a link by which somebody answers without an account with us. Pure.

It says of which organisation and about what it is, so that nobody has to be asked where to look, and carries 32
unguessable bytes and a seal of ours; of all that only a digest is kept. There is nothing personal in it, for it stands
in a URL.
"""

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple
from uuid import UUID

from services.errors import Gone, NotFound
from services.sealing import Keyring

SECRET_LENGTH = 32
"""Unguessable bytes in a token."""

_ID_LENGTH = 16
_SIGNED_LENGTH = 2 * _ID_LENGTH + SECRET_LENGTH
_LENGTH = _SIGNED_LENGTH + hashlib.sha256().digest_size


class NoSuchLink(NotFound):
    """This is no link of ours; look whether it was copied whole."""


class LinkExpired(Gone):
    """This link is over; ask the organisation that sent it for a new one."""


class LinkUsed(Gone):
    """Another answer was given by this link already; tell the organisation that sent it what has changed."""


class Opened(NamedTuple):
    """What a sound token stands for: `about` is the id of what is asked, `digest` what is kept of it."""

    organisation_id: UUID
    about: UUID
    digest: bytes


def make_token(keyring: Keyring, purpose: str, organisation_id: UUID, about: UUID, secret: bytes) -> str:
    """The token, to be shown once; `secret` is 32 unguessable bytes. It opens for its purpose alone."""
    signed = organisation_id.bytes + about.bytes + secret
    return base64.urlsafe_b64encode(signed + _seal(keyring, purpose, signed)).decode()


def read_token(keyring: Keyring, purpose: str, token: str) -> Opened:
    """What it stands for; `NoSuchLink` unless every character is as it was made, for this purpose."""
    try:
        given = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NoSuchLink from None
    signed, seal = given[:_SIGNED_LENGTH], given[_SIGNED_LENGTH:]
    if len(given) != _LENGTH or not hmac.compare_digest(seal, _seal(keyring, purpose, signed)):
        raise NoSuchLink
    return Opened(UUID(bytes=given[:_ID_LENGTH]), UUID(bytes=given[_ID_LENGTH : 2 * _ID_LENGTH]), digest_of(token))


def digest_of(token: str) -> bytes:
    """SHA-256 of a token: enough to know it again, and to nobody's use."""
    return hashlib.sha256(token.encode()).digest()


def _seal(keyring: Keyring, purpose: str, signed: bytes) -> bytes:
    return keyring.lookup(purpose, signed.hex())
