"""GraphQL over HTTP: one path, POST and JSON alone.

Nothing else is left open because nothing else is there: no queries in a URL, where they would be logged, no forms,
no sockets, and no page that fetches scripts from elsewhere.
"""

from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from graphql import GraphQLError
from pydantic import Field
from strawberry.exceptions import StrawberryGraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult

from gateway.context import Context
from gateway.limits import LARGEST_BODY
from gateway.schema import GatewaySchema
from services.auth import CallerDep
from services.errors import Fault, InvalidInput, Problem
from services.wire import Wire

router = APIRouter(tags=["graphql"])


class Question(Wire):
    """A GraphQL document, which operation of it to carry out, and the values of its variables."""

    query: Annotated[str, Field(min_length=1, max_length=LARGEST_BODY)]
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


@router.post("/graphql", max_body_size=LARGEST_BODY)
async def graphql(question: Question, request: Request, caller: CallerDep) -> JSONResponse:
    """Answer a question; as GraphQL has it, what went wrong stands in `errors` of an answer with status 200."""
    schema: GatewaySchema = request.app.state.schema
    schedule: httpx.AsyncClient = request.app.state.schedule
    mandates: httpx.AsyncClient = request.app.state.mandates
    token = request.headers["authorization"].partition(" ")[2]
    try:
        result = await schema.execute(
            question.query,
            variable_values=question.variables,
            operation_name=question.operation_name,
            context_value=Context.of(caller, token, schedule, mandates),
        )
    except (CannotGetOperationTypeError, InvalidOperationTypeError):
        fault = Fault("operationName", "names no operation of the document", "name the query or mutation to carry out")
        raise InvalidInput([fault]) from None
    return JSONResponse(_told(result))


def _told(result: ExecutionResult) -> dict[str, Any]:
    if not result.errors:
        return {"data": result.data}
    return {"data": result.data, "errors": [_told_error(error) for error in result.errors]}


def _told_error(error: GraphQLError | StrawberryGraphQLError) -> dict[str, Any]:
    """An error as GraphQL writes it; a problem of ours also gives its code, and an invalid input each fault."""
    told: dict[str, Any] = dict(error.formatted)
    problem = error.original_error
    if isinstance(problem, Problem):
        told["extensions"] = {"code": problem.code, "title": problem.title}
    if isinstance(problem, InvalidInput):
        faults = [{"where": one.where, "what": one.what, "cure": one.cure} for one in problem.faults]
        told["extensions"]["errors"] = faults
    return told
