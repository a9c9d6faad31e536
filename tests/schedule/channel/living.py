"""A bank and whoever asks it, for processes to live through: two days, one of them twice, and a file that is broken."""

from datetime import date, timedelta
from pathlib import Path

from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.jobs import Worker
from services.schedule.channel.asking import ASK, Asking
from tests.schedule.channel.bank import a_bank, our_key
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line, camt, stmt

_FIRST = camt(stmt(Line(-3), opening=100_00))
FILES = {
    "1.xml": _FIRST,
    "2-again.xml": _FIRST,
    "3-cut-off.xml": _FIRST[:-30],
    "4.xml": camt(stmt(Line(-2), number=2, opening=99_97, on=date(2026, 3, 4))),
}
_TIMES = 3
"""Once to see, once to take, and once more, which has to change nothing."""


async def ask(url: str, folder: str, process: int) -> None:
    """Ask as long as there is something new; no two processes give the same ids, and each lives an hour later."""
    database = Database(url, "schedule", ids=SeededIds(f"channel {process}"))
    clock = MovableClock(FEBRUARY + timedelta(hours=process))
    async with a_bank(Path(folder)) as bank:
        described = bank.described(ORGANISATION, our_key(Path(folder)), delete_when_taken=True)
        asking = Asking([described], database, clock, RULES, KEYRING)
        async with Worker(database, {ASK: asking.ask}, alarms=[asking.wake]) as worker:
            for _ in range(_TIMES):
                await worker.take_over_stalled()
                await worker.ring()
                await worker.drain()
                clock.move_to(clock.now() + described.every)
    await database.close()
