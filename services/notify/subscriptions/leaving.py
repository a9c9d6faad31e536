"""What may leave the house: of which events a supplier can be told, and what of each. Pure.

All else stays inside, for an event is written for our own services: it may name a household. A supplier is told what is
about itself; who the client is and where he lives it knows by the customer number, which it asks for.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from services.events import ArrearsAnswered, ArrearsEvent, Event, json_schema
from services.mandate_events import AccountChanged, AccountEvent, HandshakeChanged, HandshakeEvent


class EventType(StrEnum):
    """A type of event that a supplier can subscribe to."""

    HANDSHAKE = HandshakeChanged.type
    ACCOUNT = AccountChanged.type
    ARREARS = ArrearsAnswered.type


PING: Final = "nl.ontzorg.notify.subscription.pinged"
"""What tries an endpoint out; nobody has to subscribe to it."""


class Leaving(NamedTuple):
    """Which steps of a kind of event are told, and with which fields; `supplier_id` says to whom."""

    event: type[Event]
    fields: tuple[str, ...]
    steps: tuple[StrEnum, ...]

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) of what is told of it."""
        whole = json_schema(self.event)
        told = {_camel(self.event, field) for field in self.fields}
        properties = {name: rule for name, rule in whole["properties"].items() if name in told}
        properties[_camel(self.event, "happened")] = {"enum": [step.value for step in self.steps], "type": "string"}
        definitions = {name: rule for name, rule in whole.get("$defs", {}).items() if f"/{name}'" in str(properties)}
        return {**whole, "$defs": definitions, "properties": properties, "required": sorted(told)}


LEAVING: Mapping[EventType, Leaving] = {
    EventType.HANDSHAKE: Leaving(
        HandshakeChanged,
        ("supplier_id", "handshake_id", "direction", "happened", "state", "from_month", "deadline"),
        (HandshakeEvent.ASK, HandshakeEvent.REMIND, HandshakeEvent.DECIDE, HandshakeEvent.WITHDRAW),
    ),
    EventType.ACCOUNT: Leaving(
        AccountChanged,
        ("supplier_id", "account_id", "happened", "state"),
        (AccountEvent.APPROVE, AccountEvent.CLOSE),
    ),
    EventType.ARREARS: Leaving(
        ArrearsAnswered,
        (
            "supplier_id",
            "arrears_id",
            "word_id",
            "month",
            "happened",
            "state",
            "paid_on",
            "amount",
            "end_to_end_id",
        ),
        (ArrearsEvent.REFUTE,),
    ),
}
"""A handshake that is prepared is nobody's business yet, and an answer is the supplier's own word. Of arrears it is
told what was paid; that a bill is open it said itself."""


def _camel(event: type[Event], field: str) -> str:
    return event.model_fields[field].alias or field
