"""What may leave the house: of which events a supplier can be told, and what of each. Pure.

All else stays inside, for an event is written for our own services: it may name a household. A supplier is told what is
about itself. Who the client is it knows by its own customer number, which is put in when it is sent and stands in no
event (docs/decisions/0028-a-customer-number-travels-to-who-gave-it.md).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from services.events import ArrearsAnswered, ArrearsEvent, Event, json_schema
from services.mandate_events import AccountChanged, AccountEvent, HandshakeChanged, HandshakeEvent
from services.notify.supplier_payments.payment import PAYMENT_CHANGED, PaymentStep, PaymentTold
from services.notify_events import DeskNoticeMade


class EventType(StrEnum):
    """A type of event that a supplier can subscribe to."""

    HANDSHAKE = HandshakeChanged.type
    ACCOUNT = AccountChanged.type
    ARREARS = ArrearsAnswered.type
    PAYMENT = PAYMENT_CHANGED


PING: Final = "nl.ontzorg.notify.subscription.pinged"
"""What tries an endpoint out; nobody has to subscribe to it."""

UNASKED: Final = frozenset({PING, DeskNoticeMade.type})
"""What arrives without being subscribed to: that, and at a webhook of the organisation's own what its desk is told."""


class Leaving(NamedTuple):
    """Which steps of a kind of event are told, and with which fields; `supplier_id` says to whom.

    `about` are the fields by which the registry knows under which customer number that is; they stay in the house.
    """

    event: type[Event]
    fields: tuple[str, ...]
    steps: tuple[StrEnum, ...]
    about: tuple[str, ...] = ()


LEAVING: Mapping[EventType, Leaving] = {
    EventType.HANDSHAKE: Leaving(
        HandshakeChanged,
        ("supplier_id", "handshake_id", "direction", "happened", "state", "from_month", "deadline"),
        (HandshakeEvent.ASK, HandshakeEvent.REMIND, HandshakeEvent.DECIDE, HandshakeEvent.WITHDRAW),
        ("handshake_id",),
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
        ("household_id", "cost", "month"),
    ),
}
"""What is told of an announcement of the house. A handshake that is prepared is nobody's business yet, and an answer is
the supplier's own word. Of arrears it is told what was paid; that a bill is open it said itself. What becomes of
payments nobody announces one by one: `supplier_payments` asks for it."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = {"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}]}
_NUMBERS = {
    "customerNumber": {**_NUMBER, "description": "The number that you know your customer by, as you gave it to us"},
    "reference": {**_NUMBER, "description": "The payment reference of the contract, as our payments carry it"},
}


def steps_of(kind: EventType) -> tuple[StrEnum, ...]:
    """Which steps are told: `happened` says which one it was."""
    return tuple(PaymentStep) if kind is EventType.PAYMENT else LEAVING[kind].steps


def schema_of(kind: EventType) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the `data` of what is sent."""
    if kind is EventType.PAYMENT:
        whole = PaymentTold.model_json_schema(by_alias=True, mode="serialization")
        properties = {**whole["properties"], "happened": _one_of(steps_of(kind))}
        told = {"$schema": _DIALECT, **whole, "$defs": {}, "properties": properties, "required": list(properties)}
        return _with_numbers(told)
    told = _schema(LEAVING[kind])
    return _with_numbers(told) if LEAVING[kind].about else told


def _schema(leaving: Leaving) -> dict[str, Any]:
    whole = json_schema(leaving.event)
    told = {_camel(leaving.event, field) for field in leaving.fields}
    properties = {name: rule for name, rule in whole["properties"].items() if name in told}
    properties[_camel(leaving.event, "happened")] = _one_of(leaving.steps)
    definitions = {name: rule for name, rule in whole.get("$defs", {}).items() if f"/{name}'" in str(properties)}
    return {**whole, "$defs": definitions, "properties": properties, "required": sorted(told)}


def _one_of(steps: tuple[StrEnum, ...]) -> dict[str, Any]:
    return {"enum": [step.value for step in steps], "type": "string"}


def _with_numbers(schema: dict[str, Any]) -> dict[str, Any]:
    required = sorted([*schema["required"], *_NUMBERS])
    return {**schema, "properties": {**schema["properties"], **_NUMBERS}, "required": required}


def _camel(event: type[Event], field: str) -> str:
    return event.model_fields[field].alias or field
