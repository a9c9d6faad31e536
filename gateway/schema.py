"""The schema: what each part of the gateway adds to it, its limits, and what it says of its own faults (nothing)."""

from functools import cache
from typing import Any

import strawberry
import structlog
from graphql import GraphQLError
from strawberry.extensions import DisableIntrospection, MaskErrors, ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

from gateway.bank_exceptions import BankExceptionQuery
from gateway.described import described
from gateway.households import HouseholdQuery
from gateway.limits import limits
from gateway.payment_allocations import PaymentAllocationQuery
from gateway.reconciliations import ReconciliationQuery
from gateway.runs import RunMutation
from gateway.scalars import SCALARS
from gateway.traces import TraceQuery
from services.errors import Problem

_KEPT_DOCUMENTS = 200
"""How many documents are kept parsed and judged; a front end has a few dozen."""

_log = structlog.get_logger(__name__)


@described
class Query(HouseholdQuery, BankExceptionQuery, PaymentAllocationQuery, ReconciliationQuery, TraceQuery):
    """What can be asked."""


@described
class Mutation(RunMutation):
    """What can be done. Every command carries a key under which it is carried out once."""


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
    hidden: list[Any] = [] if development else [DisableIntrospection]
    return GatewaySchema(
        query=Query,
        mutation=Mutation,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=not development),
        extensions=[
            *limits(),
            *hidden,
            lambda: ParserCache(maxsize=_KEPT_DOCUMENTS),
            lambda: ValidationCache(maxsize=_KEPT_DOCUMENTS),
            lambda: MaskErrors(should_mask_error=_is_ours, error_message=Problem.title),
        ],
    )


def sdl() -> str:
    """The schema as text, as it is kept in `docs/schema.graphql`."""
    return make_schema().as_str() + "\n"


def _is_ours(error: GraphQLError) -> bool:
    """Whether it is a fault of the house, of which a caller hears no more than that there was one."""
    return error.original_error is not None and not isinstance(error.original_error, Problem | GraphQLError)
