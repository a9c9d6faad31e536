"""Holding payments of a run that were to be paid: each waits for a person, with its reason."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from services.events import HoldReason
from services.months import Month

_HOLD = """
    update payment set live = false, reason = held.reason, detail = held.detail
    from unnest(%s::text[], %s::uuid[], %s::integer[], %s::text[], %s::text[], %s::text[])
        as held (reason, household_id, month, purpose, occasion, detail)
    where payment.run_id = %s and payment.household_id = any(%s) and payment.household_id = held.household_id
    and payment.month = held.month and payment.purpose = held.purpose and payment.occasion = held.occasion
"""


class Held(NamedTuple):
    """A payment that is to be held, and why; `detail` is what the registry says more of it."""

    reason: HoldReason
    household_id: UUID
    month: Month
    purpose: str
    occasion: str
    detail: str | None = None


async def hold(connection: AsyncConnection, run_id: UUID, payments: Sequence[Held]) -> None:
    """Hold these payments of the run."""
    if payments:
        columns = [list(column) for column in zip(*payments, strict=True)]
        await connection.execute(_HOLD, [*columns, run_id, list({one.household_id for one in payments})])
