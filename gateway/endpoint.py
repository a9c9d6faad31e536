"""GraphQL over HTTP: one path, POST and JSON alone.

Nothing else is left open because nothing else is there: no queries in a URL, where they would be logged, no forms,
no sockets, and no page that fetches scripts from elsewhere. A subscription is answered as a stream of events
(`Accept: text/event-stream`, the distinct connections mode of the GraphQL over SSE protocol).
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, NamedTuple

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from graphql import GraphQLError
from pydantic import Field
from pydantic_core import to_json
from strawberry.exceptions import StrawberryGraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from gateway.context import Context
from gateway.graph.schema import GatewaySchema
from gateway.kept_documents import KeptDocuments
from gateway.limits import LARGEST_BODY
from gateway.rates import AsksTooOften, Rate, headers_of
from services.auth import Caller, CallerDep
from services.clock import Clock
from services.errors import Fault, InvalidInput, Problem, Unavailable
from services.problem_json import problem_response
from services.wire import Wire

LONGEST_ANSWER = 20.0
"""Seconds that one question may take; twice what a service has for its part."""

_EVENT_STREAM = "text/event-stream"
_ANSWERED_AT_ONCE = (OperationType.QUERY, OperationType.MUTATION)

router = APIRouter(tags=["graphql"])


class TookTooLong(Unavailable):
    """This question takes longer than is waited for; ask for less at once, with shorter pages."""


class TooManyStreams(Unavailable):
    """So many streams are open already; end one, or try again later."""


class Question(Wire):
    """A GraphQL document or the name of one that is kept, which operation of it to carry out, and its variables."""

    query: Annotated[str | None, Field(min_length=1, max_length=LARGEST_BODY)] = None
    document_id: Annotated[str | None, Field(max_length=100)] = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class Door(NamedTuple):
    """What the endpoint works with; one for the life of a gateway."""

    schema: GatewaySchema
    ways: dict[str, httpx.AsyncClient]
    documents: KeptDocuments
    rates: dict[str, Rate]
    machine: Clock
    streams: asyncio.Semaphore
    look_every: float


@router.post("/graphql", max_body_size=LARGEST_BODY, response_model=None)
async def graphql(question: Question, request: Request, caller: CallerDep) -> JSONResponse | StreamingResponse:
    """Answer a question; as GraphQL has it, what went wrong stands in `errors` of an answer with status 200."""
    door: Door = request.app.state.door
    standings = _standings(door, caller)
    headers = headers_of(standings)
    if not all(one.is_let_in for one in standings):
        return problem_response(AsksTooOften(), headers)
    document = door.documents.text(question.document_id, question.query)
    token = request.headers["authorization"].partition(" ")[2]
    context = Context.of(caller, token, door.ways, door.look_every)
    if _EVENT_STREAM in request.headers.get("accept", ""):
        if door.streams.locked():
            return problem_response(TooManyStreams(), headers)
        events = _events(door, document, question, context)
        return StreamingResponse(events, media_type=_EVENT_STREAM, headers=headers)
    return JSONResponse(await answer(door.schema, document, question, context), headers=headers)


async def answer(
    schema: GatewaySchema, document: str, question: Question, context: Context, longest: float = LONGEST_ANSWER
) -> dict[str, Any]:
    """What is told of a question; `TookTooLong` after so many seconds, `InvalidInput` if nothing of it is asked."""
    try:
        async with asyncio.timeout(longest):
            result = await schema.execute(
                document,
                variable_values=question.variables,
                operation_name=question.operation_name,
                context_value=context,
                allowed_operation_types=_ANSWERED_AT_ONCE,
            )
    except TimeoutError:
        raise TookTooLong from None
    except (CannotGetOperationTypeError, InvalidOperationTypeError):
        fault = Fault(
            "operationName",
            "names no operation that is answered at once",
            "name a query or mutation of the document, or listen",
        )
        raise InvalidInput([fault]) from None
    return _told(result)


async def _events(door: Door, document: str, question: Question, context: Context) -> AsyncIterator[bytes]:
    """A `next` for each thing that is told, and `complete` at the end; what cannot be begun is told and ended."""
    async with door.streams:
        told = await door.schema.subscribe(
            document,
            variable_values=question.variables,
            operation_name=question.operation_name,
            context_value=context,
        )
        async for one in told:
            yield _event("next", _told(one))
        yield b"event: complete\ndata:\n\n"


def _event(name: str, told: Any) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + to_json(told) + b"\n\n"


def _standings(door: Door, caller: Caller) -> list[Any]:
    now = door.machine.now()
    who = {"caller": (caller.organisation_id, caller.subject), "organisation": caller.organisation_id}
    return [rate.ask(who[name], now) for name, rate in door.rates.items()]


def _told(result: Any) -> dict[str, Any]:
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
