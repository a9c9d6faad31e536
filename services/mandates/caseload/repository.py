"""What taking over a caseload asks and writes itself: households that nobody told of yet, and suppliers by account."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary, Uuid

from services.database import ReadSession, Session, organisation_of
from services.iban import Iban
from services.mandates.caseload.caseload import ToldHousehold
from services.mandates.hand import Hand
from services.mandates.households.staleness import mark

_TAKE_TURNS = text("select pg_advisory_xact_lock(hashtextextended('mandates.caseload ' || :organisation_id, 0))")
_UNSEEN = text(
    """
    select told.id from unnest(:ids) as told (id) left join household on household.id = told.id
    where coalesce(household.reference, '') = ''
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_TELL = text(
    """
    update household set reference = told.reference, municipality = told.municipality, policy = told.policy
    from jsonb_to_recordset(cast(:told as jsonb)) as told (id uuid, reference text, municipality text, policy text)
    where household.id = told.id and household.reference = ''
    """
)
_SUPPLIERS = text(
    """
    select distinct on (iban_lookup) iban_lookup, supplier_id, supplier.name, state in ('approved', 'proposed') as lives
    from account join supplier on supplier.id = account.supplier_id
    where iban_lookup = any(:lookups)
    order by iban_lookup, case state when 'approved' then 0 when 'proposed' then 1 else 2 end, account.id
    """
).bindparams(bindparam("lookups", type_=ARRAY(LargeBinary)))
_WAITING = text("select count(*) from account where batch_id = :batch_id and state = 'proposed'")


class KnownSupplier(NamedTuple):
    """A supplier with an account; `lives` if that is proposed or approved, so that nobody need propose it."""

    id: UUID
    name: str
    lives: bool


async def take_turns(session: Session) -> None:
    """Wait until nobody else takes over a page of this organisation: two would make one supplier twice."""
    await session.execute(_TAKE_TURNS, {"organisation_id": str(organisation_of(session))})


async def add_households(session: Session, hand: Hand, told: Sequence[ToldHousehold]) -> int:
    """Know the households of which nobody told anything yet, and have the schedule service asked for them; how many."""
    new = set((await session.execute(_UNSEEN, {"ids": [one.id for one in told]})).scalars())
    if not new:
        return 0
    await mark(session, new, hand.now)
    rows = [
        {"id": one.id, "reference": one.reference, "municipality": one.municipality, "policy": one.policy}
        for one in told
        if one.id in new
    ]
    await session.execute(_TELL, {"told": to_json(rows).decode()})
    return len(new)


async def suppliers_with(session: ReadSession, hand: Hand, ibans: Collection[Iban]) -> dict[Iban, KnownSupplier]:
    """The supplier of each of these accounts, as far as there is one; of several the one that is paid to by it."""
    of = {hand.keyring.lookup(iban.number): iban for iban in ibans}
    rows = await session.execute(_SUPPLIERS, {"lookups": list(of)})
    return {of[bytes(row.iban_lookup)]: KnownSupplier(row.supplier_id, row.name, row.lives) for row in rows}


async def waiting(session: ReadSession, batch_id: UUID) -> int:
    """How many accounts of a batch wait for a second person."""
    return int((await session.execute(_WAITING, {"batch_id": batch_id})).scalar_one())
