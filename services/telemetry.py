"""What the house says about itself: one JSON object a line, and traces that follow a request from service to service.

Logs are read by more people than files of clients are, so a field that holds personal data is refused when it is
logged, and whatever looks like an account number is masked wherever it stands. OpenTelemetry stamps its spans with the
machine's own time: they measure the machine, and no rule ever reads them.
"""

import logging
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TextIO

import structlog
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from structlog.typing import Processor, WrappedLogger

from services.clock import Clock
from services.errors import Refused
from services.iban import mask_ibans
from services.ids import secret_bytes

Event = MutableMapping[str, Any]

_PERSONAL = frozenset(
    {"iban", "bsn", "address", "street", "postcode", "city", "phone", "telephone", "email", "birthdate", "surname"}
)
_HARMLESS_NAMES = frozenset({"service", "job", "queue", "task", "logger", "file", "event", "policy"})
_TALKATIVE = ("httpx", "uvicorn.access", "apscheduler")
"""The first two write whole URLs, ids and all, and web.py writes each request by its route; the alarm clock tells of
every ring, which in a sandbox is each second, and by the machine's day."""
_UNMASKED = frozenset({"trace_id", "span_id"})
_PATHS = ("url.path", "url.full", "http.target", "http.url")
_SECRET_SEGMENT = re.compile(r"(?<=/)[\w\-.~]{64,}")
"""Longer than any id of ours; what stands there is a token."""
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")
_operation: ContextVar[str | None] = ContextVar("operation", default=None)


class PersonalDataInLog(Refused):
    """A log line may not carry personal data; log the id of the household or the payment instead."""


def is_personal(field: str) -> bool:
    """Whether a field of that name holds personal data: `iban`, `payeeName`, `home_address`, but not `job_name`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", field).lower().split("_")
    if words[-1] in ("name", "names"):
        return len(words) == 1 or words[-2] not in _HARMLESS_NAMES
    return not _PERSONAL.isdisjoint(words)


class RefusePersonalFields:
    """A processor that stops a line with a personal field: `PersonalDataInLog` in development, dropped in production.

    A programmer is to hear of it at once; a payment run is not to fail on a log line. Production says which field it
    left out.
    """

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict

    def __call__(self, logger: WrappedLogger, method: str, event: Event) -> Event:
        personal = sorted(_personal_fields(event))
        if personal and self._strict:
            raise PersonalDataInLog(f"The log line ‘{event.get('event')}’ carries {', '.join(personal)}.")
        return {**_without_personal(event), "left_out": personal} if personal else event


def mask_account_numbers(logger: WrappedLogger, method: str, event: Event) -> Event:
    """A processor that masks all that looks like an IBAN, in messages, values and the text of exceptions."""
    return {key: value if key in _UNMASKED else _masked(value) for key, value in event.items()}


def set_up_logging(
    service: str, clock: Clock, *, level: str = "INFO", strict: bool = False, stream: TextIO | None = None
) -> None:
    """From here on every line, of ours and of the libraries', is a JSON object on `stream` (standard error).

    `strict` refuses a personal field instead of leaving it out: development and tests.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        _Stamp(service, clock),
        structlog.processors.format_exc_info,
        RefusePersonalFields(strict=strict),
        mask_account_numbers,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)


def tracing(service: str, *processors: SpanProcessor) -> TracerProvider:
    """What records the spans of `service` and hands them to `processors`, an exporter's in production.

    Give it to `create_app`, and ask it for the tracer of a job; nothing is set for the whole process.
    """
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service}))
    provider.add_span_processor(_HideSecretSegments())
    for processor in processors:
        provider.add_span_processor(processor)
    return provider


class _HideSecretSegments(SpanProcessor):
    """Keeps out of every span what stands in a path instead of a token: an answer link opens whatever knows it."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        for name in _PATHS:
            path = (span.attributes or {}).get(name)
            if isinstance(path, str):
                span.set_attribute(name, _SECRET_SEGMENT.sub("…", path))


class Operation(NamedTuple):
    """What is done for one request, within its trace: 16 hex digits, and those of the operation that asked for it."""

    trace_id: str
    id: str
    parent_id: str | None = None


def begin_operation(headers: Mapping[str, str]) -> Operation:
    """Bind the trace that this request belongs to for every log line of it (32 hex digits), and name its operation.

    The trace is that of the current span, else of the caller's `traceparent` (W3C Trace Context), else a new one.
    """
    context = trace.get_current_span().get_span_context()
    given = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    if context.is_valid:
        trace_id, operation_id = trace.format_trace_id(context.trace_id), trace.format_span_id(context.span_id)
    else:
        trace_id, operation_id = given[1] if given else secret_bytes(16).hex(), secret_bytes(8).hex()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(trace_id=trace_id)
    return Operation(trace_id, operation_id, given[2] if given else None)


@contextmanager
def operating(operation: Operation) -> Iterator[None]:
    """While this lasts, what is asked of other services is asked by this operation."""
    before = _operation.set(operation.id)
    try:
        yield
    finally:
        _operation.reset(before)


def trace_headers() -> dict[str, str]:
    """The headers with which a call to another service continues this trace; none outside a request."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    trace_id = structlog.contextvars.get_contextvars().get("trace_id")
    if not headers and trace_id:
        headers["traceparent"] = f"00-{trace_id}-{_operation.get() or secret_bytes(8).hex()}-00"
    return headers


class _Stamp:
    """Adds the service, the instant of the house's own clock, and the span if there is one."""

    def __init__(self, service: str, clock: Clock) -> None:
        self._service = service
        self._clock = clock

    def __call__(self, logger: WrappedLogger, method: str, event: Event) -> Event:
        stamped = {**event, "service": self._service, "at": self._clock.now().isoformat().replace("+00:00", "Z")}
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            stamped["span_id"] = trace.format_span_id(context.span_id)
        return stamped


def _personal_fields(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        below = (found for part in value.values() for found in _personal_fields(part))
        return {str(key) for key in value if is_personal(str(key))}.union(below)
    if isinstance(value, list | tuple):
        return {found for part in value for found in _personal_fields(part)}
    return set()


def _without_personal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_personal(part) for key, part in value.items() if not is_personal(str(key))}
    if isinstance(value, list | tuple):
        return [_without_personal(part) for part in value]
    return value


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_ibans(value)
    if isinstance(value, Mapping):
        return {key: _masked(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(part) for part in value]
    return value
