"""Taking in a file of the bank: all of it in one transaction, or nothing of it.

A file that cannot be read is refused with every fault. A statement that can be read is kept in any case, with its
bookings, and what becomes of it is its state: taken in; waiting, for one before it is missing; or stopped, for its
balances do not close. Nobody acts on the bookings of the last two. The same file, or the same statement in another
file, changes nothing. One after the other: an organisation takes in one file at a time.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from services.database import Session, organisation_of
from services.errors import Conflict, Refused
from services.events import StatementState
from services.failpoints import failpoint
from services.schedule.hand import Hand
from services.schedule.statements import repository
from services.schedule.statements.chain import Follows
from services.schedule.statements.collecting import Collected
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.formats.reading import Reader, reader_of
from services.schedule.statements.keeping import Fingerprint, Keeping, fingerprint
from services.schedule.statements.proving import Doubt, Proof
from services.schedule.statements.statement import Entry, Part, StatementEnd, StatementHeading, StatementKind
from services.schedule.statements.stepping import begin, go_on, go_to, link_of, reached
from services.schedule.statements.storing_bookings import BookingStore
from services.schedule.statements.tables import StatementFileRow, StatementRow

BATCH = 1_000
"""Bookings that are stored together; in between, others get their turn."""


class NotOurAccount(Refused):
    """This statement is of an account that is no municipality's of this organisation."""


class StatementDiffers(Conflict):
    """A statement of this account, day and number was taken in before, and says something else."""


class HandedIn(NamedTuple):
    """A file as somebody hands it in: its name, and its bytes, which can be read more than once; `schemas` is a folder
    with ISO's, against which it is held too."""

    name: str
    chunks: Callable[[], Iterator[bytes]]
    schemas: Path | None = None


class Received(NamedTuple):
    """A statement of a file, and whether it was known before."""

    statement: StatementRow
    known_before: bool


class TakenIn(NamedTuple):
    """A file that was taken in, with its statements in their order; known before if these bytes were."""

    file: StatementFileRow
    statements: tuple[Received, ...]
    known_before: bool


class _Known(Exception):  # noqa: N818 - no error: it takes back what was stored of a statement that is known
    def __init__(self, row: StatementRow) -> None:
        self.row = row


async def take_in(session: Session, hand: Hand, given: HandedIn) -> TakenIn:
    """Take in a file: `NotABankFile`, `UnreadableBankFile` with every fault, `NotOurAccount`, `StatementDiffers`."""
    await repository.alone(session)
    reader = reader_of(given.chunks(), given.schemas)
    known_by = fingerprint(given.chunks())
    before = await repository.file_by_digest(session, known_by.sha256)
    if before is not None:
        rows = await repository.statements_of(session, before.id)
        return TakenIn(before, tuple(Received(row, True) for row in rows), known_before=True)
    return await _File(session, hand, given, known_by, reader).take_in()


class _File:
    """One file on its way in."""

    def __init__(self, session: Session, hand: Hand, given: HandedIn, known_by: Fingerprint, reader: Reader) -> None:
        self._session = session
        self._hand = hand
        self._given = given
        self._reader = reader
        self._row = StatementFileRow(
            organisation_id=organisation_of(session),
            id=hand.new_id(),
            name=given.name,
            format=self._reader.format,
            size=known_by.size,
            sha256=known_by.sha256,
            handed_in_at=hand.now,
            handed_in_by=hand.by,
        )
        self._keeping = Keeping(session, hand.keyring, self._row.id)

    async def take_in(self) -> TakenIn:
        parts = self._reader.read(self._keeping.through(self._given.chunks()))
        received = []
        for heading in parts:
            if isinstance(heading, StatementHeading):
                received.append(await self._receive(heading, parts))
        await self._keeping.store(all_of_it=True)
        self._session.add(self._row)
        await self._session.flush()
        failpoint("statements.file-taken-in")
        return TakenIn(self._row, tuple(received), known_before=False)

    async def _receive(self, heading: StatementHeading, parts: Iterator[Part]) -> Received:
        try:
            async with self._session.begin_nested():
                return Received(await self._new(heading, parts), False)
        except _Known as known:
            return Received(known.row, True)

    async def _new(self, heading: StatementHeading, parts: Iterator[Part]) -> StatementRow:
        account = await repository.account_of_ours(self._session, heading.account)
        if account is None:
            raise NotOurAccount("register the account with its municipality first, or ask the bank whose it is")
        store = BookingStore(self._session, self._hand.keyring, self._hand.new_id())
        collected = Collected(heading, account, store)
        end = await self._collect(parts, collected, store)
        return await self._meet(collected.row(end, self._row.id, self._hand))

    async def _collect(self, parts: Iterator[Part], collected: Collected, store: BookingStore) -> StatementEnd:
        for part in parts:
            if isinstance(part, Entry):
                collected.add(part)
                if store.waiting >= BATCH:
                    await store.store()
                    await self._keeping.store()
            elif isinstance(part, StatementEnd):
                await store.store()
                return part
        raise RuntimeError("a reader ends each statement, or refuses the file")

    async def _meet(self, row: StatementRow) -> StatementRow:
        """The same again is no news; another under its number replaces one that nobody acted on."""
        before = await repository.same_statement(self._session, row)
        if before is not None and before.says_the_same(row):
            raise _Known(before)
        if before is not None and before.state is StatementState.TAKEN:
            raise StatementDiffers(
                f"statement {before.statement_id} of {before.as_of} on the account that ends with"
                f" {before.account[-4:]} was taken in and says something else; ask the bank which of the two holds"
            )
        if before is not None:
            await go_to(self._session, self._hand, before, StatementState.REPLACED)
        await begin(self._session, self._hand, row, await self._first_state(row))
        failpoint("statements.statement-received")
        if row.state is StatementState.TAKEN:
            await go_on(self._session, self._hand, row.account)
        return row

    async def _first_state(self, row: StatementRow) -> StatementState:
        if row.kind is StatementKind.NOTIFICATION:
            return StatementState.TAKEN
        if row.proof is Proof.DOES_NOT_CLOSE:
            return StatementState.STOPPED
        so_far, link = reached(await repository.account_row(self._session, row.account)), link_of(row)
        if self._reader.format is not BankFileFormat.MT940:  # its numbers are days or pages, and jump at every bank
            row.doubts = [*row.doubts, *(doubt.value for doubt in so_far.doubts(link))]
        if so_far.place(link) is Follows.GAP:
            return StatementState.WAITS
        if row.proof is Proof.UNPROVEN and row.entries and await repository.is_told_already(self._session, row):
            row.doubts = [*row.doubts, Doubt.SAME_AS_ANOTHER.value]
            return StatementState.STOPPED
        return StatementState.TAKEN
