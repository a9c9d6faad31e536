"""The use cases of accounts as a test asks them, each in a transaction of its own; anna proposes, bram decides."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.clock import MovableClock
from services.database import Database, Session
from services.iban import Iban
from services.ids import SeededIds
from services.mandate_events import AccountEvent, AccountState
from services.mandates.accounts import service
from services.mandates.accounts.account import Account, Owner, WantedAccount
from services.mandates.accounts.verification import VerificationResult
from services.mandates.hand import Hand
from tests.mandates.callers import KEYRING

FIRST_DAY = date(2026, 1, 1)
DUTCH = Iban("NL91ABNA0417164300")


def wanted(
    owner: Owner,
    name: str = "Y. Proefpersoon",
    verification: VerificationResult | None = VerificationResult.MATCH,
    valid_from: date = FIRST_DAY,
    iban: Iban = DUTCH,
) -> WantedAccount:
    return WantedAccount(owner, name, iban, valid_from, verification, "accounts[0]")


class Desk:
    """Where accounts are proposed, decided and closed."""

    def __init__(self, registry: Database, organisation: UUID, clock: MovableClock) -> None:
        self._registry, self._organisation, self._clock = registry, organisation, clock
        self._ids = SeededIds("desk")

    def hand(self, by: str = "anna") -> Hand:
        now = self._clock.now()
        return Hand(by, now, KEYRING, lambda: self._ids.new_id(now))

    async def propose(self, *accounts: WantedAccount, batch_id: UUID | None = None, by: str = "anna") -> list[UUID]:
        async with self._registry.transaction(self._organisation) as session:
            return await service.find_or_propose(session, self.hand(by), accounts, batch_id)

    async def happen(self, account_id: UUID, event: AccountEvent, closed_from: date = date(2026, 3, 1)) -> Account:
        async with self._registry.transaction(self._organisation) as session:
            return await self._happen(session, account_id, event, closed_from)

    async def brought_to(self, state: AccountState, account: WantedAccount) -> UUID:
        """An account in a state, by the steps that lead there."""
        (account_id,) = await self.propose(account)
        for event in _STEPS[state]:
            await self.happen(account_id, event)
        return account_id

    async def approve_batch(self, batch_id: UUID, digest: str, by: str = "bram") -> int:
        async with self._registry.transaction(self._organisation) as session:
            return await service.approve_batch(session, self.hand(by), batch_id, digest)

    async def _happen(self, session: Session, account_id: UUID, event: AccountEvent, closed_from: date) -> Account:
        if event is AccountEvent.APPROVE:
            return await service.approve(session, self.hand("bram"), account_id, None)
        if event is AccountEvent.REJECT:
            return await service.reject(session, self.hand("bram"), account_id, "not theirs")
        return await service.close(session, self.hand(), account_id, closed_from, "moved to another bank")


_STEPS: dict[AccountState, Sequence[AccountEvent]] = {
    AccountState.PROPOSED: [],
    AccountState.APPROVED: [AccountEvent.APPROVE],
    AccountState.REJECTED: [AccountEvent.REJECT],
    AccountState.CLOSED: [AccountEvent.APPROVE, AccountEvent.CLOSE],
}
