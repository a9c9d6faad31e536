"""Ask: how one service calls another, the first of the four ways to talk.

Every service has a `client.py` that says what can be asked of it. What all of them do alike is here: the caller's token
and trace go along, a command carries its Idempotency-Key, and a refusal comes back as the problem that it was.
"""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import TypeVar

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from services.errors import Fault, InvalidInput, Problem, Unavailable
from services.problem_json import STATUS, ProblemDetails
from services.telemetry import trace_headers

_T = TypeVar("_T", bound=BaseModel)
_LONGEST_KEY = 255
_PROBLEM_TYPE = "urn:problem-type:ontzorg:"
_KINDS = {int(status): kind for kind, status in STATUS.items()} | {
    int(HTTPStatus.BAD_GATEWAY): Unavailable,
    int(HTTPStatus.GATEWAY_TIMEOUT): Unavailable,
}
"""What a status says by itself, for an answer that is not one of ours: a proxy's, for example."""

_log = structlog.get_logger(__name__)


class DoesNotAnswer(Unavailable):
    """A service that this depends on does not answer now; try again later."""


class AnswerNotUnderstood(Problem):
    """A service that this depends on gave an answer that cannot be read."""


class Asking:
    """One caller's way to one service, for as long as a request of theirs lasts.

    `http` is made by the composition root, with the service's address, transport and timeouts.
    """

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._token = token

    async def get(self, path: str, answer: type[_T]) -> _T:
        """What stands at a path; the problem that the service tells if it does not answer that."""
        return _read(await self.send("GET", path), answer)

    async def content(self, path: str) -> bytes:
        """The bytes that stand at a path, as they are."""
        return (await self.send("GET", path)).content

    async def search(self, path: str, answer: type[_T], wanted: BaseModel) -> _T:
        """Ask something that has no place in a URL; it changes nothing, so it needs no key."""
        headers = {"Content-Type": "application/json"}
        return _read(await self.send("POST", path, headers, wanted.model_dump_json(by_alias=True).encode()), answer)

    async def command(
        self, path: str, key: str, answer: type[_T], content: bytes, media_type: str = "application/json"
    ) -> _T:
        """Give a command under an Idempotency-Key; sent again with the same key it has one effect and one answer."""
        headers = {**key_header(key), "Content-Type": media_type}
        return _read(await self.send("POST", path, headers, content), answer)

    async def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> httpx.Response:
        """The answer of the service as it gave it; the problem that it tells, `DoesNotAnswer` if it tells nothing."""
        sent = {"Authorization": f"Bearer {self._token}", **trace_headers(), **(headers or {})}
        try:
            response = await self._http.request(method, path, headers=sent, content=content)
        except httpx.HTTPError as failure:
            _log.warning("no answer", service_host=self._http.base_url.host, reason=type(failure).__name__)
            raise DoesNotAnswer from failure
        if not response.is_success:
            raise problem_of(response.status_code, response.content)
        return response


def key_header(key: str) -> dict[str, str]:
    """The header that carries an Idempotency-Key; `InvalidInput` for one that no header can carry."""
    if not (1 <= len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        cure = f"use 1 to {_LONGEST_KEY} printable ASCII characters"
        raise InvalidInput([Fault("idempotencyKey", "cannot be sent as a header", cure)])
    return {"Idempotency-Key": key}


def problem_of(status: int, body: bytes) -> Problem:
    """The problem that an answer tells: the same kind, code, title, detail and faults as on the other side.

    Of what is no problem of ours the status alone is believed, and not a word is passed on.
    """
    try:
        told = ProblemDetails.model_validate_json(body)
    except ValidationError:
        return _unexplained(status)
    if _KINDS.get(status) is InvalidInput:
        faults = [Fault(one.where, one.what, one.cure) for one in told.errors or []]
        return InvalidInput(faults or [Fault("", told.detail)])
    return _named(status, told.type.removeprefix(_PROBLEM_TYPE), told.title)(told.detail)


def _unexplained(status: int) -> Problem:
    kind = _KINDS.get(status, Problem)
    return AnswerNotUnderstood() if kind in (InvalidInput, Problem) else kind()


@lru_cache(maxsize=512)
def _named(status: int, code: str, title: str) -> type[Problem]:
    """The class of a problem of another service, known here by its kind and its code alone.

    That service may run elsewhere, so its own class is never looked for: what works in one process works in two.
    """
    kind = _KINDS.get(status, Problem)
    if code == kind.code:
        return kind
    name = "".join(word.capitalize() for word in code.split("-"))
    return type(name, (kind,), {"__doc__": title, "code": code})


def _read(response: httpx.Response, answer: type[_T]) -> _T:
    """The answer, without what a newer service says in it that we do not know."""
    try:
        return answer.model_validate_json(response.content, extra="ignore")
    except ValidationError as failure:
        _log.warning("answer not understood", answer=answer.__name__, faults=failure.error_count())
        raise AnswerNotUnderstood from None
