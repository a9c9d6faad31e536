"""Booking: many entries at once, set by set, so that a run of 75,000 payments takes hardly longer than storing them.

Entries come by COPY into a temporary table (PostgreSQL refuses it where row-level security is), are added up per
account, and move each account once, in order of book and account: so two bookings that meet on a household wait for
each other, and neither locks the other out nor spends what the other has spent. A transaction books once; again only
for books that it has booked in already.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor, AsyncTransaction, Rollback, errors
from psycopg.rows import TupleRow

from services.database import Session, organisation_of
from services.errors import Conflict, NotFound
from services.money import Cents
from services.months import Month, month_text
from services.schedule.ledger.counters import COUNTERS, Counters, added_up
from services.schedule.ledger.entry import AccountKind, Entry, Movement, Stage
from services.schedule.ledger.guard import stay_open
from services.storing import connection_of

_COLUMNS = "book_id, month, booked_on, resolves, stage, debit, credit, amount, subject, corrects"
_INCOMING = (
    """
    create temporary table if not exists incoming_entry (
        book_id uuid, month integer, booked_on date, resolves boolean, stage text, debit text, credit text,
        amount bigint, subject text collate "C", corrects text collate "C"
    ) on commit drop
    """,
    f"""
    create temporary table if not exists incoming_change (
        book_id uuid, kind text, {", ".join(f"{counter} bigint" for counter in Counters._fields)}
    ) on commit drop
    """,
    "truncate incoming_entry, incoming_change",
)
_ADD_UP = f"insert into incoming_change (book_id, kind, {COUNTERS}) {added_up('incoming_entry', 'book_id')}"
_CHANGE = "change as materialized (select * from ledger_incoming_changes())"
_AFTER = ", ".join(f"account.{counter} + change.{counter}" for counter in Counters._fields)
_MISSING = f"ledger_missing(account.kind, account.cap, {_AFTER})"
_MOVE = f"""
    with {_CHANGE}, moved as (
        update ledger_account account
        set {", ".join(f"{counter} = account.{counter} + change.{counter}" for counter in Counters._fields)}
        from change where account.book_id = change.book_id and account.kind = change.kind and {_MISSING} = 0
        returning 1
    )
    select (select count(*) from change) = (select count(*) from moved)
"""
_OPEN_ACCOUNTS = f"""
    with {_CHANGE}
    insert into ledger_account (organisation_id, book_id, household_id, kind, {COUNTERS}, cap)
    select %(organisation)s, book_id, nullif(book_id, %(organisation)s), kind, 0, 0, 0, 0,
        case kind when 'minstand' then 0 end
    from change where not exists (
        select from ledger_account account where account.book_id = change.book_id and account.kind = change.kind
    )
    order by book_id, kind on conflict do nothing
"""
_NO_BOOK = f"""
    with {_CHANGE}
    select book_id from change where book_id <> %s
    and (select true from household where household.id = change.book_id) is not true limit 1
"""
_WEIGH = f"""
    with {_CHANGE}, weighed as (
        select account.book_id, account.kind, {_MISSING} as missing
        from change join ledger_account account on account.book_id = change.book_id and account.kind = change.kind
        order by account.book_id, account.kind for no key update of account
    )
    select book_id, kind, missing from weighed where missing > 0
"""
_BOOK = f"insert into ledger_entry (organisation_id, {_COLUMNS}) select %s, {_COLUMNS} from incoming_entry"
_CLOSED = """
    select booked_on, verified_through from incoming_entry, ledger_closing where booked_on <= verified_through limit 1
"""
_ALREADY_BOOKED = """
    select month, subject from incoming_entry new where (
        select true from ledger_entry old
        where (old.month, old.book_id, old.subject, old.resolves) = (new.month, new.book_id, new.subject, new.resolves)
    ) limit 5
"""
_WITHOUT_PENDING = """
    select month, subject from incoming_entry new where resolves and (
        select (old.stage, old.debit, old.credit, old.amount) = ('pending', new.debit, new.credit, new.amount)
        from ledger_entry old
        where (old.month, old.book_id, old.subject) = (new.month, new.book_id, new.subject) and not old.resolves
    ) is not true limit 5
"""
_WITHOUT_CORRECTED = """
    select month, subject from incoming_entry new where corrects is not null and (
        select bool_or((old.credit, old.debit, old.amount) = (new.debit, new.credit, new.amount))
        from ledger_entry old where (old.month, old.book_id, old.subject) = (new.month, new.book_id, new.corrects)
        and old.stage in ('posted', 'executed')
    ) is not true limit 5
