"""A supplier's system that tells by webhook how it answers, for processes to live through: the same words by the same
ids, as it sends them until it is told that they were taken in.
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from house.composition.crew import open_crew
from house.composition.opening import open_house
from house.composition.sandbox_clock import SandboxClock
from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.ids import SeededIds
from services.jobs import Pulse
from tests.deployment import a_deployment
from tests.journeys.town import Told
from tests.notify.tellers import Teller, a_word

_LEASE_IS_OVER = timedelta(minutes=6)


async def live(url: str, clock: str, machine: datetime, source: Told, handshake: str, number: int) -> None:
    """It suspends its collection, and names a handshake that there is not; then the crew does what there is."""
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
        system = Teller(house.app, source, sandbox, "/notify")
        for webhook_id, about in (("msg_1", handshake), ("msg_2", str(UUID(int=9)))):
            said = {"handshakeId": about, "fromMonth": "2026-03"}
            answer = await system.tell(a_word("collection.suspended", said), webhook_id)
            assert answer.status_code == 202, answer.text
        for worker in crew.workers:
            await worker.ring()
        await crew.drain()
