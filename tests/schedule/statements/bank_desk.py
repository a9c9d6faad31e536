"""Somebody who hands in what the bank sent, and the other one who decides about what was stopped."""

from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from services.clock import MovableClock
from services.database import Database
from services.events import StatementState
from services.schedule.hand import Hand
from services.schedule.statements.letting_in import let_in, set_aside
from services.schedule.statements.taking_in import TakenIn, take_in
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.statements.files import camt, handed_in
from tests.superuser import as_superuser

REASON = "The bank confirmed it by telephone."


class BankDesk:
    """Piet hands in; Els is the second person."""

    def __init__(self, database: Database, organisation: UUID, clock: MovableClock, admin_url: str) -> None:
        self.database = database
        self.organisation = organisation
        self.clock = clock
        self.admin_url = admin_url

    async def take_in(self, content: bytes, name: str = "statement.xml", by: str = "piet") -> TakenIn:
        async with self.database.transaction(self.organisation) as session:
            return await take_in(session, self._hand(session, by), handed_in(content, name))

    async def take(self, *statements: str) -> list[StatementState]:
        """The states into which the statements of one file came."""
        taken = await self.take_in(camt(*statements))
        return [one.statement.state for one in taken.statements]

    async def let_in(self, statement_id: UUID, by: str = "els") -> StatementState:
        async with self.database.transaction(self.organisation) as session:
            return (await let_in(session, self._hand(session, by), statement_id, REASON)).state

    async def set_aside(self, statement_id: UUID, by: str = "els") -> StatementState:
        async with self.database.transaction(self.organisation) as session:
            return (await set_aside(session, self._hand(session, by), statement_id, REASON)).state

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """What stands in the database, seen by its administrator."""
        with as_superuser(self.admin_url) as connection:
            return connection.cursor(row_factory=dict_row).execute(query.encode(), values).fetchall()

    def states(self) -> list[tuple[str, str, int | None]]:
        """Every statement with its state and its place in the chain."""
        query = "select statement_id, state, place from schedule.statement order by statement_id, id"
        return [(row["statement_id"], row["state"], row["place"]) for row in self.rows(query)]

    def _hand(self, session: Any, by: str) -> Hand:
        return Hand.of(session, by, self.clock.now(), RULES, KEYRING)
