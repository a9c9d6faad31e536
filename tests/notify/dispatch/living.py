"""Sending in a process that may be killed: five messages into a folder, or to a provider of text messages."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from services.clock import MovableClock
from services.database import Database
from services.notify.addressees.channel import Channel
from tests.notify.dispatch.provider import carrying_to
from tests.notify.told.sending import sending

MESSAGES = [UUID(int=number) for number in range(101, 106)]


async def live(url: str, organisation: UUID, clock: MovableClock, folder: Path, process: int) -> None:
    """Send all that is due; the second process comes when the first is taken for dead."""
    database, moved = Database(url, "notify"), _later(clock, process)
    await sending(database, moved, folder).send(str(organisation))
    await database.close()


async def live_by_provider(url: str, organisation: UUID, clock: MovableClock, provider: str, process: int) -> None:
    """The same to a provider at that address."""
    database, moved = Database(url, "notify"), _later(clock, process)
    async with carrying_to(provider, moved) as carrier:
        await sending(database, moved, Path(), {Channel.SMS: carrier}).send(str(organisation))
    await database.close()


def _later(clock: MovableClock, process: int) -> MovableClock:
    return MovableClock(clock.now() + timedelta(minutes=20) * (process - 1))
