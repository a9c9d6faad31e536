"""A supplier's system that tells by webhook how it answers, for processes to live through: the same words by the same
ids, as it sends them until it is told that they were taken in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

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


class Telling(NamedTuple):
    """What it tells: by which id, of which type, and what."""

    webhook_id: str
    type: str
    data: Mapping[str, Any]


async def live(url: str, clock: str, machine: datetime, source: Told, telling: Sequence[Telling], number: int) -> None:
    """It tells all of this; then the crew does what there is."""
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
        for one in telling:
            answer = await system.tell(a_word(one.type, one.data), one.webhook_id)
            assert answer.status_code == 202, answer.text
        for worker in crew.workers:
            await worker.ring()
        await crew.drain()
