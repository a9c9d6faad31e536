"""A file of the bank as the body of a request: its bytes as they are, of a media type that files of a bank have."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import StringConstraints

from services.errors import Fault, InvalidInput
from services.schedule.statements.schemas import wrong_media_type

LARGEST_FILE = 150_000_000
"""Bytes: a statement of a hundred thousand entries, with room to spare. A larger one comes by the folder."""

MEDIA_TYPES = ("application/xml", "text/xml", "text/plain", "application/octet-stream")

FileName = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^/\\\x00-\x1f\x7f]+$"), Query(alias="fileName")
]

_PIECE = 65_536


def body_of(description: str) -> dict[str, Any]:
    """The body of such a request in the document of the API."""
    content = {one: {"schema": {"type": "string", "format": "binary"}} for one in MEDIA_TYPES}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def content_of(request: Request, content: bytes) -> bytes:
    """The bytes; `InvalidInput` if there are none, or if they are said to be something else."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    faults = [] if given in MEDIA_TYPES else [wrong_media_type(given)]
    if not content:
        faults.append(Fault("body", "is empty", "send the bytes of the file"))
    if faults:
        raise InvalidInput(faults)
    return content


def pieces(content: bytes) -> Callable[[], Iterator[bytes]]:
    """The bytes piece by piece, as often as somebody asks."""

    def of_it() -> Iterator[bytes]:
        for at in range(0, len(content), _PIECE):
            yield content[at : at + _PIECE]

    return of_it
