"""The names under which a bank knows a payment and a file. Made from what they are, so a crash makes the same again.

Letters, digits and hyphens only: EPC forbids a slash at either end of an identifier, and two in a row.
"""

import re
from base64 import b32encode
from hashlib import blake2b
from uuid import UUID

from services.months import Month

LONGEST = 35
LONGEST_MESSAGE_ID = 30
"""Leaves room for the number of a payment information block behind it."""

_MOST_FILES = 999
_BETWEEN = "\x1f"
_DIGEST_BYTES = 12
_IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,33}[A-Za-z0-9])?", re.ASCII)


def end_to_end_id(month: Month, *key: str) -> str:
    """The EndToEndId of the payment with this key: `202603` and 96 bits of its hash, so that it begins with its time.

    ValueError for a key with a unit separator in it, which could be read as another key.
    """
    joined = _BETWEEN.join(key)
    if joined.count(_BETWEEN) != len(key) - 1:
        raise ValueError("a part of a payment's key has a separator in it, or there is no part")
    digest = blake2b(joined.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return f"{month // 12:04d}{month % 12 + 1:02d}{digest}"


def message_id(run_id: UUID, file_number: int) -> str:
    """The MsgId of the file with this number (1 to 999) of a run."""
    if not 1 <= file_number <= _MOST_FILES:
        raise ValueError(f"a run has files 1 to {_MOST_FILES}, not {file_number}")
    return f"{b32encode(run_id.bytes).decode().rstrip('=')}-{file_number}"


def payment_information_id(message_id: str, place: int) -> str:
    """The PmtInfId of a file's block for its first, second, third day: what a statement shows for a booked batch."""
    return f"{message_id}-{place}"


def is_identifier(text: str, longest: int = LONGEST) -> bool:
    """Whether a bank takes this for an identifier, unharmed."""
    return len(text) <= longest and _IDENTIFIER.fullmatch(text) is not None
