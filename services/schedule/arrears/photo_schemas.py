"""Photos of letters, on the wire; their bytes are an answer of their own."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from services.schedule.arrears.photo import PhotoType
from services.schedule.arrears.photo_repository import Photo
from services.wire import Instant, Wire


class LetterPhoto(Wire):
    """A photo of a letter, without its picture; `sha256` is of the bytes that were kept."""

    id: UUID
    arrears_id: UUID
    media_type: PhotoType
    size: Annotated[int, Field(description="Bytes")]
    sha256: str
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: Photo) -> Self:
        """The photo as it is told."""
        return cls(
            id=kept.id,
            arrears_id=kept.arrears_id,
            media_type=kept.media_type,
            size=kept.size,
            sha256=kept.content_hash.hex(),
            at=kept.at,
            by=kept.by,
        )
