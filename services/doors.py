"""The internal door of a service: what our other services announce is taken in here, once (the third way to talk).

`POST /events` lets nobody in by a token: what is announced is signed with the secret of the door (Standard Webhooks)
and travels as a CloudEvent, or many as a batch. What it changes here is one transaction with the note that it came; so
a relay that sends it twice changes nothing, and one that is told no sends it again.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.clock import Clock
from services.cloud_events import BATCH_CONTENT_TYPE, CONTENT_TYPE, MOST_IN_A_BATCH, CloudEvent, Unreadable, read_batch
from services.errors import Problem
from services.hearing import Ears, OrganisationUnknown
from services.openapi import problems
from services.problem_json import ProblemDetails, details_of
from services.web import ClockDep
from services.webhooks import SignatureRefused, WebhookSecret, verify
from services.wire import Wire

router = APIRouter(tags=["events"])

_EVENT = {
    "type": "object",
    "description": "A CloudEvent 1.0 in structured JSON mode",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": {"type": "string", "minLength": 1},
        "type": {"type": "string", "minLength": 1},
        "subject": {"type": "string", "minLength": 1},
        "time": {"type": "string", "format": "date-time"},
        "data": {"type": "object"},
    },
}
_DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            CONTENT_TYPE: {"schema": _EVENT},
            BATCH_CONTENT_TYPE: {"schema": {"type": "array", "maxItems": MOST_IN_A_BATCH, "items": _EVENT}},
        },
    },
    "parameters": [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": "See Standard Webhooks 1.0.0",
            "schema": {"type": "string"},
        }
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    ],
}
"""The body is read as it came, for the signature is over its bytes; so the framework cannot know what is in it."""


class Lock(NamedTuple):
    """What opens a door: a signature with any of these secrets, by the clock that the senders have too.

    In a sandbox that is the machine's, for its own may be moved while an announcement is under way.
    """

    secrets: Sequence[WebhookSecret]
    clock: Clock


class Doorkeeper(NamedTuple):
    """Who stands at a service's door: knows whom to let in, and passes on what they tell.

    Without a lock the door stays shut.
    """

    lock: Lock | None
    ears: Ears

    def let_in(self, headers: Mapping[str, str], body: bytes) -> None:
        """`SignatureRefused` before anything of it is read."""
        if self.lock is None:
            raise SignatureRefused
        verify(self.lock.secrets, headers, body, self.lock.clock.now())


class RefusedEvent(Wire):
    """An event of a batch that was not taken: send it again later, and what comes after it about the same subject."""

    id: UUID
    problem: ProblemDetails


class BatchAnswer(Wire):
    """Every event of the batch was taken but for these."""

    refused: Annotated[list[RefusedEvent], Field(description="In the order of the batch; empty when all were taken")]


_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": BatchAnswer, "description": "A batch; every event of it was taken, but for those named"},
    204: {"description": "One event, and it was taken"},
}


@router.post(
    "/events",
    responses={**_TAKEN, **problems(SignatureRefused, OrganisationUnknown)},
    openapi_extra=_DOCUMENT,
)
async def receive_events(request: Request, clock: ClockDep) -> Response:
    """Take an announcement of one of our own services in, or many: each the first time that it comes.

    A type that nobody here hears is taken and let go. Of a batch one event that is refused holds up later ones of its
    subject, and no other.
    """
    keeper: Doorkeeper = request.app.state.doorkeeper
    body = await request.body()
    keeper.let_in(request.headers, body)
    if _media_type(request) == BATCH_CONTENT_TYPE:
        messages = read_batch(body)
        return _answer(messages, await keeper.ears.hear(messages, clock.now()))
    for refusal in (await keeper.ears.hear([CloudEvent.from_json(body)], clock.now())).values():
        raise refusal
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _answer(messages: Sequence[CloudEvent | Unreadable], refused: Mapping[UUID, Problem]) -> Response:
    told = [RefusedEvent(id=one.id, problem=details_of(refused[one.id])) for one in messages if one.id in refused]
    return Response(BatchAnswer(refused=told).model_dump_json(exclude_none=True), media_type="application/json")


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
