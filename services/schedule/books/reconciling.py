"""The three ledgers of households, day by day, and of all of them those that differ on a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession
from services.errors import Fault, InvalidInput
from services.events import PlanFault
from services.schedule.books.comparing import DayEnd, day_end
from services.schedule.books.ledgers_reading import Window, known_of
from services.schedule.books.movements import ledgers
from services.schedule.hand import Municipalities
from services.schedule.households.rulebook import Rulebook

MOST_DAYS = 92
_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 1, 1)
_BATCH, _MOST_BATCHES = 200, 5
"""Households that are looked at together, and how often for one page."""

_DAY = timedelta(days=1)
_BUSY = text(
    """
    select id, municipality from household
    where plan_version is not null and (busy_until is null or busy_until >= :since)
    and (cast(:sees as text[]) is null or municipality = any(:sees))
    and (cast(:after as uuid) is null or id > :after) order by id limit :limit
    """
).bindparams(bindparam("sees", type_=ARRAY(Text)), bindparam("after", type_=Uuid))


class Reconciled(NamedTuple):
    """A household at the end of each of some days; with a `fault` nobody knows what its plan expects."""

    household_id: UUID
    municipality: str
    plan_version: int | None
    fault: PlanFault | None
    days: Sequence[DayEnd]


class Differing(NamedTuple):
    """Households that differ, and the last one that was looked at, if there are more behind it."""

    households: Sequence[Reconciled]
    looked_until: UUID | None


def days_between(first: date, last: date) -> list[date]:
    """Each day from one up to and including another; `InvalidInput` for none, or for too many at once."""
    if not _EARLIEST <= first <= last <= _LATEST or (last - first).days >= MOST_DAYS:
        cure = f"give days between {_EARLIEST} and {_LATEST}, at most {MOST_DAYS} of them"
        raise InvalidInput([Fault("to", f"{first} through {last} is no such range", cure)])
    return [first + number * _DAY for number in range((last - first).days + 1)]


async def reconciled(
    session: ReadSession, household_id: UUID, municipality: str, days: Sequence[date], rules: Rulebook
) -> Reconciled:
    """The three ledgers of one household at the end of each of these days."""
    looked = (await known_of(session, [household_id], Window.of(days[0], days[-1]), rules))[household_id]
    three = ledgers(looked.known)
    ends = [day_end(three, on) for on in days]
    return Reconciled(household_id, municipality, looked.plan_version, looked.fault, ends)


async def differing(
    session: ReadSession, sees: Municipalities, on: date, after: UUID | None, limit: int, rules: Rulebook
) -> Differing:
    """At most so many households of which somebody has to look at something on a day, in the order of their ids.

    Those are asked whose plan has anything in the months that are looked at. A page stops after a thousand of them, so
    that one without a difference among them does not wait for all others.
    """
    window = Window.of(on, on)
    found: list[Reconciled] = []
    for _ in range(_MOST_BATCHES):
        given = {"since": window.first, "sees": None if sees is None else sorted(sees), "after": after}
        rows = (await session.execute(_BUSY, {**given, "limit": _BATCH})).all()
        looked = await known_of(session, [row.id for row in rows], window, rules)
        for row in rows:
            one, after = looked[row.id], row.id
            end = day_end(ledgers(one.known), on)
            if one.fault is not None or not end.is_in_order:
                found.append(Reconciled(row.id, row.municipality, one.plan_version, one.fault, [end]))
            if len(found) == limit:
                return Differing(found, after)
        if len(rows) < _BATCH:
            return Differing(found, None)
    return Differing(found, after)
