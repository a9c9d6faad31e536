"""What every resolver may use: who asks, and the services as that person may ask them. One for each request."""

from collections.abc import Mapping
from typing import NamedTuple

import httpx
import strawberry

from gateway.asking import Services
from services.auth import Caller


class Context(NamedTuple):
    """The caller of one request, and the services as they may ask them."""

    caller: Caller
    services: Services
    look_every: float
    """Seconds between two looks at what is listened to."""

    @classmethod
    def of(cls, caller: Caller, token: str, ways: Mapping[str, httpx.AsyncClient], look_every: float) -> "Context":
        """The context of a request; `token` is the caller's own, and all that a service believes."""
        return cls(caller, Services(ways, token), look_every)


Info = strawberry.Info[Context, None]
