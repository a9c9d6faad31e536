"""What an import looks up, each in one query: households, suppliers, and mandates that are known already."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession, Session
from services.mandates.direct_debits.direct_debit import DirectDebit
from services.mandates.direct_debits.repository import SELECT, kept
from services.mandates.direct_debits.umr import identity
from services.mandates.hand import Municipalities

_HOUSEHOLDS = text(
    """
    select id, reference from household where reference = any(:references)
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    order by id for no key update
    """
).bindparams(bindparam("references", type_=ARRAY(Text)), bindparam("municipalities", type_=ARRAY(Text)))
_SUPPLIERS = text("select id, kvk from supplier where kvk = any(:kvks)").bindparams(
    bindparam("kvks", type_=ARRAY(Text))
)
_KNOWN = text(
    f"""
    {SELECT} where (left(creditor_id, 4) || substr(creditor_id, 8), upper(umr)) in (
        select * from unnest(cast(:creditors as text[]), cast(:umrs as text[]))
    ) order by id
    """
).bindparams(bindparam("creditors", type_=ARRAY(Text)), bindparam("umrs", type_=ARRAY(Text)))


async def hold_households(session: Session, references: Collection[str], sees: Municipalities) -> dict[str, list[UUID]]:
    """The households with these references that the caller may see, held in the order of their ids."""
    asked = {"references": sorted(set(references)), "municipalities": None if sees is None else sorted(sees)}
    found: dict[str, list[UUID]] = {}
    for row in await session.execute(_HOUSEHOLDS, asked):
        found.setdefault(row.reference, []).append(row.id)
    return found


async def suppliers(session: ReadSession, kvks: Collection[str]) -> dict[str, UUID]:
    """Our suppliers with these KvK numbers."""
    rows = await session.execute(_SUPPLIERS, {"kvks": sorted(set(kvks))})
    return {row.kvk: row.id for row in rows}


async def known(
    session: ReadSession, identities: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[DirectDebit]]:
    """The mandates that have these identities, ended ones too, oldest first."""
    asked = {"creditors": [creditor for creditor, _ in identities], "umrs": [umr for _, umr in identities]}
    found: dict[tuple[str, str], list[DirectDebit]] = {}
    for row in await session.execute(_KNOWN, asked):
        one = kept(row)
        found.setdefault(identity(one.terms.creditor_id, one.terms.umr), []).append(one)
    return found
