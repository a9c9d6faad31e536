"""Accounts in the database: sealed on the way in, opened on the way out, found again without being read."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.iban import Iban
from services.mandate_events import AccountState
from services.mandates.accounts.account import Account, NoAccount, Owner, Standing, WantedAccount, holding
from services.mandates.accounts.verification import VerificationResult
from services.mandates.hand import Hand, Municipalities
from services.sealing import Keyring, place_of
from services.storing import Rows, store

_ACCOUNT = (
    "organisation_id", "id", "supplier_id", "household_id", "name_sealed", "iban_sealed", "lookup", "iban_lookup",
    "state", "changes", "valid_from", "verification", "verified_at", "batch_id", "proposed_at", "proposed_by",
)  # fmt: skip
_SELECT = """
    select id, supplier_id, household_id, name_sealed, iban_sealed, state, changes, valid_from, valid_until,
        verification, verified_at, batch_id, proposed_at, proposed_by, decided_at, decided_by
    from account
"""
SEEN = """(household_id is null or cast(:municipalities as text[]) is null or exists (
    select from household where household.organisation_id = account.organisation_id
    and household.id = account.household_id and municipality = any(:municipalities)
))"""
"""SQL: whether an account is a supplier's, or of a household that may be seen."""
SEES = bindparam("municipalities", type_=ARRAY(Text))
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_ONE = text(f"{_SELECT} where id = :id and {SEEN}").bindparams(SEES)
_HOLD = text(f"{_SELECT} where id = :id for no key update")
_LIST = text(
    f"""
    {_SELECT} where id > :after and {SEEN}
    and (cast(:supplier_id as uuid) is null or supplier_id = :supplier_id)
    and (cast(:household_id as uuid) is null or household_id = :household_id)
    and (cast(:batch_id as uuid) is null or batch_id = :batch_id)
    and (cast(:state as text) is null or state = :state)
    and (cast(:iban_lookup as bytea) is null or iban_lookup = :iban_lookup)
    order by id limit :limit
    """
).bindparams(
    SEES,
    *(bindparam(name, type_=Uuid) for name in ("after", "supplier_id", "household_id", "batch_id")),
    bindparam("state", type_=Text),
    bindparam("iban_lookup", type_=LargeBinary),
)
_LIVE = text(
    "select lookup, id from account where lookup = any(:lookups) and state in ('proposed', 'approved')"
).bindparams(bindparam("lookups", type_=ARRAY(LargeBinary)))
_TURNED_DOWN = text(
    """
    select distinct lookup from account as one
    where lookup = any(:lookups) and state = 'rejected' and decided_by <> proposed_by
    and not exists (
        select from account as live where live.lookup = one.lookup and live.state in ('proposed', 'approved')
    )
    """
).bindparams(bindparam("lookups", type_=ARRAY(LargeBinary)))
_STANDING = """
    select id, supplier_id, household_id, state, valid_from, valid_until, verification, decided_at, name_sealed,
        iban_sealed
    from account
"""
_OF_OWNERS = text(
    # two questions in one: an `or` would make PostgreSQL read the accounts of everybody
    f"{_STANDING} where supplier_id = any(:suppliers) union all {_STANDING} where household_id = any(:households)"
).bindparams(*(bindparam(name, type_=ARRAY(Uuid)) for name in ("suppliers", "households")))
_DECIDE = text(
    """
    update account set state = :state, changes = changes + 1, decided_at = :now, decided_by = :by where id = any(:ids)
    """
).bindparams(_IDS)
_CLOSE = text("update account set state = 'closed', changes = changes + 1, valid_until = :last_day where id = :id")
_FIRST = UUID(int=0)


class NoSuchAccount(NotFound):
    """There is no such account here."""


class Filter(NamedTuple):
    """Which accounts a list is to show."""

    supplier_id: UUID | None = None
    household_id: UUID | None = None
    batch_id: UUID | None = None
    state: AccountState | None = None
    iban: Iban | None = None


class PayableAccount(NamedTuple):
    """An account that money may go to on a day."""

    id: UUID
    name: str
    iban: Iban
    verification: VerificationResult


async def account(session: ReadSession, keyring: Keyring, account_id: UUID, sees: Municipalities) -> Account:
    """One account; `NoSuchAccount`, also for a client of a household that may not be seen."""
    row = (await session.execute(_ONE, {"id": account_id, "municipalities": codes(sees)})).first()
    if row is None:
        raise NoSuchAccount
    return _opened(session, keyring, row)


async def hold(session: Session, keyring: Keyring, account_id: UUID) -> Account:
    """An account that is known to be there, held until the end of the transaction."""
    return _opened(session, keyring, (await session.execute(_HOLD, {"id": account_id})).one())


