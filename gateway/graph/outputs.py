"""The types of what services answer, made of their schemas. A value stays what the service wrote: a dict.

Where an answer may be one of several things (a fact, or an answer and the refusals of its question), `is_type_of` tells
them apart.
"""

import keyword
from collections.abc import Callable, Mapping
from enum import Enum
from functools import reduce
from operator import or_
from typing import Annotated, Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.enum import EnumValueDefinition
from strawberry.types.field import StrawberryField

from gateway.contract import Contract, Schema
from gateway.graph.names import choice_name, enum_name, type_names
from gateway.graph.scalars import Anything, Cents, Day, Id, Moment, Month

_REFERENCE = "#/components/schemas/"
_MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"
_MOST_OF_INT = 2**31 - 1
_FORMATS: Mapping[str, Any] = {"uuid": Id, "date": Day, "date-time": Moment}
_PLAIN: Mapping[str, Any] = {"string": str, "boolean": bool, "number": float}


class Shapes:
    """What GraphQL calls the schemas of a contract, each made once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.names = type_names(contract)
        self._types: dict[str, Any] = {}

    def schema(self, service: str, schema: Schema) -> Schema:
        """The schema itself where there is but a reference to it."""
        reference = schema.get("$ref")
        return self._contract.schemas[service, named(reference)] if reference else schema

    def name(self, service: str, schema: Schema) -> str:
        """What the type of a schema is called; `KeyError` for one that stands where it is used."""
        return self.names[service, named(schema["$ref"])]

    def made(self, name: str) -> Any:
        """The type of that name; `KeyError` if no answer has one."""
        return self._types[name]

    def objects(self) -> list[Any]:
        """Every type that has parts, as far as they are made."""
        known = [(one, getattr(one, "__strawberry_definition__", None)) for one in self._types.values()]
        return [one for one, definition in known if isinstance(definition, StrawberryObjectDefinition)]

    def has(self, name: str) -> bool:
        """Whether any answer has a type of that name."""
        return name in self._types

    def output(self, service: str, schema: Schema) -> Any:
        """The annotation of an answer, or of a part of one."""
        if "anyOf" in schema:
            return self.optional(service, schema, lambda one: self.output(service, one))
        if "oneOf" in schema:
            return self._choice(service, schema)
        if "$ref" in schema:
            return self._of_reference(service, named(schema["$ref"]))
        if schema.get("type") == "array":
            return list.__class_getitem__(self.output(service, schema["items"]))
        return self.leaf(schema)

    def optional(self, service: str, schema: Schema, of: Callable[[Schema], Any]) -> Any:
        """The annotation of what `anyOf` has: one thing or nothing, or plain values of several kinds."""
        kinds = [part for part in schema["anyOf"] if part.get("type") != "null"]
        if len(kinds) == 1:
            described = {"description": schema["description"]} if "description" in schema else {}
            made = of({**described, **kinds[0]})
        else:
            plain = {self.schema(service, one).get("type") for one in kinds}
            made = str if plain == {"string"} else Anything
        return made | None if len(kinds) < len(schema["anyOf"]) else made

    def leaf(self, schema: Schema) -> Any:
        """The annotation of what has no parts."""
        if "enum" in schema:
            return self.enum(enum_name(schema["enum"]), schema)
        if schema.get("type") == "integer":
            return Cents if _is_money(schema) else int
        if schema.get("pattern") == _MONTH_PATTERN:
            return Month
        if schema.get("type") == "string" and schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        return _PLAIN.get(schema.get("type", ""), Anything)

    def enum(self, name: str, schema: Schema) -> Any:
        """The choice between some words, each as the service writes it."""
        if name not in self._types:
            members = {_enum_member(word): EnumValueDefinition(word) for word in schema["enum"]}
            made = Enum(name, {member: one.value for member, one in members.items()})  # type: ignore[misc]  # idem
            self._types[name] = strawberry.enum(made, name=name, description=words(schema) or "One of these words.")
        return self._types[name]

    def _of_reference(self, service: str, name: str) -> Any:
        schema, own = self._contract.schemas[service, name], self.names[service, name]
        if name == "Money":
            return Cents
        if schema.get("type") == "object" and "properties" in schema:
            return self._object(service, own, schema)
        if "enum" in schema:
            return self.enum(own, schema)
        return self.output(service, schema)

    def _object(self, service: str, name: str, schema: Schema) -> Any:
        if name in self._types:
            return self._types[name]
        made = made_type(name, words(schema) or "A page of what was looked for; without `nextCursor` it is the last.")
        self._types[name] = made
        definition_of(made).fields = [
            told_field(part, self.output(service, one), words(one), is_always=part in schema.get("required", ()))
            for part, one in schema["properties"].items()
        ]
        return made

    def _choice(self, service: str, schema: Schema) -> Any:
        """One of several things, told apart by a part that each has a word of its own for."""
        name = choice_name()
        if name not in self._types:
            part = schema["discriminator"]["propertyName"]
            kinds = [self._told_apart(service, one, part) for one in schema["oneOf"]]
            self._types[name] = Annotated[reduce(or_, kinds), strawberry.union(name, description=_FACT)]
        return self._types[name]

    def _told_apart(self, service: str, schema: Schema, part: str) -> Any:
        word = self.schema(service, schema)["properties"][part]["const"]
        made = self.output(service, schema)
        definition_of(made).is_type_of = lambda told, _: isinstance(told, dict) and told.get(part) == word
        return made


_FACT = "What was recorded: each kind of fact has parts of its own, and says in `kind` which it is."


def named(reference: str) -> str:
    """`Run` for `#/components/schemas/Run`."""
    return reference.removeprefix(_REFERENCE)


def words(schema: Schema) -> str | None:
    """What a document says of it, on one line; nothing rather than an empty text."""
    return " ".join(schema.get("description", "").split()) or None


def made_type(name: str, description: str | None, *bases: type) -> Any:
    """A type of the schema that has no fields yet."""
    return strawberry.type(type(name, bases, {}), name=name, description=description)


def definition_of(made: Any) -> StrawberryObjectDefinition:
    """What Strawberry knows of a type."""
    definition: StrawberryObjectDefinition = made.__strawberry_definition__
    return definition


def told_field(
    name: str, annotation: Any, description: str | None = None, *, is_always: bool = True
) -> StrawberryField:
    """A field that the service told by that name."""
    return StrawberryField(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation if is_always else annotation | None),
        description=description,
    )


def python_name(name: str) -> str:
    """A name that an argument can have: `from_` for `from`."""
    return f"{name}_" if keyword.iskeyword(name) else name


def told(source: Any, name: str) -> Any:
    """The part of that name of what a service answered; None where it left it out."""
    return source.get(name) if isinstance(source, dict) else getattr(source, name)


def _is_money(schema: Schema) -> bool:
    beyond = abs(schema.get("maximum", 0)) > _MOST_OF_INT
    return beyond or " cents" in f" {schema.get('description', '')}".lower().replace(",", " ")


def _enum_member(word: str) -> str:
    member = "".join(sign if sign.isalnum() else "_" for sign in word).upper()
    return member if member[:1].isalpha() else f"_{member}"
