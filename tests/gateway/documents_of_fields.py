"""A document for every field of the graph, with arguments that are well-formed, about nothing that is there.

Read from the schema itself, so that a new field is covered by being there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from gateway.contract import Operation, kept_contract
from gateway.graph.names import field_name

AT_ONCE = 40
SOME_ID = "019b8d2b-8c00-7000-8000-000000000000"
VALUES: Mapping[str, Any] = {
    "UUID": SOME_ID,
    "Date": "2026-03-01",
    "DateTime": "2026-03-01T08:00:00Z",
    "Month": "2026-03",
    "Cents": 1,
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "JSON": "1",
    "String": "some words",
}


class Asked(NamedTuple):
    """A document, its variables, and the operations of the services that it comes to, by its fields."""

    text: str
    variables: Mapping[str, Any]
    fields: Mapping[str, Operation]


def operations_by_field() -> dict[str, Operation]:
    """The operation behind each field of the graph."""
    kept = [one for one in kept_contract().operations if one.left_out is None]
    return {one.name if one.is_command else field_name(one): one for one in kept}


Known = Callable[[Operation, str], str | None]
"""What a test knows of an argument of an operation."""


def nothing_known(_: Operation, argument: str) -> str | None:
    return None


def documents(
    schema: GraphQLSchema, only: Callable[[Operation], bool], known: Known = nothing_known
) -> Iterator[Asked]:
    """Every field of queries and of mutations whose operation is asked for, some of them in each document."""
    behind = operations_by_field()
    for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        assert root is not None
        left = iter((name, field) for name, field in root.fields.items() if only(behind[name]))
        while chunk := list(islice(left, AT_ONCE)):
            yield _document(kind, chunk, behind, known)


def _document(kind: str, chunk: Sequence[tuple[str, Any]], behind: Mapping[str, Operation], known: Known) -> Asked:
    variables, declared, asked = {}, [], []
    for name, field in chunk:
        passed = []
        for argument, told in field.args.items():
            if isinstance(told.type, GraphQLNonNull) and not isinstance(told.default_value, int):
                own = f"{name}_{argument}"
                given = known(behind[name], argument)
                variables[own] = value(told.type) if given is None else _of_kind(get_named_type(told.type), given)
                declared.append(f"${own}: {told.type}")
                passed.append(f"{argument}: ${own}")
        arguments = f"({', '.join(passed)})" if passed else ""
        asked.append(f"{name}{arguments} {{ __typename }}")
    head = f"{kind} Asked({', '.join(declared)})" if declared else kind
    return Asked(f"{head} {{ {' '.join(asked)} }}", variables, {name: behind[name] for name, _ in chunk})


def _of_kind(kind: GraphQLNamedType, given: str) -> Any:
    """What is known as a part of a path, as an argument of that type."""
    if isinstance(kind, GraphQLEnumType):
        return given.upper()
    return int(given) if kind.name == "Int" else given


def value(kind: GraphQLInputType) -> Any:
    """A value of that type, no larger than it has to be."""
    if isinstance(kind, GraphQLNonNull):
        return value(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [value(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        fields = list(kind.fields.items())
        required = fields[:1] if kind.is_one_of else [one for one in fields if isinstance(one[1].type, GraphQLNonNull)]
        return {name: value(field.type) for name, field in required}
    assert is_leaf_type(kind)
    return VALUES[kind.name]
