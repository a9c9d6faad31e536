"""What is remembered of payers: read for the bookings of a batch, kept on a person's word, forgotten on another's."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary

from services.database import ReadSession
from services.schedule.matching.known_payers import known_payers
from services.schedule.matching.remembered import Remembered
from services.schedule.statements.statement import Direction
from services.sealing import Keyring

_COLUMNS = "id, direction, counterparty, words, kind, household_id, amount"
_OF_PAYERS = text(
    f"""
    select {_COLUMNS} from remembered_payer
    where counterparty = any(:counterparties) and forgotten_at is null order by id
    """
).bindparams(bindparam("counterparties", type_=ARRAY(LargeBinary)))


async def remembered_of(
    session: ReadSession, keyring: Keyring, counterparties: Collection[bytes]
) -> tuple[Remembered, ...]:
    """What is remembered of these payers (marks of their accounts), and what everybody knows of them."""
    if not counterparties:
        return ()
    rows = await session.execute(_OF_PAYERS, {"counterparties": sorted(counterparties)})
    known = (one for one in known_payers(keyring) if one.counterparty in counterparties)
    return (*(_remembered(row) for row in rows), *known)


def _remembered(row: Row[Any]) -> Remembered:
    return Remembered(
        id=UUID(str(row.id)),
        direction=Direction(row.direction),
        counterparty=bytes(row.counterparty),
        words=frozenset(bytes(one) for one in row.words),
        kind=row.kind,
        household_id=row.household_id,
        amount=row.amount,
    )
