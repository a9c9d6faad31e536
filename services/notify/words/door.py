"""Where suppliers' systems tell us: a door for strangers, whom nothing but a signature lets in.

What is signed is the body as it came, so nothing of it is read before that. Who knocks with an address that is none,
or without its secret, hears the same word, and cannot learn which suppliers there are.
"""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from starlette.datastructures import Headers

from services.database import ReadSession
from services.errors import Fault, InvalidInput
from services.failpoints import failpoint
from services.notify.dependencies import Keys
from services.notify.hand import Hand
from services.notify.safe import SOURCE_SECRETS
from services.notify.sources import repository as sources
from services.notify.sources.source import Address
from services.notify.words import service
from services.notify.words.saying import read
from services.notify.words.schemas import WordReceipt
from services.notify.words.word import SaidOtherwise, ToldTooOften
from services.openapi import problems
from services.sealing import Keyring
from services.sessions import is_by, writing
from services.web import ClockDep
from services.webhooks import SignatureRefused, WebhookSecret, verify

router = APIRouter(tags=["words"])

LARGEST_WORD = 20_000
"""Bytes, as Standard Webhooks advises; the largest word that there is takes 2,000."""

_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_ID = re.compile(r"[!-\-/-~]{1,255}")
"""What an id is written with: visible ASCII without the full stop, which ends it in what is signed."""

_NOWHERE = Address(UUID(int=0), UUID(int=0))
"""Where an address leads that is none."""

_DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "description": "A message of Standard Webhooks 1.0.0; `data` is as /word-types says",
                    "required": ["type", "timestamp", "data"],
                    "properties": {
                        "type": {"type": "string", "minLength": 1},
                        "timestamp": {"type": "string", "format": "date-time"},
                        "data": {"type": "object"},
                    },
                }
            }
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
        for name in _HEADERS
    ],
}


@router.post(
    "/letterboxes/{address}",
    status_code=HTTPStatus.ACCEPTED,
    response_model=WordReceipt,
    responses=problems(SignatureRefused, SaidOtherwise, ToldTooOften),
    openapi_extra=_DOCUMENT,
    max_body_size=LARGEST_WORD,
)
async def tell_word(
    address: Annotated[str, Path(max_length=200, description="The last part of the address that you were given")],
    request: Request,
    keyring: Keys,
    clock: ClockDep,
) -> Response:
    """Take a supplier's word in, once; what is done with it is done after this. Told again, it is how it stands now."""
    check_headers(request.headers)
    body, now = await request.body(), clock.now()
    known = Address.read(address) or _NOWHERE
    async with writing(request, known.organisation_id) as session:
        verify(await _secrets(session, keyring, known.source_id, now), request.headers, body, now)
        message = service.Message(request.headers["webhook-id"], body, read(body))
        source = await sources.source(session, known.source_id)
        hand = Hand.of(session, f"supplier {source.supplier_id}", now, keyring)
        is_by(request, known.organisation_id, hand.by)
        receipt = WordReceipt.of(await service.receive(session, hand, source, message))
    failpoint("word.kept")
    return Response(receipt.model_dump_json(), HTTPStatus.ACCEPTED, media_type="application/json")


def check_headers(headers: Headers) -> None:
    """`InvalidInput` for a header of the signature that is there twice, or an id that leaves doubt what was signed."""
    faults = [
        Fault(name, "is there more than once", "send one of it") for name in _HEADERS if len(headers.getlist(name)) > 1
    ]
    if not _ID.fullmatch(headers.get("webhook-id", "-")):
        what = "is no id of a message"
        faults.append(Fault("webhook-id", what, "use 1 to 255 visible characters of ASCII, and no full stop"))
    if faults:
        raise InvalidInput(faults)


async def _secrets(session: ReadSession, keyring: Keyring, source_id: UUID, now: datetime) -> list[WebhookSecret]:
    """Those that the source signs with; for one that is none a secret that nobody has, which takes as long."""
    return await SOURCE_SECRETS.live(session, keyring, source_id, now) or [WebhookSecret.new()]
