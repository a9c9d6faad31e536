"""The act that a request is: who asks, what for, about whom; kept while it is answered, then a line of the log.

An application that keeps a processing log has a `Processing` in `state.processing`; of an act there nothing is
answered that was not written down. What has no caller is no act: nobody was let in.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol
from uuid import UUID

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from services.clock import Clock
from services.processing import MOST_SCANNED, Line, Register, Untouched, household_in, households_in, ids_in
from services.service_tokens import asked_by_nobody_yet
from services.telemetry import Operation, operating

Write = Callable[[UUID, Line], Awaitable[None]]
"""Writes a line of an organisation, or raises."""

_ACT = "ontzorg.act"
_SECRET = frozenset({"token", "address"})
"""Parts of a path that open something."""


class Processing(NamedTuple):
    """What an application needs to keep its log: what each path is about, and who writes."""

    register: Register
    write: Write


class Asks(Protocol):
    """Whoever asks: a caller with a token."""

    @property
    def organisation_id(self) -> UUID: ...
    @property
    def subject(self) -> str: ...
    @property
    def roles(self) -> Iterable[str]: ...
    @property
    def on_behalf_of(self) -> str | None: ...


class Somebody(NamedTuple):
    """Who asks without a token of an issuer: the holder of a link, or a supplier's system that signs."""

    organisation_id: UUID
    subject: str
    roles: tuple[str, ...] = ()
    on_behalf_of: str | None = None


class Act:
    """One request. Its parts become known one after the other: the caller, what it names, what is answered."""

    def __init__(self, scope: Scope, operation: Operation, clock: Clock, processing: Processing | None) -> None:
        self._scope = scope
        self._operation = operation
        self._clock = clock
        self._processing = processing
        self._started_at = clock.now()
        self._sent: list[bytes] = []
        self._sent_bytes = 0
        self._by: Asks | None = None
        self._is_written = False

    @property
    def is_to_be_written(self) -> bool:
        """Whether there is anything to write yet: somebody asks, and it was not written with what it changed."""
        return self._processing is not None and self._by is not None and not self._is_written

    def is_by(self, who: Asks) -> None:
        """Now it is known who asks."""
        self._by = who

    def was_written(self) -> None:
        """It was written in the transaction of what it changed, and that is committed."""
        self._is_written = True

    def listening(self, receive: Receive) -> Receive:
        """The same, with an eye on the households that a JSON body names."""
        if self._processing is None or "json" not in Headers(scope=self._scope).get("content-type", ""):
            return receive

        async def listens() -> Message:
            message = await receive()
            if self._sent_bytes < MOST_SCANNED and message.get("body"):
                self._sent.append(message["body"])
                self._sent_bytes += len(message["body"])
            return message

        return listens

    async def write(self, status: int, shown: bytes) -> None:
        """Write it, in a transaction of its own: what only asks, and what was refused."""
        line = self.line(status, shown)
        if line is not None and self._processing is not None and self._by is not None:
            await self._processing.write(self._by.organisation_id, line)

    def line(self, status: int, shown: bytes) -> Line | None:
        """It as a line; None for what touches nobody. `UnregisteredPathError` for a path that nobody thought of."""
        if self._processing is None or self._by is None:
            return None
        path = declared_path(self._scope)
        about = self._processing.register.of(path)
        if isinstance(about, Untouched):
            return None
        return Line(
            activity=about.id,
            operation=f"{self._scope['method']} {path}",
            resources=ids_in({name: value for name, value in self._parts.items() if name not in _SECRET}),
            households=tuple(sorted(set(self._households(shown)))),
            subject=self._by.subject,
            roles=tuple(sorted(self._by.roles)),
            on_behalf_of=self._by.on_behalf_of,
            started_at=self._started_at,
            ended_at=self._clock.now(),
            trace_id=self._operation.trace_id,
            operation_id=self._operation.id,
            parent_operation_id=self._operation.parent_id,
            status=status,
        )

    @property
    def _parts(self) -> dict[str, object]:
        parts: dict[str, object] = self._scope.get("path_params", {})
        return parts

    def _households(self, shown: bytes) -> Iterator[UUID]:
        yield from household_in(self._parts.get("household_id"))
        for value in QueryParams(self._scope["query_string"]).getlist("householdId"):
            yield from household_in(value)
        yield from households_in(b"".join(self._sent), shown)


@contextmanager
def beginning(scope: Scope, operation: Operation) -> Iterator[Act]:
    """The act of this request, for as long as it is answered."""
    state = scope["app"].state
    act = Act(scope, operation, state.clock, getattr(state, "processing", None))
    scope[_ACT] = act
    with operating(operation), asked_by_nobody_yet():
        yield act


def act_of(request: Request) -> Act:
    """The act that this request is."""
    act: Act = request.scope[_ACT]
    return act


def declared_path(scope: Scope) -> str:
    """The path as it was declared: the one that was asked for may hold somebody's id."""
    path: str = getattr(scope.get("route"), "path", "unmatched")
    return path
