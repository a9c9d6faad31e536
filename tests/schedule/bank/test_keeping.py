"""A bank file is kept whole or not at all, and is the same bytes at every download, for its own organisation."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import LiteralString
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.clock import MovableClock
from services.database import Session
from services.errors import InvalidInput, Problem
from services.schedule.bank.checking import check
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader, Totals
from services.schedule.bank.export_record import ExportRecord
from services.schedule.bank.file_contents import FileIsNotItsPayments
from services.schedule.bank.keeping import (
    FileIsDamaged,
    FileIsKept,
    NoSuchBankFile,
    keep,
    record_of,
    stream,
)
from services.schedule.bank.pain001 import NothingToPay, TotalsDiffer, write
from services.sealing import CannotBeOpened, Keyring
from tests.conftest import SessionOf
from tests.schedule.bank.builders import HEADER, MONDAY, TUESDAY, file_of, numbered, totals_of
from tests.superuser import as_superuser

OLD, NEW, LOOKUP = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
KEYRING = Keyring({"2026": OLD}, "2026", LOOKUP)

TRANSFERS = [*numbered(1_200, MONDAY), *numbered(40, TUESDAY)]
FILE = file_of(TRANSFERS)


async def kept(
    work: Session,
    clock: MovableClock,
    transfers: Sequence[CreditTransfer] = TRANSFERS,
    totals: Totals | None = None,
    header: FileHeader = HEADER,
) -> ExportRecord:
    totals = totals_of(transfers) if totals is None else totals
    return await keep(work, KEYRING, header, transfers, totals, "2026-03-monthly-1.xml", clock.now())


async def downloaded(work: Session, keyring: Keyring = KEYRING, message_id: str = HEADER.message_id) -> list[bytes]:
    return [piece async for piece in stream(work, keyring, message_id)]


def rows(admin_url: str) -> tuple[int, int]:
    """How many files and how many pieces of files there are, of anybody."""
    with as_superuser(admin_url) as looking:
        found = looking.execute(
            "select (select count(*) from schedule.bank_file), (select count(*) from schedule.bank_file_chunk)"
        ).fetchone()
    assert found is not None
    return found[0], found[1]


def plant(admin_url: str, statement: LiteralString) -> None:
    """A fault that neither the service nor its owner could bring about."""
    with as_superuser(admin_url) as planting:
        planting.execute("set session_replication_role = replica")
        assert planting.execute(statement).rowcount > 0


async def test_what_is_kept_is_the_file_and_its_record(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    async with session(organisation) as work:
        record = await kept(work, clock)
    assert record == ExportRecord(
        name="2026-03-monthly-1.xml",
        message_id=HEADER.message_id,
        bytes=len(FILE),
        items=1_240,
        amount=sum(transfer.amount for transfer in TRANSFERS),
        sha1=hashlib.sha1(FILE, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(FILE).hexdigest(),
    )
    async with session(organisation) as work:
        assert await record_of(work, HEADER.message_id) == record
        assert b"".join(await downloaded(work)) == FILE


async def test_a_later_download_gives_the_same_bytes(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
    later = Keyring({"2027": NEW, "2026": OLD}, "2027", LOOKUP)
    for keyring in (KEYRING, later, later):
        async with session(organisation) as work:
            assert b"".join(await downloaded(work, keyring)) == FILE


async def test_the_sums_of_what_is_downloaded_are_those_of_the_record(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    async with session(organisation) as work:
        record = await kept(work, clock)
        found = check(await downloaded(work))
    assert (found.items, found.amount) == (record.items, record.amount)
    assert found.days == totals_of(TRANSFERS)


async def test_no_other_organisation_has_this_file(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
    async with session(another_organisation) as work:
        with pytest.raises(NoSuchBankFile):
            await record_of(work, HEADER.message_id)
        with pytest.raises(NoSuchBankFile):
            await downloaded(work)


async def test_another_organisation_may_have_a_file_of_the_same_name(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
    async with session(another_organisation) as work:
        await kept(work, clock, numbered(2))
    async with session(organisation) as work:
        assert b"".join(await downloaded(work)) == FILE


@pytest.mark.parametrize(
    ("transfers", "totals", "refusal"),
    [
        ([], {}, NothingToPay),
        ([], {MONDAY: (1, 101)}, TotalsDiffer),
        (TRANSFERS, totals_of(TRANSFERS[:-1]), TotalsDiffer),
        (TRANSFERS[:-1], totals_of(TRANSFERS), TotalsDiffer),
        (TRANSFERS, {**totals_of(TRANSFERS), date(2026, 3, 28): (1, 1)}, InvalidInput),
    ],
    ids=["nothing", "none of them", "one too many", "one too few", "a Saturday"],
)
async def test_a_file_that_is_refused_leaves_nothing_behind(
    session: SessionOf,
    organisation: UUID,
    clock: MovableClock,
    admin_url: str,
    transfers: list[CreditTransfer],
    totals: Totals,
    refusal: type[Problem],
) -> None:
    async with session(organisation) as work:
        with pytest.raises(refusal):
            await kept(work, clock, transfers, totals)
    assert rows(admin_url) == (0, 0)


async def test_one_identifier_twice_makes_no_file_even_where_the_sums_agree(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    twice = [*TRANSFERS[:1_200], TRANSFERS[0]]
    async with session(organisation) as work:
        with pytest.raises(Problem, match="this EndToEndId stands in the file a second time"):
            await kept(work, clock, twice)
    assert rows(admin_url) == (0, 0)


class _TwoFaced(str):
    """A name that reads otherwise from the second time on, as in a machine with bad memory."""

    __slots__ = ("_read",)

    def __format__(self, spec: str) -> str:
        was_read = hasattr(self, "_read")
        self._read = True
        return "Somebody Else" if was_read else str(self)


async def test_a_file_that_reads_otherwise_than_its_payments_is_not_kept(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    transfers = [*TRANSFERS, replace(TRANSFERS[-1], end_to_end_id="202603x", name=_TwoFaced("Aster Voorbeeld"))]
    async with session(organisation) as work:
        with pytest.raises(FileIsNotItsPayments, match="the sums are equal"):
            await kept(work, clock, transfers)
    assert rows(admin_url) == (0, 0)


async def test_after_a_refusal_the_right_file_can_be_kept_in_the_same_transaction(
    session: SessionOf, organisation: UUID, clock: MovableClock
) -> None:
    async with session(organisation) as work:
        with pytest.raises(TotalsDiffer):
            await kept(work, clock, TRANSFERS[:-1], totals_of(TRANSFERS))
        await kept(work, clock)
    async with session(organisation) as work:
        assert b"".join(await downloaded(work)) == FILE


async def test_a_file_is_written_once(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        record = await kept(work, clock)
    before = rows(admin_url)
    async with session(organisation) as work:
        with pytest.raises(FileIsKept):
            await kept(work, clock, numbered(3))
    assert rows(admin_url) == before
    async with session(organisation) as work:
        assert await record_of(work, HEADER.message_id) == record


async def test_a_transaction_that_is_undone_keeps_nothing(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
        await work.rollback()
    assert rows(admin_url) == (0, 0)


async def test_neither_names_nor_accounts_can_be_read_in_the_database(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
    with as_superuser(admin_url) as looking:
        stored = looking.execute("select content from schedule.bank_file_chunk order by number").fetchall()
    assert len(stored) == 4
    assert not any(secret in content for (content,) in stored for secret in (b"Woonstichting", b"NL02ABNA", b"IBAN"))
    assert sum(len(content) for (content,) in stored) * 4 < len(FILE)


CHANGE_A_BIT: LiteralString = (
    "update schedule.bank_file_chunk set content = set_byte(content, 60, get_byte(content, 60) # 1) where number = 2"
)
SWAP_TWO_PIECES: LiteralString = (
    "update schedule.bank_file_chunk as one set content = other.content from schedule.bank_file_chunk as other"
    " where (one.number, other.number) in ((1, 2), (2, 1))"
)


@pytest.mark.parametrize(
    ("fault", "noticed"),
    [
        (CHANGE_A_BIT, CannotBeOpened),
        (SWAP_TWO_PIECES, CannotBeOpened),
        ("delete from schedule.bank_file_chunk where number = 4", FileIsDamaged),
        ("delete from schedule.bank_file_chunk", FileIsDamaged),
        ("update schedule.bank_file set sha256 = repeat('0', 64)", FileIsDamaged),
    ],
    ids=["a bit", "two pieces swapped", "the last piece", "all pieces", "the record"],
)
async def test_a_file_that_was_touched_never_arrives_whole(
    session: SessionOf,
    organisation: UUID,
    clock: MovableClock,
    admin_url: str,
    fault: LiteralString,
    noticed: type[Problem],
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
    plant(admin_url, fault)
    arrived: list[bytes] = []
    async with session(organisation) as work:
        with pytest.raises(noticed):
            await _download_into(arrived, work)
    assert FILE.startswith(b"".join(arrived))
    assert not b"".join(arrived).endswith(b"</Document>\n")


async def _download_into(arrived: list[bytes], work: Session) -> None:
    async for piece in stream(work, KEYRING, HEADER.message_id):
        arrived.append(piece)


async def test_a_piece_of_another_file_does_not_open_here(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
        await kept(work, clock, header=replace(HEADER, message_id="A-2"))
    plant(
        admin_url,
        "update schedule.bank_file_chunk as here set content = there.content from schedule.bank_file_chunk as there"
        " where here.message_id <> 'A-2' and there.message_id = 'A-2' and here.number = 2 and there.number = 2",
    )
    async with session(organisation) as work:
        with pytest.raises(CannotBeOpened):
            await downloaded(work)
        assert b"".join(await downloaded(work, message_id="A-2")) == b"".join(
            write(replace(HEADER, message_id="A-2"), TRANSFERS, totals_of(TRANSFERS))
        )


async def test_a_piece_of_another_organisation_does_not_open_here(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    for owner in (organisation, another_organisation):
        async with session(owner) as work:
            await kept(work, clock)
    plant(
        admin_url,
        "update schedule.bank_file_chunk as here set content = there.content from schedule.bank_file_chunk as there"
        " where here.organisation_id <> there.organisation_id and here.number = 2 and there.number = 2",
    )
    async with session(organisation) as work:
        with pytest.raises(CannotBeOpened):
            await downloaded(work)


@pytest.mark.parametrize("table", ["bank_file", "bank_file_chunk"])
@pytest.mark.parametrize("change", ["delete from {}", "update {} set message_id = 'A-3'"])
async def test_the_service_itself_cannot_change_what_is_kept(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str, table: str, change: str
) -> None:
    async with session(organisation) as work:
        await kept(work, clock)
    before = rows(admin_url)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session(organisation) as work:
            await work.execute(text(change.format(table)))
    assert rows(admin_url) == before
    async with session(organisation) as work:
        assert b"".join(await downloaded(work)) == FILE
