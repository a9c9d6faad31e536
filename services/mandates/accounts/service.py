"""What may be done with accounts: proposed, approved by another person, rejected, closed; one by one or in batches.

The bank was asked before any of this begins: nobody waits for it in a transaction.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.database import Session
from services.errors import InvalidInput
from services.mandate_events import AccountEvent, AccountState
from services.mandates.accounts import affected, batches, repository
from services.mandates.accounts.account import (
    ACCOUNTS,
    Account,
    AccountIsKnown,
    WantedAccount,
    check_second_person,
    check_verified,
    last_day,
)
from services.mandates.accounts.batches import NothingToApprove
from services.mandates.accounts.steps import Step, tell
from services.mandates.accounts.verification import Verification, VerificationResult, ask_about
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change
from services.mandates.households.repository import hold as hold_household
from services.mandates.suppliers.repository import hold as hold_supplier
from services.mandates.transitions import Because


class Proposal(NamedTuple):
    """The account of each that was wanted, in that order, and how many of them were not known before."""

    ids: list[UUID]
    new: int


async def verified(wanted: Sequence[WantedAccount], ask: Verification) -> list[WantedAccount]:
    """The accounts with what their banks say; asked before the transaction that proposes them."""
    results = await ask_about([(one.name, one.iban) for one in wanted], ask)
    return [one._replace(verification=result) for one, result in zip(wanted, results, strict=True)]


async def propose(session: Session, hand: Hand, wanted: WantedAccount) -> Account:
    """One account of a supplier or a client; `AccountIsKnown` if it is proposed or approved already."""
    if wanted.owner.supplier_id:
        await hold_supplier(session, hand.keyring, wanted.owner.supplier_id)
    if wanted.owner.household_id:
        await hold_household(session, wanted.owner.household_id, hand.municipalities)
    proposal = await _find_or_add(session, hand, [wanted], None, "proposed")
    if not proposal.new:
        raise AccountIsKnown
    return await repository.account(session, hand.keyring, proposal.ids[0], hand.municipalities)


async def find_or_propose(
    session: Session, hand: Hand, wanted: Sequence[WantedAccount], batch_id: UUID | None
) -> list[UUID]:
    """The account of each that is wanted, proposed where it was not known; `InvalidInput` for owners that are none."""
    return (await propose_batch(session, hand, wanted, batch_id)).ids


async def propose_batch(
    session: Session, hand: Hand, wanted: Sequence[WantedAccount], batch_id: UUID | None
) -> Proposal:
    """The same, and how many of them are new."""
    faults = await affected.hold_owners(session, hand, wanted)
    if faults:
        raise InvalidInput(faults)
    return await _find_or_add(session, hand, wanted, batch_id, "proposed_in_batch")


async def approve(session: Session, hand: Hand, account_id: UUID, reason: str | None) -> Account:
    """Money may go to it from its first day on; `SamePerson`, and `NameIsAnothers` without a reason for a no match."""
    held, households = await _hold(session, hand, account_id)
    step = _step(held, AccountEvent.APPROVE)
    check_second_person(held.proposed_by, hand.by)
    check_verified(held.verification, has_reason=reason is not None)
    is_override = held.verification is VerificationResult.NO_MATCH
    await repository.decide(session, hand, [account_id], step.state)
    await tell(session, hand, [step], Because("approved_despite_no_match" if is_override else "approved", note=reason))
    await count_change(session, hand, households)
    return await repository.account(session, hand.keyring, account_id, hand.municipalities)


async def reject(session: Session, hand: Hand, account_id: UUID, reason: str) -> Account:
    """It will not be paid to, and may be proposed anew; who proposed it may take it back so."""
    await repository.account(session, hand.keyring, account_id, hand.municipalities)
    held = await repository.hold(session, hand.keyring, account_id)
    step = _step(held, AccountEvent.REJECT)
    await repository.decide(session, hand, [account_id], step.state)
    await tell(session, hand, [step], Because("rejected", note=reason))
    return await repository.account(session, hand.keyring, account_id, hand.municipalities)


async def close(session: Session, hand: Hand, account_id: UUID, closed_from: date, reason: str) -> Account:
    """It is paid to no longer from that day on; the one that it took the place of does not come back."""
    held, households = await _hold(session, hand, account_id)
    step = _step(held, AccountEvent.CLOSE)
    await repository.close(session, account_id, last_day(held.valid_from, closed_from))
    await tell(session, hand, [step], Because("closed", note=reason))
    await count_change(session, hand, households)
    return await repository.account(session, hand.keyring, account_id, hand.municipalities)


async def approve_batch(session: Session, hand: Hand, batch_id: UUID, digest: str) -> int:
    """Approve at once all of a batch that its digest stands for, but those that the bank said are another's, and those
    it was not asked about; how many were approved.

    `SamePerson` if this hand proposed one of them, `AnotherBatch` if something of it was decided or added since.
    """
    await batches.batch(session, batch_id, hand.municipalities)
    seen = await batches.waiting(session, batch_id, hand.municipalities)
    batches.check_seen(seen, digest)
    sure = [one for one in seen if one.is_sure]
    if not sure:
        raise NothingToApprove
    for one in sure:
        check_second_person(one.weighed.proposed_by, hand.by)
    households = await affected.hold_affected(session, [one.owner for one in sure])
    batches.check_seen(await batches.hold(session, batch_id, hand.municipalities), digest)
    steps = [_step_of(one) for one in sure]
    await repository.decide(session, hand, [one.account_id for one in steps], AccountState.APPROVED)
    await tell(session, hand, steps, Because("approved_in_batch"))
    await count_change(session, hand, households)
    return len(steps)


async def _find_or_add(
    session: Session, hand: Hand, wanted: Sequence[WantedAccount], batch_id: UUID | None, cause: str
) -> Proposal:
    lookups = [one.lookup(hand.keyring) for one in wanted]
    known = await repository.live(session, lookups)
    new = []
    for one, lookup in zip(wanted, lookups, strict=True):
        if lookup not in known:
            known[lookup] = hand.new_id()
            new.append((known[lookup], lookup, one))
    await repository.add(session, hand, new, batch_id)
    begun = (None, AccountEvent.PROPOSE, ACCOUNTS.first)
    await tell(session, hand, [Step(key, one.owner, 1, *begun) for key, _, one in new], Because(cause))
    return Proposal([known[lookup] for lookup in lookups], len(new))


async def _hold(session: Session, hand: Hand, account_id: UUID) -> tuple[Account, list[UUID]]:
    """The account, and the households whose payments it decides about, held."""
    found = await repository.account(session, hand.keyring, account_id, hand.municipalities)
    households = await affected.hold_affected(session, [found.owner])
    return await repository.hold(session, hand.keyring, account_id), households


def _step(held: Account, event: AccountEvent) -> Step:
    state = ACCOUNTS.after(held.state, event)
    return Step(held.id, held.owner, held.changes + 1, held.state, event, state)


def _step_of(one: batches.Proposed) -> Step:
    state = ACCOUNTS.after(AccountState.PROPOSED, AccountEvent.APPROVE)
    return Step(one.weighed.id, one.owner, one.changes + 1, AccountState.PROPOSED, AccountEvent.APPROVE, state)