async def accounts(
    session: ReadSession, keyring: Keyring, wanted: Filter, sees: Municipalities, after: UUID | None, limit: int
) -> list[Account]:
    """So many of these after the one with that id, without clients that may not be seen, in the order of proposal."""
    asked = {
        **wanted._asdict(),
        "iban_lookup": keyring.lookup(wanted.iban.number) if wanted.iban else None,
        "municipalities": codes(sees),
        "after": after or _FIRST,
        "limit": limit,
    }
    return [_opened(session, keyring, row) for row in await session.execute(_LIST, asked)]


async def accounts_on(
    session: ReadSession, keyring: Keyring, owners: Collection[Owner], day: date
) -> dict[Owner, PayableAccount | NoAccount]:
    """For each owner the account that money may go to on a day, or why there is none."""
    known: dict[Owner, list[Row[Any]]] = {owner: [] for owner in owners}
    asked = {
        "suppliers": [owner.supplier_id for owner in known if owner.supplier_id],
        "households": [owner.household_id for owner in known if owner.household_id],
    }
    for row in await session.execute(_OF_OWNERS, asked):
        known[Owner(row.supplier_id, row.household_id)].append(row)
    return {owner: _payable(session, keyring, rows, day) for owner, rows in known.items()}


async def live(session: ReadSession, lookups: Iterable[bytes]) -> dict[bytes, UUID]:
    """The accounts among these that are proposed or approved, by what they are found again by."""
    rows = await session.execute(_LIVE, {"lookups": list(set(lookups))})
    return {bytes(row.lookup): row.id for row in rows}


async def turned_down(session: ReadSession, lookups: Iterable[bytes]) -> set[bytes]:
    """Of these accounts those that a second person rejected, and that nobody proposed since.

    Whoever takes back what he proposed himself turned nothing down.
    """
    rows = await session.execute(_TURNED_DOWN, {"lookups": list(set(lookups))})
    return {bytes(row.lookup) for row in rows}


async def add(
    session: Session, hand: Hand, new: Sequence[tuple[UUID, bytes, WantedAccount]], batch_id: UUID | None
) -> None:
    """Accounts with their ids and lookups, proposed by this hand."""
    values = [_sealed(organisation_of(session), one, batch_id, hand) for one in new]
    await store(session, Rows("account", _ACCOUNT, values))


async def decide(session: Session, hand: Hand, ids: Collection[UUID], state: AccountState) -> None:
    """These (held) accounts are approved or rejected by this hand."""
    await session.execute(_DECIDE, {"ids": list(ids), "state": state, "now": hand.now, "by": hand.by})


async def close(session: Session, account_id: UUID, last_day: date) -> None:
    """This (held) account is paid to until that day and no longer."""
    await session.execute(_CLOSE, {"id": account_id, "last_day": last_day})


def codes(sees: Municipalities) -> list[str] | None:
    """The municipalities as the queries take them."""
    return None if sees is None else sorted(sees)


def _sealed(mine: UUID, new: tuple[UUID, bytes, WantedAccount], batch_id: UUID | None, hand: Hand) -> tuple[Any, ...]:
    (account_id, lookup, wanted), keyring = new, hand.keyring
    number = wanted.iban.number
    return (
        mine, account_id, *wanted.owner, keyring.seal(wanted.name, place_of(mine, account_id, "name")),
        keyring.seal(number, place_of(mine, account_id, "iban")), lookup, keyring.lookup(number),
        str(AccountState.PROPOSED), 1, wanted.valid_from, wanted.verification and str(wanted.verification),
        hand.now if wanted.verification else None, batch_id, hand.now, hand.by,
    )  # fmt: skip


def _payable(session: ReadSession, keyring: Keyring, rows: list[Row[Any]], day: date) -> PayableAccount | NoAccount:
    found = holding([_standing(row) for row in rows], day)
    if isinstance(found, NoAccount):
        return found
    (row,) = (row for row in rows if row.id == found.id)
    name, iban = _names(session, keyring, row)
    return PayableAccount(row.id, name, iban, VerificationResult(row.verification))


def _standing(row: Row[Any]) -> Standing:
    verification = row.verification and VerificationResult(row.verification)
    return Standing(row.id, AccountState(row.state), row.valid_from, row.valid_until, verification, row.decided_at)


def _opened(session: ReadSession, keyring: Keyring, row: Row[Any]) -> Account:
    name, iban = _names(session, keyring, row)
    return Account(
        row.id,
        Owner(row.supplier_id, row.household_id),
        name,
        iban,
        AccountState(row.state),
        row.changes,
        row.valid_from,
        row.valid_until,
        row.verification and VerificationResult(row.verification),
        row.verified_at,
        row.batch_id,
        row.proposed_at,
        row.proposed_by,
        row.decided_at,
        row.decided_by,
    )


def _names(session: ReadSession, keyring: Keyring, row: Row[Any]) -> tuple[str, Iban]:
    mine = organisation_of(session)
    name = keyring.unseal(bytes(row.name_sealed), place_of(mine, row.id, "name"))
    return name, Iban(keyring.unseal(bytes(row.iban_sealed), place_of(mine, row.id, "iban")))
