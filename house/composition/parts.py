"""The parts of a house that stand apart: each a process of its own, at an address of its own, as often as one likes.

A part is told where the others answer and holds no more than it needs: the gateway no database, a service its own.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

from starlette.types import ASGIApp

from house.composition.opening import (
    lock_of,
    open_gateway,
    open_house,
    open_mandates,
    open_notify,
    open_schedule,
    open_tokens,
    service_tokens,
    way_to,
)
from house.services import SERVICES
from house.settings import Deployment
from services.clock import Clock, SystemClock
from services.ids import Ids, RandomIds
from services.schedule.registry.registry import RegistryService

HOUSE = "house"
"""All that has no address of its own in the settings, behind one."""


class _Needs(NamedTuple):
    here: tuple[str, ...]
    asks: tuple[str, ...]


_SERVES: Mapping[str, _Needs] = {
    "gateway": _Needs((), SERVICES),
    "schedule": _Needs(("schedule",), ("mandates",)),
    "mandates": _Needs(("mandates",), ()),
    "notify": _Needs(("notify",), ()),
}

PARTS = (*_SERVES, HOUSE)


def settings_to_serve(part: str) -> Deployment:
    """What the environment says for one of `PARTS`; `InvalidInput` names every variable that is missing or wrong."""
    if part == HOUSE:
        return Deployment.load()
    needs = _SERVES[part]
    return Deployment.of_part(needs.here, needs.asks)


def settings_to_work(services: Collection[str]) -> Deployment:
    """What it says for whoever works for these services without a request; `InvalidInput`."""
    here = [service for service in SERVICES if service in services]
    return Deployment.of_part(here, [service for service in SERVICES if service not in here])


@asynccontextmanager
async def open_part(
    part: str, deployment: Deployment, clock: Clock, *, ids: Ids | None = None, machine: Clock | None = None
) -> AsyncIterator[ASGIApp]:
    """One of `PARTS`, ready for requests; `machine` is the clock of tokens and signatures, which nobody moves."""
    ids, machine = ids or RandomIds(), machine or SystemClock()
    if part == HOUSE:
        async with open_house(deployment, clock, ids=ids, token_clock=machine) as house:
            yield house.app
        return
    async with open_tokens(deployment, None, machine) as tokens:
        if deployment.schedule is not None:
            lock, url = lock_of(deployment, "schedule", machine), deployment.house.mandates_url
            async with way_to(None, url) as http:
                registry = RegistryService(http, service_tokens(deployment, machine))
                async with open_schedule(
                    deployment.schedule, tokens, clock, ids, lock, registry, registry.in_person
                ) as app:
                    yield app
        elif deployment.mandates is not None:
            lock = lock_of(deployment, "mandates", machine)
            async with open_mandates(deployment.mandates, tokens, clock, ids, lock) as app:
                yield app
        elif deployment.notify is not None:
            lock = lock_of(deployment, "notify", machine)
            async with open_notify(deployment.notify, tokens, clock, ids, lock) as app:
                yield app
        else:
            async with open_gateway(deployment.house, tokens, clock, ids) as app:
                yield app
