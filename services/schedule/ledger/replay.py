"""Adding all entries up again, from the last day that was found in order: what the counters say must be what it gives.

Closing a day writes down what the counters were at its end, so that the next check begins there; nothing is booked any
more on a day that is closed. Which day an entry was booked on is in a block index, which costs a booking nothing.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession, Session, organisation_of
from services.errors import Refused
from services.schedule.ledger.counters import COUNTERS, SUMS, Counters, added_up
from services.schedule.ledger.entry import AccountKind
from services.schedule.ledger.guard import keep_still

_BOOK = "organisation_id, book_id"
_SINCE_CLOSING = """
    select entry.* from organisation, lateral (
        select * from ledger_entry where organisation_id = organisation.id and booked_on > coalesce(
            (select verified_through from ledger_closing closing where closing.organisation_id = organisation.id),
            '-infinity'
        )
    ) entry
"""
_FROM_CLOSING = f"""
    select {_BOOK}, kind, {SUMS} from (
        select {_BOOK}, kind, {COUNTERS} from ledger_closing_balance
        union all {added_up(f"({_SINCE_CLOSING}) entry", _BOOK)}
    ) part group by {_BOOK}, kind
"""


def differing(replayed: str) -> str:
    """SQL: every account whose counters are not what was replayed, with both; also one that only one side knows."""
    expected = ", ".join(f"coalesce(replayed.{counter}, 0)" for counter in Counters._fields)
    counted = ", ".join(f"coalesce(account.{counter}, 0)" for counter in Counters._fields)
    return f"""
        select organisation_id, book_id, kind, {expected}, {counted}
        from ({replayed}) replayed full join ledger_account account using (organisation_id, book_id, kind)
        where ({expected}) <> ({counted})
        order by organisation_id, book_id, kind
    """


SINCE_CLOSING = differing(_FROM_CLOSING)
FROM_THE_BEGINNING = differing(added_up("ledger_entry", _BOOK))
_CARRY = f"""
    insert into ledger_closing_balance as balance (organisation_id, book_id, kind, {COUNTERS})
    {added_up(f"({_SINCE_CLOSING}) entry where booked_on <= :through", _BOOK)}
    on conflict (organisation_id, book_id, kind) do update
    set {", ".join(f"{counter} = balance.{counter} + excluded.{counter}" for counter in Counters._fields)}
"""
_CLOSE = """
    insert into ledger_closing (organisation_id, verified_through) values (:organisation, :through)
    on conflict (organisation_id) do update set verified_through = excluded.verified_through
"""
_CLOSED = "select coalesce(max(verified_through), '-infinity') >= :through from ledger_closing"


class DayIsNotOver(Refused):
    """Only a day that is over can be closed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An account on which the counters are not what the entries come to."""

    book_id: UUID
    account: AccountKind
    replayed: Counters
    counted: Counters


async def differences(session: ReadSession, *, from_the_beginning: bool = False) -> list[Difference]:
    """Every account of this organisation that does not add up; none is what should be.

    By itself from the last closing on, which takes as long as the month was; or all history once more.
    """
    rows = await session.execute(text(FROM_THE_BEGINNING if from_the_beginning else SINCE_CLOSING))
    return [
        Difference(book_id, AccountKind(kind), Counters(*figures[:4]), Counters(*figures[4:]))
        for _, book_id, kind, *figures in rows
    ]


async def close(session: Session, through: date, today: date) -> list[Difference]:
    """Check the ledger, and if it adds up let nothing more be booked on days up to and including `through`.

    What does not add up is returned, and then nothing is closed. A day that is closed already stays so.
    """
    if through >= today:
        raise DayIsNotOver(f"{through} is not over on {today}; close the day before")
    await keep_still(session)
    found = await differences(session)
    given = {"organisation": organisation_of(session), "through": through}
    if not found and not (await session.execute(text(_CLOSED), given)).scalar_one():
        await session.execute(text(_CARRY), given)
        await session.execute(text(_CLOSE), given)
    return found
