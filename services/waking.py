"""Waking: an alarm has a job done in every organisation where something waits for it."""

from collections.abc import Awaitable, Callable

from services.database import Database, Session
from services.jobs import defer_once
from services.outbox import every_organisation

Waits = Callable[[Session], Awaitable[bool]]
"""Whether something of an organisation waits for the job, and nobody does it."""


async def wake_each(database: Database, job: str, waits: Waits) -> int:
    """Have it done where something waits, unless it is about to be; says in how many organisations."""
    async with database.reading(None) as reading:
        organisations = await every_organisation(reading)
    woken = 0
    for mine in organisations:
        async with database.transaction(mine) as session:
            woken += await waits(session) and await defer_once(session, job, organisation_id=str(mine))
    return woken
