"""Sending in a process that may be killed: five messages into a folder."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from services.clock import MovableClock
from services.database import Database
from tests.notify.told.sending import sending

MESSAGES = [UUID(int=number) for number in range(101, 106)]


async def live(url: str, organisation: UUID, clock: MovableClock, folder: Path, process: int) -> None:
    """Send all that is due; the second process comes when the first is taken for dead."""
    database = Database(url, "notify")
    moved = MovableClock(clock.now() + timedelta(minutes=20) * (process - 1))
    await sending(database, moved, folder).send(str(organisation))
    await database.close()
