"""Debits that nobody could explain and that still stand: what is given back of them is known by these."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger

from services.database import ReadSession
from services.schedule.matching.booked import Booked
from services.schedule.statements.statement import Direction

_STAND = text(
    """
    select odd.statement_id, odd.entry, odd.part, statement.account, odd.amount, odd.booked_on, booking.counterparty,
        booking.mandate
    from bank_exception as odd join statement on statement.id = odd.statement_id
    join bank_booking as booking on booking.statement_id = odd.statement_id and booking.entry = odd.entry
    and booking.part = odd.part
    where odd.closed_at is null and odd.in_suspense and odd.direction = 'debit' and odd.amount = any(:amounts)
    and booking.our_id is null
    order by odd.booked_on, odd.statement_id, odd.entry, odd.part
    """
).bindparams(bindparam("amounts", type_=ARRAY(BigInteger)))


async def unexplained_debits(session: ReadSession, others: Sequence[Booked]) -> list[Booked]:
    """Those of the amount of a credit among these that gives something back, oldest first."""
    amounts = {one.amount for one in others if not one.is_debit and (one.mandate or one.return_code)}
    if not amounts:
        return []
    return [_booked(row) for row in await session.execute(_STAND, {"amounts": sorted(amounts)})]


def _booked(row: Row[Any]) -> Booked:
    return Booked(
        statement_id=row.statement_id,
        entry=row.entry,
        part=row.part,
        account=row.account,
        amount=row.amount,
        direction=Direction.DEBIT,
        booked_on=row.booked_on,
        counterparty=row.counterparty,
        mandate=row.mandate,
    )
