"""Knocking at a door with what is to be told there: signed, as a batch, or one by one where that is not understood."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

import httpx
from pydantic import BaseModel, ValidationError

from services.clock import Clock
from services.cloud_events import BATCH_CONTENT_TYPE, CONTENT_TYPE, CloudEvent, batch_of
from services.webhooks import WebhookSecret, sign

_NOT_AS_A_BATCH = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""What a door says that takes single events only, or that cannot read one of these."""
_BEHIND = "an earlier event of its subject was refused"


class Door(NamedTuple):
    """Where one of our own services takes announcements in, and the secret that it knows ours by."""

    name: str
    url: str
    secret: WebhookSecret


class Answer(NamedTuple):
    """What the door had against each of those that it did not take; `is_silent` if it said nothing about any."""

    refused: Mapping[UUID, str]
    is_silent: bool = False


async def knock(client: httpx.AsyncClient, door: Door, messages: Sequence[CloudEvent], clock: Clock) -> Answer:
    """Tell these at the door, in this order, which is that of their subjects; twice is as once there."""
    if len(messages) == 1:
        return await _tell_alone(client, door, messages[0], clock)
    body = batch_of(messages)
    response = await _post(client, door, BATCH_CONTENT_TYPE, sha256(body).hexdigest(), body, clock)
    if isinstance(response, str):
        return Answer(dict.fromkeys((one.id for one in messages), response), is_silent=True)
    if response.status_code in _NOT_AS_A_BATCH:
        return await _tell_one_by_one(client, door, messages, clock)
    if response.is_success and (refused := _refused_by(response)) is not None:
        return Answer(refused)
    return Answer(dict.fromkeys((one.id for one in messages), _said(response)), is_silent=True)


async def _tell_one_by_one(
    client: httpx.AsyncClient, door: Door, messages: Sequence[CloudEvent], clock: Clock
) -> Answer:
    refused: dict[UUID, str] = {}
    behind: set[str] = set()
    for message in messages:
        if message.subject in behind:
            refused[message.id] = _BEHIND
            continue
        answer = await _tell_alone(client, door, message, clock)
        if answer.refused:
            refused |= answer.refused
            behind.add(message.subject)
    return Answer(refused)


async def _tell_alone(client: httpx.AsyncClient, door: Door, message: CloudEvent, clock: Clock) -> Answer:
    response = await _post(client, door, CONTENT_TYPE, str(message.id), message.to_json(), clock)
    if isinstance(response, str):
        return Answer({message.id: response}, is_silent=True)
    return Answer({}) if response.is_success else Answer({message.id: _said(response)})


async def _post(
    client: httpx.AsyncClient, door: Door, content_type: str, message_id: str, body: bytes, clock: Clock
) -> httpx.Response | str:
    """The answer, or why there was none."""
    headers = {**sign([door.secret], message_id, body, clock.now()), "content-type": content_type}
    try:
        return await client.post(door.url, content=body, headers=headers)
    except httpx.HTTPError as failure:
        return f"{type(failure).__name__}: {failure}"


def _said(response: httpx.Response) -> str:
    return f"{response.status_code} {response.reason_phrase}"


class _Problem(BaseModel):
    status: int
    title: str


class _Refused(BaseModel):
    id: UUID
    problem: _Problem


class _BatchAnswer(BaseModel):
    refused: list[_Refused]


def _refused_by(response: httpx.Response) -> Mapping[UUID, str] | None:
    """Those of a batch that were not taken, and why; `None` if that cannot be read. Without a word all were."""
    if not response.content:
        return {}
    try:
        told = _BatchAnswer.model_validate_json(response.content)
    except ValidationError:
        return None
    return {one.id: f"{one.problem.status} {one.problem.title}" for one in told.refused}
