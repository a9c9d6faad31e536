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
_CHANGES = f"(book_id uuid, kind text, {', '.join(f'{counter} bigint' for counter in Counters._fields)})"
_INCOMING = (
    """
    create temporary table if not exists incoming_entry (
        book_id uuid, month integer, booked_on date, resolves boolean, stage text, debit text, credit text,
        amount bigint, subject text collate "C", corrects text collate "C"
    ) on commit drop
    """,
    f"create temporary table if not exists incoming_change {_CHANGES} on commit drop",
    f"create temporary table if not exists change_left {_CHANGES} on commit drop",
    "truncate incoming_entry, incoming_change, change_left",
)
_ADD_UP = f"insert into incoming_change (book_id, kind, {COUNTERS}) {added_up('incoming_entry', 'book_id')}"
_AFTER = ", ".join(f"account.{counter} + change.{counter}" for counter in Counters._fields)
_MISSING = f"ledger_missing(account.kind, account.cap, {_AFTER})"
_MOVE = f"""
    with change as materialized (select * from ledger_incoming_changes()), moved as (
        update ledger_account account
        set {", ".join(f"{counter} = account.{counter} + change.{counter}" for counter in Counters._fields)}
        from change where account.book_id = change.book_id and account.kind = change.kind and {_MISSING} = 0
        returning change.*
    )
    insert into change_left select * from change except select * from moved
"""
"""Each account that its change fits on; what is left is to be opened, or does not fit."""

_CAP = "case kind when 'minstand' then 0 end"
_FITS_A_NEW_ONE = f"ledger_missing(kind, {_CAP}, {COUNTERS}) = 0"
_BEGINS_WITH = ", ".join(f"case when {_FITS_A_NEW_ONE} then {counter} else 0 end" for counter in Counters._fields)
_NO_BOOK = """
    select book_id from change_left as change where book_id <> %s
    and (select true from household where household.id = change.book_id) is not true limit 1
"""
_OPEN_ACCOUNTS = f"""
    with opened as (
        insert into ledger_account (organisation_id, book_id, household_id, kind, {COUNTERS}, cap)
        select %(organisation)s, book_id, nullif(book_id, %(organisation)s), kind, {_BEGINS_WITH}, {_CAP}
        from change_left as change where (
            select true from ledger_account old where old.book_id = change.book_id and old.kind = change.kind
        ) is not true
        order by book_id, kind on conflict do nothing returning book_id, kind
    )
    select book_id, kind from change_left
    where not {_FITS_A_NEW_ONE} or (book_id, kind) not in (select * from opened)
"""
"""Accounts that move for the first time begin with what moves them, where that fits. Each is looked up by its key: in a
ledger that was never analysed PostgreSQL would read the whole for a batch."""

_LEFT = "(select * from unnest(%(books)s::uuid[], %(kinds)s::text[]))"
_HOLD_LEFT = f"""
    select from ledger_account where book_id = any(%(books)s) and (book_id, kind) in {_LEFT}
    order by book_id, kind for no key update skip locked
"""
_TAKE_BACK = f"""
    update ledger_account account
    set {", ".join(f"{counter} = account.{counter} - change.{counter}" for counter in Counters._fields)}
    from incoming_change change
    where account.book_id = any(%(books)s) and account.book_id = change.book_id and account.kind = change.kind
    and (change.book_id, change.kind) not in {_LEFT}
"""
_WEIGH = f"""
    select account.book_id, account.kind, {_MISSING} as missing
    from incoming_change change join ledger_account account
    on account.book_id = change.book_id and account.kind = change.kind and account.book_id = any(%s)
    where {_MISSING} > 0 order by 1, 2
"""
_HOLD_ALL = """
    with change as materialized (select * from ledger_incoming_changes())
    select from change join ledger_account account on account.book_id = change.book_id and account.kind = change.kind
    order by account.book_id, account.kind for no key update of account
"""
_BOOK = f"insert into ledger_entry (organisation_id, {_COLUMNS}) select %s, {_COLUMNS} from incoming_entry"
_CLOSED = """
    select booked_on, verified_through from incoming_entry, ledger_closing where booked_on <= verified_through limit 1
"""
_ALREADY_BOOKED = """
    select month, subject from incoming_entry new
    where (%(books)s::uuid[] is null or new.book_id = any(%(books)s)) and (
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
        shortages = await booking.move_what_fits()
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

    async def move_what_fits(self) -> list[Shortage]:
        """Move all accounts of the books that fit, and say which do not.

        They are moved in one pass, and only who did not fit is looked at again. Where somebody else is booking on such
        an account it may fit in a moment, so everybody is waited for, in order, and all of it is done again.
        """
        while True:
            async with self._connection.transaction() as attempt:
                shortages = await self._moved()
                if shortages is not None:
                    return shortages
                raise Rollback(attempt)
            await self._execute(_HOLD_ALL)

    async def _moved(self) -> list[Shortage] | None:
        """What does not fit, with all else moved; None where somebody else is booking on what does not."""
        if not (await self._execute(_MOVE)).rowcount:
            return []
        nobody = await (await self._execute(_NO_BOOK, [self._organisation_id])).fetchone()
        if nobody is not None:
            raise NoSuchBook(f"{NoSuchBook.title} It was asked for {nobody[0]}")
        left = await (await self._execute(_OPEN_ACCOUNTS, {"organisation": self._organisation_id})).fetchall()
        return await self._leave_out(left) if left else []

    async def _leave_out(self, left: Sequence[tuple[UUID, str]]) -> list[Shortage] | None:
        """Take back what moved in the books of these accounts, and ask what each lacks.

        What was booked before fits a second time at best by chance, so that it was is said first.
        """
        books = [book_id for book_id, _ in left]
        accounts = {"books": books, "kinds": [kind for _, kind in left]}
        if (await self._execute(_HOLD_LEFT, accounts)).rowcount < len(left):
            return None
        await self._execute(_TAKE_BACK, accounts)
        weighed = await (await self._execute(_WEIGH, [books])).fetchall()
        shortages = [Shortage(book_id, AccountKind(kind), missing) for book_id, kind, missing in weighed]
        short = {shortage.book_id for shortage in shortages}
        if short != set(books):
            return None
        await self._refuse_what_is_booked(list(short))
        await self._execute("delete from incoming_entry where book_id = any(%s)", [list(short)])
        return shortages

    async def write_down(self) -> None:
        try:
            async with self._connection.transaction():
                await self._execute(_BOOK, [self._organisation_id])
        except errors.UniqueViolation:
            await self._refuse_what_is_booked()
            raise AlreadyBooked from None

    async def _refuse_what_is_booked(self, books: list[UUID] | None = None) -> None:
        if booked := await self._named(_ALREADY_BOOKED, {"books": books}):
            raise AlreadyBooked(f"{AlreadyBooked.title} Booked are: {booked}")

    async def _named(self, query: str, parameters: Mapping[str, object] | None = None) -> str:
        found = await (await self._execute(query, parameters)).fetchall()
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
