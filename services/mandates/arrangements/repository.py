"""Arrangements in the database, their customer numbers sealed; and what arranging needs of households and suppliers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandates.arrangements.arrangement import Arrangement, BillsTo, Terms
from services.mandates.hand import Hand, Municipalities
from services.mandates.households.repository import touch
from services.mandates.suppliers.supplier import Procedure
from services.months import Month
from services.payment_reference import PaymentReference, ReferenceKind
from services.sealing import Keyring, place_of
from services.storing import Rows, store

_COLUMNS = (
    "organisation_id", "id", "household_id", "cost", "supplier_id", "from_month", "customer_number_sealed",
    "number_lookup",
    "reference_kind", "reference_text", "bills_to", "consent_most", "deferred_until", "told_from", "made_at",
    "made_by",
)  # fmt: skip
_SELECT = f"select {', '.join(f'arrangement.{column}' for column in _COLUMNS)} from arrangement"
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_SEES = bindparam("municipalities", type_=ARRAY(Text))
_OF_HOUSEHOLDS = text(f"{_SELECT} where household_id = any(:ids) order by household_id, id").bindparams(_IDS)
_ONE = text(
    f"""
    {_SELECT} join household on household.organisation_id = arrangement.organisation_id
        and household.id = arrangement.household_id
    where arrangement.id = :id and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    """
).bindparams(_SEES)
_SEEN_OF = text(
    f"""
    {_SELECT} join household on household.organisation_id = arrangement.organisation_id
        and household.id = arrangement.household_id
    where (household_id = any(:households) or arrangement.id = any(:ids))
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    order by household_id, arrangement.id
    """
).bindparams(_IDS, bindparam("households", type_=ARRAY(Uuid)), _SEES)
_DEFER = text("update arrangement set deferred_until = :until where id = :id").bindparams(
    bindparam("until", type_=Date)
)
_NUMBER = text(
    "update arrangement set customer_number_sealed = :sealed, number_lookup = :lookup"
    " where id = :id and customer_number_sealed is null"
)
_CONTRACTS = text(
    """
    select arrangement.id as arrangement_id, household_id, cost, from_month from arrangement
    join household on household.organisation_id = arrangement.organisation_id
        and household.id = arrangement.household_id
    where supplier_id = :supplier_id and number_lookup = :lookup and arrangement.id > :after
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    order by arrangement.id limit :limit
    """
).bindparams(_SEES, bindparam("after", type_=Uuid))
_HOLD_HOUSEHOLDS = text(
    """
    select id from household
    where id = any(:ids) and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    order by id for no key update
    """
).bindparams(_IDS, _SEES)
_SUPPLIERS = text(
    """
    select id, name, reference_scheme, procedures, answer_days, deferral_days from supplier where id = any(:ids)
    """
).bindparams(_IDS)
_HOUSEHOLDS = text(
    """
    select arrangement.id, household_id from arrangement
    join household on household.organisation_id = arrangement.organisation_id
        and household.id = arrangement.household_id
    where arrangement.id = any(:ids)
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    """
).bindparams(_IDS, _SEES)
_DUE_ON = text("select household_id, cost, month, due_on from cost_month where household_id = any(:ids)").bindparams(
    _IDS
)
_NEXT_DUE_ON = text(
    "select min(due_on) from cost_month where household_id = :household_id and cost = :cost and due_on >= :day"
)
_WAITING_MONTH = text(
    """
    select month from cost_month where household_id = :household_id and cost = :cost and due_on >= :day
    and (due_on < coalesce(:until, :before) or due_on = :before)
    order by due_on = :before desc nulls last, due_on limit 1
    """
).bindparams(bindparam("until", type_=Date), bindparam("before", type_=Date))
"""Once the plan follows, a month that waits is due on the day until which it does."""
_DIRECT_DEBITS = text(
    """
    select id, household_id, cost, supplier_id from direct_debit
    where id = any(:ids) and on_account = 'organisation'
    and state in ('draft', 'pending_approval', 'active', 'suspended')
    """
).bindparams(_IDS)


class NoSuchArrangement(NotFound):
    """There is no such arrangement here."""


class SupplierTerms(NamedTuple):
    """What arranging and asking need to know of a supplier; `answer_days` are bank days."""

    name: str
    reference_scheme: ReferenceKind
    procedures: tuple[Procedure, ...]
    answer_days: int
    deferral_days: int | None


class PulledBy(NamedTuple):
    """Whose cost a supplier may draw from our account by a direct debit mandate."""

    household_id: UUID
    cost: str
    supplier_id: UUID


class KnownContract(NamedTuple):
    """An arrangement that a customer number is of."""

    arrangement_id: UUID
    household_id: UUID
    cost: str
    from_month: Month


async def hold_households(session: Session, household_ids: Collection[UUID], sees: Municipalities) -> set[UUID]:
    """Those of them that the caller may see, held until the end of the transaction, in one order for everybody."""
    asked = {"ids": list(set(household_ids)), "municipalities": _codes(sees)}
    held = set((await session.execute(_HOLD_HOUSEHOLDS, asked)).scalars())
    touch(session, held)
    return held


async def suppliers(session: ReadSession, supplier_ids: Collection[UUID]) -> dict[UUID, SupplierTerms]:
    """Those of them that are the organisation's."""
    rows = await session.execute(_SUPPLIERS, {"ids": list(set(supplier_ids))})
    return {
        row.id: SupplierTerms(
            row.name,
            ReferenceKind(row.reference_scheme),
            tuple(map(Procedure, row.procedures)),
            row.answer_days,
            row.deferral_days,
        )
        for row in rows
    }


