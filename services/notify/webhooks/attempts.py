"""The schedule of attempts: what an answer means for a delivery, and when it is tried again. Pure.

Ten attempts in some three days, as Standard Webhooks 1.0.0 advises; an endpoint may ask for more patience
(`Retry-After`), and nothing that it says makes us wait longer than a day.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from services.notify.deliveries.delivery import DeliveryEvent

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first attempt, the second, and so on: 75 hours and a half in all."""
MOST_ATTEMPTS = len(PAUSES) + 1
SPREAD = 0.1
"""A pause is up to so much of it longer or shorter, so that what failed together does not come back together."""
LONGEST_ASKED = timedelta(hours=24)

_THROTTLED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}
_NEVER = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
}
"""What is said of the message itself, which is the same at every attempt. 401, 403, 404 and the like are said of how
the endpoint is set up, which somebody mends within the day."""


class Failure(StrEnum):
    """Why there was no answer: the address is one that is not called; the name leads nowhere; nobody answers there; its
    certificate is not to be trusted; it was too slow; it broke off, or answered something else than HTTP; or who sent
    it died before the answer was written down, so that it may have arrived."""

    ADDRESS_REFUSED = "address_refused"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    TOO_SLOW = "too_slow"
    BROKEN_OFF = "broken_off"
    INTERRUPTED = "interrupted"


class Answer(NamedTuple):
    """What an endpoint answered: its status, what it says of later, and the first bytes of what else it said."""

    status: int
    retry_after: str | None = None
    said: bytes = b""


Reply = Answer | Failure
"""What comes of an attempt."""


class Verdict(StrEnum):
    """What that means: it was taken; try again later; that, and leave the endpoint alone for now; no attempt can help;
    or nobody listens there any more, and nothing is to be sent there (410)."""

    TAKEN = "taken"
    AGAIN = "again"
    THROTTLED = "throttled"
    NEVER = "never"
    GONE = "gone"


class Next(NamedTuple):
    """What happens to a delivery after an attempt, and when it is due again if it is."""

    happened: DeliveryEvent
    due_at: datetime | None = None


def verdict(reply: Reply) -> Verdict:
    """Only a 2xx is success; a redirect is none, for nobody has looked at where it leads."""
    if isinstance(reply, Failure):
        return Verdict.NEVER if reply is Failure.ADDRESS_REFUSED else Verdict.AGAIN
    if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return Verdict.TAKEN
    if reply.status == HTTPStatus.GONE:
        return Verdict.GONE
    if reply.status in _THROTTLED:
        return Verdict.THROTTLED
    return Verdict.NEVER if reply.status in _NEVER else Verdict.AGAIN


def asked_to_wait(reply: Reply, now: datetime) -> timedelta:
    """How long the endpoint wants to be left alone: seconds or a date (RFC 9110, section 10.2.3), a day at most.

    Nothing where it says nothing, something in the past, or what cannot be read.
    """
    said = reply.retry_after if isinstance(reply, Answer) else None
    return min(max(_read(said.strip(), now), timedelta()), LONGEST_ASKED) if said else timedelta()


def next_of(reply: Reply, tries: int, jitter: float, now: datetime) -> Next:
    """What follows from what came of the `tries`-th attempt (from 1 on); `jitter` is at least 0 and less than 1."""
    match verdict(reply):
        case Verdict.TAKEN:
            return Next(DeliveryEvent.ARRIVE)
        case Verdict.NEVER | Verdict.GONE:
            return Next(DeliveryEvent.EXHAUST)
        case _ if tries >= MOST_ATTEMPTS:
            return Next(DeliveryEvent.EXHAUST)
        case _:
            pause = PAUSES[tries - 1] * (1 - SPREAD + 2 * SPREAD * jitter)
            return Next(DeliveryEvent.FAIL, now + max(pause, asked_to_wait(reply, now)))


def jitter_of(subscription_id: UUID, event_id: UUID, tries: int) -> float:
    """Spread evenly from 0 to 1, and the same whenever it is asked: it has to differ, not to surprise."""
    drawn = sha256(subscription_id.bytes + event_id.bytes + tries.to_bytes(2)).digest()
    return int.from_bytes(drawn[:6]) / 2**48


def _read(said: str, now: datetime) -> timedelta:
    if said.isascii() and said.isdecimal():
        return timedelta(seconds=min(int(said[:9]), int(LONGEST_ASKED.total_seconds())))
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, OverflowError):  # the second for a year, an hour or an offset of twenty digits
        return timedelta()
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
