"""Files of the bank that are put down in a folder: taken in once, archived, or put into quarantine with the reason."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.schedule.statements.folder import StatementFolder
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.statements.bank_desk import BankDesk
from tests.schedule.statements.files import Line, camt, stmt

WRITTEN_AT = datetime(2026, 3, 4, 6, tzinfo=UTC)
CONTENT = camt(stmt(Line(-620_00)))


class Drop:
    """The folder of our organisation, and the clock of the machine that it lies on."""

    def __init__(self, desk: BankDesk, database: Database, clock: MovableClock, folder: Path) -> None:
        self.of_organisation = folder / str(desk.organisation)
        (self.of_organisation / "in").mkdir(parents=True)
        self.machine = MovableClock(WRITTEN_AT)
        self._folder = StatementFolder(folder, database, clock, RULES, KEYRING, self.machine)

    def put(self, content: bytes, name: str = "20260303.xml") -> Path:
        path = self.of_organisation / "in" / name
        path.write_bytes(content)
        os.utime(path, (WRITTEN_AT.timestamp(), WRITTEN_AT.timestamp()))
        return path

    async def look(self, after: timedelta = timedelta(minutes=5)) -> int:
        self.machine.move_to(WRITTEN_AT + after)
        return await self._folder.look()

    def lies_in(self, place: str) -> list[str]:
        return sorted(
            str(path.relative_to(self.of_organisation / place))
            for path in (self.of_organisation / place).rglob("*")
            if path.is_file()
        )


@pytest.fixture
def drop(desk: BankDesk, database: Database, clock: MovableClock, tmp_path: Path) -> Drop:
    return Drop(desk, database, clock, tmp_path)


async def test_a_file_is_taken_in_and_archived_by_day(drop: Drop, desk: BankDesk) -> None:
    drop.put(CONTENT)
    assert await drop.look() == 1
    assert desk.states() == [("2026-1", "taken", 1)]
    assert drop.lies_in("in") == []
    (archived,) = drop.lies_in("archive")
    assert archived.startswith(f"{desk.clock.today()}/")
    assert archived.endswith("-20260303.xml")


async def test_files_are_taken_in_in_the_order_of_their_names(drop: Drop, desk: BankDesk) -> None:
    drop.put(camt(stmt(Line(-1), number=2, opening=380_00)), "20260304.xml")
    drop.put(CONTENT, "20260303.xml")
    assert await drop.look() == 2
    assert desk.states() == [("2026-1", "taken", 1), ("2026-2", "taken", 2)]


async def test_the_same_file_again_changes_nothing_and_is_archived(drop: Drop, desk: BankDesk) -> None:
    drop.put(CONTENT)
    await drop.look()
    drop.put(CONTENT, "again.xml")
    assert await drop.look() == 1
    assert desk.rows("select count(*) from schedule.bank_booking") == [{"count": 1}]
    assert len(drop.lies_in("archive")) == 2


async def test_a_file_that_cannot_be_read_is_put_into_quarantine_with_the_reason(drop: Drop, desk: BankDesk) -> None:
    drop.put(CONTENT[:-40], "cut-off.xml")
    assert await drop.look() == 1
    file, why = drop.lies_in("quarantine")
    assert (drop.of_organisation / "quarantine" / file).read_bytes() == CONTENT[:-40]
    said = (drop.of_organisation / "quarantine" / why).read_text()
    assert said.startswith("unreadable-bank-file: ")
    assert "line " in said
    assert desk.states() == []


async def test_a_file_of_somebody_else_is_put_into_quarantine(drop: Drop) -> None:
    drop.put(camt(stmt(Line(-1), account="NL08INGB0000001234")))
    await drop.look()
    _, why = drop.lies_in("quarantine")
    assert (drop.of_organisation / "quarantine" / why).read_text().startswith("not-our-account: ")


async def test_a_file_that_may_still_be_written_is_left_for_a_minute(drop: Drop) -> None:
    drop.put(CONTENT[:-40])
    assert await drop.look(after=timedelta(seconds=59)) == 0
    assert drop.lies_in("in") == ["20260303.xml"]
    drop.put(CONTENT)
    assert await drop.look(after=timedelta(seconds=61)) == 1
    assert drop.lies_in("quarantine") == []


@pytest.mark.parametrize("name", [".20260303.xml", "20260303.xml.part", "20260303.tmp", "20260303.filepart"])
async def test_what_has_the_name_of_an_unfinished_file_is_left(drop: Drop, name: str) -> None:
    drop.put(CONTENT, name)
    assert await drop.look() == 0


async def test_nothing_outside_the_folder_is_reached_through_a_link(drop: Drop, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.xml"
    elsewhere.write_bytes(CONTENT)
    (drop.of_organisation / "in" / "link.xml").symlink_to(elsewhere)
    assert await drop.look() == 0


async def test_a_statement_behind_a_gap_is_taken_up_when_the_missing_day_comes(drop: Drop, desk: BankDesk) -> None:
    drop.put(CONTENT, "1.xml")
    drop.put(camt(stmt(Line(-1), number=3, opening=379_98)), "3.xml")
    await drop.look()
    assert desk.states() == [("2026-1", "taken", 1), ("2026-3", "waits", None)]
    drop.put(camt(stmt(Line(-2), number=2, opening=380_00)), "2.xml")
    await drop.look()
    assert desk.states() == [(f"2026-{n}", "taken", n) for n in (1, 2, 3)]


async def test_the_folder_of_an_organisation_takes_in_nothing_for_another(
    drop: Drop, desk: BankDesk, database: Database, clock: MovableClock, tmp_path: Path, another_organisation: UUID
) -> None:
    """Zoetermeer has the same account number in these tests, and sees its own statement alone."""
    theirs = tmp_path / str(another_organisation) / "in"
    theirs.mkdir(parents=True)
    (theirs / "theirs.xml").write_bytes(CONTENT)
    drop.put(CONTENT)
    await drop.look()
    rows = desk.rows("select organisation_id, count(*) from schedule.statement group by 1")
    assert {row["organisation_id"]: row["count"] for row in rows} == {desk.organisation: 1, another_organisation: 1}