async def pulled_by(session: ReadSession, direct_debit_ids: Collection[UUID]) -> dict[UUID, PulledBy]:
    """Those of these mandates that are on our account and not at an end."""
    asked = {"ids": list(set(direct_debit_ids))}
    return {row.id: PulledBy(*row[1:]) for row in await session.execute(_DIRECT_DEBITS, asked)} if asked["ids"] else {}


async def due_on(session: ReadSession, household_ids: Collection[UUID]) -> dict[tuple[UUID, str, Month], date]:
    """The due day of every cost-month of these households that the plan knows."""
    rows = await session.execute(_DUE_ON, {"ids": list(set(household_ids))})
    return {(row.household_id, row.cost, row.month): row.due_on for row in rows}


async def next_due_on(session: ReadSession, household_id: UUID, cost: str, day: date) -> date | None:
    """The first day on or after this one on which the cost is due, if the plan knows one."""
    asked = {"household_id": household_id, "cost": cost, "day": day}
    found: date | None = (await session.execute(_NEXT_DUE_ON, asked)).scalar()
    return found


async def waiting_month(session: ReadSession, one: Arrangement, day: date, until: date | None) -> Month | None:
    """The month whose bill, due on that day or later, waited and waits until another day, or no longer; None if no bill
    falls in between.
    """
    asked = {"household_id": one.household_id, "cost": one.cost, "day": day}
    asked |= {"until": until, "before": one.deferred_until}
    found: Month | None = (await session.execute(_WAITING_MONTH, asked)).scalar()
    return found


async def arrangements_of(
    session: ReadSession, keyring: Keyring, household_ids: Collection[UUID]
) -> dict[UUID, list[Arrangement]]:
    """All arrangements of each of these households, in the order in which they were made."""
    found: dict[UUID, list[Arrangement]] = defaultdict(list)
    for row in await session.execute(_OF_HOUSEHOLDS, {"ids": list(set(household_ids))}):
        found[row.household_id].append(_opened(session, keyring, row))
    return found


async def arrangement(
    session: ReadSession, keyring: Keyring, arrangement_id: UUID, sees: Municipalities
) -> Arrangement:
    """One arrangement of a household that the caller may see; `NoSuchArrangement`."""
    row = (await session.execute(_ONE, {"id": arrangement_id, "municipalities": _codes(sees)})).first()
    if row is None:
        raise NoSuchArrangement
    return _opened(session, keyring, row)


