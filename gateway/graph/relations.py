"""What belongs to what, across services: the household of a task, the tasks of a household.

A service tells a thing of many households, or suppliers, at once (`POST …/_search` with their ids). Each such operation
is a relation here: asked for fifty households of a page, it is one call, and a constant number of statements there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gateway.context import Context
from gateway.contract import Operation, Schema
from gateway.graph.connections import wanted, whole
from gateway.graph.fields import AskedField, Fields, asked_field
from gateway.graph.inputs import argument
from gateway.graph.names import relation_name
from gateway.graph.outputs import definition_of, python_name, words
from services.errors import Refused

MOST_AT_ONCE = 100
"""How many things a service tells of at once."""

_FIRST = 20


class Whose(NamedTuple):
    """Whom things belong to: the type, its id elsewhere, the ids of many, and the operation that tells of many."""

    type: str
    id: str
    ids: str
    field: str


OWNERS = (
    Whose("Household", "householdId", "householdIds", "household"),
    Whose("Supplier", "supplierId", "supplierIds", "supplier"),
)


class CannotBeTold(Refused):
    """The service cannot tell this of this one now."""


def add_relations(fields: Fields) -> None:
    """Add to the types of the schema what the contract's operations tell of many at once."""
    for whose in OWNERS:
        if not fields.shapes.has(whose.type):
            continue
        tellers = list(_tellers(fields, whose))
        owner = definition_of(fields.shapes.made(whose.type))
        itself = next((one for one in tellers if _tells_itself(fields, one, whose)), None)
        for one in tellers:
            if one is not itself:
                _add(owner, [_relation(fields, one, whose)])
        if itself is not None:
            for made in fields.shapes.objects():
                _add_owner(fields, made, itself, whose)


def _add(definition: Any, added: Iterable[AskedField]) -> None:
    """Fields that the service does not tell itself; what it tells by that name stays as it tells it."""
    told = {one.python_name for one in definition.fields}
    definition.fields += [one for one in added if one.python_name not in told]


def _tellers(fields: Fields, whose: Whose) -> Iterator[Operation]:
    for one in fields.contract.operations:
        if one.left_out is None and not one.is_command and one.body is not None:
            body = fields.shapes.schema(one.service, one.body)
            if whose.ids in body.get("required", ()) or _looks_up(fields, one, whose, body):
                yield one


def _looks_up(fields: Fields, operation: Operation, whose: Whose, body: Schema) -> bool:
    """Whether owners themselves can be looked up by their ids, among other ways."""
    return whose.ids in body.get("properties", {}) and _tells_itself(fields, operation, whose)


def _tells_itself(fields: Fields, operation: Operation, whose: Whose) -> bool:
    return fields.shapes.name(operation.service, fields.node(operation)) == whose.type


def _add_owner(fields: Fields, made: Any, operation: Operation, whose: Whose) -> None:
    """The household of whatever says whose it is."""
    definition = definition_of(made)
    if definition.name == whose.type or whose.id not in {one.python_name for one in definition.fields}:
        return

    async def resolve(source: Any, context: Context, _: Mapping[str, Any]) -> Any:
        if source.get(whose.id) is None:
            return None
        return await _loader(context, operation, whose, {}, "id").load(source[whose.id])

    owner = fields.shapes.made(whose.type)
    _add(definition, [asked_field(whose.field, owner | None, resolve, [], f"The {whose.field} that it belongs to.")])


def _relation(fields: Fields, operation: Operation, whose: Whose) -> AskedField:
    """What an operation tells of each owner: a list, or one thing."""
    shapes = fields.shapes
    part = shapes.schema(operation.service, fields.node(operation))["properties"]
    assert operation.body is not None
    body = shapes.schema(operation.service, operation.body)
    filters = {name: schema for name, schema in body["properties"].items() if name != whose.ids}
    required = frozenset(body.get("required", ()))
    arguments = [_filter(fields, operation, name, schema, required) for name, schema in filters.items()]
    name = relation_name(operation, is_list="items" in part)
    if "items" in part:
        node = part["items"]["items"]
        annotation = fields.connections.of(shapes.name(operation.service, node), shapes.output(operation.service, node))
        arguments.append(argument("first", int, f"How many at most, of the first {MOST_AT_ONCE // 2}", _FIRST))
    else:
        annotation = shapes.output(operation.service, part.get("found", fields.node(operation)))

    async def resolve(source: Any, context: Context, given: Mapping[str, Any]) -> Any:
        said = {one: _plain(given[python_name(one)]) for one in filters if given.get(python_name(one)) is not None}
        told = await _loader(context, operation, whose, said, whose.id).load(source["id"])
        if "items" in part:
            return _cut(told, wanted(given["first"]))
        return _one(told)

    return asked_field(name, annotation | None, resolve, arguments, operation.description)


def _filter(fields: Fields, operation: Operation, name: str, schema: Schema, required: frozenset[str]) -> Any:
    annotation = fields.inputs.annotation(operation.service, schema)
    if name in required:
        return argument(name, annotation, words(schema))
    return argument(name, annotation | None, words(schema), schema.get("default"))


def _plain(given: Any) -> Any:
    return getattr(given, "value", given)


def _cut(told: Any, first: int) -> Any:
    if told is None:
        return None
    return whole(told["items"][:first], has_more=told["more"] or len(told["items"]) > first)


def _one(told: Any) -> Any:
    """The one thing that was told of an owner: by itself, or as what was found or why not."""
    if told is None or "found" not in told:
        return told
    if told.get("fault"):
        raise CannotBeTold(told["fault"])
    return told["found"]


def _loader(context: Context, operation: Operation, whose: Whose, said: Mapping[str, Any], by: str) -> Any:
    """Asks for those of one level of the question together, at most so many at once."""

    async def load(ids: list[str]) -> Sequence[Any]:
        page = await context.services.ask(operation, {}, {whose.ids: ids, **said})
        found = {one[by]: one for one in page["items"]}
        return [found.get(one) for one in ids]

    return context.services.many((operation.name, tuple(sorted(said.items()))), load, MOST_AT_ONCE)
