"""How others ask the notify service; what it answers is in `schemas`."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode
from uuid import UUID

import httpx

from services.asking import Asking
from services.errors import Gone, NotFound
from services.notify.schemas import KnownAddressee, Subscriptions, WordContent

Asks = Callable[[UUID], "NotifyClient"]
"""The way to the notify service on behalf of one organisation at a time."""


class NotifyClient:
    """The notify service, as the holder of one token may ask it.

    Every method raises the problem that the service tells, `DoesNotAnswer` if it tells nothing, and
    `AnswerNotUnderstood` if it tells anything else than what was asked.
    """

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._ask = Asking(http, token)

    async def subscriptions(self, supplier_id: UUID, cursor: str | None = None) -> Subscriptions:
        """A page of the subscriptions of a supplier, at most 200."""
        asked = {"supplierId": supplier_id, "limit": 200, **({"cursor": cursor} if cursor else {})}
        return await self._ask.get(f"/v1/subscriptions?{urlencode(asked)}", Subscriptions)

    async def word(self, word_id: UUID) -> WordContent:
        """What a supplier told; `NotFound`."""
        return await self._ask.get(f"/v1/words/{word_id}/content", WordContent)

    async def is_reached(self, household_id: UUID) -> bool:
        """Whether it is known how a household is reached; one that was erased is reached no more."""
        try:
            await self._ask.get(f"/v1/addressees/{household_id}", KnownAddressee)
        except (NotFound, Gone):
            return False
        return True


def word_reader(asks: Asks) -> Callable[[UUID, UUID], Awaitable[WordContent]]:
    """How whoever acts upon words asks what one of an organisation says."""

    async def read(organisation_id: UUID, word_id: UUID) -> WordContent:
        return await asks(organisation_id).word(word_id)

    return read