async def arrangements_seen(
    session: ReadSession,
    keyring: Keyring,
    household_ids: Collection[UUID],
    arrangement_ids: Collection[UUID],
    sees: Municipalities,
) -> list[Arrangement]:
    """All arrangements of these households, and these by their ids, as far as the caller works for the household."""
    asked = {"households": list(household_ids), "ids": list(arrangement_ids), "municipalities": _codes(sees)}
    return [_opened(session, keyring, row) for row in await session.execute(_SEEN_OF, asked)]


async def households_of(session: ReadSession, arrangement_ids: Collection[UUID], sees: Municipalities) -> set[UUID]:
    """Whose these are; `NoSuchArrangement` unless the caller may see all of them."""
    rows = (await session.execute(_HOUSEHOLDS, {"ids": list(arrangement_ids), "municipalities": _codes(sees)})).all()
    if len(rows) < len(set(arrangement_ids)):
        raise NoSuchArrangement
    return {row.household_id for row in rows}


async def add(session: Session, hand: Hand, made: Sequence[Arrangement]) -> None:
    """Write down new arrangements."""
    mine = organisation_of(session)
    await store(session, Rows("arrangement", _COLUMNS, [_row(mine, hand, one) for one in made]))


async def defer(session: Session, arrangement_id: UUID, until: date | None) -> None:
    """The supplier waits until that day, or no longer."""
    await session.execute(_DEFER, {"id": arrangement_id, "until": until})


async def contracts(
    session: ReadSession,
    keyring: Keyring,
    supplier_id: UUID,
    customer_number: str,
    sees: Municipalities,
    after: UUID | None,
    limit: int,
) -> list[KnownContract]:
    """So many arrangements that a supplier knows by this number, after the one with that id."""
    asked = {"supplier_id": supplier_id, "lookup": _lookup(keyring, customer_number), "limit": limit}
    asked |= {"after": after or UUID(int=0), "municipalities": _codes(sees)}
    return [KnownContract(*row) for row in await session.execute(_CONTRACTS, asked)]


async def number(session: Session, hand: Hand, arrangement_id: UUID, customer_number: str) -> None:
    """Note the number that a supplier knows a client by, where none is known."""
    sealed = hand.keyring.seal(customer_number, _place(organisation_of(session), arrangement_id))
    values = {"id": arrangement_id, "sealed": sealed, "lookup": _lookup(hand.keyring, customer_number)}
    await session.execute(_NUMBER, values)


def is_same_number(one: str, other: str) -> bool:
    """Whether two customer numbers are the same, however they were typed."""
    return _as_compared(one) == _as_compared(other)


def _row(mine: UUID, hand: Hand, one: Arrangement) -> tuple[Any, ...]:
    terms, reference = one.terms, one.terms.reference
    number = terms.customer_number
    sealed = None if number is None else hand.keyring.seal(number, _place(mine, one.id))
    lookup = None if number is None else _lookup(hand.keyring, number)
    return (
        mine, one.id, one.household_id, one.cost, terms.supplier_id, one.from_month, sealed, lookup,
        str(reference.kind) if reference else None, reference.text if reference else None, str(terms.bills_to),
        terms.consent_most, one.deferred_until, one.told_from, hand.now, hand.by,
    )  # fmt: skip


def _opened(session: ReadSession, keyring: Keyring, row: Row[Any]) -> Arrangement:
    sealed = row.customer_number_sealed
    number = None if sealed is None else keyring.unseal(bytes(sealed), _place(organisation_of(session), row.id))
    reference = PaymentReference(ReferenceKind(row.reference_kind), row.reference_text) if row.reference_kind else None
    terms = Terms(row.supplier_id, number, reference, BillsTo(row.bills_to), row.consent_most)
    return Arrangement(row.id, row.household_id, row.cost, row.from_month, terms, row.deferred_until, row.told_from)


def _lookup(keyring: Keyring, number: str) -> bytes:
    """What a customer number is known again by, however it was typed."""
    return keyring.lookup("customer number", _as_compared(number))


def _as_compared(number: str) -> str:
    return "".join(one for one in number.casefold() if one.isalnum())


def _place(mine: UUID, arrangement_id: UUID) -> bytes:
    return place_of(mine, arrangement_id, "customer_number")


def _codes(sees: Municipalities) -> list[str] | None:
    return None if sees is None else sorted(sees)