"""
_NULL = r"\N"


class AlreadyBooked(Conflict):
    """This was booked before: within a month of a book a subject is booked once, and resolved once."""


class NothingToFollow(Conflict):
    """There is no entry that this one could execute, release or correct: the same amount on the same accounts."""


class DayIsClosed(Conflict):
    """The ledger was verified through a later day, so nothing more is booked on this one; book it on today."""


class NoSuchBook(NotFound):
    """There is no household with this id, so there is no book to book in."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """What does not fit: the cents that an account lacks for all that was to be booked in this book."""

    book_id: UUID
    account: AccountKind
    amount: Cents


async def post(session: Session, entries: Sequence[Entry]) -> list[Shortage]:
    """Book these entries, and say which books they do not fit in; in those books nothing is booked.

    A book fits if with all of its entries no account is beyond its limit: nothing held is spent twice, nothing is
    repaid that is not owed, the minstand stays within what was approved. What follows on an entry (executes, releases,
    corrects it) comes in a later `post` than that one. `AlreadyBooked`, `NothingToFollow`, `DayIsClosed` and
    `NoSuchBook` are about all entries: then nothing is booked at all, and the transaction can go on.
    """
    if not entries:
        return []
    booking = _Booking(await connection_of(session), organisation_of(session))
    async with booking.as_a_whole():
        await booking.bring_in(entries)
        await stay_open(session)
        await booking.refuse_closed_days()
        if any(entry.stage.resolves or entry.corrects for entry in entries):
            await booking.refuse_what_follows_on_nothing()
        fits = await booking.moved() or (await booking.opened() and await booking.moved())
        shortages = [] if fits else await booking.leave_out_what_does_not_fit()
        await booking.write_down()
    return shortages


class _Booking:
    """One batch on its way into the ledger."""

    def __init__(self, connection: AsyncConnection, organisation_id: UUID) -> None:
        self._connection = connection
        self._organisation_id = organisation_id

    def as_a_whole(self) -> AbstractAsyncContextManager[AsyncTransaction]:
        """All or nothing, also where the transaction around it goes on after a refusal."""
        return self._connection.transaction()

    async def bring_in(self, entries: Sequence[Entry]) -> None:
        for statement in _INCOMING:
            await self._execute(statement)
        async with (
            self._connection.cursor() as cursor,
            cursor.copy(f"copy incoming_entry ({_COLUMNS}) from stdin".encode()) as copy,
        ):
            await copy.write("".join(map(_line, entries)))
        await self._execute(_ADD_UP)

    async def refuse_closed_days(self) -> None:
        closed = await (await self._execute(_CLOSED)).fetchone()
        if closed is not None:
            booked_on, through = closed
            raise DayIsClosed(f"{booked_on} is closed: the ledger was verified through {through}; book it on today")

    async def refuse_what_follows_on_nothing(self) -> None:
        unfounded = [await self._named(query) for query in (_WITHOUT_PENDING, _WITHOUT_CORRECTED)]
        if any(unfounded):
            raise NothingToFollow(f"{NothingToFollow.title} Not for: {', '.join(filter(None, unfounded))}")

    async def moved(self) -> bool:
        """Move every account, or none: False where one is missing or would be beyond its limit."""
        async with self._connection.transaction() as attempt:
            done = await (await self._execute(_MOVE)).fetchone()
            if done != (True,):
                raise Rollback(attempt)
        return done == (True,)

    async def opened(self) -> bool:
        """Open the accounts that move for the first time; whether there were any."""
        nobody = await (await self._execute(_NO_BOOK, [self._organisation_id])).fetchone()
        if nobody is not None:
            raise NoSuchBook(f"{NoSuchBook.title} It was asked for {nobody[0]}")
        return (await self._execute(_OPEN_ACCOUNTS, {"organisation": self._organisation_id})).rowcount > 0

    async def leave_out_what_does_not_fit(self) -> list[Shortage]:
        """Ask who does not fit only when not all did; what the others need is held from there on.

        What was booked before fits a second time at best by chance, so that it was is said first.
        """
        weighed = await (await self._execute(_WEIGH)).fetchall()
        if weighed:
            await self._refuse_what_is_booked()
        shortages = [Shortage(book_id, AccountKind(kind), missing) for book_id, kind, missing in weighed]
        books = list({shortage.book_id for shortage in shortages})
        for table in ("incoming_entry", "incoming_change"):
            await self._execute(f"delete from {table} where book_id = any(%s)", [books])
        assert await self.moved(), "what was weighed and is held fits"
        return shortages

    async def write_down(self) -> None:
        try:
            async with self._connection.transaction():
                await self._execute(_BOOK, [self._organisation_id])
        except errors.UniqueViolation:
            await self._refuse_what_is_booked()
            raise AlreadyBooked from None

    async def _refuse_what_is_booked(self) -> None:
        if booked := await self._named(_ALREADY_BOOKED):
            raise AlreadyBooked(f"{AlreadyBooked.title} Booked are: {booked}")

    async def _named(self, query: str) -> str:
        found = await (await self._execute(query)).fetchall()
        return ", ".join(f"{subject} of {month_text(month)}" for month, subject in found)

    async def _execute(
        self, query: str, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> AsyncCursor[TupleRow]:
        return await self._connection.execute(query.encode(), parameters)


def _line(entry: Entry) -> str:
    """An entry as a line of COPY; none of its texts can hold a character that would have to be escaped."""
    way = _way(entry.month, entry.booked_on, entry.stage, entry.movement, entry.corrects is not None)
    return f"{entry.book_id.hex}\t{way}\t{entry.amount}\t{entry.subject}\t{entry.corrects or _NULL}\n"


@lru_cache(maxsize=1024)
def _way(month: Month, booked_on: date, stage: Stage, movement: Movement, corrects: bool) -> str:
    """What thousands of entries of a batch have in common."""
    debit, credit = reversed(movement.value) if corrects else movement.value
    return f"{month}\t{booked_on}\t{stage.resolves}\t{stage}\t{debit}\t{credit}"
