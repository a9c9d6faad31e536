"""What a month's bank statement tells: every payment of it booked, some come back, and money that came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import text

from sandbox.statement_file import Line, Statement
from services.database import Database

_PAID = text(
    """
    select municipality.iban, end_to_end_id, amount, execute_on, household_id from payment_of_run
    join municipality on municipality.code = municipality
    where run_id = :run_id and file_number is not null order by iban, execute_on, end_to_end_id
    """
)
_EXPECTED = text(
    """
    select municipality.iban, household.reference, expected.amount - expected.received as amount, expected_on
    from expected_income as expected join household on household.id = household_id
    join municipality on municipality.code = household.municipality
    where expected.month = :month and happening = 'benefit' and expected.amount > expected.received
    order by iban, expected_on, reference
    """
)
_ONE_BACK_IN = 500


async def lines_of(database: Database, organisation_id: UUID, run_id: UUID, month: int) -> dict[str, list[Line]]:
    """By account what the bank would book of a month: its payments, a return of one in five hundred, the benefits."""
    found: dict[str, list[Line]] = defaultdict(list)
    async with database.reading(organisation_id) as session:
        paid = (await session.execute(_PAID, {"run_id": run_id})).all()
        expected = (await session.execute(_EXPECTED, {"month": month})).all()
    for row in paid:
        found[row.iban].append(Line(-row.amount, row.execute_on, row.end_to_end_id, ""))
    for row in islice(paid, 0, None, _ONE_BACK_IN):
        found[row.iban].append(Line(row.amount, row.execute_on, row.end_to_end_id, "", "AC04"))
    for row in expected:
        found[row.iban].append(Line(row.amount, row.expected_on, "", f"Bijstand zaak {row.reference}"))
    return found


def next_statements(lines: Mapping[str, Sequence[Line]], before: Mapping[str, Statement]) -> list[Statement]:
    """Each account's statement behind the one before."""
    return [
        Statement(account, before[account].number + 1, before[account].closing, said)
        if account in before
        else Statement(account, 1, 0, said)
        for account, said in sorted(lines.items())
    ]
