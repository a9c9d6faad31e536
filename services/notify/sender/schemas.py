"""The sender on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.notify.fields import Name
from services.notify.messages.language import Language
from services.notify.sender.repository import SenderVersion
from services.notify.sender.sender import Sender as KeptSender
from services.wire import Instant, Wire


def _in_order(given: tuple[Language, ...]) -> tuple[Language, ...]:
    return tuple(sorted(set(given)))


class ChangedSender(Wire):
    """In whose name people are told from now on, by whoever saw what was said before."""

    name: Annotated[Name, Field(examples=["Gemeente Voorbeeldstad"])]
    contact_id: Annotated[UUID, Field(description="Whom people call unless their household has a contact of its own")]
    unreviewed_languages: Annotated[
        tuple[Language, ...],
        AfterValidator(_in_order),
        Field(max_length=len(Language), description="Sent although no native speaker has reviewed their words"),
    ] = ()
    seen_version: Annotated[int, Field(strict=True, ge=0, description="The version that this was decided on, or 0")]

    def sender(self) -> KeptSender:
        """The sender as we keep it."""
        return KeptSender(self.name, self.contact_id, self.unreviewed_languages)


class Sender(Wire):
    """In whose name people are told, and since when."""

    version: int
    name: str
    contact_id: UUID
    unreviewed_languages: tuple[Language, ...]
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: SenderVersion) -> "Sender":
        """The sender as it is told."""
        said = kept.sender
        return cls(
            version=kept.version,
            name=said.name,
            contact_id=said.contact_id,
            unreviewed_languages=said.unreviewed,
            at=kept.at,
            by=kept.by,
        )
