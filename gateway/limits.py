"""How much one question may ask. Everything is counted before anything is carried out, fragments written out in full.

A query for one household with all of its plan takes some 60 fields, 5 levels deep, in 250 tokens. The counting is our
own: what Strawberry brings for it walks through a fragment anew wherever it is spread, so that thirty fragments that
each spread the next one twice keep it busy for hours.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from strawberry.extensions import MaxTokensLimiter, SchemaExtension

MOST_TOKENS = 2_000
LARGEST_BODY = 100_000
"""Bytes of a request."""

_PAGE_ARGUMENT = "first"
_LARGEST_PAGE = 200
"""What a page that a variable asks for is taken to be, if the variable says nothing that can be believed."""


class Size(NamedTuple):
    """How large a question is: its fields, those of them that are given another name, its levels, and how many values
    its answer holds if every list is as long as it is asked for."""

    fields: int = 0
    aliases: int = 0
    levels: int = 0
    values: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both, next to each other."""
        return Size(
            self.fields + other.fields,
            self.aliases + other.aliases,
            max(self.levels, other.levels),
            self.values + other.values,
        )

    def within(self, times: int, *, alias: bool) -> "Size":
        """What a field with this below it comes to, if it is a list of so many."""
        return Size(self.fields + 1, self.aliases + alias, self.levels + 1, 1 + times * self.values)

    def faults(self) -> list[str]:
        """What is larger than the largest."""
        compared = zip(_CALLED, self, LARGEST, strict=True)
        return [f"{size} {what}, at most {most} are answered" for what, size, most in compared if size > most]


_CALLED = ("fields", "aliases", "levels", "values (ask for shorter pages with `first`)")
LARGEST = Size(fields=500, aliases=20, levels=12, values=100_000)


def limits() -> list[Callable[[], SchemaExtension]]:
    """The extensions that hold a schema to these limits."""
    return [lambda: MaxTokensLimiter(MOST_TOKENS), SizeLimit]


class SizeLimit(SchemaExtension):
    """Refuses a document in which any operation is larger than the largest.

    Before it is validated: comparing a thousand fields with one another takes longer than answering most questions.
    """

    def on_validate(self) -> Iterator[None]:
        """`GraphQLError` names all that is too large."""
        document = self.execution_context.graphql_document
        schema = self.execution_context.schema._schema
        given = self.execution_context.variables or {}
        sizes = sizes_of(document, schema, given) if document else []
        faults = [fault for size in sizes for fault in size.faults()]
        if faults:
            raise GraphQLError("; ".join(faults))
        yield


def sizes_of(document: DocumentNode, schema: GraphQLSchema, given: Mapping[str, Any]) -> list[Size]:
    """The size of each operation of a document, with the variables that were given."""
    measure = _Measure((one for one in document.definitions if isinstance(one, FragmentDefinitionNode)), schema, given)
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    return [measure.size(one.selection_set, schema.get_root_type(one.operation)) for one in operations]


class _Measure:
    """Measures each fragment once and uses the outcome wherever it is spread."""

    def __init__(
        self, fragments: Iterable[FragmentDefinitionNode], schema: GraphQLSchema, given: Mapping[str, Any]
    ) -> None:
        self._fragments: Mapping[str, FragmentDefinitionNode] = {one.name.value: one for one in fragments}
        self._measured: dict[str, Size] = {}
        self._schema = schema
        self._given = given

    def size(self, selected: SelectionSetNode | None, of: GraphQLNamedType | None) -> Size:
        """The size of what is asked of something of a type; of one that is not known no list is counted as one."""
        total = Size()
        for one in selected.selections if selected else ():
            total = total.beside(self._size_of(one, of))
        return total

    def _size_of(self, one: SelectionNode, of: GraphQLNamedType | None) -> Size:
        if isinstance(one, FieldNode):
            field = getattr(of, "fields", {}).get(one.name.value)
            below = self.size(one.selection_set, get_named_type(field.type) if field else None)
            return below.within(self._times(one, field), alias=bool(one.alias))
        if isinstance(one, FragmentSpreadNode):
            return self._size_of_fragment(one.name.value)
        if not isinstance(one, InlineFragmentNode):
            return Size()
        within = self._schema.get_type(one.type_condition.name.value) if one.type_condition else of
        return self.size(one.selection_set, within)

    def _times(self, one: FieldNode, field: Any) -> int:
        """How many things a field gives: as many as its `first` says, one where it has none."""
        if field is None or _PAGE_ARGUMENT not in field.args:
            return 1
        for argument in one.arguments or ():
            if argument.name.value == _PAGE_ARGUMENT:
                return self._number(argument.value)
        default: int = field.args[_PAGE_ARGUMENT].default_value
        return default

    def _number(self, value: Any) -> int:
        """What was written or given for `first`; what is no length of a page is refused later, and is the longest."""
        found: Any = None
        if isinstance(value, IntValueNode) and len(value.value) < len(f"{_LARGEST_PAGE}0"):
            found = int(value.value)
        if isinstance(value, VariableNode):
            found = self._given.get(value.name.value)
        return found if type(found) is int and 0 <= found <= _LARGEST_PAGE else _LARGEST_PAGE

    def _size_of_fragment(self, name: str) -> Size:
        """A fragment that is not there, or comes back to itself, has no size: another rule refuses it."""
        if name not in self._measured:
            self._measured[name] = Size()
            if name in self._fragments:
                fragment = self._fragments[name]
                of = self._schema.get_type(fragment.type_condition.name.value)
                self._measured[name] = self.size(fragment.selection_set, of)
        return self._measured[name]
