"""How a problem is told over HTTP: `application/problem+json` (RFC 9457), and which status each kind of problem gets.

`type` is `urn:problem-type:ontzorg:<code>`: stable, and what a program goes by; `title` is the same for every problem
of that type, `detail` is about this one. `errors` lists every fault of an input at once.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import JSONResponse

from services.errors import (
    Conflict,
    Fault,
    Forbidden,
    Gone,
    InvalidInput,
    NotFound,
    Problem,
    Refused,
    TooLarge,
    TooOften,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"

MOST_TOLD = 10_000
"""Faults in one answer: some megabytes, and more than anybody mends before trying again."""

STATUS: Mapping[type[Problem], HTTPStatus] = {
    InvalidInput: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Gone: HTTPStatus.GONE,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooOften: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    Problem: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The one place where a kind of problem meets a number."""

_KINDS = {status: kind for kind, status in STATUS.items()}

_CURES = {
    "extra_forbidden": "leave it out, or look up its name",
    "missing": "give it",
    "json_invalid": "send JSON",
    "enum": "give one of these words",
    "literal_error": "give one of these words",
    "uuid_parsing": "give the whole id, as an answer told it",
    "date_from_datetime_parsing": "give a day that there is, such as 2026-03-01",
    "date_parsing": "give a day that there is, such as 2026-03-01",
    "datetime_from_date_parsing": "give a moment, such as 2026-03-01T08:00:00Z",
    "datetime_parsing": "give a moment, such as 2026-03-01T08:00:00Z",
    "timezone_aware": "give a moment with its offset, such as 2026-03-01T08:00:00Z",
    "int_type": "give a whole number, without quotation marks",
    "int_parsing": "give a whole number",
    "bool_parsing": "give true or false",
    "string_pattern_mismatch": "give the whole of it, written in this way",
    "string_too_short": "give more",
    "string_too_long": "give less",
    "too_short": "give more",
    "too_long": "give less",
    "greater_than": "give more",
    "greater_than_equal": "give as much or more",
    "less_than_equal": "give as much or less",
}
"""By the kind of what is wrong; of a rarer kind only the document of the API says more."""


class FaultDetails(BaseModel):
    """One thing wrong with what was given."""

    where: Annotated[str, Field(description="Path of the field or name of the parameter, empty for the whole")]
    what: Annotated[str, Field(description="What is wrong with it")]
    cure: Annotated[str, Field(description="How to mend it")]


class ProblemDetails(BaseModel):
    """A problem as RFC 9457 describes it."""

    type: Annotated[str, Field(description="What kind of problem; stable", json_schema_extra={"format": "uri"})]
    title: Annotated[str, Field(description="The same for every problem of this type")]
    status: Annotated[int, Field(ge=400, le=599, description="The HTTP status")]
    detail: Annotated[str, Field(description="What is the matter this time")]
    errors: Annotated[list[FaultDetails] | None, Field(description="Every fault of the input")] = None


def status_of(kind: type[Problem]) -> HTTPStatus:
    """The status of a problem or a kind of problem: that of its nearest ancestor in the table."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


def details_of(problem: Problem) -> ProblemDetails:
    """What is told of a problem, wherever it stands."""
    faults = _told(problem.faults) if isinstance(problem, InvalidInput) else None
    return _details(problem.code, problem.title, status_of(type(problem)), _detail(problem), faults)


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer that tells a problem, with what else is to be said in its headers."""
    told = details_of(problem)
    asks = {"WWW-Authenticate": "Bearer"} if told.status == HTTPStatus.UNAUTHORIZED else {}
    return _response(told, {**asks, **(headers or {})})


def plain_response(status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer for what the framework itself refuses (no such path, no such method) or what broke: nothing leaks."""
    told = HTTPStatus(status)
    if told in _KINDS:
        kind = _KINDS[told]
        return _response(_details(kind.code, kind.title, told, kind.title, None), headers)
    code = told.phrase.lower().replace(" ", "-")
    return _response(_details(code, told.phrase, told, told.description or told.phrase, None), headers)


def faults_of(refusal: RequestValidationError) -> list[Fault]:
    """Every fault of a request, each where the sender can find it."""
    return [fault for error in refusal.errors() for fault in _faults(error)]


def faults_among(refusal: ValidationError) -> list[Fault]:
    """Every fault of a document that no route read, each where the sender can find it."""
    found = refusal.errors(include_url=False)
    return [fault for error in found for fault in _faults({**error, "loc": ("body", *error["loc"])})]


def _detail(problem: Problem) -> str:
    """Its own words; but a thousand faults stand in `errors` and need not be said twice."""
    if isinstance(problem, InvalidInput) and len(problem.faults) > 1:
        named = "each" if len(problem.faults) <= MOST_TOLD else f"the first {MOST_TOLD}"
        return f"{len(problem.faults)} things are wrong; errors names {named}."
    return problem.detail


def _told(faults: Sequence[Fault]) -> Sequence[Fault]:
    """All of them; or of very many the first, and in the last place how many there are."""
    if len(faults) <= MOST_TOLD:
        return faults
    what = f"{len(faults)} things are wrong in all, of which the first {MOST_TOLD} are named"
    return [*faults[:MOST_TOLD], Fault("", what, "mend these, and send it again for the others")]


def _faults(error: Mapping[str, Any]) -> Sequence[Fault]:
    where = _where(error["loc"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, InvalidInput):
        return cause.under(where)
    return [Fault(where, error["msg"], _CURES.get(error["type"], "see the API's document"))]


def _where(location: Sequence[int | str]) -> str:
    """`("body", "fixedCosts", 0, "dueDay")` as `fixedCosts[0].dueDay`; the first part says body, query or header."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location[1:])
    return path.removeprefix(".")


def _details(code: str, title: str, status: HTTPStatus, detail: str, faults: Sequence[Fault] | None) -> ProblemDetails:
    return ProblemDetails(
        type=f"urn:problem-type:ontzorg:{code}",
        title=title,
        status=status,
        detail=detail,
        errors=None if faults is None else [FaultDetails(where=f.where, what=f.what, cure=f.cure) for f in faults],
    )


def _response(told: ProblemDetails, headers: Mapping[str, str] | None) -> JSONResponse:
    return JSONResponse(
        told.model_dump(exclude_none=True), status_code=told.status, headers=dict(headers or {}), media_type=MEDIA_TYPE
    )
