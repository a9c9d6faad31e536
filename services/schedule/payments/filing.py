"""Filing a frozen run: what we push goes into bank files, each written, checked and kept once, in one transaction.

A file holds the payments of one municipality, paid from its account; it holds at most what the bank takes in one file.
Which payment stands in which file follows from their order alone: a file says up to which payment of its municipality
it goes, no payment is written to, and a crash writes the same file again. The file of an emergency run is instant: what
stands in it is executed on its day, whatever day that is.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from services.database import Session, organisation_of
from services.events import RunKind
from services.failpoints import failpoint
from services.iban import Iban
from services.months import month_text
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader
from services.schedule.bank.identifiers import message_id
from services.schedule.bank.keeping import keep
from services.schedule.bank.profile import BNG, BankProfile
from services.schedule.payments.releasing import accounts_of
from services.schedule.payments.tables import PaymentFileRow, RunRow
from services.sealing import Keyring
from services.storing import connection_of

_FILES = """
    select municipality, items, last_execute_on, last_household_id, last_purpose, last_occasion
    from payment_file where run_id = %s order by number
"""
_TO_PAY = """
    select code, name, iban, execute_on, items, amount from municipality join (
        select municipality, execute_on, count(*)::integer as items, sum(amount)::bigint as amount
        from payment where run_id = %s and (live or came_back is not null) and route = 'we_push'
        group by municipality, execute_on
    ) as paid on paid.municipality = municipality.code order by code, execute_on
"""
_PLACE = "execute_on, household_id, purpose, occasion"
_IN_NO_FILE = f"""
    from payment where run_id = %(run_id)s and live and route = 'we_push' and municipality = %(municipality)s
    and (%(execute_on)s::date is null
        or ({_PLACE}) > (%(execute_on)s, %(household_id)s, %(purpose)s::text, %(occasion)s::text))
"""
_TOTALS = f"""
    select execute_on, count(*)::integer as items, sum(amount)::bigint as amount from (
        select execute_on, amount {_IN_NO_FILE} order by {_PLACE} limit %(most)s
    ) as taken group by execute_on order by execute_on
"""
_TAKE = f"""
    select {_PLACE}, end_to_end_id, amount, payee_id, reference_kind, reference_text
    {_IN_NO_FILE} order by {_PLACE} limit %(most)s
"""


class _Place(NamedTuple):
    """Where a payment stands among those of its municipality in a run; nowhere is before the first."""

    execute_on: date | None = None
    household_id: UUID | None = None
    purpose: str | None = None
    occasion: str | None = None


class _Debtor(NamedTuple):
    """A municipality that pays: items and cents of the run by day, how many of them stand in files, and up to where."""

    code: str
    name: str
    iban: Iban
    days: dict[date, tuple[int, int]]
    filed: int
    until: _Place

    @property
    def waiting(self) -> int:
        """How many payments stand in no file."""
        return sum(items for items, _ in self.days.values()) - self.filed


async def file_next(session: Session, run: RunRow, keyring: Keyring, now: datetime, bank: BankProfile = BNG) -> bool:
    """Write the next file of the run, which the caller holds; False when every payment that we push stands in one.

    Its days are those that the payments have: whoever files late looks for what can no longer be executed on its day
    first (`late_days`), in the same transaction. Once the file is written its days stand for ever.
    """
    connection = await connection_of(session)
    files = await (await connection.execute(_FILES, [run.id])).fetchall()
    debtor = await _next_debtor(connection, run.id, files)
    if debtor is None:
        return False
    number = len(files) + 1
    which = {"run_id": run.id, "municipality": debtor.code, **debtor.until._asdict(), "most": bank.most_items}
    instant = run.kind is RunKind.EMERGENCY
    is_whole = not debtor.filed and debtor.waiting <= bank.most_items
    totals = debtor.days if is_whole else await _totals(connection, which)
    taken = await (await connection.execute(_TAKE.encode(), which)).fetchall()
    transfers = await _transfers(session, keyring, run.id, taken)
    header = FileHeader(message_id(run.id, number), now, debtor.name, debtor.iban, instant)
    name = f"{month_text(run.month)}-{run.kind}-{run.number}-{debtor.code}-{number}.xml"
    record = await keep(session, keyring, header, transfers, totals, name, now)
    last_execute_on, last_household_id, last_purpose, last_occasion, *_ = taken[-1]
    session.add(
        PaymentFileRow(
            organisation_id=organisation_of(session),
            run_id=run.id,
            number=number,
            municipality=debtor.code,
            message_id=record.message_id,
            items=record.items,
            amount=record.amount,
            last_execute_on=last_execute_on,
            last_household_id=last_household_id,
            last_purpose=last_purpose,
            last_occasion=last_occasion,
        )
    )
    await session.flush()
    failpoint("run.file-written")
    return True


async def _next_debtor(connection: AsyncConnection, run_id: UUID, files: Sequence[tuple[Any, ...]]) -> _Debtor | None:
    """The first municipality of which a payment stands in no file."""
    filed, until = Counter[str](), defaultdict[str, _Place](_Place)
    for municipality, items, *last in files:
        filed[municipality] += items
        until[municipality] = _Place(*last)
    rows = await (await connection.execute(_TO_PAY, [run_id])).fetchall()
    for (code, name, iban), of_debtor in groupby(rows, itemgetter(0, 1, 2)):
        days = {day: (items, amount) for *_, day, items, amount in of_debtor}
        debtor = _Debtor(code, name, Iban(iban), days, filed[code], until[code])
        if debtor.waiting:
            return debtor
    return None


async def _totals(connection: AsyncConnection, which: Mapping[str, Any]) -> dict[date, tuple[int, int]]:
    """Items and cents of the next file for each day of execution, where it does not take all of the municipality."""
    found = await (await connection.execute(_TOTALS.encode(), which)).fetchall()
    return {day: (items, amount) for day, items, amount in found}


async def _transfers(
    session: Session, keyring: Keyring, run_id: UUID, taken: Sequence[tuple[Any, ...]]
) -> list[CreditTransfer]:
    connection, asked = await connection_of(session), {account_id for *_, account_id, _, _ in taken}
    accounts = await accounts_of(connection, keyring, organisation_of(session), run_id, list(asked))
    return [
        CreditTransfer(own_id, amount, *accounts[account_id], _reference(kind, text), execute_on)
        for execute_on, _, _, _, own_id, amount, account_id, kind, text in taken
    ]


def _reference(kind: str | None, text: str | None) -> PaymentReference | None:
    return PaymentReference(ReferenceKind(kind), text) if kind and text else None
