"""Exports together are the ledger: each posting once, whatever is booked in between, in bytes that stay the same."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from services.schedule.books import exporting
from services.schedule.books.exporting import DaysAreExported, JournalIsDamaged, LedgerDoesNotAddUp, NoSuchJournalExport
from services.schedule.books.journal_accounts import set_account
from services.schedule.books.promises import PROMISES
from services.schedule.books.tables import JournalExportRow
from services.schedule.hand import Hand
from services.schedule.ledger.entry import AccountKind
from services.schedule.ledger.posting import DayIsClosed
from services.schedule.ledger.replay import DayIsNotOver
from tests.conftest import SessionOf
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.ledger.conftest import household as household
from tests.schedule.ledger.conftest import households as households
from tests.schedule.ledger.conftest import ledger as ledger
from tests.schedule.ledger.ledger import Ledger, benefit, rent
from tests.schedule.rows import changed, everything

FIRST = date(2026, 3, 2)
LATER = datetime(2026, 4, 20, 9, tzinfo=UTC)


class Bookkeeper:
    """Who exports, and what is in the exports."""

    def __init__(self, session: SessionOf, organisation: UUID) -> None:
        self.session, self.organisation, self.now = session, organisation, LATER

    async def export(self, through: date) -> JournalExportRow:
        async with self.session(self.organisation) as work:
            return await exporting.export(work, Hand.of(work, "piet", self.now, RULES, KEYRING), through)

    async def content(self, number: int) -> bytes:
        async with self.session(self.organisation) as work:
            row = await exporting.export_of(work, number)
            return b"".join([piece async for piece in exporting.content(work, row)])

    async def name(self, account: AccountKind, code: str) -> None:
        async with self.session(self.organisation) as work:
            await set_account(work, Hand.of(work, "ad", self.now, RULES, KEYRING), account, code, "ours")

    async def lines(self, number: int) -> list[dict[str, str]]:
        text = (await self.content(number)).decode()
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def piet(session: SessionOf, organisation: UUID) -> Bookkeeper:
    return Bookkeeper(session, organisation)


def broken(ledger: Ledger) -> dict[str, int]:
    found = Counter({one.number: len(ledger.ask(one.offenders)) for one in PROMISES})
    return dict(+found)


async def test_an_export_has_what_moved_and_not_what_is_only_spoken_for(
    piet: Bookkeeper, ledger: Ledger, household: UUID
) -> None:
    await ledger.post(benefit(household, 1_400_00, on=FIRST), rent(household, 620_00, on=FIRST))
    await ledger.post(rent(household, 620_00, on=FIRST).executed(FIRST + timedelta(days=1)))
    await ledger.post(rent(household, 110_00, "energy/2026-03", FIRST + timedelta(days=2)))
    made = await piet.export(FIRST + timedelta(days=2))
    assert (made.number, made.from_day, made.entries, made.amount) == (1, FIRST, 2, 2_020_00)
    lines = [(one["subject"], one["account"], one["debitCents"], one["creditCents"]) for one in await piet.lines(1)]
    assert lines == [
        ("benefit", "1410", "140000", "0"),
        ("benefit", "1710", "0", "140000"),
        ("rent/2026-03", "1710", "62000", "0"),
        ("rent/2026-03", "1195", "0", "62000"),
    ]
    assert {(one["municipality"], one["household"]) for one in await piet.lines(1)} == {("GM0001", str(household))}


async def test_what_turns_out_later_comes_in_the_next_export_and_its_day_is_closed(
    piet: Bookkeeper, ledger: Ledger, household: UUID
) -> None:
    await ledger.post(benefit(household, 100, on=FIRST))
    await piet.export(FIRST)
    with pytest.raises(DayIsClosed):
        await ledger.post(benefit(household, 5, "other/2026-03", on=FIRST))
    await ledger.post(benefit(household, 5, "other/2026-03", on=FIRST + timedelta(days=1)))
    made = await piet.export(FIRST + timedelta(days=3))
    assert (made.number, made.from_day, made.entries, made.amount) == (2, FIRST + timedelta(days=1), 1, 5)
    assert broken(ledger) == {}


async def test_a_download_gives_the_bytes_that_were_exported_whatever_code_an_account_has_now(
    piet: Bookkeeper, ledger: Ledger, household: UUID
) -> None:
    await ledger.post(benefit(household, 100, on=FIRST))
    await piet.name(AccountKind.BUDGET, "B-1")
    made = await piet.export(FIRST)
    before = await piet.content(1)
    await piet.name(AccountKind.BUDGET, "B-2")
    assert await piet.content(1) == before
    assert (hashlib.sha256(before).hexdigest(), len(before)) == (made.sha256, made.size)
    assert {one["account"] for one in await piet.lines(1)} == {"1410", "B-1"}
    await ledger.post(benefit(household, 5, "other/2026-03", on=FIRST + timedelta(days=1)))
    await piet.export(FIRST + timedelta(days=1))
    assert {one["account"] for one in await piet.lines(2)} == {"1410", "B-2"}


async def test_a_journal_that_was_touched_is_not_handed_out(piet: Bookkeeper, ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100, on=FIRST))
    await piet.export(FIRST)
    ledger.plant("update journal_export_chunk set content = content || 'x'::bytea where place = 2")
    with pytest.raises(JournalIsDamaged):
        await piet.content(1)


async def test_what_cannot_be_exported_changes_nothing(
    piet: Bookkeeper, ledger: Ledger, household: UUID, admin_url: str
) -> None:
    await ledger.post(benefit(household, 100, on=FIRST))
    await piet.export(FIRST)
    ledger.plant("update ledger_account set credits_posted = credits_posted + 1 where kind = 'budget'")
    before = everything(admin_url)
    for through, refusal in (
        (FIRST, DaysAreExported),
        (LATER.date(), DayIsNotOver),
        (FIRST + timedelta(days=1), LedgerDoesNotAddUp),
    ):
        with pytest.raises(refusal):
            await piet.export(through)
    with pytest.raises(NoSuchJournalExport):
        await piet.content(2)
    assert changed(before, everything(admin_url)) == []


@pytest.mark.parametrize("seed", range(3))
async def test_exports_together_are_the_ledger_whatever_days_they_end_on(
    seed: int, piet: Bookkeeper, ledger: Ledger, households: Sequence[UUID]
) -> None:
    random, day, exported = Random(seed), FIRST, 0
    for number in range(30):
        household = random.choice(households)
        await ledger.post(benefit(household, random.randint(1, 90_000), f"benefit:{number}/2026-03", day))
        if random.random() < 0.4:
            day += timedelta(days=random.randint(1, 3))
        if random.random() < 0.3 and day > FIRST:
            exported += await _try(piet, day - timedelta(days=random.randint(1, 2)))
    exported += await _try(piet, day)
    told = [line for number in range(1, exported + 1) for line in await piet.lines(number)]
    assert Counter((one["subject"], int(one["debitCents"])) for one in told if one["creditCents"] == "0") == Counter(
        (subject, amount) for subject, amount in ledger.ask("select subject, amount from ledger_entry")
    )
    assert broken(ledger) == {}


async def _try(piet: Bookkeeper, through: date) -> int:
    try:
        await piet.export(through)
    except DaysAreExported:
        return 0
    return 1


FAULTS = {
    "a posting that came into days that were exported": (
        "insert into ledger_entry select organisation_id, book_id, month, booked_on, 1, false, 'posted', debit, credit,"
        " 'late', null from ledger_entry limit 1",
        {"I27": 1},
    ),
    "a posting that is gone": ("delete from ledger_entry where subject = 'benefit'", {"I27": 1}),
    "an export that is gone": ("delete from journal_export where number = 1", {"I27": 1}),
    "days that are open again": ("delete from ledger_closing", {"I27": 2}),
    "other bytes": ("update journal_export_chunk set content = 'x' where number = 1 and place = 2", {"I14": 1}),
    "a right to rewrite": ("grant update on journal_export to ontzorg_schedule", {"I12": 1}),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_somebody_breaks_is_found(fault: str, piet: Bookkeeper, ledger: Ledger, household: UUID) -> None:
    await ledger.post(benefit(household, 100, on=FIRST))
    await piet.export(FIRST)
    await ledger.post(benefit(household, 5, "other/2026-03", on=FIRST + timedelta(days=1)))
    await piet.export(FIRST + timedelta(days=1))
    assert broken(ledger) == {}
    statement, wanted = FAULTS[fault]
    ledger.plant(statement)
    assert broken(ledger) == wanted
