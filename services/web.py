"""The front of a service: what every answer has, whoever wrote the endpoint.

`create_app` gives an application whose refusals are all problem+json with every fault at once, whose answers all carry
the version and the security headers, and which says nothing of its inside when something breaks.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Annotated, Any, ClassVar

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from opentelemetry.trace import TracerProvider
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.acts import Act, beginning, declared_path
from services.auth import Tokens
from services.clock import Clock, SystemClock, stopwatch
from services.errors import InvalidInput, Problem, Unavailable
from services.ids import Ids, RandomIds
from services.issuer_keys import IssuerKeys
from services.metrics import REQUESTS
from services.openapi import Document, document, major, operation_id
from services.problem_json import MEDIA_TYPE, faults_of, plain_response, problem_response
from services.reading import unfit
from services.telemetry import begin_operation
from services.wire import answering

LARGEST_BODY = 1_000_000
"""Bytes of a request body, unless a route says otherwise with `max_body_size`."""

Check = Callable[[], Awaitable[None]]
"""Raises if something that the service needs does not work."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""NL API Design Rules, transport: what every answer of an API carries."""

_MAY_HOLD_UNFIT = re.compile(rb"\\u|[\0\xed]")
"""How NUL and halves of characters stand in JSON: escaped, in UTF-16, or as bytes that UTF-8 has no use for."""

_log = structlog.get_logger(__name__)


class NotReady(Unavailable):
    """This service cannot work now."""


def create_app(
    *,
    title: str,
    description: str,
    version: str,
    routers: Sequence[APIRouter],
    tokens: Tokens,
    clock: Clock,
    ids: Ids,
    checks: Mapping[str, Check] | None = None,
    lifespan: Lifespan | None = None,
    tracer_provider: TracerProvider | None = None,
) -> FastAPI:
    """The application of one service: its routers under `/v<major>`, its document at `/v<major>/openapi.json`.

    `checks`, by name, decide whether `/health/ready` says yes. What the endpoints need besides clock, ids and tokens
    the service hangs in `app.state` itself.
    """
    base_path = major(version)
    app = _Service(
        base_path,
        (title, version, *map(id, routers)),
        title=title,
        description=description,
        version=version,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        lifespan=lifespan,
        telemetry={"tracer_provider": tracer_provider, "logs": False, "operation_spans": False},
    )
    app.state.clock, app.state.ids, app.state.tokens = clock, ids, tokens
    for router in routers:
        app.router.routes.extend(_under(base_path, router).routes)
    app.include_router(_health(checks or {}))
    app.include_router(_published(app, base_path))
    app.add_exception_handler(Problem, _tell_problem)
    app.add_exception_handler(RequestValidationError, _tell_faults)
    app.add_exception_handler(HTTPException, _tell_refusal)
    app.add_middleware(_Front, version=version)
    return app


def document_of(app: Callable[[Tokens, Clock, Ids, Mapping[str, Check]], FastAPI]) -> Document:
    """The document of an API: it follows from the routes alone, so nobody is asked and nothing is opened for it."""
    clock = SystemClock()

    async def no_keys() -> None:
        raise LookupError("whoever reads the document needs no token")

    return app(Tokens("", "", IssuerKeys(no_keys, clock), clock), clock, RandomIds(), {}).openapi()


_placed: dict[tuple[str, int], APIRouter] = {}


def _under(base_path: str, router: APIRouter) -> APIRouter:
    """The router in its place, one and the same for every application of this process.

    What a route takes is worked out at the first request: for a whole service in more time than hundreds of requests.
    """
    if (base_path, id(router)) not in _placed:
        placed = APIRouter(generate_unique_id_function=operation_id)
        placed.include_router(
            router, prefix=base_path, max_body_size=LARGEST_BODY, dependencies=[Depends(_only_characters)]
        )
        _placed[base_path, id(router)] = placed
    return _placed[base_path, id(router)]


class _Service(FastAPI):
    """A FastAPI application whose OpenAPI document is the one of the house, written once for the same routes."""

    _written: ClassVar[dict[tuple[Any, ...], dict[str, Any]]] = {}

    def __init__(self, base_path: str, identity: tuple[Any, ...], **given: Any) -> None:
        super().__init__(**given)
        self._base_path, self._identity = base_path, identity

    def openapi(self) -> dict[str, Any]:
        if self._identity not in self._written:
            self._written[self._identity] = document(self, self._base_path)
        return self._written[self._identity]


def clock_of(request: Request) -> Clock:
    """The clock of the house that serves this request."""
    clock: Clock = request.app.state.clock
    return clock


def ids_of(request: Request) -> Ids:
    """The source of ids of the house that serves this request."""
    ids: Ids = request.app.state.ids
    return ids


ClockDep = Annotated[Clock, Depends(clock_of)]
IdsDep = Annotated[Ids, Depends(ids_of)]


async def _only_characters(request: Request) -> None:
    """`InvalidInput` for NUL and halves of characters, wherever they stand: else each text would have to refuse them.

    A route that reads its body by itself judges it by itself.
    """
    faults = list(unfit(request.path_params))
    for name, value in request.query_params.multi_items():
        faults += unfit(value, name)
    if request.scope["route"].body_field and _MAY_HOLD_UNFIT.search(await request.body()):
        faults += unfit(await _json(request))
    if faults:
        raise InvalidInput(faults)


