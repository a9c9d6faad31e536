"""A proceeding from its command to its end, for processes to live through: over HTTP, with everybody's crew at work.
The same command with the same key, so that one process takes up what another left behind.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from house.composition.crew import open_crew
from house.composition.opening import open_house
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.jobs import Pulse
from tests.deployment import a_deployment
from tests.visitors import Visitor

_LEASE_IS_OVER = timedelta(minutes=6)
_NOBODY_IS_THERE = "http://127.0.0.1:9"
_TRIES = 3
_ROLES = (Role.CASE_MANAGER, Role.SUPPLIER_DESK)


async def live(
    url: str, clock: str, machine: datetime, organisation: UUID, path: str, asked: Mapping[str, Any], number: int
) -> None:
    """Anna asks for it; the crew does what there is; the supplier that was asked says yes; and the crew ends it."""
    sandbox, token_clock = SandboxClock.found(Path(clock)), MovableClock(machine + number * _LEASE_IS_OVER)
    deployment = a_deployment(url, sandbox_clock=Path(clock))
    ids = SeededIds(f"process {number}")
    issuer = DevelopmentIssuer("http://issuer.test", "ontzorg", token_clock, ids, development=True)
    async with (
        open_house(deployment, sandbox, ids=ids, issuer=issuer, token_clock=token_clock) as house,
        open_crew(deployment, sandbox, ids=ids, pulse=Pulse(stalled_after=0), machine=token_clock) as crew,
    ):
        for worker in crew.workers:
            await worker.take_over_stalled()
        anna = Visitor(house.app, issuer.issue(organisation, _ROLES, subject="anna"))
        begun = await anna.post(path, asked, key="begin")
        assert begun.status_code == 202, begun.text
        for answered in (False, True):
            if answered:
                await _answer(anna, sandbox.now())
            for worker in crew.workers:
                await worker.ring()
            await crew.drain()


async def live_without_registry(
    url: str, clock: str, machine: datetime, organisation: UUID, path: str, asked: Mapping[str, Any], number: int
) -> None:
    """Anna asks for it; then nothing of the registry answers any more while the crew tries, again and again."""
    sandbox, token_clock = SandboxClock.found(Path(clock)), MovableClock(machine + number * _LEASE_IS_OVER)
    deployment = a_deployment(url, sandbox_clock=Path(clock))
    cut_off = a_deployment(url, sandbox_clock=Path(clock), mandates_url=_NOBODY_IS_THERE)
    ids = SeededIds(f"process {number}")
    issuer = DevelopmentIssuer("http://issuer.test", "ontzorg", token_clock, ids, development=True)
    async with (
        open_house(deployment, sandbox, ids=ids, issuer=issuer, token_clock=token_clock) as house,
        open_crew(cut_off, sandbox, ids=ids, pulse=Pulse(every=0.01, times=3 * _TRIES), machine=token_clock) as crew,
    ):
        anna = Visitor(house.app, issuer.issue(organisation, _ROLES, subject="anna"))
        begun = await anna.post(path, asked, key="begin")
        assert begun.status_code == 202, begun.text
        (worker, *_) = crew.workers
        for _ in range(_TRIES):
            with suppress(ExceptionGroup):
                await worker.drain()
            await asyncio.sleep(0.05)


async def _answer(anna: Visitor, now: datetime) -> None:
    (one,) = (await anna.get("/mandates/v1/handshakes?limit=9")).json()["items"]
    said = {"answer": "confirmed", "month": "2026-03", "channel": "telephone", "spokenWith": "J. Verzonnen"}
    path = f"/mandates/v1/handshakes/{one['id']}"
    assert (await anna.post(f"{path}/_ask", {}, key="ask")).status_code == 200
    answer = await anna.post(f"{path}/_answer", {**said, "spokenAt": now.isoformat()}, key="answer")
    assert answer.status_code == 200, answer.text
