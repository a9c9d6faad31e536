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


def _carried_on(entries: str) -> str:
    """SQL: what stood on each account at the last closing, and `entries` on top of it."""
    return f"""
        select {_BOOK}, kind, {SUMS} from (
            select {_BOOK}, kind, {COUNTERS} from ledger_closing_balance union all {added_up(entries, _BOOK)}
        ) part group by {_BOOK}, kind
    """


def _differing(replayed: str) -> str:
    """SQL: every account whose counters are not what was replayed, with both; also one that only one side knows."""
    expected = ", ".join(f"coalesce(replayed.{counter}, 0)" for counter in Counters._fields)
    counted = ", ".join(f"coalesce(account.{counter}, 0)" for counter in Counters._fields)
    names = ", ".join(f"{side}_{counter}" for side in ("replayed", "counted") for counter in Counters._fields)
    return f"""
        select * from (
            select {_BOOK}, kind, {expected}, {counted}
            from ({replayed}) replayed full join ledger_account account using ({_BOOK}, kind)
            where ({expected}) <> ({counted})
        ) differing ({_BOOK}, kind, {names}) order by {_BOOK}, kind
    """


_OF_ALL_SINCE = """
    (
        select entry.* from organisation
        left join ledger_closing closing on closing.organisation_id = organisation.id
        join ledger_entry entry on entry.organisation_id = organisation.id
            and entry.booked_on > coalesce(closing.verified_through, '-infinity')
    ) entry
"""
SINCE_CLOSING = _differing(_carried_on(_OF_ALL_SINCE))
"""For whoever sees several organisations: the accounts of all of them that do not add up since their last closing."""

_SINCE = text(_differing(_carried_on("ledger_entry where booked_on > :verified")))
_FROM_THE_BEGINNING = text(_differing(added_up("ledger_entry", _BOOK)))
_VERIFIED = text("select coalesce(max(verified_through), date '0001-01-01') from ledger_closing")
_CARRY = text(
    f"""
    insert into ledger_closing_balance as balance ({_BOOK}, kind, {COUNTERS})
    {added_up("ledger_entry where booked_on > :verified and booked_on <= :through", _BOOK)}
    on conflict ({_BOOK}, kind) do update
    set {", ".join(f"{counter} = balance.{counter} + excluded.{counter}" for counter in Counters._fields)}
    """
)
_CLOSE = text(
    """
    insert into ledger_closing (organisation_id, verified_through) values (:organisation, :through)
    on conflict (organisation_id) do update set verified_through = excluded.verified_through
    """
)


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

    By itself from the last closing on, which takes as long as the time since; or all history once more.
    """
    if from_the_beginning:
        rows = await session.execute(_FROM_THE_BEGINNING)
    else:
        # The day is given and not looked up within, or PostgreSQL could not know how few entries lie behind it.
        rows = await session.execute(_SINCE, {"verified": await _verified_through(session)})
    return [
        Difference(book_id, AccountKind(kind), Counters(*figures[:4]), Counters(*figures[4:]))
        for _, book_id, kind, *figures in rows
    ]


async def close(session: Session, through: date, today: date) -> list[Difference]:
    """Check the ledger, and if it adds up let nothing more be booked on days up to and including `through`.

    What does not add up is returned, and then nothing is closed. A day that is closed already stays so. `DayIsNotOver`
    for today and later.
    """
    if through >= today:
        raise DayIsNotOver(f"{through} is not over on {today}; close the day before")
    await keep_still(session)
    found = await differences(session)
    verified = await _verified_through(session)
    if not found and verified < through:
        given = {"organisation": organisation_of(session), "verified": verified, "through": through}
        await session.execute(_CARRY, given)
        await session.execute(_CLOSE, given)
    return found


async def _verified_through(session: ReadSession) -> date:
    verified: date = (await session.execute(_VERIFIED)).scalar_one()
    return verified
