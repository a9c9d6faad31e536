"""The same command with the same key has one effect and one answer, however often it is sent.

The answer is written in the transaction of the effect, so there is never one without the other. A second attempt while
the first is under way is told so at once; the same key on another command is a mistake of the sender's. Keys are kept
for at least thirteen months: a command that moves money may be repeated after its yearly turn. A refusal changes
nothing and is not kept: the same command is then judged anew.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Row, text

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput, Refused
from services.failpoints import failpoint
from services.sealing import Keyring

_LONGEST_KEY = 255
REPLAYED = "Idempotency-Replayed"
"""The header that tells a sender that nothing happened this time."""

_SHOWN = "shown"
"""Where a session notes what its command answers, for who writes down whom that is about."""

_TRY_LOCK = text("select pg_try_advisory_xact_lock(hashtextextended(:what, 0))")
_FIND = text(
    "select request_hash, status, media_type, location, body from idempotency_key"
    " where organisation_id = :organisation_id and route = :route and key = :key"
)
_KEEP = text(
    "insert into idempotency_key"
    " (organisation_id, route, key, request_hash, status, media_type, location, body, answered_at)"
    " values (:organisation_id, :route, :key, :request_hash, :status, :media_type, :location, :body, :answered_at)"
)


class KeyInFlight(Conflict):
    """A command with this Idempotency-Key is being carried out at this moment; ask again when it is done."""


class KeyUsedBefore(Refused):
    """This Idempotency-Key was used before, for another command; give every command a key of its own."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was sent: the route it came in by, its key, and the hash of all that it asks."""

    route: str
    key: str
    request_hash: bytes

    def by(self, subject: str) -> "Command":
        """The same as one caller's own: to anybody else its key is one that was used before."""
        return replace(self, request_hash=hashlib.sha256(self.request_hash + subject.encode()).digest())


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender gets: a status, a JSON document, and where the thing that was made can be found."""

    status: int
    body: bytes
    location: str | None = None
    media_type: str = "application/json"

    @classmethod
    def of(cls, status: int, document: BaseModel, location: str | None = None) -> "Answer":
        """An answer with a document as it crosses the wire."""
        return cls(status, document.model_dump_json(by_alias=True).encode(), location)

    def as_response(self, *, replayed: bool = False) -> Response:
        headers = {**({"Location": self.location} if self.location else {}), **({REPLAYED: "true"} if replayed else {})}
        return Response(self.body, self.status, headers, self.media_type)


async def command_of(request: Request, idempotency_key: Annotated[str, Header()]) -> Command:
    """The command in this request; a FastAPI dependency. `InvalidInput` for a key that is empty or too long."""
    if not 1 <= len(idempotency_key) <= _LONGEST_KEY:
        raise InvalidInput([Fault("Idempotency-Key", "is empty or too long", f"use 1 to {_LONGEST_KEY} characters")])
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    route = f"{request.method} {request.scope['route'].path}"
    return Command(route, idempotency_key, hashlib.sha256(asked).digest())


CommandDep = Annotated[Command, Depends(command_of)]


async def answer_once(
    session: Session,
    command: Command,
    effect: Callable[[], Awaitable[Answer]],
    now: datetime,
    keyring: Keyring | None = None,
) -> Response:
    """Carry out `effect` and keep its answer, or give the answer that was kept; the same bytes both times.

    `KeyInFlight` and `KeyUsedBefore` if the key is not free. Whoever opened `session` commits both or neither. With a
    keyring the answer is kept sealed: for one that shows a secret.
    """
    names = {"organisation_id": organisation_of(session), "route": command.route, "key": command.key}
    if not (await session.execute(_TRY_LOCK, {"what": json.dumps(names, default=str)})).scalar_one():
        raise KeyInFlight
    kept = (await session.execute(_FIND, names)).one_or_none()
    if kept is not None:
        again = _repeat(kept, command, keyring, _place(session, command))
        session.info[_SHOWN] = again.body
        return again.as_response(replayed=True)
    answer = await effect()
    session.info[_SHOWN] = answer.body
    body = keyring.seal(answer.body.decode(), _place(session, command)) if keyring else answer.body
    given = {"status": answer.status, "media_type": answer.media_type, "location": answer.location, "body": body}
    await session.execute(_KEEP, {**names, **given, "request_hash": command.request_hash, "answered_at": now})
    failpoint("command.answered")
    return answer.as_response()


def shown_in(session: ReadSession) -> bytes:
    """What the command of this session answers; nothing if there was none."""
    shown: bytes = session.info.get(_SHOWN, b"")
    return shown


def _repeat(kept: Row[Any], command: Command, keyring: Keyring | None, place: bytes) -> Answer:
    if bytes(kept.request_hash) != command.request_hash:
        raise KeyUsedBefore
    body = keyring.unseal(bytes(kept.body), place).encode() if keyring else bytes(kept.body)
    return Answer(kept.status, body, kept.location, kept.media_type)


def _place(session: Session, command: Command) -> bytes:
    """Where a sealed answer stands: it opens for this organisation and this command alone."""
    return organisation_of(session).bytes + json.dumps([command.route, command.key]).encode() + command.request_hash
