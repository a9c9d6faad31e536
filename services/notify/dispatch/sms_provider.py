"""A provider of text messages, asked over HTTP as docs/text-messages.md says.

It keeps the id of a message that it takes, so the same id again is the same message: where it was silent it is asked
again. Number and words stand in the body alone, and what it answers is read and kept nowhere.
"""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final, NamedTuple

import structlog
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import to_json

from services.clock import Clock
from services.notify.dispatch.carrier import Carried, HandedOver, Lost, NotNow, Refused
from services.notify.dispatch.parcel import Parcel
from services.notify.webhooks.attempts import Answer, Failure, Reply, asked_to_wait
from services.notify.webhooks.port import Calls

_USER_AGENT: Final = "Ontzorg-Messages/1.0"
_OPEN: Final = frozenset({Failure.TOO_SLOW, Failure.BROKEN_OFF})
"""After these it may have the message; after every other failure nothing was said to it."""

_log = structlog.get_logger(__name__)


class Provider(NamedTuple):
    """Where text messages are handed over, by which token it knows us, and from whom they are for the telephone."""

    url: str
    token: SecretStr
    shown_from: str | None = None


class Word(StrEnum):
    """What a provider says of a message: it sends it, it never will, or it may be asked again."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"


class _Said(BaseModel):
    """The body of an answer; what else stands in it is nobody's."""

    status: Word


class SmsProvider:
    """Carries text messages to `provider`; dates that it names are by the clock of the machine."""

    repeats_safely = True

    def __init__(self, calls: Calls, provider: Provider, machine: Clock) -> None:
        self._calls = calls
        self._provider = provider
        self._machine = machine

    async def carry(self, parcel: Parcel) -> Carried:
        """Hand one over, by its id."""
        headers = {
            "Authorization": f"Bearer {self._provider.token.get_secret_value()}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(parcel.message_id),
            "User-Agent": _USER_AGENT,
        }
        reply = await self._calls.post(self._provider.url, _body(parcel, self._provider.shown_from), headers)
        carried = carried_by(reply, self._machine.now())
        if not isinstance(carried, HandedOver | Refused):
            said = reply.status if isinstance(reply, Answer) else reply.value
            _log.warning("a text message was not taken", message_id=str(parcel.message_id), reason=said)
        return carried


def carried_by(reply: Reply, now: datetime) -> Carried:
    """What became of a message that was answered so. Pure.

    A success that says nothing we know, and a fault of theirs, leave it open.
    """
    if isinstance(reply, Failure):
        return Lost() if reply in _OPEN else NotNow()
    later = NotNow(asked_to_wait(reply, now))
    match reply.status // 100, _word(reply.said):
        case 2, Word.ACCEPTED:
            return HandedOver()
        case 2 | 4, Word.REFUSED:
            return Refused()
        case 2, Word.LATER:
            return later
        case 2, None:
            return Lost()
        case 5, _ if reply.status != HTTPStatus.SERVICE_UNAVAILABLE:
            return Lost()
        case _:
            return later


def _body(parcel: Parcel, shown_from: str | None) -> bytes:
    """The same message is the same bytes."""
    said = {"id": str(parcel.message_id), "to": parcel.to, "text": parcel.content.decode()}
    return to_json(said | ({"from": shown_from} if shown_from else {}))


def _word(said: bytes) -> Word | None:
    try:
        return _Said.model_validate_json(said).status
    except ValidationError:
        return None
