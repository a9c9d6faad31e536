"""A filed month of March, and the bank that says what it did with it."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.rows import dict_row

from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.schedule.hand import Hand
from services.schedule.matching.matching import BY, match_next
from services.schedule.payments.run import RunKey
from services.schedule.payments.tables import RunRow
from services.schedule.promises import PROMISES
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.instructions.desk import asked
from tests.schedule.payments.runs import MARCH_RUN, Office
from tests.schedule.statements.bank_desk import BankDesk
from tests.schedule.statements.files import Line, stmt
from tests.superuser import as_superuser

STANDS = 50_000_00
"""Cents on the account of Den Haag before the first statement."""


class Paid(NamedTuple):
    """A payment of ours as the bank knows it, in cents, and what state it is in."""

    end_to_end_id: str
    amount: int
    purpose: str
    execute_on: date
    state: str

    def line(self, cents: int | None = None, **other: Any) -> Line:
        """An entry that names it; it went out unless other cents are given."""
        return Line(-self.amount if cents is None else cents, self.end_to_end_id, self.execute_on, **other)


class Treasury:
    """Households whose March is paid, and statements on it, each behind the last."""

    def __init__(self, database: Database, organisation: UUID, clock: MovableClock, admin_url: str) -> None:
        self.office = Office(database, organisation, clock)
        self.desk = BankDesk(database, organisation, clock, admin_url)
        self.database, self.organisation, self.clock, self.admin_url = database, organisation, clock, admin_url
        self._number, self._stands = 0, STANDS

    async def files(self, key: RunKey = MARCH_RUN) -> RunRow:
        return await self.office.approve(await self.office.propose(key))

    async def files_another(self, number: int = 1) -> RunRow:
        return await self.files(RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, number))

    def payments(self, where: str = "true") -> list[Paid]:
        """Those that stand in a file, in order of their execution."""
        query = f"""
            select end_to_end_id, amount, purpose, execute_on, state from schedule.payment_of_run
            where file_number is not null and {where} order by execute_on, household_id, purpose, occasion
        """
        return [Paid(**row) for row in self.rows(query)]

    def payment(self, purpose: str) -> Paid:
        return next(one for one in self.payments() if one.purpose == purpose)

    async def says(self, *lines: Line, **other: Any) -> None:
        """The bank's next statement, matched at once."""
        self._number += 1
        day = max((line.booked_on for line in lines), default=self.clock.today())
        statement = stmt(*lines, number=self._number, opening=self._stands, on=day, **other)
        assert await self.desk.take(statement) == ["taken"]
        self._stands += sum(line.cents for line in lines if line.status == "BOOK")
        await self.match()

    async def match(self, most: int = 500) -> None:
        goes_on = True
        while goes_on:
            async with self.database.transaction(self.organisation) as session:
                goes_on = await match_next(session, Hand.of(session, BY, self.clock.now(), RULES, KEYRING), most)

    def states(self) -> dict[str, int]:
        """How many payments that stand in a file are in each state."""
        found: dict[str, int] = {}
        for one in self.payments():
            found[one.state] = found.get(one.state, 0) + 1
        return found

    def oddities(self) -> list[tuple[str, str | None]]:
        """What is odd, and which payment it names."""
        rows = self.rows("select oddity, end_to_end_id from schedule.bank_exception order by statement_id, entry, part")
        return [(row["oddity"], row["end_to_end_id"]) for row in rows]

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        with as_superuser(self.admin_url) as connection:
            return connection.cursor(row_factory=dict_row).execute(query.encode(), values).fetchall()

    def held(self, kind: str) -> dict[str, int]:
        """Cents that an account of every household holds: credits less debits, spoken for and moved."""
        rows = self.rows(
            "select book_id::text, credits_posted - debits_posted as held from schedule.ledger_account where kind = %s",
            kind,
        )
        return {row["book_id"]: row["held"] for row in rows}

    def broken(self) -> dict[str, int]:
        """Promises that do not hold."""
        found = Counter[str]()
        for one in PROMISES:
            found[one.number] += len(asked(self.admin_url, one.offenders))
        return dict(+found)
