"""The camt.053 files that lie beside the checkout, of ING, Rabobank and a test bank, and the refusals among them."""

from pathlib import Path

import pytest

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.statement import Entry, Part, StatementEnd

BESIDE_THE_CHECKOUT = Path(__file__).parents[5] / "shared" / "bank-samples"


def the_sample(name: str) -> Path | None:
    """The file with this name; None where the folder is not there, and the test then says nothing."""
    path = BESIDE_THE_CHECKOUT / name
    return path if path.exists() else None


def parts_of(path: Path) -> list[Part]:
    return list(read_camt([path.read_bytes()]))


def entries_in(parts: list[Part]) -> list[Entry]:
    return [part for part in parts if isinstance(part, Entry)]


@pytest.mark.parametrize(
    ("name", "entries", "moved", "proven"),
    [
        ("CAMT_ING.xml", 9, 60_500, True),
        ("CAMT_RABO.xml", 6, -16, True),
        ("Persona 1 Periode 202407 CAMT.053.xml", 9, 66_920, False),
        ("Persona 1 Periode 202408 CAMT.053.xml", 8, 71_081, False),
        ("Payment_mandate_CAMT.053_v1.xml", 1, -65_432, False),
        ("Duplicate_bank_transaction_1_CAMT.053_v1.xml", 1, -12_345, False),
        ("Empty_customer_statement_message_CAMT.053_v2.xml", 0, 0, False),
    ],
)
def test_a_sample_has_its_entries_and_its_sum(name: str, entries: int, moved: int, proven: bool) -> None:
    if path := the_sample(name):
        parts = parts_of(path)
        end = parts[-1]
        assert isinstance(end, StatementEnd)
        assert (len(entries_in(parts)), sum(entry.signed for entry in entries_in(parts))) == (entries, moved)
        assert (end.closing is not None) is proven
        if end.opening and end.closing:
            assert end.closing.amount - end.opening.amount == moved


def test_ings_returns_are_told_with_their_reason_and_its_reversal_as_one() -> None:
    if path := the_sample("CAMT_ING.xml"):
        entries = entries_in(parts_of(path))
        reasons = [detail.returned and detail.returned.code for entry in entries for detail in entry.details]
        assert reasons == [None, None, None, "AC04", None, None, "MD06"]
        assert [entry.number for entry in entries if entry.is_reversal] == [9]
        assert [entry.batch and entry.batch.items for entry in entries] == [None] * 3 + [2, None, None, 2, None, None]


def test_rabobanks_batches_are_told_with_their_number_of_payments() -> None:
    if path := the_sample("CAMT_RABO.xml"):
        entries = entries_in(parts_of(path))
        assert [entry.batch and entry.batch.items for entry in entries] == [10, 3, 2, None, 1, None]


def test_a_detail_that_differs_from_its_entry_is_kept_as_it_is() -> None:
    if path := the_sample("Duplicate_bank_transaction_1_CAMT.053_v1.xml"):
        [entry] = entries_in(parts_of(path))
        assert (entry.amount, entry.details[0].amount) == (12_345, 23_456)


def test_the_mandate_and_the_creditor_of_a_collection_are_told() -> None:
    if path := the_sample("Payment_mandate_CAMT.053_v1.xml"):
        [entry] = entries_in(parts_of(path))
        [detail] = entry.details
        assert (detail.end_to_end_id, detail.mandate_reference) == ("123456789", "5784272")
        assert detail.creditor_id == "NL12ZZZ091567230000"


def test_the_dangerous_sample_is_refused_for_its_document_type() -> None:
    if path := the_sample("CAMT_DANGEROUS.xml"):
        with pytest.raises(UnreadableBankFile, match="line 2, Document: declares a document type"):
            parts_of(path)


def test_a_version_that_is_not_read_is_named_with_those_that_are() -> None:
    if path := the_sample("Wrong_format_CAMT.053_v1.xml"):
        with pytest.raises(NotABankFile, match=r"this is camt\.053\.001\.01; ask the bank for 001\.02 to 001\.08"):
            parts_of(path)
