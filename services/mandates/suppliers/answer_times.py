"""How long a supplier takes to answer, beside how long it agreed to: from being asked to its answer, in bank days.

Suppliers that confirm late cost households a double premium or no power (seed 001, lines 1740-1757); the figure is what
an organisation talks with them about.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.banking_days import is_bank_day
from services.clock import civil_date
from services.database import ReadSession

_ASKED = text(
    """
    select arrangement.supplier_id, asked.at as asked_at, min(answer.at) as answered_at
    from arrangement
    join handshake on handshake.organisation_id = arrangement.organisation_id
        and handshake.arrangement_id = arrangement.id
    join transition as asked on asked.organisation_id = handshake.organisation_id
        and asked.subject_id = handshake.id and asked.event = 'ask'
    left join transition as answer on answer.organisation_id = handshake.organisation_id
        and answer.subject_id = handshake.id and answer.event in ('confirm', 'refuse')
    where arrangement.supplier_id = any(:suppliers)
    and asked.machine = 'handshake' and (answer.machine is null or answer.machine = 'handshake')
    group by arrangement.supplier_id, handshake.organisation_id, handshake.id, handshake.state, asked.at
    having handshake.state <> 'withdrawn' or min(answer.at) is not null
    """
).bindparams(bindparam("suppliers", type_=ARRAY(Uuid)))


class Asked(NamedTuple):
    """A supplier was asked on a day, and answered on another, or has not yet."""

    on: date
    answered_on: date | None


class AnswerTimes(NamedTuple):
    """What was measured, in bank days; `in_time` answers came within the agreed time. None without any answer."""

    answered: int
    in_time: int
    median: float | None
    worst: int | None
    unanswered: int


def measured(asked: Iterable[Asked], agreed: int) -> AnswerTimes:
    """What these questions say about a supplier that agreed to answer within so many bank days."""
    questions = list(asked)
    took = [bank_days_between(one.on, one.answered_on) for one in questions if one.answered_on is not None]
    return AnswerTimes(
        answered=len(took),
        in_time=sum(days <= agreed for days in took),
        median=float(median(took)) if took else None,
        worst=max(took, default=None),
        unanswered=len(questions) - len(took),
    )


def bank_days_between(first: date, last: date) -> int:
    """How many bank days after `first` until `last`: none if it came on the same day."""
    return sum(is_bank_day(first + timedelta(days=later)) for later in range(1, (last - first).days + 1))


async def asked_of(session: ReadSession, suppliers: Collection[UUID]) -> dict[UUID, list[Asked]]:
    """For each of these suppliers what it was asked; what was withdrawn before it answered does not count."""
    found: dict[UUID, list[Asked]] = {one: [] for one in suppliers}
    for row in await session.execute(_ASKED, {"suppliers": list(suppliers)}):
        found[row.supplier_id].append(Asked(civil_date(row.asked_at), _day(row.answered_at)))
    return found


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else civil_date(instant)
