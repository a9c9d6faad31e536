"""Which costs a supplier reads of, and what the paper says and does not say."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.errors import Fault, InvalidInput
from services.mandates.authorisations.supplier_document import (
    MASKED,
    SHOWN,
    Addressed,
    Arranged,
    DocumentField,
    NothingForThisSupplier,
    Period,
    SupplierDocument,
    costs_shown,
    faults_of_costs,
    suppliers_of,
)
from services.mandates.authorisations.supplier_document_letters import faults_of_text, printable
from services.mandates.authorisations.supplier_document_pdf import dutch_date, pdf_of
from services.mandates.costs import Cost
from tests.mandates.authorisations.clients import ASKED, EVIDENCE

LANDLORD, OLD_ENERGY, NEW_ENERGY = UUID(int=1), UUID(int=2), UUID(int=3)
FEBRUARY, APRIL, JULY = 2026 * 12 + 1, 2026 * 12 + 3, 2026 * 12 + 6
ARRANGED = [
    Arranged(Cost.RENT, LANDLORD, FEBRUARY),
    Arranged(Cost.ENERGY, OLD_ENERGY, FEBRUARY),
    Arranged(Cost.ENERGY, NEW_ENERGY, APRIL),
]
ALWAYS = Period(FEBRUARY)
ADDRESSED = Addressed(
    "Selam Voorbeeld", ["Vogelstraat 12", "2511 AB Den Haag"], "K-4471 (2)",
    ["Gemeente Voorbeeldstad, Team Inkomen", "ontzorgen@voorbeeldstad.example"],
)  # fmt: skip
DOCUMENT = SupplierDocument(
    "Gemeente Voorbeeldstad", "Woonstede Verhuur", ADDRESSED, Period(FEBRUARY, JULY), [Cost.RENT], date(2026, 1, 3),
    EVIDENCE, datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
)  # fmt: skip
_SHOWN_TEXT = re.compile(r"\(((?:[^()\\]|\\.)*)\) Tj")


def lines_in(content: bytes) -> list[str]:
    """Every line of text that a reader of the document sees; it is not compressed."""
    written = content.decode("windows-1252", errors="replace")
    return [re.sub(r"\\(.)", r"\1", line) for line in _SHOWN_TEXT.findall(written)]


def shown(chosen: Sequence[Cost], supplier: UUID, period: Period, wanted: Sequence[Cost] = ()) -> tuple[Cost, ...]:
    return costs_shown(chosen, wanted, ARRANGED, supplier, period)


def test_a_supplier_reads_of_the_costs_that_are_arranged_with_it() -> None:
    assert shown(ASKED, LANDLORD, ALWAYS) == (Cost.RENT,)
    assert shown(ASKED, NEW_ENERGY, ALWAYS) == (Cost.ENERGY,)


def test_who_supplied_before_or_after_the_period_reads_nothing() -> None:
    with pytest.raises(NothingForThisSupplier):
        shown(ASKED, OLD_ENERGY, Period(APRIL))
    with pytest.raises(NothingForThisSupplier):
        shown(ASKED, NEW_ENERGY, Period(FEBRUARY, APRIL - 1))
    assert suppliers_of(ARRANGED, Cost.ENERGY, Period(APRIL - 1, APRIL)) == {OLD_ENERGY, NEW_ENERGY}


def test_of_two_arrangements_from_the_same_month_the_later_holds() -> None:
    twice = [*ARRANGED, Arranged(Cost.RENT, NEW_ENERGY, FEBRUARY)]
    assert suppliers_of(twice, Cost.RENT, ALWAYS) == {NEW_ENERGY}


def test_what_the_client_did_not_choose_no_supplier_reads() -> None:
    with pytest.raises(NothingForThisSupplier):
        shown([Cost.WATER], LANDLORD, ALWAYS)


def test_a_cost_that_is_not_arranged_yet_is_named() -> None:
    assert shown(ASKED, LANDLORD, ALWAYS, [Cost.WATER]) == (Cost.WATER,)
    assert list(faults_of_costs(ASKED, [Cost.WATER], ARRANGED, LANDLORD, ALWAYS)) == []


def test_a_cost_of_another_supplier_cannot_be_named() -> None:
    assert list(faults_of_costs(ASKED, [Cost.RENT, Cost.TV], ARRANGED, NEW_ENERGY, ALWAYS)) == [
        Fault("costs[0]", "rent is another supplier's", "leave it out, or arrange it first"),
        Fault("costs[1]", "the client did not authorise tv", "leave it out"),
    ]


def test_every_field_is_either_shown_or_masked() -> None:
    assert set(SHOWN) | set(MASKED) == set(DocumentField)
    assert set(SHOWN) & set(MASKED) == set()
    assert {DocumentField.OTHER_COSTS, DocumentField.OTHER_SUPPLIERS, DocumentField.SIGNATURE} <= set(MASKED)


def test_somebody_at_a_desk_reads_who_where_what_and_until_when() -> None:
    lines = lines_in(pdf_of(DOCUMENT))
    assert [line for line in lines if len(line) < 50] == [
        "Gemeente Voorbeeldstad",
        "Machtiging voor het betalen van vaste lasten",
        "Voor Woonstede Verhuur",
        "Klant",
        "Naam",
        "Selam Voorbeeld",
        "Leveringsadres",
        "Vogelstraat 12",
        "2511 AB Den Haag",
        "Klantnummer bij u",
        "K-4471 (2)",
        "Machtiging",
        "Wij betalen",
        "huur",
        "Periode",
        "februari 2026 tot en met juli 2026",
        "Getekend op",
        "3 januari 2026",
        "Kenmerk van het bewijs",
        "00010203",
        "Vragen",
        "Schrijf naar",
        "Gemeente Voorbeeldstad, Team Inkomen",
        "ontzorgen@voorbeeldstad.example",
        "Opgemaakt op 5 januari 2026.",
    ]


@pytest.mark.parametrize("cost", list(Cost))
def test_the_paper_of_one_cost_names_no_other(cost: Cost) -> None:
    content = pdf_of(DOCUMENT._replace(costs=[cost])).decode("windows-1252", errors="replace")
    said = " ".join(lines_in(content.encode("windows-1252", errors="replace")))
    about = said.partition("Wij betalen ")[2]
    assert about.startswith(f"{cost.dutch} Periode")
    others = [other for other in Cost if other is not cost]
    elsewhere = said.replace("vaste lasten", "").replace(cost.dutch, "").replace("Woonstede Verhuur", "")
    assert [other for other in others if re.search(rf"\b{other.dutch}\b", elsewhere)] == []
    assert [other for other in others if re.search(rf"\b{other}\b", content)] == []


def test_of_the_evidence_only_its_beginning_is_there() -> None:
    content = pdf_of(DOCUMENT)
    assert EVIDENCE.hex()[:8].encode() in content
    assert EVIDENCE.hex()[:9].encode() not in content


def test_a_period_without_an_end_begins() -> None:
    assert "vanaf februari 2026" in lines_in(pdf_of(DOCUMENT._replace(period=ALWAYS)))


def test_the_same_document_is_the_same_bytes_wherever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pdf_of(DOCUMENT)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert pdf_of(DOCUMENT) == made
    assert pdf_of(DOCUMENT._replace(made_at=DOCUMENT.made_at + timedelta(seconds=1))) != made


def test_it_is_a_pdf_of_one_page_in_dutch_that_names_nobody_in_its_properties() -> None:
    content = pdf_of(DOCUMENT)
    assert content.startswith(b"%PDF-1.")
    assert content.rstrip().endswith(b"%%EOF")
    assert content.count(b"/Type /Page\n") == 1
    assert b"/Lang (nl-NL)" in content
    assert content.count(b"Selam Voorbeeld") == 1


def test_a_brace_or_backslash_in_what_is_given_is_text_and_no_command() -> None:
    tricky = ADDRESSED._replace(customer_number=r"A\)) Tj (B")
    lines = lines_in(pdf_of(DOCUMENT._replace(addressed=tricky)))
    assert r"A\)) Tj (B" in lines


@pytest.mark.parametrize(
    ("name", "on_paper"),
    [("Zoë Çelik", "Zoë Çelik"), ("Ağaoğlu", "Agaoglu"), ("  Ann   Bée ", "Ann Bée"), ("Šimić", "Šimic")],
)
def test_a_latin_letter_that_the_font_lacks_is_written_in_its_plain_form(name: str, on_paper: str) -> None:
    assert printable(name) == on_paper


def test_a_name_in_another_script_is_refused_by_the_field_that_it_stands_in() -> None:
    wrong = ADDRESSED._replace(client_name="ሰላም", supply_address=["Vogelstraat 12", "لاهاي"], write_to=["a\0b"])
    assert {fault.where for fault in faults_of_text(wrong)} == {"clientName", "supplyAddress", "writeTo"}
    with pytest.raises(InvalidInput, match="no bank passes on"):
        printable("ሰላም")


def test_days_are_written_as_people_say_them() -> None:
    assert dutch_date(date(2026, 3, 1)) == "1 maart 2026"
