"""A payee account: proposed by one person, approved by another, closed from a day, and never edited. Pure.

    proposed → approved → closed
        └────→ rejected

Another account of the same owner takes the place of the older one from its `valid_from` on; the older one stays
approved and holds until the day before. When the newer is closed the older does not come back: a supplier that has left
an account twice is asked for a third.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict, Refused
from services.iban import Iban
from services.machine import Machine
from services.mandate_events import AccountEvent, AccountState
from services.mandates.accounts.verification import VerificationResult
from services.sealing import Keyring

ACCOUNTS = Machine(
    "account",
    AccountState.PROPOSED,
    {
        (AccountState.PROPOSED, AccountEvent.APPROVE): AccountState.APPROVED,
        (AccountState.PROPOSED, AccountEvent.REJECT): AccountState.REJECTED,
        (AccountState.APPROVED, AccountEvent.CLOSE): AccountState.CLOSED,
    },
)
"""To be proposed is how an account begins, so it happens to none that is there."""


class SamePerson(Refused):
    """Who proposed an account cannot approve it; ask a colleague."""


class NameIsAnothers(Refused):
    """The bank says that this account is not that holder's; approve it only with a reason why it is right."""


class NotVerified(Refused):
    """Nobody asked the bank yet whose account this is; reject it and propose it anew."""


class AccountIsKnown(Conflict):
    """This account of this owner is proposed or approved already; close it before it is proposed for another time."""


class Owner(NamedTuple):
    """Whose account it is: a supplier's, or a client's, who is known by the household."""

    supplier_id: UUID | None = None
    household_id: UUID | None = None

    @property
    def kind(self) -> str:
        """`supplier` or `household`."""
        return "household" if self.supplier_id is None else "supplier"


class WantedAccount(NamedTuple):
    """An account that somebody says is somebody's, from a day on.

    `verification` is what the bank said, None where it was not asked: such an account cannot be approved. `where` is
    its place in what was sent, for a fault.
    """

    owner: Owner
    name: str
    iban: Iban
    valid_from: date
    verification: VerificationResult | None = None
    where: str = ""

    def lookup(self, keyring: Keyring) -> bytes:
        """What the same account of the same owner is found again by, however the name was typed."""
        name = " ".join(self.name.casefold().split())
        owner = str(self.owner.supplier_id or self.owner.household_id)
        return keyring.lookup("account", self.owner.kind, owner, self.iban.number, name)


class Account(NamedTuple):
    """An account as it is kept, opened."""

    id: UUID
    owner: Owner
    name: str
    iban: Iban
    state: AccountState
    changes: int
    valid_from: date
    valid_until: date | None
    verification: VerificationResult | None
    verified_at: datetime | None
    batch_id: UUID | None
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str | None


class Standing(NamedTuple):
    """What decides whether an account is paid to on a day; `decided_at` of one that nobody decided is None."""

    id: UUID
    state: AccountState
    valid_from: date
    valid_until: date | None
    verification: VerificationResult | None
    decided_at: datetime | None

    @property
    def ever_held(self) -> bool:
        """Whether it was approved, and not closed before it began."""
        was_approved = self.state in (AccountState.APPROVED, AccountState.CLOSED)
        return was_approved and (self.valid_until is None or self.valid_until >= self.valid_from)


class NoAccount(StrEnum):
    """Why an owner has no account on a day that money may go to."""

    UNKNOWN = "unknown"
    NOT_APPROVED = "not_approved"
    MISMATCH = "mismatch"
    NOT_YET = "not_yet"
    REJECTED = "rejected"
    CLOSED = "closed"


def holding(accounts: Iterable[Standing], day: date) -> Standing | NoAccount:
    """Which of one owner's accounts is paid to on a day, or why none: the one that began last, unless it has ended.

    Of two that begin on one day the one that was approved last holds.
    """
    known = list(accounts)
    held = [one for one in known if one.ever_held]
    begun = [one for one in held if one.valid_from <= day]
    newest = max(begun, key=lambda one: (one.valid_from, one.decided_at, one.id), default=None)
    if newest is not None and (newest.valid_until is None or day <= newest.valid_until):
        return newest
    return _why_none(known, is_closed=newest is not None, is_to_come=len(held) > len(begun))


def _why_none(known: list[Standing], *, is_closed: bool, is_to_come: bool) -> NoAccount:
    proposed = [one for one in known if one.state is AccountState.PROPOSED]
    if proposed:
        is_anothers = all(one.verification is VerificationResult.NO_MATCH for one in proposed)
        return NoAccount.MISMATCH if is_anothers else NoAccount.NOT_APPROVED
    if is_to_come:
        return NoAccount.NOT_YET
    if is_closed or any(one.state is AccountState.CLOSED for one in known):
        return NoAccount.CLOSED
    return NoAccount.REJECTED if known else NoAccount.UNKNOWN


def check_second_person(proposed_by: str, approved_by: str) -> None:
    """Four eyes: `SamePerson` if they are one person's."""
    if proposed_by == approved_by:
        raise SamePerson


def check_verified(verification: VerificationResult | None, *, has_reason: bool) -> None:
    """`NotVerified` without the bank's answer; `NameIsAnothers` if that was no match and nobody gives a reason."""
    if verification is None:
        raise NotVerified
    if verification is VerificationResult.NO_MATCH and not has_reason:
        raise NameIsAnothers


def last_day(valid_from: date, closed_from: date) -> date:
    """The last day of an account that is closed from a day on; the day before it began if it never was valid."""
    return max(closed_from, valid_from) - timedelta(days=1)


class InBatch(NamedTuple):
    """An account of a batch as its approver weighs it."""

    id: UUID
    lookup: bytes
    verification: VerificationResult | None
    proposed_by: str


def digest_of(proposed: Iterable[InBatch]) -> str:
    """What exactly was looked at: the same for the same accounts with the same answers of the bank, in any order."""
    found = hashlib.sha256()
    for one in sorted(proposed):
        found.update(one.id.bytes + one.lookup + (one.verification or "").encode() + b"\n")
    return found.hexdigest()
