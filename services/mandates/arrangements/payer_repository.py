"""The payer of record in the database: rows that are only added."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.mandate_events import Payer
from services.mandates.arrangements.payer import Cause, PayerChange, PayerEntry, PayerMonth, payers_in
from services.months import Month
from services.storing import Rows, store

_COLUMNS = (
    "organisation_id", "household_id", "cost", "sequence", "from_month", "payer", "arrangement_id", "cause",
    "handshake_id", "direct_debit_id", "reason", "at", "by",
)  # fmt: skip
_OF_HOUSEHOLDS = text(
    """
    select record.household_id, record.cost, record.sequence, record.arrangement_id, arrangement.supplier_id,
        record.payer, record.from_month, record.cause, record.handshake_id, record.direct_debit_id, record.reason,
        record.at, record.by
    from payer_of_record as record
    join arrangement on arrangement.organisation_id = record.organisation_id
        and arrangement.id = record.arrangement_id
    where record.household_id = any(:ids) and record.from_month <= :last
    and (cast(:cost as text) is null or record.cost = :cost)
    order by record.household_id, record.cost, record.sequence
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("cost", type_=Text))
_END_OF_TIME: Month = 9999 * 12


async def entries_of(
    session: ReadSession, household_ids: Collection[UUID], last: Month = _END_OF_TIME, cost: str | None = None
) -> dict[UUID, list[PayerEntry]]:
    """The rows of each of these households that begin in `last` or before, by cost and number."""
    found: dict[UUID, list[PayerEntry]] = defaultdict(list)
    asked = {"ids": list(set(household_ids)), "last": last, "cost": cost}
    for row in await session.execute(_OF_HOUSEHOLDS, asked):
        found[row.household_id].append(_entry(row))
    return found


async def payers(
    session: ReadSession, household_ids: Collection[UUID], first_month: Month, last_month: Month
) -> dict[UUID, list[PayerMonth]]:
    """Who pays what of each of these households in the months from the first to the last, by cost and month.

    A household of which nothing is on record is not in the answer; a cost begins with its first row.
    """
    kept = await entries_of(session, household_ids, last_month)
    return {household_id: payers_in(entries, first_month, last_month) for household_id, entries in kept.items()}


async def add(session: Session, entries: Sequence[PayerEntry]) -> None:
    """Write down new rows of record."""
    mine = organisation_of(session)
    await store(session, Rows("payer_of_record", _COLUMNS, [_row(mine, one) for one in entries]))


def _row(mine: UUID, one: PayerEntry) -> tuple[Any, ...]:
    change = one.change
    return (
        mine, one.household_id, one.cost, one.sequence, change.from_month, str(change.payer), one.arrangement_id,
        str(change.cause), change.handshake_id, change.direct_debit_id, change.reason, one.at, one.by,
    )  # fmt: skip


def _entry(row: Row[Any]) -> PayerEntry:
    change = PayerChange(
        Payer(row.payer), row.from_month, Cause(row.cause), row.handshake_id, row.direct_debit_id, row.reason
    )
    return PayerEntry(
        row.household_id, row.cost, row.sequence, row.arrangement_id, row.supplier_id, change, row.at, row.by
    )
