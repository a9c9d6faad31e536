"""Personal data at rest: sealed with AES-GCM (NIST SP 800-38D), found again by a keyed hash, readable to nobody else.

A sealed value names the key that closed it, so a new key closes what comes while the old ones still open what was.
It opens only in the place it was sealed for: a row that was copied to another organisation or another person stays
shut. Equal values seal to different bytes; `lookup` is what tells that two are equal.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.errors import Fault, InvalidInput, Problem
from services.ids import secret_bytes

_VERSION = b"\x01"
_NONCE_LENGTH = 12
_KEY_LENGTH = 32
_LONGEST_KEY_ID = 40
_OWN = "own"
"""The id of a key of one person's own, in what it seals."""


class CannotBeOpened(Problem):
    """A sealed value does not open: its key is not here, or it is not where it was sealed for."""


class Keyring:
    """The keys of a deployment: all that open, the one that closes, and the one behind the lookups.

    The lookup key stays: with another one nothing that was stored before would be found again.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str, lookup_key: bytes) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._header = _VERSION + bytes([len(current.encode())]) + current.encode()
        self._current = self._ciphers[current]
        self._lookup_key = lookup_key

    @classmethod
    def parse(cls, keys: str, lookup_key: str) -> Self:
        """The keyring in two settings: `<id>=<key>` separated by commas, the first one closes; and one more key.

        A key is 32 bytes in base64. `InvalidInput` names every one that is none, and shows nothing of it.
        """
        faults: list[Fault] = []
        found: dict[str, bytes] = {}
        for number, part in enumerate(keys.split(",")):
            key_id, _, written = part.strip().partition("=")
            if not 1 <= len(key_id.encode()) <= _LONGEST_KEY_ID or key_id in found:
                faults.append(Fault(f"sealing keys[{number}]", "its id is empty, too long or used twice", _CURE))
            found[key_id] = _key(written, f"sealing keys[{number}]", faults)
        secret = _key(lookup_key, "lookup key", faults)
        if faults:
            raise InvalidInput(faults)
        return cls(found, next(iter(found)), secret)

    def seal(self, plain: str, place: bytes) -> bytes:
        """Close a text for the place where it will stand (`place`), with the newest key."""
        nonce = secret_bytes(_NONCE_LENGTH)
        return self._header + nonce + self._current.encrypt(nonce, plain.encode(), self._header + place)

    def unseal(self, sealed: bytes, place: bytes) -> str:
        """The text; `CannotBeOpened` without its key, in another place, or if a single bit was changed."""
        length = sealed[1] if len(sealed) > 1 else 0
        header, nonce = sealed[: 2 + length], sealed[2 + length : 2 + length + _NONCE_LENGTH]
        cipher = self._ciphers.get(header[2:].decode(errors="replace"))
        if cipher is None or header[:1] != _VERSION or len(nonce) < _NONCE_LENGTH:
            raise CannotBeOpened
        try:
            return cipher.decrypt(nonce, sealed[2 + length + _NONCE_LENGTH :], header + place).decode()
        except InvalidTag:
            raise CannotBeOpened from None

    def new_own(self, place: bytes) -> bytes:
        """A new key for what is about one person, closed for its place. Once this is destroyed nothing that was sealed
        with it opens any more, wherever a copy of that lies."""
        return self.seal(base64.b64encode(secret_bytes(_KEY_LENGTH)).decode(), place)

    def own(self, sealed: bytes, place: bytes) -> "Keyring":
        """The keyring of that one key; it finds again by the same lookups. `CannotBeOpened`."""
        key = base64.b64decode(self.unseal(sealed, place))
        return Keyring({_OWN: key}, _OWN, self._lookup_key)

    def lookup(self, *parts: str) -> bytes:
        """The same bytes for the same parts, and nothing that leads back to them without the key."""
        written = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
        return hmac.digest(self._lookup_key, written, hashlib.sha256)


def place_of(organisation_id: UUID, row_id: UUID, column: str) -> bytes:
    """Where a value stands: whose row, which one, and which of its columns."""
    return organisation_id.bytes + row_id.bytes + column.encode()


_CURE = "write <id>=<key>, the key as 32 bytes in base64; `openssl rand -base64 32` makes one"


def _key(written: str, where: str, faults: list[Fault]) -> bytes:
    try:
        key = base64.b64decode(written.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != _KEY_LENGTH:
        faults.append(Fault(where, "is no key of 32 bytes", _CURE))
    return key
