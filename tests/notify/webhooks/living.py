"""Sending what is owed, for processes to live through: each later than the one before, so that its turns are over."""

from datetime import UTC, datetime, timedelta

from services.clock import MovableClock
from services.database import Database
from services.notify.webhooks.calling import open_calls
from services.notify.webhooks.poster import LEASE, WebhookPoster
from tests.notify.webhooks.numbers import KNOWN
from tests.notify.webhooks.test_calling import LOOPBACK
from tests.schedule.households.builders import KEYRING

BEGUN = datetime(2026, 1, 5, 8, tzinfo=UTC)


async def send(url: str, process: int, source: str) -> None:
    """Send all that is due and can be sent; the so many-eth process to do so."""
    clock = MovableClock(BEGUN + process * (LEASE + timedelta(seconds=1)))
    database = Database(url, "notify")
    async with open_calls(LOOPBACK) as calls:
        await WebhookPoster(database, calls, KNOWN, KEYRING, clock, clock, source).deliver()
    await database.close()
