"""How much one question may ask. Everything is counted before anything is carried out, fragments written out in full.

A query for one household with all of its plan takes some 60 fields, 5 levels deep, in 250 tokens. The counting is our
own: what Strawberry brings for it walks through a fragment anew wherever it is spread, so that thirty fragments that
each spread the next one twice keep it busy for hours.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)
from strawberry.extensions import MaxTokensLimiter, SchemaExtension

MOST_TOKENS = 1_000
LARGEST_BODY = 100_000
"""Bytes of a request."""


class Size(NamedTuple):
    """How large a question is: its fields, those of them that are given another name, and its levels."""

    fields: int = 0
    aliases: int = 0
    levels: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both, next to each other."""
        return Size(self.fields + other.fields, self.aliases + other.aliases, max(self.levels, other.levels))

    def faults(self) -> list[str]:
        """What is larger than the largest."""
        compared = zip(self._fields, self, LARGEST, strict=True)
        return [f"{size} {what}, at most {most} are answered" for what, size, most in compared if size > most]


LARGEST = Size(fields=500, aliases=20, levels=10)


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
        definitions = document.definitions if document else ()
        measure = _Measure(one for one in definitions if isinstance(one, FragmentDefinitionNode))
        sizes = [measure.size(one.selection_set) for one in definitions if isinstance(one, OperationDefinitionNode)]
        faults = [fault for size in sizes for fault in size.faults()]
        if faults:
            raise GraphQLError("; ".join(faults))
        yield


class _Measure:
    """Measures each fragment once and uses the outcome wherever it is spread."""

    def __init__(self, fragments: Iterable[FragmentDefinitionNode]) -> None:
        self._fragments: Mapping[str, FragmentDefinitionNode] = {one.name.value: one for one in fragments}
        self._measured: dict[str, Size] = {}

    def size(self, selected: SelectionSetNode | None) -> Size:
        total = Size()
        for one in selected.selections if selected else ():
            total = total.beside(self._size_of(one))
        return total

    def _size_of(self, one: SelectionNode) -> Size:
        if isinstance(one, FieldNode):
            below = self.size(one.selection_set)
            return Size(below.fields + 1, below.aliases + bool(one.alias), below.levels + 1)
        if isinstance(one, FragmentSpreadNode):
            return self._size_of_fragment(one.name.value)
        return self.size(one.selection_set) if isinstance(one, InlineFragmentNode) else Size()

    def _size_of_fragment(self, name: str) -> Size:
        """A fragment that is not there, or comes back to itself, has no size: another rule refuses it."""
        if name not in self._measured:
            self._measured[name] = Size()
            if name in self._fragments:
                self._measured[name] = self.size(self._fragments[name].selection_set)
        return self._measured[name]
