"""Authorisations in the database: of one household or of many, held before a change, opened for who may read them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandate_events import AuthorisationState, Payer
from services.mandates.authorisations.authorisation import Authorisation, Duty, Language, RefusalReason
from services.mandates.authorisations.tables import AuthorisationRow
from services.mandates.costs import Cost
from services.months import Month
from services.sealing import Keyring, place_of

_KEPT = """select id, household_id, state, changes, asked, costs, refused, reason, language, signed_on, evidence, duty,
    ends_on, refused_by, replaced_by, made_at, made_by from authorisation"""
_ONE = text(f"{_KEPT} where household_id = :household_id and id = :id")
_PAGES = text(
    f"""
    select kept.* from unnest(:ids) as put_to (household) cross join lateral (
        {_KEPT} where household_id = put_to.household and id > :after order by id limit :limit
    ) as kept order by id
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_NEWEST = text(
    f"""
    select distinct on (household_id) * from ({_KEPT} where household_id = any(:ids) and state <> 'replaced') as live
    order by household_id, case state when 'asked' then 2 when 'revoked' then 1 else 0 end, id desc
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_SEALED = text(
    "select words_sealed, explained_by_sealed, duty_reason_sealed, duty_by from authorisation"
    " where household_id = :household_id and id = :id"
)
_PAID = text(
    """
    select distinct on (known.cost) known.cost, known.payer, known.arrangement_id, arrangement.supplier_id
    from payer_of_record as known join arrangement
    on arrangement.organisation_id = known.organisation_id and arrangement.id = known.arrangement_id
    where known.household_id = :household_id and known.cost = any(:costs) and known.from_month <= :month
    order by known.cost, known.from_month desc, known.sequence desc
    """
).bindparams(bindparam("costs", type_=ARRAY(Text)))
_OURS = frozenset({Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.SUPPLIER_PULLS})
_FIRST = UUID(int=0)


class NoSuchAuthorisation(NotFound):
    """There is no such authorisation here."""


class ToHandBack(NamedTuple):
    """An arrangement by which we pay a cost that the client no longer authorises, from that month on."""

    arrangement_id: UUID
    supplier_id: UUID
    cost: Cost
    payer: Payer
    from_month: Month


class Sealed(NamedTuple):
    """What stands sealed of an authorisation, opened: for who works with this household, and for no list."""

    words: str | None
    explained_by: str | None
    duty_reason: str | None
    duty_by: str | None


async def in_force(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, Authorisation]:
    """The newest word of each client, in one query; a household that nobody asked is left out.

    An answer comes before one that was taken back, and that before a question that waits: whoever is asked anew has
    said until he answers what he said before.
    """
    rows = await session.execute(_NEWEST, {"ids": list(household_ids)})
    return {row.household_id: kept(row) for row in rows}


async def authorisation(session: ReadSession, household_id: UUID, authorisation_id: UUID) -> Authorisation:
    """One of a household that the caller may see; `NoSuchAuthorisation`."""
    row = (await session.execute(_ONE, {"household_id": household_id, "id": authorisation_id})).first()
    if row is None:
        raise NoSuchAuthorisation
    return kept(row)


async def authorisations(
    session: ReadSession, household_ids: Collection[UUID], limit: int, after: UUID | None = None
) -> Mapping[UUID, list[Authorisation]]:
    """So many of each of these households after the one with that id, oldest first."""
    asked = {"ids": list(household_ids), "after": after or _FIRST, "limit": limit}
    found: dict[UUID, list[Authorisation]] = defaultdict(list)
    for row in await session.execute(_PAGES, asked):
        found[row.household_id].append(kept(row))
    return found


async def opened(session: ReadSession, keyring: Keyring, household_id: UUID, authorisation_id: UUID) -> Sealed:
    """What the client said, who explained it and why somebody decided as they did."""
    row = (await session.execute(_SEALED, {"household_id": household_id, "id": authorisation_id})).one()
    mine = organisation_of(session)

    def text_of(sealed: bytes | None, column: str) -> str | None:
        return None if sealed is None else keyring.unseal(bytes(sealed), place_of(mine, authorisation_id, column))

    return Sealed(
        text_of(row.words_sealed, "words"),
        text_of(row.explained_by_sealed, "explained_by"),
        text_of(row.duty_reason_sealed, "duty_reason"),
        row.duty_by,
    )


async def held(session: Session, household_id: UUID, authorisation_id: UUID) -> AuthorisationRow:
    """One of a household, held until the end of the transaction; `NoSuchAuthorisation`."""
    found = select(AuthorisationRow).where(
        AuthorisationRow.household_id == household_id,  # type: ignore[arg-type]  # SQLModel types a column as its value
        AuthorisationRow.id == authorisation_id,  # type: ignore[arg-type]  # as above
    )
    row = (await session.execute(found.with_for_update(key_share=True))).scalar_one_or_none()
    if row is None:
        raise NoSuchAuthorisation
    return row


async def held_in(
    session: Session, household_id: UUID, states: Collection[AuthorisationState]
) -> AuthorisationRow | None:
    """The one of a (held) household that is in one of these states; the database keeps it at one."""
    found = select(AuthorisationRow).where(
        AuthorisationRow.household_id == household_id,  # type: ignore[arg-type]  # SQLModel types a column as its value
        AuthorisationRow.state.in_(states),  # type: ignore[attr-defined]  # as above
    )
    return (await session.execute(found.with_for_update(key_share=True))).scalar_one_or_none()


async def paid_by_us(session: ReadSession, household_id: UUID, costs: Sequence[Cost], month: Month) -> list[ToHandBack]:
    """The arrangements by which we, or somebody for us, pay these costs in a month."""
    asked = {"household_id": household_id, "costs": [str(cost) for cost in costs], "month": month}
    rows = (await session.execute(_PAID, asked)).all()
    return [
        ToHandBack(row.arrangement_id, row.supplier_id, Cost(row.cost), Payer(row.payer), month)
        for row in rows
        if row.payer in _OURS
    ]


def kept(row: Any) -> Authorisation:
    """The authorisation as the rules know it, out of a row however it was loaded."""
    return Authorisation(
        id=row.id,
        household_id=row.household_id,
        state=AuthorisationState(row.state),
        changes=row.changes,
        asked=tuple(Cost(one) for one in row.asked),
        costs=tuple(Cost(one) for one in row.costs),
        refused=tuple(Cost(one) for one in row.refused),
        reason=RefusalReason(row.reason) if row.reason else None,
        language=Language(row.language) if row.language else None,
        signed_on=row.signed_on,
        evidence=None if row.evidence is None else bytes(row.evidence),
        duty=Duty(row.duty) if row.duty else None,
        ends_on=row.ends_on,
        refused_by=row.refused_by,
        replaced_by=row.replaced_by,
        made_at=row.made_at,
        made_by=row.made_by,
    )
