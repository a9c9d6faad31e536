"""What an event is: a small frozen fact in the past tense, with ids and dates and nobody's personal data."""

import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from services.months import parse_month


def _is_one(text: str) -> str:
    parse_month(text)  # the year 0000 and digits of other scripts fit the pattern as well
    return text


Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"), AfterValidator(_is_one)]
"""A calendar month, as `2026-03`."""

PaymentName = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}[0-9a-f]{24}$")]
"""The EndToEndId of a payment of ours: a month and a hash, so that nobody is known by it but to who was paid."""

_TYPE = re.compile(r"nl\.ontzorg\.[a-z]+\.[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
_PLAIN = (UUID, date, datetime, int, bool, Month, PaymentName)
_registry: dict[str, type["Event"]] = {}


class Event(BaseModel):
    """Something that happened to one thing of one organisation.

    A subclass names its `type`, `nl.ontzorg.<service>.<noun>.<past-tense>`, and in `about` the field that identifies
    what it happened to. A field is an id, a date, an instant, a month, a number, a flag or a closed list of words: free
    text cannot be declared, so nobody's name can travel in it. A wrong declaration is a `TypeError` at import.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        field_title_generator=lambda name, _: name.replace("_", " ").capitalize(),
        frozen=True,
        validate_by_name=True,
    )

    type: ClassVar[str]
    about: ClassVar[str]

    organisation_id: UUID

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        _check_declaration(cls)
        _registry[cls.type] = cls

    @property
    def subject(self) -> str:
        """The id of the thing it happened to."""
        return str(getattr(self, self.about))

    def data(self) -> dict[str, Any]:
        """The fields as they go over the wire and into the outbox: camelCase, ids and dates as text."""
        return self.model_dump(mode="json", by_alias=True)


def event_types() -> Mapping[str, type[Event]]:
    """Every event that exists, by its type."""
    return types.MappingProxyType(_registry)


def json_schema(event_type: type[Event]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an event's `data`, for whoever receives it."""
    schema = event_type.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _check_declaration(declared: type[Event]) -> None:
    name = declared.__name__
    if not _TYPE.fullmatch(getattr(declared, "type", "")):
        raise TypeError(f"{name}.type is to read nl.ontzorg.<service>.<noun>.<past-tense>")
    if declared.type in _registry:
        raise TypeError(f"{name}.type {declared.type} is already that of {_registry[declared.type].__name__}")
    if getattr(declared, "about", None) not in declared.model_fields:
        raise TypeError(f"{name}.about is to name the field that says what it happened to")
    hints = get_type_hints(declared, include_extras=True)
    for field in declared.model_fields:
        if not _is_plain(hints[field]):
            raise TypeError(f"{name}.{field} is to be an id, a date, a month, a number or a closed list of words")


def _is_plain(kind: Any) -> bool:
    if get_origin(kind) in (Union, types.UnionType):
        return all(_is_plain(part) for part in get_args(kind) if part is not types.NoneType)
    return kind in _PLAIN or (isinstance(kind, type) and issubclass(kind, Enum))
