"""Evidence by its digest: the registry keeps the SHA-256 of a signed paper, and the paper stays where it is."""

import re
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from services.errors import Fault, InvalidInput

_DIGEST = re.compile(r"[0-9a-f]{64}")


def _digest(given: Any) -> bytes:
    if isinstance(given, bytes):
        return given
    if not isinstance(given, str) or not _DIGEST.fullmatch(given):
        cure = "give the 64 characters 0-9 and a-f that sha256sum prints"
        raise InvalidInput([Fault("", "this is no SHA-256 in hexadecimal", cure)])
    return bytes.fromhex(given)


Digest = Annotated[
    bytes,
    PlainValidator(_digest),
    PlainSerializer(bytes.hex, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$", "examples": ["9f" * 32]}),
]
"""32 bytes inside, hexadecimal outside."""
