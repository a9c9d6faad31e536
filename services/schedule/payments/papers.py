"""What a run reads of the households of a batch, asked once for all of them: what their plans want, what was paid, on
what ground."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from pydantic_core import from_json

from services.months import Month
from services.schedule.households.rulebook import Rulebook
from services.schedule.payments.candidates import LOOKS_BACK, CameBack, Paid, Period
from services.schedule.payments.waiting import keys_waiting
from services.schedule.wanted.payments import NO_MONTH, PaymentKey
from services.schedule.wanted.sheet_mark import sheet_mark

_CASES = """
    select household.id, household.id::text, household.municipality, household.plan_version,
        case when is_of_today then wanted::text end, case when is_of_today is not true then inputs::text end
    from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version
    cross join lateral (
        select wanted is not null and (wanted_mark = %(mark)s or planned_under = %(under)s) as is_of_today
    ) as sheet
    where household.id = any(%(ids)s) order by household.id
"""
_PAID = """
    select household_id::text, month, purpose, occasion, amount, due_on from payment
    where month = any(%s) and household_id = any(%s) and live and run_id <> %s
"""
_SETTLED = """
    select household_id::text, month, purpose, occasion, due_on from payment_settled where household_id = any(%s)
"""
_FACTS = """
    select household_id::text, content::text from fact where household_id = any(%(ids)s) and kind = any(%(kinds)s)
    and not exists (
        select from fact as later where later.household_id = fact.household_id and later.corrects = fact.sequence
    )
"""
_BACK = """
    select household_id, month, purpose, occasion, reason_code, account_id,
        decided_at is not null or (cure = 'once_more' and times = 1)
    from payment_came_back where household_id = any(%s)
"""
_KINDS = ["decision", "paid_before_us"]

_Id: TypeAlias = str
"""A household's id as text: an index by UUIDs is slow enough to be the larger part of reading."""

_made = tuple.__new__
"""How a named tuple is made of its values in order, in half the time of giving them one by one."""


class Papers(NamedTuple):
    """A household as its rows have it: what its newest plan wants, its decisions and what was paid before us as they
    were recorded, and what was held before and never paid.

    Where the sheet of that plan was made by other rules there is none, but the case to plan anew; both are JSON.
    """

    household_id: UUID
    municipality: str
    plan_version: int
    wanted: str | None
    inputs: str | None
    paid: dict[PaymentKey, Paid]
    facts: list[dict[str, Any]]
    waiting: list[PaymentKey]
    came_back: dict[PaymentKey, CameBack]


async def papers_of(
    connection: AsyncConnection, households: Sequence[UUID], period: Period, run_id: UUID, rules: Rulebook
) -> list[Papers]:
    """The papers of those of these households that have a plan, in order of their ids, for a run by these rules.

    A sheet is read where these rules made it, or would make the same (`replanning`).
    """
    ids = list(households)
    waiting = await keys_waiting(connection, ids)
    older = {key.month for keys in waiting.values() for key in keys}
    paid = await _paid(connection, ids, {*months_of(period), *older}, run_id)
    await _add_settled(connection, ids, paid)
    facts, came_back = await _facts(connection, ids), await _came_back(connection, ids)
    cases = await connection.execute(
        _CASES, {"ids": ids, "mark": sheet_mark(rules.norms_mark), "under": rules.whole_mark}
    )
    return [
        _made(
            Papers,
            (
                household_id,
                municipality,
                version,
                wanted,
                inputs,
                paid[one],
                facts[one],
                waiting[household_id],
                came_back.get(household_id, {}),
            ),
        )
        for household_id, one, municipality, version, wanted, inputs in await cases.fetchall()
    ]


async def _paid(
    connection: AsyncConnection, ids: list[UUID], months: Collection[Month], run_id: UUID
) -> dict[_Id, dict[PaymentKey, Paid]]:
    """What another run pays or has paid already, in the months that this one looks at."""
    found: dict[_Id, dict[PaymentKey, Paid]] = defaultdict(dict)
    rows = await (await connection.execute(_PAID, [sorted(months), ids, run_id])).fetchall()
    for one, month, purpose, occasion, amount, due_on in rows:
        found[one][_made(PaymentKey, (month, purpose, occasion))] = _made(Paid, (amount, due_on))
    return found


def months_of(period: Period) -> list[Month]:
    """The months that the keys of its payments may have."""
    return [NO_MONTH, *range(period.month - LOOKS_BACK - 1, period.month + 2)]


async def _add_settled(connection: AsyncConnection, ids: list[UUID], paid: dict[_Id, dict[PaymentKey, Paid]]) -> None:
    """What somebody else settled is done, like what was paid, and whatever was paid of it."""
    for one, *key, due_on in await (await connection.execute(_SETTLED, [ids])).fetchall():
        paid[one][PaymentKey(*key)] = Paid(None, due_on)


async def _came_back(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, dict[PaymentKey, CameBack]]:
    """What the bank gave back of what was paid for these households: of most of them nothing."""
    found: dict[UUID, dict[PaymentKey, CameBack]] = defaultdict(dict)
    for household_id, *key, code, account_id, again in await (await connection.execute(_BACK, [ids])).fetchall():
        found[household_id][PaymentKey(*key)] = CameBack(code, account_id, again)
    return found


async def _facts(connection: AsyncConnection, ids: list[UUID]) -> dict[_Id, list[dict[str, Any]]]:
    found: dict[_Id, list[dict[str, Any]]] = defaultdict(list)
    asked = {"ids": ids, "kinds": _KINDS}
    for one, content in await (await connection.execute(_FACTS, asked)).fetchall():
        found[one].append(from_json(content))
    return found
