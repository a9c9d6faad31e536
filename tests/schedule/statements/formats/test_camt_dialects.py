"""Whole files in the manner of four Dutch banks, with invented names: each says what it means, and proves it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.statement import (
    Account,
    Balance,
    Batch,
    Counterparty,
    Direction,
    Entry,
    EntryStatus,
    Part,
    Return,
    StatementEnd,
    StatementHeading,
)

DIALECTS = Path(__file__).parent / "dialects"
APRIL = date(2026, 4, 1)


def parts_of(name: str) -> list[Part]:
    return list(read_camt([(DIALECTS / name).read_bytes()]))


def entries_of(name: str) -> list[Entry]:
    return [part for part in parts_of(name) if isinstance(part, Entry)]


def statements_of(name: str) -> Iterator[tuple[int, StatementEnd]]:
    """What the booked entries of each statement move together, and how it ends."""
    moved = 0
    for part in parts_of(name):
        if isinstance(part, StatementEnd):
            yield moved, part
            moved = 0
        elif isinstance(part, Entry) and part.status is EntryStatus.BOOKED:
            moved += part.signed


@pytest.mark.parametrize("name", ["abn-amro-02.xml", "ing-02.xml", "rabobank-08.xml", "bng-08.xml"])
def test_the_entries_of_every_statement_are_the_difference_of_its_balances(name: str) -> None:
    for moved, end in statements_of(name):
        assert end.opening is not None
        assert end.closing is not None
        assert end.closing.amount - end.opening.amount == moved


def test_abn_amro_tells_each_collection_of_a_batch_and_costs_without_details() -> None:
    costs, allowance, batch = entries_of("abn-amro-02.xml")
    assert (costs.signed, costs.details, costs.additional_information) == (-1_250, (), "Kosten betalingsverkeer maart")
    assert allowance.details[0].structured_reference == "6390338414964113"
    assert allowance.details[0].end_to_end_id is None
    assert allowance.details[0].counterparty == Counterparty(
        "Voorbeelddienst Toeslagen", Account("NL86INGB0002445588", bic="INGBNL2A")
    )
    assert batch.batch == Batch(None, "VERZAMEL-1", 2)
    assert [(told.amount, told.mandate_reference, told.counterparty.name) for told in batch.details] == [
        (3_000, "M-1", "Waterbedrijf De Bron"),
        (4_200, "M-2", "Stroom & Gas"),
    ]


def test_ing_tells_a_return_a_batch_without_payments_and_a_collection_taken_back() -> None:
    came_back, batch, reversed_ = entries_of("ing-02.xml")
    assert came_back.details[0].returned == Return("AC04")
    assert came_back.details[0].counterparty.name == "Sportclub De Zwaluw"
    assert (batch.batch, batch.details) == (Batch(None, "RUN-2026-04-1", 2), ())
    assert (reversed_.is_reversal, reversed_.direction) == (True, Direction.CREDIT)
    [detail] = reversed_.details
    assert (detail.returned, detail.creditor_id, detail.amount) == (Return("MD06"), "NL11ZZZ111123333111", 3_000)
    assert detail.counterparty.name == "Zorgverzekeraar Goed"


def test_rabobank_begins_below_zero_and_tells_a_pending_entry_that_moves_nothing() -> None:
    wage, batch, pending = entries_of("rabobank-08.xml")
    assert wage.details[0].counterparty.ultimate_name == "Loonkantoor Voorbeeld"
    assert batch.batch == Batch(None, "RUN-2026-04-2", 2, 5_000)
    assert [told.end_to_end_id for told in batch.details] == ["202604-D", "202604-E"]
    assert (pending.status, pending.booked_on) == (EntryStatus.PENDING, None)
    [(_, end)] = statements_of("rabobank-08.xml")
    assert (end.opening, end.closing) == (Balance(-8_300, date(2026, 3, 31)), Balance(1_700, APRIL))


def test_bng_has_two_pages_that_join_in_an_interim_balance() -> None:
    headings = [part for part in parts_of("bng-08.xml") if isinstance(part, StatementHeading)]
    assert [(told.page, told.is_last_page, told.sequence) for told in headings] == [(1, False, 91), (2, True, 91)]
    (_, first), (_, second) = statements_of("bng-08.xml")
    assert first.closing == second.opening == Balance(2_550, APRIL)
    assert second.closing == Balance(2_500, APRIL)


def test_bng_writes_in_iso_8859_1_with_a_prefix() -> None:
    entry = entries_of("bng-08.xml")[0]
    assert entry.details[0].counterparty.name == "Café De Zoën"
    assert entry.details[0].remittance == "Terugbetaling borg dossier 7"
    assert entry.booked_on == APRIL
