"""Filing a frozen run: its payments go into bank files, each written, checked and kept once, in one transaction.

A file holds the payments of one municipality, paid from its account; it holds at most what the bank takes in one file.
Which payment stands in which file follows from their order alone, so a crash writes the same file again.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from services import banking_days
from services.clock import civil_date
from services.database import Session, organisation_of
from services.failpoints import failpoint
from services.iban import Iban
from services.months import month_text
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader
from services.schedule.bank.identifiers import message_id
from services.schedule.bank.keeping import keep
from services.schedule.bank.profile import BNG, BankProfile
from services.schedule.payees.repository import payees_by_id
from services.schedule.payments.tables import PaymentFileRow, RunRow
from services.sealing import Keyring
from services.storing import connection_of

_NEXT_MUNICIPALITY = """
    select code, name, iban, waiting from municipality join (
        select municipality, count(*)::integer as waiting from payment where run_id = %s and state = 'ready'
        group by municipality order by municipality limit 1
    ) as next on next.municipality = municipality.code
"""
_LAST_THAT_FITS = """
    select execute_on, household_id, purpose, occasion from payment
    where run_id = %s and state = 'ready' and municipality = %s
    order by execute_on, household_id, purpose, occasion offset %s - 1 limit 1
"""
_DAYS = "select distinct execute_on from payment where run_id = %s and state = 'ready'"
_MOVE = "update payment set execute_on = %s where run_id = %s and state = 'ready' and execute_on = any(%s)"
_TAKE = """
    update payment set state = 'submitted', file_number = %s
    where run_id = %s and state = 'ready' and municipality = %s
"""
_UP_TO = " and (execute_on, household_id, purpose, occasion) <= (%s, %s, %s, %s)"
_TOTALS = """
    select execute_on, count(*)::integer as items, sum(amount)::bigint as amount from payment
    where run_id = %s and file_number = %s group by execute_on order by execute_on
"""
_TAKEN = """
    select end_to_end_id, amount, payee_id, reference_kind, reference_text, execute_on from payment
    where run_id = %s and file_number = %s order by execute_on, household_id, purpose, occasion
"""


class _Debtor(NamedTuple):
    """A municipality that pays, and how many payments of it wait for a file."""

    code: str
    name: str
    iban: Iban
    waiting: int


async def file_next(session: Session, run: RunRow, keyring: Keyring, now: datetime, bank: BankProfile = BNG) -> bool:
    """Write the next file of the run, which the caller holds; False when every payment stands in one."""
    connection = await connection_of(session)
    debtor = await _next_debtor(connection, run.id)
    if debtor is None:
        return False
    await _move_days(connection, run.id, civil_date(now))
    number = await _next_number(connection, run.id)
    await _take(connection, run.id, debtor, number, bank.most_items)
    totals = await _totals(connection, run.id, number)
    transfers = await _transfers(session, connection, keyring, run.id, number)
    header = FileHeader(message_id(run.id, number), now, debtor.name, debtor.iban)
    name = f"{month_text(run.month)}-{run.kind}-{run.number}-{debtor.code}-{number}.xml"
    record = await keep(session, keyring, header, transfers, totals, name, now)
    session.add(
        PaymentFileRow(
            organisation_id=organisation_of(session),
            run_id=run.id,
            number=number,
            municipality=debtor.code,
            message_id=record.message_id,
            items=record.items,
            amount=record.amount,
        )
    )
    await session.flush()
    failpoint("run.file-written")
    return True


async def _next_debtor(connection: AsyncConnection, run_id: UUID) -> _Debtor | None:
    found = await (await connection.execute(_NEXT_MUNICIPALITY, [run_id])).fetchone()
    return None if found is None else _Debtor(found[0], found[1], Iban(found[2]), found[3])


async def _move_days(connection: AsyncConnection, run_id: UUID, today: date) -> None:
    """What was to be executed on a day that has passed, or on which the bank is closed, is on the first one it can.

    Said in the transaction that writes the file: once it is written, its days stand for ever.
    """
    moved: dict[date, list[date]] = defaultdict(list)
    for (day,) in await (await connection.execute(_DAYS, [run_id])).fetchall():
        possible = banking_days.after(max(day, today))
        if possible != day:
            moved[possible].append(day)
    for possible, days in moved.items():
        await connection.execute(_MOVE, [possible, run_id, days])


async def _take(connection: AsyncConnection, run_id: UUID, debtor: _Debtor, number: int, most: int) -> None:
    """Put the next payments into the file, as a range in their order: joined by their keys, they would be searched for
    one by one while PostgreSQL does not know the table yet."""
    taking = [number, run_id, debtor.code]
    if debtor.waiting <= most:
        await connection.execute(_TAKE, taking)
        return
    last = await (await connection.execute(_LAST_THAT_FITS, [run_id, debtor.code, most])).fetchone()
    assert last is not None, "more are waiting than fit"
    await connection.execute(_TAKE + _UP_TO, [*taking, *last])


async def _next_number(connection: AsyncConnection, run_id: UUID) -> int:
    query = "select coalesce(max(number), 0) + 1 from payment_file where run_id = %s"
    row = await (await connection.execute(query, [run_id])).fetchone()
    assert row is not None, "an aggregate gives a row"
    return int(row[0])


async def _totals(connection: AsyncConnection, run_id: UUID, number: int) -> dict[date, tuple[int, int]]:
    """Items and cents of the file for each day of execution, as the rows have them."""
    found = await (await connection.execute(_TOTALS, [run_id, number])).fetchall()
    return {day: (items, amount) for day, items, amount in found}


async def _transfers(
    session: Session, connection: AsyncConnection, keyring: Keyring, run_id: UUID, number: int
) -> list[CreditTransfer]:
    rows = await (await connection.execute(_TAKEN, [run_id, number])).fetchall()
    payees = await payees_by_id(session, keyring, {payee_id for _, _, payee_id, *_ in rows})
    return [
        CreditTransfer(own_id, amount, *payees[payee_id].details, _reference(kind, text), execute_on)
        for own_id, amount, payee_id, kind, text, execute_on in rows
    ]


def _reference(kind: str | None, text: str | None) -> PaymentReference | None:
    return PaymentReference(ReferenceKind(kind), text) if kind and text else None
