"""From what was announced in the house to what a supplier is told of it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.cloud_events import CloudEvent
from services.errors import Fault, InvalidInput
from services.notify.subscriptions.leaving import LEAVING, EventType


class Told(NamedTuple):
    """What a supplier is to be told: about which thing (`subject`), the how many-eth of that, and in which words.

    `about` is by what the registry knows the customer number that belongs to it; None where none does.
    """

    supplier_id: UUID
    event_id: UUID
    type: EventType
    subject: str
    sequence: int
    happened_at: datetime
    data: Mapping[str, Any]
    about: Mapping[str, Any] | None = None


def told(message: CloudEvent) -> Told | None:
    """What is told of an announcement; None of a step that stays in the house, or that is about no supplier.

    `InvalidInput` for one that does not say where it stands among those of its subject.
    """
    event, leaving = message.event(), LEAVING[EventType(message.type)]
    said: dict[str, Any] = event.model_dump()
    if said["happened"] not in leaving.steps or said["supplier_id"] is None:
        return None
    if message.sequence is None:
        raise InvalidInput([Fault("sequence", "is missing", "number the events of each subject from 1 on")])
    about = event.model_dump(mode="json", by_alias=True, include=set(leaving.about))
    return Told(
        said["supplier_id"],
        message.id,
        EventType(message.type),
        message.subject,
        message.sequence,
        message.time,
        event.model_dump(mode="json", by_alias=True, include=set(leaving.fields)),
        about if about and None not in about.values() else None,
    )
