"""A desk where people look at what no rule explains, with a filed month and a bank behind it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from services.database import Session
from services.schedule.exceptions import by_hand
from services.schedule.exceptions.again import LOOK_AGAIN, LookingAgain
from services.schedule.exceptions.deciding import approve, ask
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.said import Part
from services.schedule.exceptions.tables import BookingMeasure, DecisionRow
from services.schedule.hand import Hand
from services.schedule.matching.booked import Place
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.matching.treasury import Treasury
from tests.superuser import as_superuser

WHY = "The client showed the letter about this payment."


class Desk(Treasury):
    """Els looks at the exceptions; whatever she does, the others are looked at again."""

    def households(self) -> list[UUID]:
        return [row["id"] for row in self.rows("select id from schedule.household order by reference")]

    def places(self) -> list[Place]:
        """Where the open exceptions stand, in the order of their bookings."""
        query = """
            select odd.statement_id, entry, part from schedule.bank_exception as odd join schedule.statement
            on statement.id = odd.statement_id where closed_at is null order by place, entry, part
        """
        return [Place(**row) for row in self.rows(query)]

    def ends(self) -> list[tuple[str, str | None, str | None]]:
        """Of every exception what is odd, how it ended and by whom."""
        query = """
            select oddity, ended_as, closed_by from schedule.bank_exception as odd join schedule.statement
            on statement.id = odd.statement_id order by place, entry, part
        """
        return [(row["oddity"], row["ended_as"], row["closed_by"]) for row in self.rows(query)]

    async def matches(self, place: Place, part: Part, remember: Remember | None = None, by: str = "els") -> None:
        await self.does_by(lambda session, hand: by_hand.match(session, hand, place, part, WHY, remember), by)

    async def splits(self, place: Place, parts: Sequence[Part], by: str = "els") -> None:
        await self.does_by(lambda session, hand: by_hand.split(session, hand, place, parts, WHY), by)

    async def identifies(self, place: Place, end_to_end_id: str, by: str = "els") -> None:
        await self.does_by(lambda session, hand: by_hand.match_payment(session, hand, place, end_to_end_id, WHY), by)

    async def asks(self, place: Place, what: BookingMeasure, by: str = "els") -> DecisionRow:
        row: DecisionRow = await self.does_by(lambda session, hand: ask(session, hand, place, what, WHY), by)
        return row

    async def approves(self, decision: DecisionRow, by: str = "piet") -> None:
        await self.does_by(lambda session, hand: approve(session, hand, decision.id), by)

    def decisions(self) -> list[tuple[str, bool, str | None, str | None]]:
        """What was asked: whether nobody else had to say so, how it ended and by whom."""
        rows = self.rows("select what, alone, ended_as, ended_by from schedule.booking_decision order by id")
        return [(row["what"], row["alone"], row["ended_as"], row["ended_by"]) for row in rows]

    def steps(self) -> list[tuple[str, str]]:
        """The history of all exceptions, in order of their bookings."""
        rows = self.rows("select step, by from schedule.bank_exception_step order by statement_id, entry, part, number")
        return [(row["step"], row["by"]) for row in rows]

    async def looks_again(self) -> None:
        """The worker does what waits."""
        looking = LookingAgain(self.database, self.clock, RULES, KEYRING)
        jobs = self.rows(
            "select id, args from schedule.procrastinate_jobs where task_name = %s and status = 'todo' order by id",
            LOOK_AGAIN,
        )
        for job in jobs:
            await looking.look(**job["args"])

    def does(self, statement: str) -> None:
        """What an administrator of the database does."""
        with as_superuser(self.admin_url, "schedule") as connection:
            connection.execute(statement.encode())

    async def does_by(self, what: Callable[[Session, Hand], Awaitable[Any]], by: str = "els") -> Any:
        async with self.database.transaction(self.organisation) as session:
            return await what(session, Hand.of(session, by, self.clock.now(), RULES, KEYRING))

    def budget(self, household_id: UUID) -> int:
        """Cents that are free."""
        query = """
            select credits_posted - debits_posted - debits_pending as free from schedule.ledger_account
            where kind = 'budget' and book_id = %s
        """
        (row,) = self.rows(query, household_id)
        return int(row["free"])

    def suspense(self) -> int:
        """Cents on suspense: what came in less what went out."""
        return sum(self.held("suspense").values())
