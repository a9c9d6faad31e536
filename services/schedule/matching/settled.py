"""The closing settlement that the bank has executed: its task ends by itself, and is open again if it comes back.

What a person closed stays closed: he saw something that no statement tells.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import Session, organisation_of
from services.events import TaskClosed, TaskOpened
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.matching.told import Told
from services.schedule.wanted.payments import SETTLEMENT

_BY = "ontzorg"
_WHY = "the bank executed the settlement"
_WHOSE = """
    from unnest(:households, :days) as settled (household_id, about)
    where kind = 'closing_settlement' and task.household_id = settled.household_id and task.about = settled.about
"""
_KEYS = (bindparam("households", type_=ARRAY(Uuid)), bindparam("days", type_=ARRAY(Text)))
_END = text(
    f"""
    update task set outcome = 'closed', closed_at = :now, closed_by = :by, reason = :why {_WHOSE}
    and outcome is null returning task.household_id, id, due_on
    """
).bindparams(*_KEYS)
_OPEN = text(
    f"""
    update task set outcome = null, closed_at = null, closed_by = null, reason = null {_WHOSE}
    and outcome = 'closed' and closed_by = :by and reason = :why returning task.household_id, id, due_on
    """
).bindparams(*_KEYS)


async def follow_settlements(session: Session, hand: Hand, told: Sequence[Told]) -> None:
    """End the tasks of settlements that have left, and open those of which the money is back."""
    mine, of_settlements = organisation_of(session), [one for one in told if one.payment.purpose == SETTLEMENT]
    gone = _keys(of_settlements, is_out=True)
    if gone:
        rows = await session.execute(_END, _asked(gone) | {"now": hand.now})
        ended = [TaskClosed(organisation_id=mine, household_id=row.household_id, task_id=row.id) for row in rows]
        await announce(session, *ended, now=hand.now)
    back = _keys(of_settlements, is_out=False)
    if back:
        rows = await session.execute(_OPEN, _asked(back))
        opened = [
            TaskOpened(organisation_id=mine, household_id=row.household_id, task_id=row.id, due_on=row.due_on)
            for row in rows
        ]
        await announce(session, *opened, now=hand.now)


def _keys(told: Sequence[Told], *, is_out: bool) -> list[tuple[UUID, str]]:
    return [(one.payment.household_id, one.payment.occasion) for one in told if one.is_out == is_out]


def _asked(keys: Collection[tuple[UUID, str]]) -> dict[str, object]:
    return {"households": [one for one, _ in keys], "days": [day for _, day in keys], "by": _BY, "why": _WHY}
