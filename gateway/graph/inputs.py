"""The types of what callers give, made of the services' schemas; and what was given, written as a service reads it.

GraphQL has no choice between inputs of several types other than one input with a field for each, of which exactly one
is given (`@oneOf`): `{azcDeparture: {...}}` becomes `{"kind": "azc_departure", ...}`.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.unset import UNSET

from gateway.contract import Operation, Parameter, Schema
from gateway.graph.names import choice_name
from gateway.graph.outputs import Shapes, named, python_name, words
from gateway.graph.scalars import Cents

Write = Callable[[Any], Any]


class Inputs:
    """Inputs for the bodies of a contract, each made once, and how each is written."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._types: dict[str, Any] = {}
        self._writes: dict[str, Write] = {}

    def parameter(self, service: str, parameter: Parameter, name: str) -> StrawberryArgument:
        """The argument that a part of a path, or of what follows the question mark, is given by."""
        schema = parameter.schema
        annotation = self.annotation(service, schema)
        default = UNSET if parameter.is_required else schema.get("default", None)
        return argument(name, annotation if parameter.is_required else annotation | None, words(schema), default)

    def body(self, operation: Operation) -> StrawberryArgument | None:
        """The argument that the body of a question or a command is given by."""
        if operation.body is None:
            return None
        return argument("input", self.annotation(operation.service, operation.body), None, UNSET)

    def annotation(self, service: str, schema: Schema) -> Any:
        """The annotation of what is given."""
        return self._read(service, schema)[0]

    def write(self, operation: Operation, given: Any) -> Any:
        """A body as the service reads it: JSON, without what was not given."""
        assert operation.body is not None
        return self._read(operation.service, operation.body)[1](given)

    def _read(self, service: str, schema: Schema) -> tuple[Any, Write]:
        if "anyOf" in schema:
            return self._optional(service, schema)
        if "oneOf" in schema:
            return self._choice(service, schema)
        if schema.get("type") == "array":
            annotation, write = self._read(service, schema["items"])
            return list.__class_getitem__(annotation), lambda given: [write(one) for one in given]
        if "$ref" in schema:
            return self._of_reference(service, schema)
        return self._shapes.leaf(schema), _plain

    def _optional(self, service: str, schema: Schema) -> tuple[Any, Write]:
        writes: list[Write] = []

        def read(one: Schema) -> Any:
            annotation, write = self._read(service, one)
            writes.append(write)
            return annotation

        annotation = self._shapes.optional(service, schema, read)
        write = writes[0] if writes else _plain
        return annotation, lambda given: None if given is None else write(given)

    def _of_reference(self, service: str, reference: Schema) -> tuple[Any, Write]:
        schema, name = self._shapes.schema(service, reference), self._shapes.name(service, reference)
        if named(reference["$ref"]) == "Money":
            return Cents, lambda given: {"amount": given, "currency": "EUR"}
        if "enum" in schema:
            return self._shapes.enum(name, schema), _plain
        if schema.get("type") != "object" or "properties" not in schema:
            return self._read(service, schema)
        return self._object(service, f"{name}Input", schema)

    def _object(self, service: str, name: str, schema: Schema, without: str = "") -> tuple[Any, Write]:
        if name not in self._types:
            self._make(service, name, schema, without)
        return self._types[name], self._writes[name]

    def _make(self, service: str, name: str, schema: Schema, without: str) -> None:
        parts = {part: one for part, one in schema["properties"].items() if part != without}
        required = set(schema.get("required", ()))
        read = {part: self._read(service, one) for part, one in parts.items()}
        hints = {python_name(part): one if part in required else one | None for part, (one, _) in read.items()}
        values = {
            python_name(part): strawberry.field(
                name=part, description=words(parts[part]), **({} if part in required else {"default": UNSET})
            )
            for part in read
        }
        made = type(name, (), {"__annotations__": hints, **values})
        self._types[name] = strawberry.input(made, name=name, description=words(schema))
        self._writes[name] = _writing({part: write for part, (_, write) in read.items()})

    def _choice(self, service: str, schema: Schema) -> tuple[Any, Write]:
        name = f"{choice_name()}Input"
        if name not in self._types:
            part = schema["discriminator"]["propertyName"]
            hints, writes = {}, {}
            for word, reference in schema["discriminator"]["mapping"].items():
                of = named(reference)
                told = self._shapes.schema(service, {"$ref": reference})
                field = of[:1].lower() + of[1:]
                annotation, write = self._object(service, f"{self._shapes.names[service, of]}Input", told, part)
                hints[field] = annotation | None
                writes[field] = _marking(part, word, write)
            made = type(name, (), {"__annotations__": hints, **dict.fromkeys(hints, UNSET)})
            self._types[name] = strawberry.input(made, name=name, one_of=True, description="Exactly one of these.")
            self._writes[name] = _writing_one(writes)
        return self._types[name], self._writes[name]


def argument(name: str, annotation: Any, description: str | None = None, default: Any = UNSET) -> StrawberryArgument:
    """An argument of a field."""
    hint = StrawberryAnnotation(annotation)
    return StrawberryArgument(python_name(name), name, hint, description=description, default=default)


def _plain(given: Any) -> Any:
    return given.value if isinstance(given, Enum) else given


def _writing(writes: Mapping[str, Write]) -> Write:
    def write(given: Any) -> dict[str, Any]:
        parts = ((part, getattr(given, python_name(part)), one) for part, one in writes.items())
        return {part: None if value is None else one(value) for part, value, one in parts if value is not UNSET}

    return write


def _marking(part: str, word: str, write: Write) -> Write:
    return lambda given: {part: word, **write(given)}


def _writing_one(writes: Mapping[str, Write]) -> Write:
    def write(given: Any) -> Any:
        ((part, value),) = [
            (part, value) for part in writes if (value := getattr(given, part)) is not UNSET and value is not None
        ]
        return writes[part](value)

    return write
