"""The source of a supplier's words: its life, and the address at which it tells them. Pure."""

import base64
import binascii
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict, NotFound
from services.machine import Machine
from services.notify.secrets import Secret, signing
from services.notify_events import SourceEvent as Event
from services.notify_events import SourceState as State

SOURCES = Machine(
    "source",
    State.ACTIVE,
    {
        (State.ACTIVE, Event.ROTATE): State.ACTIVE,
        (State.ACTIVE, Event.REMOVE): State.REMOVED,
    },
)
"""A supplier that is to be listened to again is registered anew, with another address and another secret."""

_ID_LENGTH = 16


class NoSuchSource(NotFound):
    """There is no such source here."""


class AlreadyListenedTo(Conflict):
    """This supplier has a source already; give that another secret, or remove it first."""


class Address(NamedTuple):
    """Where a source tells us: whose it is and which one. Whoever knows it can do nothing without the secret."""

    organisation_id: UUID
    source_id: UUID

    def written(self) -> str:
        """As it stands in the URL: 43 characters, and nothing personal in them."""
        return base64.urlsafe_b64encode(self.organisation_id.bytes + self.source_id.bytes).decode().rstrip("=")

    @classmethod
    def read(cls, written: str) -> "Address | None":
        """The address that is written so; None for what is none."""
        try:
            both = base64.b64decode(f"{written}=", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(both) != 2 * _ID_LENGTH:
            return None
        return cls(UUID(bytes=both[:_ID_LENGTH]), UUID(bytes=both[_ID_LENGTH:]))


class Source(NamedTuple):
    """A source as it is now: `owner` sees to what nobody could act upon; `version` counts its steps."""

    id: UUID
    supplier_id: UUID
    owner: str
    state: State
    version: int
    registered_at: datetime
    secrets: tuple[Secret, ...] = ()

    def signing(self, now: datetime) -> tuple[Secret, ...]:
        """The secrets that sign at this moment, the newest first."""
        return signing(self.secrets, now)
