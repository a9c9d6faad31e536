"""Payees in the database: sealed on the way in, opened on the way out, found again without being read."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict
from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.hand import Hand, Municipalities
from services.schedule.payees.payee import CostPayee, Payee, PayeeDetails, PayeeKind
from services.sealing import Keyring, place_of
from services.storing import Rows, store

_PAYEE = (
    "organisation_id", "id", "kind", "household_id", "name_sealed", "iban_sealed", "lookup", "iban_lookup",
    "registered_at", "registered_by",
)  # fmt: skip
_COST_PAYEE = (
    "organisation_id", "household_id", "sequence", "cost", "payee_id", "valid_from", "reference_kind",
    "reference_text", "recorded_at", "recorded_by",
)  # fmt: skip

_SEALED = "select id, kind, household_id, name_sealed, iban_sealed from payee"
_SEEN = """(household_id is null or cast(:municipalities as text[]) is null or exists (
    select from household where household.organisation_id = payee.organisation_id
    and household.id = payee.household_id and municipality = any(:municipalities)
))"""
_SEES = bindparam("municipalities", type_=ARRAY(Text))
_BY_IDS = text(f"{_SEALED} where id = any(:ids) and {_SEEN}").bindparams(bindparam("ids", type_=ARRAY(Uuid)), _SEES)
_BY_IBAN = text(f"{_SEALED} where iban_lookup = :lookup and {_SEEN} order by id").bindparams(_SEES)
_SUPPLIERS = text(f"{_SEALED} where kind = 'supplier' and id > :after order by id limit :limit")
_BY_LOOKUP = text("select lookup, id from payee where lookup = any(:lookups)").bindparams(
    bindparam("lookups", type_=ARRAY(LargeBinary))
)
_COST_PAYEES = text(
    """
    select household_id, sequence, cost, payee_id, valid_from, reference_kind, reference_text
    from cost_payee where household_id = any(:ids) order by household_id, sequence
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_NOBODY = UUID(int=0)


class PayeeIsRegistering(Conflict):
    """Somebody else is registering this payee at this moment; ask again."""


class Account(NamedTuple):
    """An account that is to be paid: a supplier's, or the own account of the client of a household."""

    details: PayeeDetails
    household_id: UUID | None = None

    @property
    def kind(self) -> PayeeKind:
        return PayeeKind.SUPPLIER if self.household_id is None else PayeeKind.CLIENT

    def lookup(self, keyring: Keyring) -> bytes:
        """What the same account of the same holder is found again by, however the name was typed."""
        name = " ".join(self.details.name.casefold().split())
        return keyring.lookup(self.kind, str(self.household_id or ""), self.details.iban.number, name)


async def find_or_add(session: Session, hand: Hand, accounts: Sequence[Account]) -> list[UUID]:
    """The payee of each account, registered where it was not known."""
    lookups = [account.lookup(hand.keyring) for account in accounts]
    known = {bytes(row.lookup): row.id for row in await session.execute(_BY_LOOKUP, {"lookups": list(set(lookups))})}
    new = []
    for account, lookup in zip(accounts, lookups, strict=True):
        if lookup not in known:
            known[lookup] = hand.new_id()
            new.append(_payee(organisation_of(session), known[lookup], account, lookup, hand))
    try:
        await store(session, Rows("payee", _PAYEE, new))
    except UniqueViolation:
        raise PayeeIsRegistering from None
    return [known[lookup] for lookup in lookups]


def _payee(mine: UUID, payee_id: UUID, account: Account, lookup: bytes, hand: Hand) -> tuple[Any, ...]:
    name, iban, keyring = account.details.name, account.details.iban.number, hand.keyring
    return (
        mine, payee_id, str(account.kind), account.household_id, keyring.seal(name, place_of(mine, payee_id, "name")),
        keyring.seal(iban, place_of(mine, payee_id, "iban")), lookup, keyring.lookup(iban), hand.now, hand.by,
    )  # fmt: skip


async def add_cost_payees(session: Session, hand: Hand, added: Sequence[tuple[UUID, CostPayee]]) -> None:
    """From now on these are who is paid, each for the household with that id."""
    mine = organisation_of(session)
    values = [
        (
            mine, household_id, one.sequence, one.cost, one.payee_id, one.valid_from,
            str(one.reference.kind) if one.reference else None, one.reference.text if one.reference else None,
            hand.now, hand.by,
        )
        for household_id, one in added
    ]  # fmt: skip
    await store(session, Rows("cost_payee", _COST_PAYEE, values))


async def cost_payees_of(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, list[CostPayee]]:
    """For each household all that was ever said about whom its costs are paid to, in the order of recording."""
    found: dict[UUID, list[CostPayee]] = {}
    for row in await session.execute(_COST_PAYEES, {"ids": list(household_ids)}):
        reference = (
            PaymentReference(ReferenceKind(row.reference_kind), row.reference_text) if row.reference_kind else None
        )
        entry = CostPayee(row.sequence, row.cost, row.payee_id, row.valid_from, reference)
        found.setdefault(row.household_id, []).append(entry)
    return found


async def payees_by_id(
    session: ReadSession, keyring: Keyring, ids: Collection[UUID], sees: Municipalities = None
) -> dict[UUID, Payee]:
    """These payees, opened; without those that the organisation does not have, and clients that may not be seen."""
    rows = await session.execute(_BY_IDS, {"ids": list(ids), "municipalities": _codes(sees)})
    return {row.id: _opened(session, keyring, row) for row in rows}


async def payees_with(session: ReadSession, keyring: Keyring, iban: Iban, sees: Municipalities) -> list[Payee]:
    """Every payee with this account, oldest first, without clients that may not be seen."""
    asked = {"lookup": keyring.lookup(iban.number), "municipalities": _codes(sees)}
    return [_opened(session, keyring, row) for row in await session.execute(_BY_IBAN, asked)]


def _codes(sees: Municipalities) -> list[str] | None:
    return None if sees is None else sorted(sees)


async def suppliers(session: ReadSession, keyring: Keyring, after: UUID | None, limit: int) -> list[Payee]:
    """So many suppliers after the one with that id, in the order of registration."""
    rows = await session.execute(_SUPPLIERS, {"after": after or _NOBODY, "limit": limit})
    return [_opened(session, keyring, row) for row in rows]


def _opened(session: ReadSession, keyring: Keyring, row: Row[Any]) -> Payee:
    mine = organisation_of(session)
    name = keyring.unseal(bytes(row.name_sealed), place_of(mine, row.id, "name"))
    iban = keyring.unseal(bytes(row.iban_sealed), place_of(mine, row.id, "iban"))
    return Payee(row.id, PayeeKind(row.kind), row.household_id, PayeeDetails(name, Iban(iban)))
