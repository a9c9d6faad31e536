"""The one person to call. Pure."""

from typing import NamedTuple

from services.errors import Conflict, NotFound


class NoSuchContact(NotFound):
    """There is no such contact here."""


class ContactHasChanged(Conflict):
    """Somebody changed this contact since it was looked at; look again at what it is now."""


class Contact(NamedTuple):
    """Somebody of the organisation whom people can call: a name as they know it, and a telephone number (E.164)."""

    name: str
    telephone: str
