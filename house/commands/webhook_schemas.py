"""`webhook-schemas`: what suppliers are told and what they can tell us, as kept in docs/webhook-schemas.json."""

import json
from argparse import ArgumentParser, Namespace
from typing import Any

from services.notify.subscriptions.leaving import EventType, schema_of
from services.notify.words.schemas import TellableType
from services.notify_events import WordType

SUMMARY = "Print the JSON Schemas of all that suppliers are told, and of all that they can tell."
GROUP = "suppliers"
EXAMPLE = "./ontzorg webhook-schemas"


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(_: Namespace) -> int:
    """Print them as JSON, two spaces deep, so that a change of them can be read."""
    print(json.dumps(both_ways(), indent=2, ensure_ascii=False))
    return 0


def both_ways() -> dict[str, Any]:
    """By direction and type the JSON Schema (2020-12) of the `data` of a message."""
    return {
        "weTell": {kind.value: schema_of(kind) for kind in sorted(EventType)},
        "youTell": {kind.value: TellableType.of(kind).data_schema for kind in sorted(WordType)},
    }
