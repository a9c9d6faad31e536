"""Exporting the postings of days that are over to a general ledger: once each, in bytes that stay what they are.

An export begins on the day after the one before it ended, and closes its days in the ledger. On a closed day nothing is
booked any more: what turns out later about an earlier day is booked on the day on which it is known, and so comes in
the next export. No posting is lost, and none comes twice.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, insert, text
from sqlmodel import col, select

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, NotFound, Problem
from services.events import JournalExported
from services.failpoints import failpoint
from services.outbox import announce
from services.schedule.books.journal import HEADING, Codes, JournalPosting, lines
from services.schedule.books.journal_accounts import codes
from services.schedule.books.tables import JournalChunkRow, JournalExportRow
from services.schedule.hand import Hand
from services.schedule.ledger.entry import AccountKind
from services.schedule.ledger.guard import keep_still
from services.schedule.ledger.replay import close

_TOGETHER = 2_000
"""Postings that are read, and kept, together: some half a megabyte of lines."""

_DAY = timedelta(days=1)
_FIRST = text("select min(booked_on) from ledger_entry")
MOVED = text(
    """
    select entry.booked_on, entry.month, entry.subject, entry.debit, entry.credit, entry.amount,
        household.municipality, household.id as household_id, told.run_id,
        coalesce(told.statement_id, share.statement_id) as statement_id,
        coalesce(told.entry, share.entry) || '.' || coalesce(told.part, share.part) as statement_entry
    from ledger_entry as entry
    left join household on household.id = entry.book_id
    left join lateral (
        select told.run_id, told.statement_id, told.entry, told.part from (
            select run_id, end_to_end_id from payment
            where payment.month = entry.month and payment.household_id = entry.book_id
            and purpose = split_part(entry.subject, '/', 1)
            and occasion = split_part(split_part(entry.subject, '#', 1), '/', 2) and live
            union all
            select run_id, end_to_end_id from payment
            where payment.month = entry.month and payment.household_id = entry.book_id
            and purpose = split_part(entry.subject, '/', 1)
            and occasion = split_part(split_part(entry.subject, '#', 1), '/', 2) and not live
        ) as paid join payment_outcome as told
        on told.run_id = paid.run_id and told.end_to_end_id = paid.end_to_end_id
        where told.subject = coalesce(entry.corrects, entry.subject)
        and ((told.outcome = 'executed') = (told.takes_back is null)) = (entry.corrects is null) limit 1
    ) as told on entry.stage = 'executed' or entry.debit = 'clearing' and entry.corrects is not null
    left join lateral (
        select share.statement_id, share.entry, share.part from bank_share as share
        where share.month = entry.month and share.household_id = entry.book_id
        and share.subject = split_part(entry.subject, '/', 1) || '/' || split_part(entry.subject, '/', 2)
        and share.ledger_subject = entry.subject limit 1
    ) as share on 'arrived' in (entry.debit, entry.credit) or entry.subject like '%/drawn/%'
    where entry.booked_on between :first and :last and entry.stage in ('posted', 'executed')
    order by entry.booked_on, entry.month, entry.book_id, entry.subject, entry.resolves
    """
)
"""What is only spoken for, or was let go, has moved no money. Entries of the organisation's own book name the statement
that they are of in their subject."""


class DaysAreExported(Conflict):
    """These days stand in an export already; what was booked since comes in the next one."""


class LedgerDoesNotAddUp(Conflict):
    """The ledger does not add up to its counters, so no day is closed and nothing is exported; ask the doctor."""


class NoSuchJournalExport(NotFound):
    """There is no journal export with this number."""


class JournalIsDamaged(Problem):
    """The kept journal is not the one that was exported; another ledger must not get it."""


class _Kept(NamedTuple):
    """What an export came to."""

    entries: int
    amount: int
    size: int
    sha256: str


async def export(session: Session, hand: Hand, through: date) -> JournalExportRow:
    """Export everything up to and including a day that stands in no export yet, and close those days.

    `DayIsNotOver`, `DaysAreExported`, `LedgerDoesNotAddUp`; then nothing is exported and nothing is closed.
    """
    await keep_still(session)
    last = await _last(session)
    first = await _first_day(session, through) if last is None else last.through_day + _DAY
    if through < first:
        raise DaysAreExported(f"Everything through {first - _DAY} stands in an export already; choose a later day.")
    if await close(session, through, hand.today):
        raise LedgerDoesNotAddUp
    number = 1 if last is None else last.number + 1
    kept = await _keep(session, number, first, through)
    row = JournalExportRow(
        organisation_id=organisation_of(session),
        number=number,
        from_day=first,
        through_day=through,
        made_at=hand.now,
        made_by=hand.by,
        **kept._asdict(),
    )
    session.add(row)
    await session.flush()
    news = JournalExported(organisation_id=row.organisation_id, number=number, through=through)
    await announce(session, news, now=hand.now)
    failpoint("books.journal-exported")
    return row


async def exports(session: ReadSession, before: int | None, limit: int) -> Sequence[JournalExportRow]:
    """So many exports, newest first, below the one with that number."""
    query = select(JournalExportRow).where(JournalExportRow.organisation_id == organisation_of(session))
    if before is not None:
        query = query.where(col(JournalExportRow.number) < before)
    return (await session.execute(query.order_by(col(JournalExportRow.number).desc()).limit(limit))).scalars().all()


async def export_of(session: ReadSession, number: int) -> JournalExportRow:
    """One export; `NoSuchJournalExport`."""
    row = await session.get(JournalExportRow, (organisation_of(session), number))
    if row is None:
        raise NoSuchJournalExport
    return row


async def content(session: ReadSession, row: JournalExportRow) -> AsyncIterator[bytes]:
    """The bytes of an export in whole lines, the same at every download.

    `JournalIsDamaged` before the last piece where they are not those that were exported.
    """
    digest, held = hashlib.sha256(), b""
    chunk, place = JournalChunkRow, 0
    while True:
        place += 1
        piece = await session.scalar(
            select(chunk.content).where(
                col(chunk.organisation_id) == row.organisation_id,
                col(chunk.number) == row.number,
                col(chunk.place) == place,
            )
        )
        if piece is None:
            break
        if held:
            yield held
        held = piece
        digest.update(held)
    if digest.hexdigest() != row.sha256:
        raise JournalIsDamaged
    yield held


async def _last(session: ReadSession) -> JournalExportRow | None:
    found = await exports(session, None, 1)
    return found[0] if found else None


async def _first_day(session: ReadSession, through: date) -> date:
    """The first day on which anything was booked; nobody exported before."""
    first: date | None = (await session.execute(_FIRST)).scalar_one()
    return through if first is None else min(first, through)


async def _keep(session: Session, number: int, first: date, last: date) -> _Kept:
    """Write the lines piece by piece, and keep each."""
    own, mine = await codes(session), organisation_of(session)
    digest, entries, amount, size, place = hashlib.sha256(), 0, 0, 0, 0
    async for piece, postings, cents in _pieces(session, number, own, first, last):
        place += 1
        entries, amount, size = entries + postings, amount + cents, size + len(piece)
        digest.update(piece)
        row = {"organisation_id": mine, "number": number, "place": place, "content": piece}
        await session.execute(insert(JournalChunkRow), row)
    return _Kept(entries, amount, size, digest.hexdigest())


async def _pieces(
    session: Session, number: int, own: Codes, first: date, last: date
) -> AsyncIterator[tuple[bytes, int, int]]:
    """The heading, then the lines of some postings after the other: bytes, how many postings, their cents."""
    yield HEADING, 0, 0
    found = await session.stream(MOVED, {"first": first, "last": last}, execution_options={"yield_per": _TOGETHER})
    entry = 0
    async for rows in found.partitions(_TOGETHER):
        postings = [_posting(row) for row in rows]
        written = [
            line for place, one in enumerate(postings, start=entry + 1) for line in lines(number, place, one, own)
        ]
        entry += len(postings)
        yield "".join(written).encode(), len(postings), sum(one.amount for one in postings)


def _posting(row: Row[Any]) -> JournalPosting:
    statement_id, statement_entry = row.statement_id, row.statement_entry
    if row.household_id is None and row.subject.startswith("statement/"):
        _, named, statement_entry = row.subject.split("/")[:3]
        statement_id = UUID(named)
    return JournalPosting(
        booked_on=row.booked_on,
        month=row.month,
        subject=row.subject,
        debit=AccountKind(row.debit),
        credit=AccountKind(row.credit),
        amount=row.amount,
        municipality=row.municipality,
        household_id=row.household_id,
        run_id=row.run_id,
        statement_id=statement_id,
        statement_entry=statement_entry,
    )