async def _json(request: Request) -> object:
    """The body; nothing where it is no JSON, which is refused with whatever else is wrong with it."""
    try:
        return await request.json()
    except ValueError:
        return None


class _Front:
    """Everything that is true of every answer: its headers, its line in the log, and that nothing breaks in public.

    Where a processing log is kept, no answer leaves before its line is there (`services/acts.py`).
    """

    def __init__(self, app: ASGIApp, version: str) -> None:
        self._app = app
        self._headers = {**SECURITY_HEADERS, "API-Version": version}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        operation = begin_operation(Headers(scope=scope))
        with beginning(scope, operation) as act:
            headers = {**self._headers, "Trace-Id": operation.trace_id}
            await self._answer(scope, receive, _Answer(scope, receive, send, headers, act), act)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer", act: Act) -> None:
        elapsed = stopwatch()
        try:
            with answering(scope["path"], scope["query_string"].decode("latin-1")):
                await self._app(scope, act.listening(receive), answer.send)
        except ClientDisconnect:
            pass  # who asked left before he was read: nothing of ours broke, and nobody is there to be told
        except Exception:
            _log.exception("request broke", method=scope["method"], route=declared_path(scope))
            if answer.status is not None:
                raise
            await answer.break_off()
        finally:
            route, seconds = declared_path(scope), elapsed()
            REQUESTS.took(seconds, scope["method"], route or "none", str(answer.status or "none"))
            _log.info("request", method=scope["method"], route=route, status=answer.status, seconds=round(seconds, 6))


class _Answer:
    """The way out of one request: adds the headers, and keeps the status for the log.

    Behind a prefix (`root_path`) a place that is told is one behind it too. An answer of which a line is to be written
    waits until its first bytes are known, and for the line; without the line nothing of it leaves.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str], act: Act) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._headers = headers
        self._act = act
        self._begun: Message | None = None
        self._is_told = False
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if self._is_told:
            return
        if _is_plain_refusal_of_a_body(message):
            await self.tell(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif message["type"] == "http.response.start" and self._act.is_to_be_written:
            self._begun = message
        elif self._begun is None:
            await self._pass_on(message)
        elif await self._is_written(self._begun["status"], message.get("body", b"")):
            begun, self._begun = self._begun, None
            await self._pass_on(begun)
            await self._pass_on(message)
        else:
            await self.tell(HTTPStatus.SERVICE_UNAVAILABLE)

    async def break_off(self) -> None:
        """Answer that something broke, which is written down too if that can be done."""
        if self._act.is_to_be_written:
            await self._is_written(HTTPStatus.INTERNAL_SERVER_ERROR, b"")
        await self.tell(HTTPStatus.INTERNAL_SERVER_ERROR)

    async def tell(self, status: HTTPStatus) -> None:
        """Answer with a problem of ours; whatever else comes is dropped."""
        await plain_response(status)(self._scope, self._receive, self._pass_on)
        self._is_told = True

    async def _is_written(self, status: int, shown: bytes) -> bool:
        try:
            await self._act.write(status, shown)
        except Exception:
            _log.exception("a line of the processing log was not written", route=declared_path(self._scope))
            return False
        return True

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.update({name: value for name, value in self._headers.items() if not _is_stricter(name, headers)})
            if headers.get("location", "").startswith("/"):
                headers["location"] = self._scope.get("root_path", "") + headers["location"]
        await self._send(message)


def _is_stricter(name: str, headers: MutableHeaders) -> bool:
    """A page says itself what it may do, which is less than what an answer of the API says of frames."""
    return name == "Content-Security-Policy" and name in headers


def _is_plain_refusal_of_a_body(message: Message) -> bool:
    """The framework's limit on a route's body answers in plain text when the endpoint never read the body."""
    if message["type"] != "http.response.start" or message["status"] != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return False
    return Headers(raw=message["headers"]).get("content-type") != MEDIA_TYPE


async def _tell_problem(_request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    return problem_response(problem)


async def _tell_faults(_request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, RequestValidationError)
    return problem_response(InvalidInput(faults_of(refusal)))


async def _tell_refusal(_request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, HTTPException)
    return plain_response(refusal.status_code, refusal.headers)


def _health(checks: Mapping[str, Check]) -> APIRouter:
    router = APIRouter(prefix="/health", include_in_schema=False)

    @router.get("/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @router.get("/ready")
    async def ready() -> dict[str, str]:
        failing = [name for name, check in checks.items() if not await _passes(name, check)]
        if failing:
            raise NotReady(f"Not working now: {', '.join(failing)}.")
        return {"status": "ready"}

    return router


async def _passes(name: str, check: Check) -> bool:
    try:
        await check()
    except Exception:
        _log.exception("not ready", check=name)
        return False
    return True


def _published(app: FastAPI, base_path: str) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get(f"{base_path}/openapi.json")
    async def openapi(request: Request) -> Response:
        # anybody may read what the API can do, from any site (NL API Design Rules, publish-openapi)
        here = {"servers": [{"url": f"{request.scope.get('root_path', '')}{base_path}"}]}
        return JSONResponse(app.openapi() | here, headers={"Access-Control-Allow-Origin": "*"})

    return router
