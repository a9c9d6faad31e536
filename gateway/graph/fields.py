"""The fields by which a service is asked or told: one for each operation of the contract."""

from collections.abc import Callable, Mapping
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gateway.context import Context
from gateway.contract import Contract, Operation, Schema
from gateway.graph.connections import DEFAULT, Connections, asked_page, connection, place, wanted
from gateway.graph.inputs import Inputs, argument
from gateway.graph.names import field_name
from gateway.graph.outputs import Shapes, definition_of, made_type, python_name
from gateway.graph.refusals import Refusals, is_answer
from services import errors

_PAGE = frozenset({"items", "nextCursor"})
_PAGING = frozenset({"cursor", "limit"})

Resolve = Callable[[Any, Context, Mapping[str, Any]], Any]
"""What a field comes to: of what it is a field of, for whom, and by which arguments."""


class AskedField(StrawberryField):
    """A field with arguments that were not read from a function's signature."""

    resolve: Resolve

    @property
    def is_basic_field(self) -> bool:
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return self.resolve(source, info.context, kwargs)


def asked_field(
    name: str, annotation: Any, resolve: Resolve, arguments: list[StrawberryArgument], description: str | None
) -> AskedField:
    """A field that somebody has to be asked for."""
    made = AskedField(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
    )
    made.arguments = arguments
    made.resolve = resolve
    return made


class Fields:
    """The fields of a contract's operations, and the types that they share."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.shapes = Shapes(contract)
        self.inputs = Inputs(self.shapes)
        self.refusals = Refusals(contract)
        self.connections = Connections()

    def query(self, operation: Operation) -> AskedField:
        """The field by which a question is asked."""
        if self.is_paged(operation):
            return self._list(operation)
        return self._question(operation)

    def command(self, operation: Operation) -> AskedField:
        """The field by which something is done, once for each key."""
        name, codes = operation.name, self.refusals.codes(operation)
        arguments = [*self._arguments(operation), self.inputs.body(operation)]
        key = argument("idempotencyKey", str, "A key of its own for each command; the same again has the same effect.")
        arguments.append(key if operation.takes_key else None)

        async def resolve(_: Any, context: Context, given: Mapping[str, Any]) -> Any:
            said = self._said(operation, given)
            try:
                body = self._body(operation, given)
                return await context.services.command(operation, said, body, given.get("idempotencyKey"))
            except errors.Problem as problem:
                return self.refusals.told(problem, codes)

        result = self._result(operation, name)
        found = [one for one in arguments if one is not None]
        return asked_field(name, result | None, resolve, found, operation.description)

    def is_paged(self, operation: Operation) -> bool:
        """Whether it answers with a page of a list, and is asked for it after the question mark."""
        assert operation.answer is not None
        schema = self.shapes.schema(operation.service, operation.answer)
        asked = {one.name for one in operation.parameters}
        return schema.get("properties", {}).keys() == _PAGE and asked >= _PAGING

    def node(self, operation: Operation) -> Schema:
        """What stands in the list that it answers with."""
        assert operation.answer is not None
        items: Schema = self.shapes.schema(operation.service, operation.answer)["properties"]["items"]["items"]
        return items

    def _list(self, operation: Operation) -> AskedField:
        node = self.node(operation)
        made = self.shapes.output(operation.service, node)
        annotation = self.connections.of(self.shapes.name(operation.service, node), made)

        async def resolve(_: Any, context: Context, given: Mapping[str, Any]) -> Any:
            at, first = place(given.get("after")), wanted(given["first"])
            said = {**self._said(operation, given), **asked_page(at, first)}
            return connection(await context.services.ask(operation, said), at)

        paging = [
            argument("first", int, "How many at most", DEFAULT),
            argument("after", str | None, "The cursor after which it goes on", None),
        ]
        name = field_name(operation)
        arguments = [*self._arguments(operation), *paging]
        return asked_field(name, annotation | None, resolve, arguments, operation.description)

    def _question(self, operation: Operation) -> AskedField:
        name, codes = field_name(operation), self.refusals.codes(operation)

        async def resolve(_: Any, context: Context, given: Mapping[str, Any]) -> Any:
            try:
                said, body = self._said(operation, given), self._body(operation, given)
                return self._shown(operation, await context.services.ask(operation, said, body))
            except errors.Problem as problem:
                return self.refusals.told(problem, codes)

        body = self.inputs.body(operation)
        arguments = [*self._arguments(operation), *([body] if body else [])]
        result = self._result(operation, name)
        return asked_field(name, result | None, resolve, arguments, operation.description)

    def _result(self, operation: Operation, name: str) -> Any:
        """The union of what an operation answers and what can be said instead."""
        name = f"{name[:1].upper()}{name[1:]}Result"
        return self.refusals.result(operation, name, self._answer(operation))

    def _answer(self, operation: Operation) -> Any:
        """The type of an answer; of a bare list one that holds it, for a union has things alone."""
        assert operation.answer is not None
        schema = self.shapes.schema(operation.service, operation.answer)
        if schema.get("type") == "array":
            return _holding(field_name(operation), self.shapes.output(operation.service, operation.answer))
        made = self.shapes.output(operation.service, operation.answer)
        definition = definition_of(made)
        definition.is_type_of = definition.is_type_of or is_answer
        return made

    def _shown(self, operation: Operation, answer: Any) -> Any:
        return {"items": answer} if isinstance(answer, list) else answer

    def _arguments(self, operation: Operation) -> list[StrawberryArgument]:
        """Arguments for what stands in the path and after the question mark."""
        paged = self.is_paged(operation)
        asked = [one for one in operation.parameters if not (paged and one.name in _PAGING)]
        return [self.inputs.parameter(operation.service, one, called(operation, one.field)) for one in asked]

    def _said(self, operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
        """What was given of it, by its name in the document."""
        said = {}
        for one in operation.parameters:
            value = given.get(python_name(called(operation, one.field)))
            said[one.name] = getattr(value, "value", value)
        return said

    def _body(self, operation: Operation, given: Mapping[str, Any]) -> Any:
        return self.inputs.write(operation, given["input"]) if operation.body else None


def called(operation: Operation, field: str) -> str:
    """`id` for what `household` is the household of; every other part of a path by its own name."""
    return "id" if field == f"{field_name(operation)}Id" else field


def _holding(name: str, items: Any) -> Any:
    name = f"{name[:1].upper()}{name[1:]}"
    made = made_type(name, "All of them.")
    definition = definition_of(made)
    definition.fields = [StrawberryField("items", "items", StrawberryAnnotation(items))]
    definition.is_type_of = is_answer
    return made
