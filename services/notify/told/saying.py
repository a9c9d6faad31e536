"""The facts of a message as they are kept under seal, and as its wording needs them. Pure.

They are kept as JSON without the sender and the contact, for those are whoever they are when it is sent.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from services.notify.messages.facts import EVERY_FACTS, Contact, Facts
from services.notify.messages.kinds import Kind

_FACTS: Mapping[Kind, TypeAdapter[Any]] = {facts.kind: TypeAdapter(facts) for facts in EVERY_FACTS}


def written(said: Mapping[str, Any]) -> str:
    """What a message says, as text."""
    return to_json(said).decode()


def facts_of(kind: Kind, text: str, organisation: str, contact: Contact) -> Facts:
    """The facts of its kind, told in this name; a `ValueError` where a newer version knows them otherwise."""
    facts: Facts = _FACTS[kind].validate_python({**from_json(text), "organisation": organisation, "contact": contact})
    return facts
