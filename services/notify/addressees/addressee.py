"""How a household is reached: who, in which language, by which channel first, and when not. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from types import MappingProxyType
from typing import Self
from uuid import UUID

from services.errors import Conflict, Fault, Gone, InvalidInput, NotFound
from services.notify.addressees.channel import Channel
from services.notify.messages.language import Language
from services.notify.messages.printable import unprintable


class ErasureGround(StrEnum):
    """Why an addressee was erased: the client asked for it (AVG art. 17), it was kept for as long as it had to be, or
    it was recorded for the wrong household."""

    ASKED = "asked"
    KEPT_LONG_ENOUGH = "kept_long_enough"
    WRONG_HOUSEHOLD = "wrong_household"


_FIELD_OF = MappingProxyType({Channel.EMAIL: "email", Channel.SMS: "telephone", Channel.LETTER: "postalLines"})


class NoSuchAddressee(NotFound):
    """Nobody has recorded yet how this household is reached."""


class AddresseeIsErased(Gone):
    """How this household is reached was erased, and its key destroyed; nothing is recorded of it again."""


class AddresseeIsKnown(Conflict):
    """It is recorded already how this household is reached; correct that."""


class AddresseeHasChanged(Conflict):
    """Somebody corrected this addressee since it was looked at; look again at what it is now."""

    @classmethod
    def since(cls, version: int) -> Self:
        """With the version that stands."""
        return cls(f"version {version} of this addressee stands; look at it before you correct it")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which nobody's telephone rings for us, by the clock in the Netherlands; over midnight if `since` is
    the later one. With both the same there are none.
    """

    since: time = time(20)
    until: time = time(8)

    def holds(self, at: time) -> bool:
        """Whether this is a moment to be quiet."""
        if self.since <= self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told on behalf of a household. Every channel of `preference` has its address.

    The channels stand in the order in which they are tried. `contact_id` is whom this household calls, if that is
    somebody else than whom the organisation names.
    """

    name: str
    language: Language
    preference: tuple[Channel, ...]
    email: str | None = None
    telephone: str | None = None
    postal_lines: tuple[str, ...] = ()
    quiet: QuietHours = QuietHours()
    contact_id: UUID | None = None

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise InvalidInput(faults)

    def address(self, channel: Channel) -> str:
        """Where that channel leads, empty where nothing is known; a letter's lines begin with the name."""
        if channel is Channel.LETTER:
            return "\n".join((self.name, *self.postal_lines)) if self.postal_lines else ""
        return (self.email if channel is Channel.EMAIL else self.telephone) or ""

    def found_by(self) -> Mapping[str, str]:
        """By which words somebody may look for this addressee, by kind of word."""
        words = {"name": searched_name(self.name), "email": self.email, "telephone": self.telephone}
        return {kind: word for kind, word in words.items() if word}

    def _faults(self) -> Iterator[Fault]:
        if not self.preference:
            yield Fault("preference", "names no channel", "name one at least: letter, email or sms")
        if len(set(self.preference)) != len(self.preference):
            yield Fault("preference", "names a channel twice", "name each once, the one to try first before the others")
        for channel in Channel:
            if channel in self.preference and not self.address(channel):
                field = _FIELD_OF[channel]
                yield Fault(
                    field, f"is missing, and {channel} is among the channels", f"give it, or leave out {channel}"
                )


def faults_on_paper(name: str, postal_lines: Iterable[str]) -> Iterator[Fault]:
    """What of an envelope no font has, asked of what is recorded now: a letter to it could never be set. Whoever has no
    postal address gets no letter, and may have any name."""
    lines = {f"postalLines[{number}]": line for number, line in enumerate(postal_lines)}
    for where, words in ({"name": name, **lines} if lines else {}).items():
        if unprintable(words):
            yield Fault(where, "has letters that cannot be printed", "write it in Latin letters, as on a letter box")


def searched_name(name: str) -> str:
    """A name as it is looked for: without regard to capitals and spaces."""
    return " ".join(name.casefold().split())
