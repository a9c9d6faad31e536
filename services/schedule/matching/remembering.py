"""What is remembered of payers: read for the bookings of a batch, kept on a person's word, forgotten on another's."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, NotFound
from services.schedule.hand import Hand
from services.schedule.households.tables import HouseholdRow
from services.schedule.matching.booked import Booked
from services.schedule.matching.known_payers import known_payers
from services.schedule.matching.remembered import Remembered
from services.schedule.matching.tables import RememberedRow
from services.schedule.statements.statement import Direction
from services.sealing import Keyring

_SELECT = """
    select known.id, known.direction, known.counterparty, known.words, known.kind, known.household_id, known.amount
"""
_OF_PAYERS = text(
    f"""
    {_SELECT} from remembered_payer as known
    where known.counterparty = any(:payers) and known.words[1] is null and known.forgotten_at is null
    union all
    {_SELECT} from unnest(:counterparties, :words) as said (counterparty, word)
    join remembered_payer as known on known.counterparty = said.counterparty and known.words[1] = said.word
    where known.forgotten_at is null
    order by id
    """
).bindparams(
    bindparam("payers", type_=ARRAY(LargeBinary)),
    bindparam("counterparties", type_=ARRAY(LargeBinary)),
    bindparam("words", type_=ARRAY(LargeBinary)),
)
"""Dienst Toeslagen pays everybody, so of a payer whatever has no words, and what has one of them as its first."""
_ONE = text(f"{_SELECT} from remembered_payer as known where known.id = :id")
_KEEP = text(
    """
    insert into remembered_payer (organisation_id, id, direction, counterparty, words, kind, household_id, amount,
        remembered_by, remembered_at)
    values (:organisation_id, :id, :direction, :counterparty, :words, :kind, :household_id, :amount, :by, :now)
    on conflict (organisation_id, direction, counterparty, words, kind, coalesce(household_id, organisation_id))
        where forgotten_at is null
    do update set amount = excluded.amount, remembered_by = excluded.remembered_by,
        remembered_at = excluded.remembered_at
    returning id
    """
).bindparams(bindparam("words", type_=ARRAY(LargeBinary)))


class NoSuchRememberedPayer(NotFound):
    """Nothing is remembered of a payer under this id."""


class ForgottenBefore(Conflict):
    """This was forgotten before; it explains no booking any more."""


async def keep_payer(session: Session, hand: Hand, payer: Remembered) -> UUID:
    """Remember this of a payer from now on; said before with another amount, the new one counts. The id of it."""
    asked = {
        "organisation_id": organisation_of(session),
        "id": hand.new_id(),
        "direction": payer.direction.value,
        "counterparty": payer.counterparty,
        "words": sorted(payer.words),
        "kind": payer.kind,
        "household_id": payer.household_id,
        "amount": payer.amount,
        "by": hand.by,
        "now": hand.now,
    }
    return UUID(str((await session.execute(_KEEP, asked)).scalar_one()))


async def forget(session: Session, hand: Hand, payer_id: UUID) -> RememberedRow:
    """Explain no booking by this any more; what it explained stays. `NoSuchRememberedPayer`, `ForgottenBefore`."""
    key = (organisation_of(session), payer_id)
    row = await session.get(RememberedRow, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchRememberedPayer
    if row.forgotten_at is not None:
        raise ForgottenBefore
    row.forgotten_by, row.forgotten_at = hand.by, hand.now
    session.add(row)
    await session.flush()
    return row


async def remembered_payers(
    session: ReadSession, after: UUID | None, limit: int, sees: Collection[str] | None
) -> Sequence[RememberedRow]:
    """What is remembered, in the order in which it was said; of households of these municipalities, or of all."""
    row = RememberedRow
    query = select(row).where(
        row.organisation_id == organisation_of(session),
        col(row.forgotten_at).is_(None),
        col(row.id) > (after or UUID(int=0)),
    )
    if sees is not None:
        seen = select(HouseholdRow.id).where(col(HouseholdRow.municipality).in_(sees))
        query = query.where(col(row.household_id).in_(seen))
    return (await session.execute(query.order_by(col(row.id)).limit(limit))).scalars().all()


async def remembered_of(session: ReadSession, keyring: Keyring, booked: Collection[Booked]) -> tuple[Remembered, ...]:
    """What is remembered of the payers of these bookings and their words may fit, and what everybody knows of them."""
    said = {(one.counterparty, word) for one in booked if one.counterparty for word in one.words}
    payers = {one.counterparty for one in booked if one.counterparty}
    if not payers:
        return ()
    asked = {
        "payers": sorted(payers),
        "counterparties": [counterparty for counterparty, _ in said],
        "words": [word for _, word in said],
    }
    known = (one for one in known_payers(keyring) if one.counterparty in payers)
    return (*(_remembered(row) for row in await session.execute(_OF_PAYERS, asked)), *known)


async def remembered_as(session: ReadSession, payer_id: UUID) -> Remembered:
    """What was remembered under this id, forgotten or not."""
    return _remembered((await session.execute(_ONE, {"id": payer_id})).one())


def _remembered(row: Row[Any]) -> Remembered:
    return Remembered(
        id=UUID(str(row.id)),
        direction=Direction(row.direction),
        counterparty=bytes(row.counterparty),
        words=frozenset(bytes(one) for one in row.words),
        kind=row.kind,
        household_id=row.household_id,
        amount=row.amount,
    )
