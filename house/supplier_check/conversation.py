"""The conversation that is played against an endpoint: each scene shows one thing that will happen one day. Pure."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from house.supplier_check.sample import samples
from house.supplier_check.scene import Expected, Post, Scene
from services.cloud_events import CloudEvent
from services.notify.subscriptions.leaving import PING
from services.webhooks import WebhookSecret

Schemas = Mapping[str, Mapping[str, Any]]
"""The JSON Schema of the data of each type of event."""

_SOURCE = "urn:nld:oin:00000000000000000000:systeem:supplier-check"
_LONG_AGO = timedelta(minutes=6)
_AT_ONCE = 4
_TO_COME = "nl.ontzorg.notify.something.to-come"
_SIGNATURE = "webhook-signature"


class Letters:
    """Writes the messages of a conversation, each with an id and a subject of its own unless it says otherwise."""

    def __init__(self, secret: WebhookSecret, other: WebhookSecret, now: datetime, new_id: Callable[[], UUID]) -> None:
        self.secret = secret
        self.other = other
        self._now = now
        self._new_id = new_id

    def subject(self) -> str:
        """The name of something that was not spoken of before."""
        return str(self._new_id())

    def message(
        self, kind: str, data: Mapping[str, Any], subject: str | None = None, sequence: int = 1
    ) -> tuple[str, bytes]:
        """The id and the bytes of a message."""
        message_id = self._new_id()
        event = CloudEvent(message_id, _SOURCE, kind, subject or self.subject(), self._now, data, sequence)
        return str(message_id), event.to_json()

    def post(self, kind: str, data: Mapping[str, Any], subject: str | None = None, sequence: int = 1) -> Post:
        """A message as we send it."""
        return Post(*self.message(kind, data, subject, sequence), [self.secret])


def conversation(letters: Letters, schemas: Schemas) -> list[Scene]:
    """Every scene, in the order in which they are played: what an endpoint has to take, then what it must not."""
    kind, data = next((kind, samples(schema, "happened")[0]) for kind, schema in sorted(schemas.items()))
    return [
        *_tried_out(letters),
        *_each_kind(letters, schemas),
        *_repeated(letters, kind, data),
        *_to_come(letters, kind, data),
        *_rotated(letters, kind, data),
        *_forged(letters, kind, data),
        *_hostile(letters, kind, data),
    ]


def _tried_out(letters: Letters) -> Iterator[Scene]:
    yield Scene(
        "takes a ping",
        (letters.post(PING, {}),),
        Expected.TAKEN,
        "answer 2xx to a message that says nothing; if even this is refused, look at the secret and the raw bytes",
    )


def _each_kind(letters: Letters, schemas: Schemas) -> Iterator[Scene]:
    for kind, schema in sorted(schemas.items()):
        subject = letters.subject()
        told = [letters.post(kind, said, subject, place) for place, said in enumerate(samples(schema, "happened"), 1)]
        yield Scene(f"takes {kind}", tuple(told), Expected.TAKEN, f"answer 2xx to {kind}; its schema tells what it has")


def _repeated(letters: Letters, kind: str, data: Mapping[str, Any]) -> Iterator[Scene]:
    post = letters.post(kind, data)
    yield Scene(
        "takes a message again",
        (post, post),
        Expected.TAKEN,
        "keep webhook-id; what was kept before is answered 2xx, and not done again",
    )
    yield Scene(
        "takes a message several times at once",
        (letters.post(kind, data),) * _AT_ONCE,
        Expected.TAKEN,
        "let a unique key on webhook-id decide, not a look before",
        at_once=True,
    )
    subject = letters.subject()
    yield Scene(
        "takes messages in another order",
        (letters.post(kind, data, subject, 7), letters.post(kind, data, subject, 5)),
        Expected.TAKEN,
        "answer 2xx, and pass over what has a smaller sequence than what you know of that subject",
    )


def _to_come(letters: Letters, kind: str, data: Mapping[str, Any]) -> Iterator[Scene]:
    yield Scene(
        "takes a field that it does not know",
        (letters.post(kind, {**data, "toCome": "word"}),),
        Expected.TAKEN,
        "read what you know and let the rest be: fields are added without notice",
    )
    yield Scene(
        "lives with a type that it does not know",
        (letters.post(_TO_COME, {"happened": "come"}),),
        Expected.EITHER,
        "answer 2xx and do nothing; a refusal is tried for days",
    )
    yield Scene(
        "takes words of every script",
        (letters.post(kind, {**data, "toCome": "é ß 家 ሰላም السلام 🏠"}),),
        Expected.TAKEN,
        "verify the raw bytes, and read them as UTF-8",
    )


def _rotated(letters: Letters, kind: str, data: Mapping[str, Any]) -> Iterator[Scene]:
    message = letters.message(kind, data)
    yield Scene(
        "takes what two secrets signed",
        (Post(*message, [letters.other, letters.secret]),),
        Expected.TAKEN,
        "try each signature of the list: while a secret is replaced, two sign",
    )
    message = letters.message(kind, data)
    yield Scene(
        "takes what is signed in another way too",
        (Post(*message, [letters.secret], forged={_SIGNATURE: "v1a,AAAA {signature}"}),),
        Expected.TAKEN,
        "pass over signatures that do not begin with v1,",
    )


def _forged(letters: Letters, kind: str, data: Mapping[str, Any]) -> Iterator[Scene]:
    told = letters.message(kind, data)
    other = json.dumps(data).encode()
    by = [letters.secret]
    posts = {
        "refuses what is not signed": Post(*told, by, forged=dict.fromkeys(_HEADERS, "")),
        "refuses another's signature": Post(*told, [letters.other]),
        "refuses a body that was changed": Post(told[0], told[1] + b" ", by, signed_body=told[1]),
        "refuses another message's signature": Post(*told, by, signed_body=other),
        "refuses what was signed long ago": Post(*told, by, late=_LONG_AGO),
        "refuses what is signed in the future": Post(*told, by, late=-_LONG_AGO),
    }
    cure = "verify the HMAC of id.timestamp.body, within five minutes of your clock, before anything else"
    for name, post in posts.items():
        yield Scene(name, (post,), Expected.REFUSED, cure)


_HEADERS: Sequence[str] = ("webhook-id", "webhook-timestamp", _SIGNATURE)


def _hostile(letters: Letters, kind: str, data: Mapping[str, Any]) -> Iterator[Scene]:
    told = letters.message(kind, data)
    headers = {
        "a signature without a comma": {_SIGNATURE: "v1"},
        "a signature that is no base64": {_SIGNATURE: "v1,***"},
        "a signature of no bytes": {_SIGNATURE: "v1,"},
        "a list of very many signatures": {_SIGNATURE: " ".join(["v1,AAAA"] * 400)},
        "a time that is no number": {"webhook-timestamp": "yesterday"},
        "a time of hundreds of digits": {"webhook-timestamp": "9" * 300},
        "a time below zero": {"webhook-timestamp": "-1"},
        "no id": {"webhook-id": ""},
    }
    for what, forged in headers.items():
        yield Scene(
            f"refuses {what}",
            (Post(*told, [letters.secret], forged=forged),),
            Expected.REFUSED,
            "answer 401 to headers that cannot be read; they are anybody's",
        )
    unreadable = b'{"specversion":"1.0","id":'
    yield Scene(
        "refuses a body that ends too soon",
        (Post(letters.subject(), unreadable, [letters.secret]),),
        Expected.REFUSED,
        "answer 400 to what is no JSON",
    )
    yield Scene(
        "is well afterwards",
        (letters.post(kind, data),),
        Expected.TAKEN,
        "something before this has broken it: see the first scene that is wrong",
    )
