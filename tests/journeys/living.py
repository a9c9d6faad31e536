"""A handshake from its preparation to its answer, between two services, for processes to live through: over HTTP, with
everybody's crew at work. The same commands with the same keys, so that one process takes up what another left behind.
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from house.composition.crew import Crew, open_crew
from house.composition.opening import House, open_house
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.jobs import Pulse
from tests.deployment import a_deployment
from tests.journeys.town import Told
from tests.visitors import Visitor

AFTER_THE_DEADLINE = "2026-03-06T08:00:00+00:00"
DEARER: Told = {"facts": [{"kind": "cost_amount", "cost": "energy", "from": "2026-04", "amount": 12500}]}
ANSWER: Told = {
    "answer": "confirmed",
    "month": "2026-03",
    "channel": "telephone",
    "spokenWith": "J. Verzonnen",
    "spokenAt": AFTER_THE_DEADLINE,
}
_ROLES = (Role.CASE_MANAGER, Role.SYSTEM)
_LEASE_IS_OVER = timedelta(minutes=6)


async def live(
    url: str, clock: str, machine: datetime, organisation: UUID, place: tuple[str, str], number: int
) -> None:
    """All of it, as far as it was not done before; `place` is the household and the arrangement.

    What the process before had taken in hand is free again when this one begins.
    """
    sandbox, token_clock = SandboxClock.found(Path(clock)), MovableClock(machine + number * _LEASE_IS_OVER)
    deployment = a_deployment(url, sandbox_clock=Path(clock))
    ids = SeededIds(f"process {number}")
    issuer = DevelopmentIssuer("http://issuer.test", "ontzorg", token_clock, ids, development=True)
    async with (
        open_house(deployment, sandbox, ids=ids, issuer=issuer, token_clock=token_clock) as house,
        open_crew(deployment, sandbox, ids=ids, pulse=Pulse(stalled_after=0), machine=token_clock) as crew,
    ):
        await Life(house, crew, issuer.issue(organisation, _ROLES, subject="anna")).go_by(*place)


class Life:
    """Somebody asks a supplier; the plan changes meanwhile; the deadline passes; the supplier says yes after all."""

    def __init__(self, house: House, crew: Crew, token: str) -> None:
        self._anna = Visitor(house.app, token)
        self._crew = crew

    async def go_by(self, household: str, arrangement: str) -> None:
        for worker in self._crew.workers:
            await worker.take_over_stalled()
        wanted = {"payer": "we_push", "fromMonth": "2026-03"}
        made = await self._does(f"/mandates/v1/arrangements/{arrangement}/handshakes", wanted, "prepare")
        handshake = f"/mandates/v1/handshakes/{made['id']}"
        await self._does(f"{handshake}/_ask", {}, "ask")
        await self._does(f"/v1/households/{household}/facts", DEARER, "dearer")
        await self._settle()
        await self._does("/v1/sandbox/clock", {"now": AFTER_THE_DEADLINE}, "later")
        await self._settle()
        await self._does(f"{handshake}/_answer", ANSWER, "answer")
        await self._settle()

    async def _does(self, path: str, body: Told, key: str) -> Told:
        answer = await self._anna.post(path, body, key)
        assert answer.is_success, f"{path}: {answer.text}"
        told: Told = answer.json()
        return told

    async def _settle(self) -> None:
        assert self._crew.wake is not None, "there is an alarm clock where there is a registry"
        await self._crew.wake()
        await self._crew.drain()
