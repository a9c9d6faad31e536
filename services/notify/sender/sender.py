"""Who sends: the name that people know, whom they call, and what the organisation allows. Pure."""

from dataclasses import dataclass
from uuid import UUID

from services.errors import Conflict, NotFound
from services.notify.messages.language import Language


class NoSender(NotFound):
    """The organisation has not said yet in whose name its people are told; until then nothing is sent."""


class SenderHasChanged(Conflict):
    """Somebody changed the sender since it was looked at; look again at what it is now."""


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name people are told, the contact that they call unless their own household has another, and the
    languages that are sent although no native speaker has reviewed their words.
    """

    name: str
    contact_id: UUID
    unreviewed: tuple[Language, ...] = ()
