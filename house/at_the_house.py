"""A running house, as a command asks it: where it is and as whom, from the environment."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import httpx

from house.commands.run import HERE, PATIENCE, TOKEN, URL, NobodyIsThere
from services.asking import DoesNotAnswer
from services.errors import Fault, InvalidInput
from services.schedule.client import ScheduleClient

_T = TypeVar("_T")

WHERE = f"{URL} is the address of the house ({HERE} without it), {TOKEN} the access token of whoever asks."
"""For the end of a help page."""


async def at_the_house(settings: Mapping[str, str], act: Callable[[ScheduleClient], Awaitable[_T]]) -> _T:
    """What the house answers; its own problem if it refuses, `InvalidInput` without a token, `NobodyIsThere`."""
    token = settings.get(TOKEN)
    if not token:
        raise InvalidInput([Fault(TOKEN, "is not set", "set it to an access token that may do this")])
    address = settings.get(URL) or HERE
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as http:
        try:
            return await act(ScheduleClient(http, token))
        except DoesNotAnswer:
            what = f"Nothing answers at {address}; `./ontzorg up` starts a house, {URL} names another."
            raise NobodyIsThere(what) from None
