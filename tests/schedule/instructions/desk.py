"""The back office where instructions go out and answers come in: short ways to a file and its answer."""

from typing import Any
from uuid import UUID

from services.schedule.instructions import repository
from services.schedule.instructions.answering import Taken, take_in
from services.schedule.instructions.instructing import opened
from services.schedule.payments.tables import RunRow
from services.schedule.promises import PROMISES
from tests.schedule.households.builders import KEYRING
from tests.schedule.payments.runs import Office
from tests.superuser import as_superuser


class Desk(Office):
    """An office whose runs are filed, and that speaks with the benefit system."""

    async def filed(self, *references: str) -> RunRow:
        """March of these households, approved and filed; of one household if none is named."""
        for reference in references or ("Z-1",):
            await self.register(reference)
        return await self.approve(await self.propose())

    async def download(self, run: RunRow, number: int = 1) -> bytes:
        """The bytes of an instruction file."""
        async with self.database.reading(self.organisation) as session:
            return opened(await repository.file_of(session, run.id, number), KEYRING)

    async def answer(self, run: RunRow, content: bytes, number: int = 1) -> Taken:
        """Hand in what the benefit system answered."""
        async with self.database.transaction(self.organisation) as session:
            return await take_in(session, self.hand(session, "wim"), run.id, number, content)


def an_answer(*rows: tuple[str, ...], columns: str = "reference;outcome;withheldCents;reason") -> bytes:
    """An answer with these rows, as a suite writes it."""
    return "\r\n".join([columns, *(";".join(row) for row in rows), ""]).encode()


def reference_of(admin_url: str, purpose: str, household: UUID | None = None) -> str:
    """The reference of the line for a purpose (of a household)."""
    whose = f" and household_id = '{household}'" if household else ""
    ((found,),) = asked(admin_url, f"select end_to_end_id from instruction_line where purpose = '{purpose}'{whose}")
    return str(found)


def asked(admin_url: str, query: str) -> list[Any]:
    """The rows that a query gives to whoever sees everything."""
    with as_superuser(admin_url, "schedule") as connection:
        return connection.execute(query.encode()).fetchall()


def booked(admin_url: str, subject: str) -> list[tuple[str, str, str, str, int]]:
    """What stands in the ledger under a subject and beside it: subject, stage, from, to, cents."""
    return asked(
        admin_url,
        f"select subject, stage, debit, credit, amount from ledger_entry where subject like '{subject}%'"
        " order by subject, resolves",
    )


def held(admin_url: str) -> list[tuple[str, str, int, str]]:
    """What waits: purpose, occasion, cents, why."""
    return asked(admin_url, "select purpose, occasion, amount, reason from held_payment order by purpose, occasion")


def broken(admin_url: str) -> dict[str, int]:
    """By number of the promise how many offenders there are."""
    found: dict[str, int] = {}
    for promise in PROMISES:
        offenders = len(asked(admin_url, promise.offenders))
        if offenders:
            found[promise.number] = found.get(promise.number, 0) + offenders
    return found
