"""Where the accounts of households stand when a run is frozen, and the minstand that their plans allow."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from psycopg import AsyncConnection

from services.schedule.payments.booking import Standing

_STANDINGS = """
    select book_id, kind, credits_posted - debits_posted - debits_pending as free, cap from ledger_account
    where book_id = any(%s) and kind in ('budget', 'minstand') order by book_id, kind for no key update
"""
_CAPS = """
    select household.id, household.plan_version, (
        select coalesce(sum((one ->> 'cap')::bigint), 0) from json_array_elements(version.inputs -> 'bridging') as one
        where one ->> 'kind' = 'minstand'
    )::bigint as cap
    from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version
    where household.id = any(%s)
"""
_OPEN = """
    insert into ledger_account (
        organisation_id, book_id, household_id, kind, debits_pending, credits_pending, debits_posted, credits_posted,
        cap
    )
    select %(mine)s, id, id, 'minstand', 0, 0, 0, 0, 0 from unnest(%(ids)s::uuid[]) as household (id)
    order by id on conflict do nothing
"""
_APPROVE = """
    with approved as (
        select * from unnest(%(ids)s::uuid[], %(caps)s::bigint[], %(decisions)s::text[]) as one (id, cap, decision)
    ), kept as (
        insert into ledger_limit (organisation_id, household_id, number, cap, approved_on, decision)
        select %(mine)s, id, 1 + coalesce((select max(number) from ledger_limit where household_id = id), 0), cap,
            %(on)s, decision
        from approved
    )
    update ledger_account as account set cap = approved.cap from approved
    where account.book_id = approved.id and account.kind = 'minstand'
"""


async def standings(
    connection: AsyncConnection, organisation_id: UUID, households: Sequence[UUID], on: date
) -> dict[UUID, Standing]:
    """The standing of each household, its accounts held until the transaction ends.

    A minstand is approved with the plan that has it: where the plan of today allows another one than the ledger knows,
    the ledger is told first, with the version that says so. What is owed already is never cut off: the cap is lowered
    no further than to that.
    """
    found = {household_id: Standing(0, 0, 0) for household_id in households}
    rows = await (await connection.execute(_STANDINGS, [list(households)])).fetchall()
    for household_id, kind, free, cap in rows:
        of_account = {"budget": free} if kind == "budget" else {"minstand": -free, "cap": cap}
        found[household_id] = found[household_id]._replace(**of_account)
    await _approve(connection, organisation_id, found, on)
    return found


async def _approve(connection: AsyncConnection, organisation_id: UUID, found: dict[UUID, Standing], on: date) -> None:
    changed = []
    for household_id, version, cap in await (await connection.execute(_CAPS, [list(found)])).fetchall():
        known = found[household_id]
        wanted = max(cap, known.minstand)
        if wanted != known.cap:
            found[household_id] = known._replace(cap=wanted)
            changed.append((household_id, wanted, f"plan version {version}"))
    if not changed:
        return
    ids, caps, decisions = (list(column) for column in zip(*changed, strict=True))
    approved = {"mine": organisation_id, "ids": ids, "caps": caps, "decisions": decisions, "on": on}
    await connection.execute(_OPEN, approved)
    await connection.execute(_APPROVE, approved)
