"""A folder of the bank for processes to live through: three days in the wrong order, one of them twice, one broken."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from services.clock import MovableClock, SystemClock
from services.database import Database, Session
from services.ids import SeededIds
from services.schedule.hand import Hand
from services.schedule.statements import repository
from services.schedule.statements.folder import StatementFolder
from services.schedule.statements.letting_in import let_in
from services.schedule.statements.repository import Which
from services.schedule.statements.stepping import StatementIsDone
from services.schedule.statements.taking_in import BATCH, take_in
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line, camt, handed_in, stmt

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


async def let_all_in(url: str, process: int) -> None:
    """Take in a statement, one behind it that does not close, and one behind a gap, and let Els let in what was not
    taken; no two processes give the same ids."""
    database = Database(url, "schedule", ids=SeededIds(f"let in {process}"))
    stopped = stmt(Line(-5), number=2, opening=99_97, closing=1, on=date(2026, 3, 4))
    waits = stmt(Line(-7), number=9, opening=70_00, on=date(2026, 3, 9))
    for content in (camt(stmt(Line(-3), opening=100_00)), camt(stopped), camt(waits)):
        async with database.transaction(ORGANISATION) as session:
            await take_in(session, _hand(session, "piet"), handed_in(content))
    async with database.reading(ORGANISATION) as session:
        found = [row.id for row in await repository.statements(session, None, 9, Which())]
    for statement_id in sorted(found):
        with suppress(StatementIsDone):
            async with database.transaction(ORGANISATION) as session:
                await let_in(session, _hand(session, "els"), statement_id, "The bank confirmed it by telephone.")
    await database.close()


def _hand(session: Session, by: str) -> Hand:
    return Hand.of(session, by, MovableClock(FEBRUARY).now(), RULES, KEYRING)
