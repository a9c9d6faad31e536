"""How an event travels: CloudEvents 1.0, structured JSON mode, as the NL GOV profile (Logius, 1.1) asks.

Many go together in the batched mode of the JSON format (CloudEvents 1.0.2, JSON Event Format, section 4).

`source` is `urn:nld:oin:<OIN>:systeem:<name>`, the id stays the same however often it is sent.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import to_json

from services.clock import in_utc
from services.errors import Fault, InvalidInput, TooLarge
from services.events import Event, event_types

CONTENT_TYPE = "application/cloudevents+json"
BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"

MOST_IN_A_BATCH: Final = 200
"""Events: past some fifty of them a request costs no less for each."""

_DIGITS = 19
"""A sequence is a text that is ordered as its number is, so it has all the digits of the greatest."""

_Word = Annotated[str, StringConstraints(min_length=1)]


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """One announcement under way: an event's data with its id, the instant it happened and the system it came from."""

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    data: Mapping[str, Any]
    sequence: int | None = None
    """Its place among the events of its subject, from 1 on (the extension `sequence`); later ones are greater."""

    @classmethod
    def of(cls, event: Event, event_id: UUID, happened_at: datetime, source: str) -> "CloudEvent":
        """Wrap an event; `source` is a `source_urn`."""
        return cls(event_id, source, event.type, event.subject, in_utc(happened_at), event.data())

    def to_json(self) -> bytes:
        """The structured-mode document, the same bytes every time: a signature is over bytes."""
        document = {
            "specversion": "1.0",
            "id": str(self.id),
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": in_utc(self.time).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": self.data,
            **({} if self.sequence is None else {"sequence": f"{self.sequence:0{_DIGITS}}"}),
        }
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, body: bytes) -> "CloudEvent":
        """Read a structured-mode document; `InvalidInput` if it is none. Attributes we do not know are let through."""
        try:
            return _Document.model_validate_json(body).opened()
        except ValidationError as refusal:
            raise InvalidInput(_faults(refusal)) from None

    def event(self) -> Event:
        """The event inside; `InvalidInput` for a type or data we do not know. Fields of a later version are ignored."""
        known = event_types().get(self.type)
        if known is None:
            raise InvalidInput([Fault("type", f"‘{self.type}’ is no event of ours", "see the list of event types")])
        try:
            return known.model_validate(self.data, extra="ignore", by_alias=True, by_name=False)
        except ValidationError as refusal:
            raise InvalidInput(fault.under("data") for fault in _faults(refusal)) from None


class _Document(BaseModel):
    specversion: Annotated[str, StringConstraints(pattern=r"^1\.0$")]
    id: UUID
    source: _Word
    type: _Word
    subject: _Word
    time: AwareDatetime
    data: dict[str, Any]
    sequence: Annotated[str, StringConstraints(pattern=rf"^[0-9]{{1,{_DIGITS}}}$")] | None = None

    def opened(self) -> CloudEvent:
        number = None if self.sequence is None else int(self.sequence)
        return CloudEvent(self.id, self.source, self.type, self.subject, in_utc(self.time), self.data, number)


class Unreadable(NamedTuple):
    """One of a batch that says which event it is, and else is not what an event is to be."""

    id: UUID
    subject: str
    fault: InvalidInput


def batch_of(messages: Iterable[CloudEvent]) -> bytes:
    """The document of a batch, in this order; the same bytes every time."""
    return b"[" + b",".join(message.to_json() for message in messages) + b"]"


def read_batch(body: bytes) -> list[CloudEvent | Unreadable]:
    """Each event of a batch, or what is wrong with it.

    `TooLarge` for more than `MOST_IN_A_BATCH`; `InvalidInput` for what is no batch, or has one in it that no answer
    could name.
    """
    try:
        entries = _ENTRIES.validate_json(body)
    except ValidationError as refusal:
        raise InvalidInput(_faults(refusal)) from None
    if len(entries) > MOST_IN_A_BATCH:
        raise TooLarge(f"A batch of {len(entries)} events; send at most {MOST_IN_A_BATCH} at once.")
    return [_entry(place, entry) for place, entry in enumerate(entries)]


def _entry(place: int, entry: Mapping[str, Any]) -> CloudEvent | Unreadable:
    try:
        return _Document.model_validate_json(to_json(entry)).opened()
    except ValidationError as refusal:
        fault = InvalidInput(_faults(refusal))
    try:
        named = _Name.model_validate(entry)
    except ValidationError:
        raise InvalidInput(fault.under(f"[{place}]")) from None
    return Unreadable(named.id, named.subject, fault)


class _Name(BaseModel):
    id: UUID
    subject: str = ""


_ENTRIES = TypeAdapter(list[dict[str, Any]])


def source_urn(oin: str, system: str) -> str:
    """The name of a system of an organisation; an OIN (organisatie-identificatienummer, Logius) has twenty digits."""
    faults = []
    if not re.fullmatch(r"\d{20}", oin, re.ASCII):
        faults.append(Fault("oin", f"‘{oin}’ is no OIN", "give the twenty digits of the organisation's OIN"))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", system):
        faults.append(Fault("system", f"‘{system}’ is no name of a system", "use small letters, digits and hyphens"))
    if faults:
        raise InvalidInput(faults)
    return f"urn:nld:oin:{oin}:systeem:{system}"


def _faults(refusal: ValidationError) -> list[Fault]:
    return [
        Fault(".".join(map(str, error["loc"])), error["msg"], "see the JSON Schema of this event")
        for error in refusal.errors(include_url=False)
    ]
