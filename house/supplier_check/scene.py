"""A scene of the conversation: what is posted, what has to come of it, and the cure where it does not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from services.cloud_events import CONTENT_TYPE
from services.webhooks import WebhookSecret, sign

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Expected(StrEnum):
    """How an endpoint has to answer: it takes the message (2xx), refuses it (4xx), or does either."""

    TAKEN = "taken"
    REFUSED = "refused"
    EITHER = "taken or refused"


@dataclass(frozen=True, slots=True)
class Post:
    """One request: signed when it is sent, `late` from then; what is `forged` replaces headers, and an empty value
    leaves one out. Where `body` is sent, `signed_body` is what was signed."""

    message_id: str
    body: bytes
    secrets: Sequence[WebhookSecret]
    late: timedelta = timedelta()
    forged: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    signed_body: bytes | None = None

    def headers(self, now: datetime) -> dict[str, str]:
        """Those of an attempt at `now`."""
        what = self.body if self.signed_body is None else self.signed_body
        signed = sign(self.secrets, self.message_id, what, now - self.late)
        forged = {name: value.format_map(signed_words(signed)) for name, value in self.forged.items()}
        whole = {"content-type": CONTENT_TYPE, **signed, **forged}
        return {name: value for name, value in whole.items() if value}


def signed_words(signed: Mapping[str, str]) -> dict[str, str]:
    """What a forged header can be made of: the good signature."""
    return {"signature": signed["webhook-signature"]}


class Scene(NamedTuple):
    """Posts one after the other, or all at once; each has to be answered as `expected`."""

    name: str
    posts: tuple[Post, ...]
    expected: Expected
    cure: str
    at_once: bool = False


class Answer(NamedTuple):
    """What came back of one post: a status and where it wants to send us, or why nothing came; and after how long."""

    status: int | None
    seconds: float
    failure: str = ""


class Outcome(NamedTuple):
    """A scene that was played. `wrong` says what is wrong with it; empty if nothing is."""

    scene: Scene
    answers: tuple[Answer, ...]
    wrong: str

    @property
    def is_silent(self) -> bool:
        """Nothing at all came back."""
        return all(one.status is None for one in self.answers)

    @property
    def cure(self) -> str:
        """What to do about what is wrong."""
        return "see that it listens at this address, and answers before it works" if self.is_silent else self.scene.cure

    @property
    def slowest(self) -> float:
        """Seconds of the answer that took longest."""
        return max((one.seconds for one in self.answers), default=0.0)


SLOW = 5.0
"""Seconds after which an answer is called slow: keep the message, answer, and work afterwards."""


def judged(scene: Scene, answers: Sequence[Answer]) -> Outcome:
    """What an endpoint's answers say of it: the worst of them."""
    found = [wrong for one in answers if (wrong := _wrong(scene.expected, one))]
    if not found and (slowest := max((one.seconds for one in answers), default=0.0)) > SLOW:
        found = [f"it took {slowest:.1f} s to answer: keep the message, answer, and work afterwards"]
    return Outcome(scene, tuple(answers), found[0] if found else "")


def _wrong(expected: Expected, answer: Answer) -> str:
    status = answer.status
    if status is None:
        return answer.failure
    if status >= 500:
        return f"it broke down with {status}"
    if 300 <= status < 400:
        return f"it redirects with {status}, and we follow nobody: subscribe with the address that answers"
    if expected is Expected.TAKEN and not 200 <= status < 300:
        return f"it answered {status} instead of 2xx"
    if expected is Expected.REFUSED and 200 <= status < 300:
        return f"it took it with {status} instead of a 401 or another 4xx"
    return ""
