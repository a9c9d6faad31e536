"""Contacts on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.notify.contacts.contact import Contact as KeptContact
from services.notify.contacts.repository import ContactVersion
from services.notify.fields import Name, TelephoneNumber
from services.notify.messages.facts import Contact as NamedContact
from services.wire import Instant, Wire


class NewContact(Wire):
    """Somebody whom people can call."""

    name: Name
    telephone: TelephoneNumber

    def contact(self) -> KeptContact:
        """The contact as we keep it; `InvalidInput` for a name that cannot stand in a message."""
        NamedContact(name=self.name, phone=self.telephone)
        return KeptContact(self.name, self.telephone)


class ChangedContact(NewContact):
    """What is told of somebody from now on, by whoever saw what was told before."""

    seen_version: Annotated[int, Field(strict=True, ge=1, description="The version that this was decided on")]


class Contact(Wire):
    """Somebody whom people can call, and since when it is so."""

    id: UUID
    version: int
    name: str
    telephone: str
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: ContactVersion) -> "Contact":
        """The contact as it is told."""
        return cls(
            id=kept.id,
            version=kept.version,
            name=kept.contact.name,
            telephone=kept.contact.telephone,
            at=kept.at,
            by=kept.by,
        )
