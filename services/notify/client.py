"""How others ask the notify service; what it answers is in `schemas`."""

from urllib.parse import urlencode
from uuid import UUID

import httpx

from services.asking import Asking
from services.notify.schemas import Subscriptions


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
