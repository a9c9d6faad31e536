"""The accounts that money may go to on the days of a page: each opened once, however many lines go to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession, organisation_of
from services.mandate_events import AccountState
from services.mandates.accounts.account import NoAccount, Standing, holding
from services.mandates.accounts.verification import VerificationResult
from services.mandates.release.deciding import Payable
from services.sealing import Keyring, place_of

_REST = "id, state, valid_from, valid_until, verification, decided_at, name_sealed, iban_sealed from account"
_ACCOUNTS = text(
    f"""
    select cast(supplier_id as text), {_REST} where supplier_id = any(cast(:suppliers as uuid[])) union all
    select cast(household_id as text), {_REST} where household_id = any(cast(:households as uuid[]))
    """
).bindparams(*(bindparam(name, type_=ARRAY(Text)) for name in ("suppliers", "households")))
_STATES = {str(state): state for state in AccountState}
_VERIFICATIONS: Mapping[str | None, VerificationResult | None] = {None: None} | {str(a): a for a in VerificationResult}


class Accounts:
    """The accounts of some owners, whose ids are texts."""

    def __init__(self, mine: UUID, keyring: Keyring, rows: Iterable[Sequence[Any]]) -> None:
        self._mine, self._keyring = mine, keyring
        self._sealed: dict[UUID, tuple[bytes, bytes]] = {}
        self._of: dict[str, list[Standing]] = {}
        self._opened: dict[UUID, Payable] = {}
        self._held: dict[tuple[str, date], Payable | NoAccount] = {}
        for owner, account_id, state, valid_from, valid_until, verification, decided_at, name, iban in rows:
            one = Standing(
                account_id, _STATES[state], valid_from, valid_until, _VERIFICATIONS[verification], decided_at
            )
            self._of.setdefault(owner, []).append(one)
            self._sealed[account_id] = name, iban

    def on(self, owner: str, day: date) -> Payable | NoAccount:
        """The account of an owner that money may go to on a day, or why there is none."""
        key = owner, day
        found = self._held.get(key)
        if found is None:
            held = holding(self._of.get(owner, ()), day)
            found = self._held[key] = held if isinstance(held, NoAccount) else self._open(held.id)
        return found

    def _open(self, account_id: UUID) -> Payable:
        if account_id not in self._opened:
            name, iban = self._sealed[account_id]
            self._opened[account_id] = Payable(
                str(account_id),
                self._keyring.unseal(name, place_of(self._mine, account_id, "name")),
                self._keyring.unseal(iban, place_of(self._mine, account_id, "iban")),
            )
        return self._opened[account_id]


async def accounts_of(
    session: ReadSession, keyring: Keyring, suppliers: Collection[str], households: Collection[str]
) -> Accounts:
    """The accounts of these suppliers, and the own ones of the clients of these households."""
    asked = {"suppliers": list(suppliers), "households": list(households)}
    return Accounts(organisation_of(session), keyring, (await session.execute(_ACCOUNTS, asked)).all())
