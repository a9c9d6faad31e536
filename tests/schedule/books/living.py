"""Journals of a month that was paid, for processes to live through: two exports, of which the second begins where the
first ended."""

from contextlib import suppress
from datetime import date

from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.schedule.books.exporting import DaysAreExported, export
from services.schedule.hand import Hand
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.runs import FEBRUARY

DAYS = (date(2026, 2, 18), date(2026, 2, 19))


async def export_all(url: str, process: int) -> None:
    """Export what stands in no journal yet; no two processes give the same ids."""
    database = Database(url, "schedule", ids=SeededIds(f"books {process}"))
    for day in DAYS:
        with suppress(DaysAreExported):
            async with database.transaction(ORGANISATION) as session:
                await export(session, Hand.of(session, "piet", MovableClock(FEBRUARY).now(), RULES, KEYRING), day)
    await database.close()
