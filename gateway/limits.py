"""How much one question may ask. Everything is counted before anything is carried out, fragments written out in full.

A query for one household with all of its plan takes some 60 fields, 5 levels deep, in 250 tokens.
"""

from collections.abc import Callable, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    QueryDepthLimiter,
    SchemaExtension,
)

DEEPEST = 10
MOST_ALIASES = 20
MOST_TOKENS = 2_000
MOST_FIELDS = 500
LARGEST_BODY = 100_000
"""Bytes of a request."""


def limits() -> list[Callable[[], SchemaExtension]]:
    """The extensions that hold a schema to these limits."""
    return [
        lambda: MaxTokensLimiter(MOST_TOKENS),
        lambda: QueryDepthLimiter(DEEPEST),
        lambda: MaxAliasesLimiter(MOST_ALIASES),
        lambda: AddValidationRules([FieldLimit]),
    ]


class FieldLimit(ValidationRule):
    """At most so many fields in an operation.

    Each fragment is counted once and its count used wherever it is spread, so that a document in which fragments
    double one another is refused as quickly as any other.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        definitions = context.document.definitions
        fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
        counted: dict[str, int] = {}
        for operation in definitions:
            if isinstance(operation, OperationDefinitionNode):
                fields = _fields(operation.selection_set, fragments, counted)
                if fields > MOST_FIELDS:
                    context.report_error(GraphQLError(f"{fields} fields are asked for, and at most {MOST_FIELDS} are."))


def _fields(
    selected: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode], counted: dict[str, int]
) -> int:
    total = 0
    for one in selected.selections if selected else ():
        if isinstance(one, FieldNode):
            total += 1 + _fields(one.selection_set, fragments, counted)
        elif isinstance(one, InlineFragmentNode):
            total += _fields(one.selection_set, fragments, counted)
        elif isinstance(one, FragmentSpreadNode):
            total += _fields_of_fragment(one.name.value, fragments, counted)
    return total


def _fields_of_fragment(name: str, fragments: Mapping[str, FragmentDefinitionNode], counted: dict[str, int]) -> int:
    """A fragment that is not there, or comes back to itself, counts nothing: another rule refuses it."""
    if name not in counted:
        counted[name] = 0
        counted[name] = _fields(fragments[name].selection_set, fragments, counted) if name in fragments else 0
    return counted[name]
