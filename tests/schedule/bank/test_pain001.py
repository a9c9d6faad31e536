"""A bank file says its payments and nothing else, in the same bytes each time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sepaxml import SepaTransfer

from services.errors import InvalidInput
from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind, check_digit
from services.schedule.bank.checking import check
from services.schedule.bank.credit_transfer import MOST_CENTS, CreditTransfer, FileHeader
from services.schedule.bank.file_contents import PaymentsTally
from services.schedule.bank.identifiers import end_to_end_id
from services.schedule.bank.pain001 import FileWriter, NothingToPay, TotalsDiffer, write
from tests.schedule.bank.builders import (
    CLIENT,
    HEADER,
    INSURER,
    KENMERK,
    LANDLORD,
    MARCH,
    MONDAY,
    RF,
    TUESDAY,
    a_transfer,
    file_of,
    free_text,
    leaves,
    numbered,
    texts,
    totals_of,
)
from tests.thoroughness import times

ONE_OF_EACH = [
    a_transfer(),
    a_transfer(end_to_end_id="202603b", amount=14_695, name="Zorg & Zo Voorbeeld", iban=INSURER, reference=RF),
    a_transfer(
        end_to_end_id="202603c",
        amount=6_000,
        name="Yıldız Örnek",
        iban=CLIENT,
        reference=free_text("Leefgeld 1 t/m 7 april"),
        execute_on=TUESDAY,
    ),
    a_transfer(
        end_to_end_id="202603d", amount=5, name="Aster Voorbeeld", iban=CLIENT, reference=None, execute_on=TUESDAY
    ),
]

EPC = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ", min_size=1, max_size=70)
WRITABLE = EPC.map(lambda text: " ".join(text.split())).filter(bool)
REFERENCES = st.one_of(
    st.none(),
    WRITABLE.map(free_text),
    st.from_regex(r"[0-9]{15}", fullmatch=True).map(
        lambda digits: PaymentReference(ReferenceKind.BETALINGSKENMERK, check_digit(digits) + digits)
    ),
    st.just(RF),
)
TRANSFERS = st.builds(
    CreditTransfer,
    end_to_end_id=st.uuids().map(lambda unique: end_to_end_id(MARCH, str(unique))),
    amount=st.integers(1, MOST_CENTS),
    name=st.one_of(WRITABLE, st.sampled_from(["Café Olé & Zoon", "Güneş", "Ørsted “Wind”", "Müller_Straße"])),
    iban=st.sampled_from([LANDLORD, INSURER, CLIENT, Iban("BE68539007547034")]),
    reference=REFERENCES,
    execute_on=st.sampled_from([MONDAY, TUESDAY, date(2026, 4, 1)]),
)
FILES = st.lists(TRANSFERS, min_size=1, max_size=12, unique_by=lambda transfer: transfer.end_to_end_id).map(
    lambda transfers: sorted(transfers, key=lambda transfer: transfer.execute_on)
)


def test_one_payment_of_each_kind_is_written_as_it_always_was() -> None:
    golden = Path(__file__).with_name("one-of-each.xml")
    assert file_of(ONE_OF_EACH) == golden.read_bytes()


def test_the_same_payments_give_the_same_bytes() -> None:
    assert file_of(numbered(1_200)) == file_of(numbered(1_200))


@given(FILES)
@settings(max_examples=times(60, 150), deadline=None)
def test_whatever_can_be_paid_is_valid_and_reads_back_as_what_is_paid(transfers: list[CreditTransfer]) -> None:
    paid = PaymentsTally(HEADER)
    paid.add(transfers)
    found = check([file_of(transfers)])
    assert found == paid.contents()
    assert (found.items, found.amount) == (len(transfers), sum(transfer.amount for transfer in transfers))


@given(FILES)
@settings(max_examples=50, deadline=None)
def test_another_parser_reads_every_field_as_it_was_given(transfers: list[CreditTransfer]) -> None:
    file = file_of(transfers)
    assert texts(file, "PmtId/EndToEndId") == [one.end_to_end_id for one in transfers]
    assert texts(file, "Cdtr/Nm") == [one.name for one in transfers]
    assert texts(file, "CdtrAcct/Id/IBAN") == [one.iban.number for one in transfers]
    assert [amount.replace(".", "") for amount in texts(file, "Amt/InstdAmt")] == [
        f"{one.amount:03d}" for one in transfers
    ]
    references = [one.reference for one in transfers if one.reference]
    assert texts(file, "RmtInf/Ustrd") == [one.text for one in references if not one.is_structured]
    assert texts(file, "RmtInf/Strd/CdtrRefInf/Ref") == [one.text for one in references if one.is_structured]


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "A & B",
            "a < b",
            'say "hi"',
            "]]>",
            "&amp;",
            "</Nm><Nm>",
            "<!-- -->",
            "een\ntwee",
            "\ttab",
            "😀",
            "ü ğ ı ß",
            "محمد",
        ]
    ),
)


@given(HOSTILE, HOSTILE)
@settings(max_examples=times(60, 200), deadline=None)
def test_any_text_is_written_whole_or_refused_by_name(name: str, reference: str) -> None:
    try:
        payment = a_transfer(name=name, reference=free_text(reference))
    except InvalidInput:
        return
    file = file_of([payment])
    assert check([file]).items == 1
    assert texts(file, "Cdtr/Nm") == [payment.name]
    assert payment.reference is not None
    assert texts(file, "RmtInf/Ustrd") == [payment.reference.text]


@pytest.mark.parametrize(
    ("reference", "written"),
    [("A & B", "A + B"), ('say "hi"', "say 'hi'"), ("een\ntwee", "een twee"), ("ü ğ ı ß", "u g i ss")],
)
def test_a_reference_is_written_in_the_letters_that_banks_pass_on(reference: str, written: str) -> None:
    assert texts(file_of([a_transfer(reference=free_text(reference))]), "RmtInf/Ustrd") == [written]


@pytest.mark.parametrize("reference", ["a < b", "]]>", "&lt;b>", "😀", "محمد", ""])
def test_a_reference_that_no_bank_passes_on_is_refused(reference: str) -> None:
    with pytest.raises(InvalidInput, match=r"no bank passes on|there is no text"):
        free_text(reference)


@given(st.lists(TRANSFERS.filter(lambda one: one.reference is not None), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_the_writer_of_sepaxml_says_the_same(transfers: list[CreditTransfer]) -> None:
    """It knows no structured references, so all of these are free text, and it makes up its own identifiers."""
    payments = [
        a_transfer(
            end_to_end_id=one.end_to_end_id,
            amount=one.amount,
            name=one.name,
            iban=one.iban,
            reference=free_text(one.reference.text if one.reference else ""),
        )
        for one in transfers
    ]
    made_up = {"GrpHdr/MsgId", "GrpHdr/CreDtTm", "PmtInf/PmtInfId"}
    ours, theirs = leaves(file_of(payments)), leaves(_by_sepaxml(payments))
    assert [leaf for leaf in ours if leaf[0] not in made_up] == [leaf for leaf in theirs if leaf[0] not in made_up]


def _by_sepaxml(payments: list[CreditTransfer]) -> bytes:
    debtor = {"name": HEADER.debtor_name, "IBAN": HEADER.debtor_iban.number, "BIC": HEADER.debtor_iban.bic}
    other = SepaTransfer({**debtor, "batch": True, "currency": "EUR"}, schema="pain.001.001.09", clean=False)
    for payment in payments:
        assert payment.reference is not None
        other.add_payment(
            {
                "name": payment.name,
                "IBAN": payment.iban.number,
                "amount": payment.amount,
                "execution_date": payment.execute_on,
                "description": payment.reference.text,
                "endtoend_id": payment.end_to_end_id,
            }
        )
    exported = other.export(validate=False)
    assert isinstance(exported, bytes)
    return exported


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        (None, []),
        (free_text("Huur maart"), [("RmtInf/Ustrd", "Huur maart")]),
        (KENMERK, [("Cd", "SCOR"), ("Issr", "CUR"), ("Ref", "5000056789012345")]),
        (RF, [("Cd", "SCOR"), ("Issr", "ISO"), ("Ref", "RF18539007547034")]),
    ],
)
def test_a_reference_is_structured_or_free_text_and_never_both(
    reference: PaymentReference | None, written: list[tuple[str, str]]
) -> None:
    said = [(path, text) for path, text, _ in leaves(file_of([a_transfer(reference=reference)])) if "RmtInf" in path]
    assert [text for _, text in said] == [text for _, text in written]
    assert all(path.endswith(end) for (path, _), (end, _) in zip(said, written, strict=True))


def test_the_days_come_in_order_each_with_its_own_number_and_sum() -> None:
    transfers = [*numbered(3, MONDAY), *numbered(2, TUESDAY)]
    days = {path: [text for other, text, _ in leaves(file_of(transfers)) if other == path] for path in _OF_A_DAY}
    assert days == {
        "PmtInf/PmtInfId": [f"{HEADER.message_id}-1", f"{HEADER.message_id}-2"],
        "PmtInf/NbOfTxs": ["3", "2"],
        "PmtInf/CtrlSum": ["3.06", "2.03"],
        "PmtInf/ReqdExctnDt/Dt": ["2026-03-30", "2026-03-31"],
        "PmtInf/BtchBookg": ["true", "true"],
    }


_OF_A_DAY = ("PmtInf/PmtInfId", "PmtInf/NbOfTxs", "PmtInf/CtrlSum", "PmtInf/ReqdExctnDt/Dt", "PmtInf/BtchBookg")


def test_no_address_leaves_the_house() -> None:
    assert b"PstlAdr" not in file_of(ONE_OF_EACH)


def test_a_debtor_whose_bank_has_no_known_bic_says_so() -> None:
    """A Dutch account whose bank code is in no list: `TEST`, with check digits that fit."""
    header = FileHeader("A-1", datetime(2026, 3, 24, tzinfo=UTC), "Gemeente Voorbeeldstad", INSURER)
    assert header.debtor_iban.bic is None
    said = [text for path, text, _ in leaves(file_of(numbered(1), header)) if path.startswith("PmtInf/DbtrAgt")]
    assert said == ["NOTPROVIDED"]


def test_the_pieces_do_not_depend_on_how_the_payments_come() -> None:
    transfers = [*numbered(1_100, MONDAY), *numbered(40, TUESDAY)]
    whole = FileWriter(HEADER, totals_of(transfers))
    at_once = whole.opening() + whole.batch(iter(transfers)) + whole.closing()
    pieces = list(write(HEADER, iter(transfers), totals_of(transfers)))
    assert b"".join(pieces) == at_once
    assert max(map(len, pieces)) < 300_000


def test_a_file_without_payments_is_refused() -> None:
    with pytest.raises(NothingToPay):
        next(write(HEADER, [], {}))


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 4, 3), date(2026, 12, 25)])
def test_a_day_on_which_no_bank_works_is_refused_with_the_day_before(day: date) -> None:
    with pytest.raises(InvalidInput, match=rf"totals\[{day}\]: no bank pays on this day \(send it on 2026-"):
        next(write(HEADER, [a_transfer(execute_on=day)], {day: (1, 70_000)}))


@pytest.mark.parametrize("total", [(0, 0), (3, 2), (1, 0)])
def test_a_day_without_payments_has_no_place_in_the_totals(total: tuple[int, int]) -> None:
    with pytest.raises(InvalidInput, match="has no payments, or less than a cent each"):
        next(write(HEADER, [], {MONDAY: total}))


THREE = numbered(3)


@pytest.mark.parametrize(
    ("transfers", "totals"),
    [
        (THREE, {MONDAY: (3, 307)}),
        (THREE, {MONDAY: (2, 306)}),
        (THREE, {MONDAY: (3, 306), TUESDAY: (1, 1)}),
        (THREE, {TUESDAY: (3, 306)}),
        (THREE[:2], {MONDAY: (3, 306)}),
        ([*THREE, THREE[0]], {MONDAY: (3, 306)}),
        ([], {MONDAY: (3, 306)}),
        ([*numbered(1, TUESDAY), *numbered(1, MONDAY)], {MONDAY: (1, 101), TUESDAY: (1, 101)}),
        ([*numbered(1, MONDAY), *numbered(1, TUESDAY), *numbered(1, MONDAY)], {MONDAY: (2, 202), TUESDAY: (1, 101)}),
    ],
    ids=[
        "sum",
        "number",
        "a day more",
        "another day",
        "one missing",
        "one twice",
        "none",
        "days reversed",
        "day again",
    ],
)
def test_payments_that_are_not_those_of_the_totals_make_no_file(
    transfers: list[CreditTransfer], totals: dict[date, tuple[int, int]]
) -> None:
    with pytest.raises(TotalsDiffer):
        list(write(HEADER, transfers, totals))


def test_totals_may_come_in_any_order() -> None:
    transfers = [*numbered(1, MONDAY), *numbered(1, TUESDAY)]
    backwards = dict(sorted(totals_of(transfers).items(), reverse=True))
    assert b"".join(write(HEADER, transfers, backwards)) == file_of(transfers)


def test_an_instant_file_says_so_for_each_day_and_may_be_executed_when_banks_are_closed() -> None:
    saturday, sunday = date(2026, 3, 28), date(2026, 3, 29)
    transfers = [a_transfer(execute_on=saturday), a_transfer(end_to_end_id="202603b", execute_on=sunday)]
    written = file_of(transfers, replace(HEADER, instant=True))
    said = [(path.rsplit("/", 2)[1], text) for path, text, _ in leaves(written)]
    assert [text for name, text in said if name == "LclInstrm"] == ["INST", "INST"]
    assert [text for name, text in said if name == "ReqdExctnDt"] == ["2026-03-28", "2026-03-29"]
    assert check([written]).days == {saturday: (1, 70_000), sunday: (1, 70_000)}


def test_a_file_that_is_not_instant_does_not_read_as_one_that_is() -> None:
    transfers = [a_transfer()]
    tally = PaymentsTally(replace(HEADER, instant=True))
    tally.add(transfers)
    ordinary, instant = check([file_of(transfers)]), check([file_of(transfers, replace(HEADER, instant=True))])
    assert tally.contents() == instant
    assert ordinary != instant
    assert ordinary.days == instant.days
