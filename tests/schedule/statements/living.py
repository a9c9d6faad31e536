"""A folder of the bank for processes to live through: three days in the wrong order, one of them twice, one broken."""

from datetime import date, timedelta
from pathlib import Path

from services.clock import MovableClock, SystemClock
from services.database import Database
from services.ids import SeededIds
from services.schedule.statements.folder import StatementFolder
from services.schedule.statements.taking_in import BATCH
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line, camt, stmt

_MANY = [Line(-1)] * (BATCH + 1)
"""More than are stored together."""

FILES = {
    "1.xml": camt(stmt(*_MANY, opening=100_00)),
    "2-twice.xml": camt(stmt(*_MANY, opening=100_00), stmt(Line(-3), number=3, opening=89_97, on=date(2026, 3, 5))),
    "3-cut-off.xml": camt(stmt(Line(-1)))[:-30],
    "4-late.xml": camt(stmt(Line(-2), number=2, opening=89_99, on=date(2026, 3, 4))),
}


def fill(folder: Path) -> None:
    """Put the files down for the organisation."""
    incoming = folder / str(ORGANISATION) / "in"
    incoming.mkdir(parents=True)
    for name, content in FILES.items():
        (incoming / name).write_bytes(content)


async def look(url: str, folder: str, process: int) -> None:
    """Take in what lies there; no two processes give the same ids."""
    database = Database(url, "schedule", ids=SeededIds(f"bank {process}"))
    machine = MovableClock(SystemClock().now() + timedelta(hours=1))
    await StatementFolder(Path(folder), database, MovableClock(FEBRUARY), RULES, KEYRING, machine).look()
    await database.close()
