"""Keeping what is expected of households beside their payments, as the plan of today has it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from psycopg import AsyncConnection

from services.database import Session, organisation_of
from services.schedule.payments.candidates import LOOKS_BACK, Period
from services.schedule.payments.copying import copy_lines
from services.schedule.payments.proposal import Proposal
from services.schedule.wanted.income import Expectation
from services.storing import connection_of

_COLUMNS = "month, household_id, subject, happening, amount, expected_on"
_INCOMING = """
    create temporary table if not exists incoming_expectation (
        month integer, household_id uuid, subject text collate "C", happening text, amount bigint, expected_on date
    ) on commit drop
"""
_EXPECT = f"""
    insert into expected_income (organisation_id, {_COLUMNS}, planned)
    select %s, {_COLUMNS}, amount from incoming_expectation
    on conflict (organisation_id, month, household_id, subject)
    do update set amount = greatest(excluded.planned, expected_income.received), planned = excluded.planned,
        expected_on = excluded.expected_on
    where (expected_income.amount, expected_income.planned, expected_income.expected_on)
        <> (greatest(excluded.planned, expected_income.received), excluded.planned, excluded.expected_on)
"""
_EXPECT_NO_MORE = """
    update expected_income as old set amount = received, planned = 0
    where old.month = any(%s) and old.household_id = any(%s) and (old.amount, old.planned) <> (old.received, 0)
    and old.expected_on between %s and %s and not exists (
        select from incoming_expectation as new
        where (new.month, new.household_id, new.subject) = (old.month, old.household_id, old.subject)
    )
"""
_NOT_OF_KIND = """
    update expected_income as old set amount = received, planned = 0
    where old.month = any(%s) and old.household_id = %s and split_part(old.subject, '/', 1) = %s
    and (old.amount, old.planned) <> (old.received, 0) and not exists (
        select from incoming_expectation as new
        where (new.month, new.household_id, new.subject) = (old.month, old.household_id, old.subject)
    )
"""


async def bring_in_expected(connection: AsyncConnection, proposals: Iterable[Proposal]) -> None:
    """Put what is expected of these households where `expect` looks for it, in this transaction."""
    lines = [_line(one.dossier.household_id, expected) for one in proposals for expected in one.expected]
    await connection.execute(_INCOMING)
    await copy_lines(connection, f"copy incoming_expectation ({_COLUMNS}) from stdin", lines)


async def expect(
    connection: AsyncConnection, organisation_id: UUID, households: Sequence[UUID], period: Period
) -> None:
    """Expect what was brought in; what was expected and no longer is (a decision that was postponed), at nothing.

    What the bank has shown came, whatever the plan says now: no less than that is expected.
    """
    window = [period.first_due, period.last_due]
    months = list(range(period.month - LOOKS_BACK - 1, period.month + 2))
    await connection.execute(_EXPECT.encode(), [organisation_id])
    await connection.execute(_EXPECT_NO_MORE.encode(), [months, list(households), *window])


async def expect_at_once(
    session: Session, household_id: UUID, kind: str, months: range, expected: Iterable[Expectation]
) -> None:
    """Expect this of one kind, and nothing else of it in these months but what came, before any run comes by: it was
    decided or agreed on today, and the money may come tomorrow."""
    connection = await connection_of(session)
    await connection.execute(_INCOMING)
    await connection.execute("truncate incoming_expectation")
    lines = [_line(household_id, one) for one in expected]
    await copy_lines(connection, f"copy incoming_expectation ({_COLUMNS}) from stdin", lines)
    await connection.execute(_EXPECT.encode(), [organisation_of(session)])
    await connection.execute(_NOT_OF_KIND.encode(), [list(months), household_id, kind])


def _line(household_id: UUID, one: Expectation) -> str:
    return f"{one.month}\t{household_id}\t{one.subject}\t{one.happening}\t{one.amount}\t{one.on}\n"
