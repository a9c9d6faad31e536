"""A desk that is told in a process that may be killed: five alarms, news of a client and a morning, into a folder."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from services.clock import MovableClock
from services.database import Database
from tests.notify.desk.matters import came_back
from tests.notify.desk.telling import ADesk, into

MATTERS = [came_back(number) for number in range(1, 6)]


async def live(url: str, organisation: UUID, clock: MovableClock, folder: Path, process: int) -> None:
    """Tell and send all that is due; the second process comes when the first is taken for dead."""
    database = Database(url, "notify")
    moved = MovableClock(clock.now() + timedelta(minutes=20) * (process - 1))
    desk = ADesk(database, moved, MATTERS, into(folder))
    await desk.tells(organisation)
    await desk.tells_supporters(organisation)
    await desk.tells_the_morning(organisation)
    await database.close()
