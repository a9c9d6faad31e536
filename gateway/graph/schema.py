"""The schema: every operation of the contract, its limits, and what it says of its own faults (nothing)."""

from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import strawberry
import structlog
from graphql import GraphQLError
from strawberry.extensions import DisableIntrospection, MaskErrors, ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

from gateway.contract import Contract, kept_contract
from gateway.graph.fields import AskedField, Fields
from gateway.graph.names import TwoOfOneNameError
from gateway.graph.outputs import definition_of, made_type, told
from gateway.graph.relations import add_relations
from gateway.graph.scalars import SCALARS
from gateway.graph.subscriptions import subscriptions
from gateway.limits import limits
from services.errors import Problem

_KEPT_DOCUMENTS = 200
"""How many documents are kept parsed and judged; a front end has a few dozen."""

_DONE_ONCE = "What can be done. Every command has a key, and the same command with the same key is done once."

Listened = Callable[[Fields], Iterable[AskedField]]

_log = structlog.get_logger(__name__)


class GatewaySchema(strawberry.Schema):
    """A schema that logs what broke in it, and not what callers were refused."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        for error in errors:
            if _is_ours(error):
                _log.error("field broke", path=error.path, exc_info=error.original_error)


@cache
def make_schema(*, development: bool = False) -> GatewaySchema:
    """The schema; it answers questions about itself in development only, and corrects nobody's spelling elsewhere.

    One and the same for every house of this process: it follows from the source, and takes longer than a house.
    """
    return schema_of(kept_contract(), subscriptions, development=development)


def schema_of(contract: Contract, listened: Listened | None = None, *, development: bool = False) -> GatewaySchema:
    """The schema of a contract: a field for each of its operations, and what can be listened to."""
    made = Fields(contract)
    operations = [one for one in contract.operations if one.left_out is None]
    roots = {
        "query": _root("Query", "What can be asked.", [made.query(one) for one in operations if not one.is_command]),
        "mutation": _root("Mutation", _DONE_ONCE, [made.command(one) for one in operations if one.is_command]),
    }
    if listened is not None:
        roots["subscription"] = _root("Subscription", "What can be listened to.", listened(made))
    add_relations(made)
    return GatewaySchema(
        **roots,
        config=StrawberryConfig(
            scalar_map=SCALARS, default_resolver=told, disable_field_suggestions=not development, sort_schema=True
        ),
        extensions=_extensions(development=development),
    )


def _extensions(*, development: bool) -> list[Any]:
    hidden: list[Any] = [] if development else [DisableIntrospection]
    return [
        *limits(),
        *hidden,
        lambda: ParserCache(maxsize=_KEPT_DOCUMENTS),
        lambda: ValidationCache(maxsize=_KEPT_DOCUMENTS),
        lambda: MaskErrors(should_mask_error=_is_ours, error_message=Problem.title),
    ]


def sdl() -> str:
    """The schema as text, as it is kept in `docs/schema.graphql`."""
    return make_schema().as_str() + "\n"


def _root(name: str, description: str, fields: Iterable[AskedField]) -> Any:
    made, found = made_type(name, description), sorted(fields, key=lambda one: one.python_name)
    for one, next_one in pairwise(found):
        if one.python_name == next_one.python_name:
            raise TwoOfOneNameError(f"{one.python_name}: of two services; leave one out or give it another name")
    definition_of(made).fields = list(found)
    return made


def _is_ours(error: GraphQLError) -> bool:
    """Whether it is a fault of the house, of which a caller hears no more than that there was one."""
    return error.original_error is not None and not isinstance(error.original_error, Problem | GraphQLError)
