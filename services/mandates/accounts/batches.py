"""Accounts that were proposed together, as an import brings them: what a batch holds, and by what it is recognised."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text

from services.database import ReadSession, Session
from services.errors import Conflict, NotFound
from services.mandate_events import AccountState
from services.mandates.accounts.account import InBatch, Owner, digest_of
from services.mandates.accounts.repository import SEEN, SEES, codes
from services.mandates.accounts.verification import VerificationResult
from services.mandates.hand import Municipalities

_COUNTS = text(
    f"""
    select state, verification, count(*) as accounts from account where batch_id = :batch_id and {SEEN}
    group by state, verification
    """
).bindparams(SEES)
_PROPOSED = f"""
    select id, lookup, verification, proposed_by, supplier_id, household_id, changes from account
    where batch_id = :batch_id and state = 'proposed' and {SEEN}
"""
_LOOK = text(_PROPOSED).bindparams(SEES)
_HOLD = text(f"{_PROPOSED} order by id for no key update").bindparams(SEES)


class NoSuchBatch(NotFound):
    """There is no such batch of accounts here."""


class AnotherBatch(Conflict):
    """The batch is not what was looked at: its accounts have another digest."""


class NothingToApprove(Conflict):
    """Nothing in this batch is waiting for approval, but what a person has to decide about one by one."""


class Batch(NamedTuple):
    """What a batch holds, of what may be seen: accounts by state, and those that are proposed by the bank's answer.

    None counts those about which no bank was asked. `digest` is of the proposed ones.
    """

    id: UUID
    states: dict[AccountState, int]
    verifications: dict[VerificationResult | None, int]
    digest: str


class Proposed(NamedTuple):
    """An account of a batch that waits for approval; `changes` counts its steps until now."""

    weighed: InBatch
    owner: Owner
    changes: int

    @property
    def is_sure(self) -> bool:
        """Whether it may be approved together with others: the bank was asked, and did not say that it is another's."""
        return self.weighed.verification not in (None, VerificationResult.NO_MATCH)


async def batch(session: ReadSession, batch_id: UUID, sees: Municipalities) -> Batch:
    """What the batch holds now; `NoSuchBatch` also where nothing of it may be seen."""
    states = dict.fromkeys(AccountState, 0)
    verifications: dict[VerificationResult | None, int] = dict.fromkeys([*VerificationResult, None], 0)
    for row in await session.execute(_COUNTS, {"batch_id": batch_id, "municipalities": codes(sees)}):
        states[AccountState(row.state)] += row.accounts
        if row.state == AccountState.PROPOSED:
            verifications[row.verification and VerificationResult(row.verification)] += row.accounts
    if not any(states.values()):
        raise NoSuchBatch
    proposed = await waiting(session, batch_id, sees)
    return Batch(batch_id, states, verifications, digest_of(one.weighed for one in proposed))


async def waiting(session: ReadSession, batch_id: UUID, sees: Municipalities) -> list[Proposed]:
    """What of the batch is proposed and may be seen."""
    return await _waiting(session, batch_id, sees, _LOOK)


async def hold(session: Session, batch_id: UUID, sees: Municipalities) -> list[Proposed]:
    """The same, held until the end of the transaction."""
    return await _waiting(session, batch_id, sees, _HOLD)


async def _waiting(session: ReadSession, batch_id: UUID, sees: Municipalities, asked: TextClause) -> list[Proposed]:
    rows = await session.execute(asked, {"batch_id": batch_id, "municipalities": codes(sees)})
    return [_proposed(*row) for row in rows]


def check_seen(proposed: Iterable[Proposed], digest: str) -> None:
    """`AnotherBatch` unless these are what somebody looked at under that digest."""
    if digest_of(one.weighed for one in proposed) != digest:
        raise AnotherBatch


def _proposed(
    account_id: UUID,
    lookup: bytes,
    verification: str | None,
    proposed_by: str,
    supplier_id: UUID | None,
    household_id: UUID | None,
    changes: int,
) -> Proposed:
    result = VerificationResult(verification) if verification else None
    return Proposed(InBatch(account_id, bytes(lookup), result, proposed_by), Owner(supplier_id, household_id), changes)
