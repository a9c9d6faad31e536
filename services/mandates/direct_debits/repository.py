"""Direct debit mandates in the database: of one household or of many, held before a change, let expire all at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session
from services.errors import NotFound
from services.first_of_each import by_household
from services.mandate_events import DirectDebitEvent, DirectDebitState
from services.mandates.costs import Cost
from services.mandates.direct_debits import direct_debit as rules
from services.mandates.direct_debits.collecting import EXPIRED_AFTER
from services.mandates.direct_debits.direct_debit import DirectDebit, Terms
from services.mandates.direct_debits.tables import DirectDebitRow
from services.mandates.hand import Hand

SELECT = """select id, household_id, cost, supplier_id, on_account, umr, creditor_id, scheme, sequence, state, changes,
    evidence, signed_on, valid_from, valid_until, most_a_collection, most_a_month, last_used_on, suspended_for,
    replaced_by, made_at, made_by from direct_debit"""
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_ONE = text(f"{SELECT} where household_id = :household_id and id = :id")
_PAGES = text(
    f"""
    select kept.* from unnest(:ids) as asked (household) cross join lateral (
        {SELECT} where household_id = asked.household and id > :after order by id limit :limit
    ) as kept order by id
    """
).bindparams(_IDS)
_OF_HOUSEHOLDS = text(f"{SELECT} where household_id = any(:ids) order by household_id, id").bindparams(_IDS)
_DONE_BY = text(
    "select by from transition where subject_id = :id and event = any(:events) order by sequence desc"
).bindparams(bindparam("events", type_=ARRAY(Text)))
_CREDITORS = text("select id, creditor_id from supplier where id = any(:ids)").bindparams(_IDS)

_DUE = f"""state in ('active', 'suspended') and (
    valid_until < :today
    or (coalesce(last_used_on, signed_on, valid_from) + interval '{EXPIRED_AFTER} months')::date <= :today
)"""
_HOLD_HOUSEHOLDS = text(
    f"""
    select id from household where id in (select household_id from direct_debit where {_DUE})
    order by id limit :limit for no key update
    """
)
_EXPIRE = text(
    f"""
    with due as (
        select id, state, valid_until from direct_debit where household_id = any(:ids) and {_DUE}
        order by id for no key update
    ), expired as (
        update direct_debit as one set state = 'expired', changes = one.changes + 1, suspended_for = null
        from due where one.id = due.id
        returning one.organisation_id, one.household_id, one.id, one.changes, due.state as before,
            case when due.valid_until < :today then 'last_day_passed' else 'unused' end as cause
    ), noted as (
        insert into transition (
            organisation_id, subject_id, sequence, machine, before, event, state, cause, origin, at, by
        )
        select organisation_id, id, changes, 'direct_debit', before, 'expire', 'expired', cause, 'system', :now, :by
        from expired
    )
    select household_id, id, before from expired order by id
    """
).bindparams(_IDS)
_FIRST = UUID(int=0)


class NoSuchDirectDebit(NotFound):
    """There is no such direct debit mandate here."""


class Expired(NamedTuple):
    """A mandate that came to its end by itself."""

    household_id: UUID
    id: UUID
    before: DirectDebitState


async def mandate(session: ReadSession, household_id: UUID, direct_debit_id: UUID) -> DirectDebit:
    """One of a household that the caller may see; `NoSuchDirectDebit`."""
    row = (await session.execute(_ONE, {"household_id": household_id, "id": direct_debit_id})).first()
    if row is None:
        raise NoSuchDirectDebit
    return kept(row)


async def mandates(
    session: ReadSession, household_ids: Collection[UUID], limit: int, after: UUID | None = None
) -> Mapping[UUID, list[DirectDebit]]:
    """So many of each of these households after the one with that id, oldest first."""
    asked = {"ids": list(household_ids), "after": after or _FIRST, "limit": limit}
    return by_household([kept(row) for row in await session.execute(_PAGES, asked)])


async def mandates_of(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, list[DirectDebit]]:
    """All mandates of each of these households, oldest first, in one query; ended ones too."""
    found: dict[UUID, list[DirectDebit]] = {}
    for row in await session.execute(_OF_HOUSEHOLDS, {"ids": list(household_ids)}):
        found.setdefault(row.household_id, []).append(kept(row))
    return found


async def held(session: Session, household_id: UUID, direct_debit_id: UUID) -> DirectDebitRow:
    """One of a (held) household, held until the end of the transaction; `NoSuchDirectDebit`."""
    found = select(DirectDebitRow).where(
        DirectDebitRow.household_id == household_id,  # type: ignore[arg-type]  # SQLModel types a column as its value
        DirectDebitRow.id == direct_debit_id,  # type: ignore[arg-type]  # as above
    )
    row = (await session.execute(found.with_for_update(key_share=True))).scalar_one_or_none()
    if row is None:
        raise NoSuchDirectDebit
    return row


async def done_by(session: ReadSession, direct_debit_id: UUID, *events: DirectDebitEvent) -> list[str]:
    """Who did these steps with a mandate, the newest first."""
    asked = {"id": direct_debit_id, "events": [str(event) for event in events]}
    return list((await session.execute(_DONE_BY, asked)).scalars())


async def creditors(session: ReadSession, supplier_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """The creditor identifier of each of our suppliers among these, as far as it is known."""
    rows = await session.execute(_CREDITORS, {"ids": list(supplier_ids)})
    return {row.id: row.creditor_id for row in rows}


async def expire(session: Session, hand: Hand, today: date, limit: int) -> Sequence[Expired]:
    """Let the mandates of so many households expire that are due; households are held first, as by everybody."""
    asked: dict[str, Any] = {"today": today}
    ids = list((await session.execute(_HOLD_HOUSEHOLDS, asked | {"limit": limit})).scalars())
    rows = (await session.execute(_EXPIRE, asked | {"ids": ids, "now": hand.now, "by": hand.by})).all()
    return [Expired(row.household_id, row.id, DirectDebitState(row.before)) for row in rows]


def kept(row: Any) -> DirectDebit:
    """The mandate as the rules know it, out of a row however it was loaded."""
    terms = Terms(
        umr=row.umr,
        creditor_id=row.creditor_id,
        scheme=rules.Scheme(row.scheme),
        sequence=rules.Sequence(row.sequence),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        most_a_collection=row.most_a_collection,
        most_a_month=row.most_a_month,
        signed_on=row.signed_on,
        evidence=None if row.evidence is None else bytes(row.evidence),
    )
    return DirectDebit(
        id=row.id,
        household_id=row.household_id,
        cost=Cost(row.cost),
        supplier_id=row.supplier_id,
        on_account=rules.OnAccount(row.on_account),
        terms=terms,
        state=DirectDebitState(row.state),
        changes=row.changes,
        last_used_on=row.last_used_on,
        suspended_for=rules.SuspendedFor(row.suspended_for) if row.suspended_for else None,
        replaced_by=row.replaced_by,
        made_at=row.made_at,
        made_by=row.made_by,
    )
