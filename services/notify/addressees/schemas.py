"""Addressees on the wire: to whoever may see them in full, for they are there to be corrected."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.types import JsonValue

from services.errors import Fault, InvalidInput
from services.notify.addressees.addressee import Addressee as KeptAddressee
from services.notify.addressees.addressee import ErasureGround, QuietHours, faults_on_paper, searched_name
from services.notify.addressees.channel import Channel
from services.notify.fields import EmailAddress, Hour, Name, PostalLines, TelephoneNumber
from services.notify.messages.language import Language
from services.notify.sealed_history import Step
from services.notify_events import AddresseeEvent
from services.wire import Instant, PageRequest, Wire

_QUIET = QuietHours()
_EXAMPLE: dict[str, JsonValue] = {
    "name": "T. Testpersoon",
    "language": "ti",
    "preference": ["sms", "letter"],
    "telephone": "+31612345678",
    "postalLines": ["Vogelstraat 12", "2511 AB Den Haag"],
}


class AddresseeDetails(Wire):
    """How a household is reached; the channels stand in the order in which they are tried."""

    name: Name
    language: Language
    preference: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=len(Channel))]
    email: EmailAddress | None = None
    telephone: TelephoneNumber | None = None
    postal_lines: PostalLines | None = None
    quiet_from: Annotated[Hour, Field(json_schema_extra={"default": f"{_QUIET.since:%H:%M}"})] = _QUIET.since
    quiet_until: Annotated[Hour, Field(json_schema_extra={"default": f"{_QUIET.until:%H:%M}"})] = _QUIET.until
    contact_id: Annotated[UUID | None, Field(description="Whom this household calls, if somebody else")] = None

    def addressee(self) -> KeptAddressee:
        """The addressee as we keep it; `InvalidInput` names every channel that has no address, and what of an envelope
        cannot be printed."""
        faults = list(faults_on_paper(self.name, self.postal_lines or ()))
        try:
            found = self._kept()
        except InvalidInput as invalid:
            raise InvalidInput([*invalid.faults, *faults]) from None
        if faults:
            raise InvalidInput(faults)
        return found

    def _kept(self) -> KeptAddressee:
        return KeptAddressee(
            self.name,
            self.language,
            self.preference,
            self.email,
            self.telephone,
            self.postal_lines or (),
            QuietHours(self.quiet_from, self.quiet_until),
            self.contact_id,
        )


class NewAddressee(AddresseeDetails):
    """How a household is reached from now on."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"householdId": "019b8d2b-8c00-7000-8000-000000000000", **_EXAMPLE}]}
    )

    household_id: UUID


class CorrectedAddressee(AddresseeDetails):
    """How it is reached from now on, by somebody who saw how it was before."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "seenVersion": 1}]})

    seen_version: Annotated[int, Field(strict=True, ge=1, description="The version that this was decided on")]


class AddresseeErasure(Wire):
    """Why an addressee is erased."""

    ground: ErasureGround


class AddresseeSearch(PageRequest):
    """Whose household is reached at this; one word."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"telephone": "06 12345678"}]})

    name: Name | None = None
    email: EmailAddress | None = None
    telephone: TelephoneNumber | None = None

    def word(self) -> tuple[str, str]:
        """The kind of word, and the word; `InvalidInput` for none or several."""
        name = None if self.name is None else searched_name(self.name)
        words = {"name": name, "email": self.email, "telephone": self.telephone}
        given = [(kind, word) for kind, word in words.items() if word is not None]
        if len(given) != 1:
            raise InvalidInput([Fault("", "names no word to look for, or several", "give name, email or telephone")])
        return given[0]


class FoundHousehold(Wire):
    """A household that was found."""

    household_id: UUID


class Addressee(Wire):
    """How a household is reached, and since when."""

    household_id: UUID
    version: int
    name: str
    language: Language
    preference: tuple[Channel, ...]
    email: str | None
    telephone: str | None
    postal_lines: tuple[str, ...]
    quiet_from: Hour
    quiet_until: Hour
    contact_id: UUID | None
    at: Instant
    by: str

    @classmethod
    def of(cls, step: Step[KeptAddressee]) -> "Addressee":
        """The addressee as it is told."""
        assert step.document is not None, "an addressee that is told was not erased"
        since = {"version": step.version, "at": step.at, "by": step.by}
        return cls(household_id=step.owner, **_told(step.document), **since)


class AddresseeChange(Wire):
    """That an addressee was recorded, corrected or erased: the answer of the command, and nothing of the person, for an
    answer is kept beside its key and would outlive him."""

    household_id: UUID
    version: int
    happened: AddresseeEvent
    ground: ErasureGround | None
    at: Instant
    by: str

    @classmethod
    def of_step(cls, step: Step[KeptAddressee]) -> "AddresseeChange":
        """The step as its command is answered."""
        return cls(household_id=step.owner, **step.bare())


class AddresseeReach(Wire):
    """How a household was reached, as a step of its history left it."""

    name: str
    language: Language
    preference: tuple[Channel, ...]
    email: str | None
    telephone: str | None
    postal_lines: tuple[str, ...]
    quiet_from: Hour
    quiet_until: Hour
    contact_id: UUID | None


class AddresseeStep(AddresseeChange):
    """What happened to an addressee, and what stood afterwards; of one that was erased nothing can be shown."""

    addressee: AddresseeReach | None

    @classmethod
    def of(cls, step: Step[KeptAddressee]) -> "AddresseeStep":
        """The step as it is told."""
        reach = AddresseeReach(**_told(step.document)) if step.document else None
        return cls(household_id=step.owner, **step.bare(), addressee=reach)


def _told(kept: KeptAddressee) -> dict[str, Any]:
    return {
        "name": kept.name,
        "language": kept.language,
        "preference": kept.preference,
        "email": kept.email,
        "telephone": kept.telephone,
        "postal_lines": kept.postal_lines,
        "quiet_from": kept.quiet.since,
        "quiet_until": kept.quiet.until,
        "contact_id": kept.contact_id,
    }
