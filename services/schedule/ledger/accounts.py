"""What stands on the accounts of a book, and how deep its minstand may go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, errors
from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from services.database import ReadSession, Session, organisation_of
from services.errors import Fault, InvalidInput, Refused
from services.money import Cents
from services.schedule.ledger.counters import COUNTERS
from services.schedule.ledger.entry import OF_HOUSEHOLD, AccountKind
from services.schedule.ledger.posting import NoSuchBook
from services.storing import connection_of

_READ = text(f"select book_id, kind, {COUNTERS}, cap from ledger_account where book_id = any(:books)").bindparams(
    bindparam("books", type_=ARRAY(Uuid))
)
_OPEN = f"""
    insert into ledger_account (organisation_id, book_id, household_id, kind, {COUNTERS}, cap)
    select %s, id, id, 'minstand', 0, 0, 0, 0, 0 from unnest(%s) as household (id)
    order by id on conflict do nothing
"""
_HOLD = """
    select book_id, debits_posted + debits_pending - credits_posted from ledger_account
    where book_id = any(%s) and kind = 'minstand' order by book_id for no key update
"""
_SET_CAP = """
    update ledger_account account set cap = approved.cap
    from unnest(%s::uuid[], %s::bigint[]) as approved (household_id, cap)
    where account.book_id = approved.household_id and kind = 'minstand'
"""
_WRITE_DOWN = """
    insert into ledger_limit (organisation_id, household_id, number, cap, approved_on, decision)
    select %s, household_id, 1 + coalesce((
        select max(number) from ledger_limit earlier where earlier.household_id = approved.household_id
    ), 0), cap, approved_on, decision
    from unnest(%s::uuid[], %s::bigint[], %s::date[], %s::text[]) as approved (household_id, cap, approved_on, decision)
"""


class MinstandInUse(Refused):
    """More of the minstand is drawn or spoken for than this approval allows; let it be repaid first."""


class Account(NamedTuple):
    """What was debited and credited to an account, and on a minstand how deep it may go; all in cents."""

    debits_pending: Cents = 0
    credits_pending: Cents = 0
    debits_posted: Cents = 0
    credits_posted: Cents = 0
    cap: Cents | None = None

    @property
    def held(self) -> Cents:
        """What stands on an account that holds money."""
        return self.credits_posted - self.debits_posted

    @property
    def free(self) -> Cents:
        """What of it is not spoken for yet."""
        return self.held - self.debits_pending

    @property
    def owed(self) -> Cents:
        """What is still to be repaid on a loan or a minstand."""
        return -self.held

    @property
    def room(self) -> Cents:
        """What may still be drawn of a minstand; 0 on every other account."""
        return 0 if self.cap is None else self.cap - self.owed - self.debits_pending


@dataclass(frozen=True, slots=True)
class ApprovedMinstand:
    """How deep a household's minstand may go from now on, in cents, and the decision that says so.

    `InvalidInput` for a depth below nothing or a decision that is not named.
    """

    household_id: UUID
    cap: Cents
    approved_on: date
    decision: str

    def __post_init__(self) -> None:
        faults = []
        if self.cap < 0:
            faults.append(Fault("cap", f"{self.cap} is no depth", "give whole cents, 0 for no minstand"))
        if not self.decision.strip():
            faults.append(Fault("decision", "no decision is named", "name the one that approved it"))
        if faults:
            raise InvalidInput(faults)


async def accounts(session: ReadSession, books: Collection[UUID]) -> dict[UUID, dict[AccountKind, Account]]:
    """Every account of these households' books; one that never moved reads 0, with a minstand of nothing approved."""
    found = {book: _unmoved() for book in books}
    for book, kind, *figures in await session.execute(_READ, {"books": list(books)}):
        found[book][AccountKind(kind)] = Account(*figures)
    return found


def _unmoved() -> dict[AccountKind, Account]:
    return {kind: Account(cap=0 if kind is AccountKind.MINSTAND else None) for kind in OF_HOUSEHOLD}


async def approve_minstand(session: Session, approvals: Sequence[ApprovedMinstand]) -> None:
    """Let these households draw so much and no more; one approval a household, and the newest counts.

    `MinstandInUse` names those that have drawn more, `NoSuchBook` says that one is no household; then none is approved.
    """
    approved = sorted(approvals, key=lambda approval: approval.household_id)
    connection = await connection_of(session)
    try:
        async with connection.transaction():
            await _approve(connection, organisation_of(session), approved)
    except errors.ForeignKeyViolation:
        raise NoSuchBook from None


async def _approve(
    connection: AsyncConnection[Any], organisation_id: UUID, approved: Sequence[ApprovedMinstand]
) -> None:
    households = [approval.household_id for approval in approved]
    caps = [approval.cap for approval in approved]
    await connection.execute(_OPEN.encode(), [organisation_id, households])
    in_use = dict(await (await connection.execute(_HOLD, [households])).fetchall())
    _refuse_less_than_drawn(approved, in_use)
    await connection.execute(_SET_CAP, [households, caps])
    days = [approval.approved_on for approval in approved]
    decisions = [approval.decision for approval in approved]
    await connection.execute(_WRITE_DOWN, [organisation_id, households, caps, days, decisions])


def _refuse_less_than_drawn(approved: Sequence[ApprovedMinstand], in_use: dict[UUID, Cents]) -> None:
    beyond = [str(approval.household_id) for approval in approved if in_use[approval.household_id] > approval.cap]
    if beyond:
        raise MinstandInUse(f"{MinstandInUse.title} Households: {', '.join(beyond[:5])}")
