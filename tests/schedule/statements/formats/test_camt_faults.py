"""What must be there and is not, and what is written otherwise than it must be: named with its line and its path."""

import pytest

from services.errors import Fault
from services.schedule.statements.faults import MOST_FAULTS, UnreadableBankFile
from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.statement import Entry, EntryStatus
from tests.schedule.statements.camt_writing import CamtWriter
from tests.schedule.statements.formats.camt_files import RENT, entries_of, faults_of, read, small_file, spoilt

BOTH = pytest.mark.parametrize("version", [2, 8])
ASK = "ask the bank for a file that has it"


@BOTH
def test_the_small_file_itself_has_no_fault(version: int) -> None:
    assert len(read(small_file(version))) == 4


@pytest.mark.parametrize(
    ("version", "element", "place"),
    [
        (2, "<Id>2026-091</Id>", "line 6, Stmt/Id"),
        (8, "<Id>2026-091</Id>", "line 6, Stmt/Id"),
        (2, "<Id><IBAN>NL44RABO0123456789</IBAN></Id>", "line 6, Stmt/Acct/Id"),
        (8, '<Amt Ccy="EUR">500.00</Amt>', "line 4, Stmt/Bal[1]/Amt"),
        (8, "<CdtDbtInd>CRDT</CdtDbtInd>", "line 4, Stmt/Bal[1]/CdtDbtInd"),
        (2, '<Amt Ccy="EUR">647.35</Amt>', "line 6, Stmt/Ntry[1]/Amt"),
        (8, '<Amt Ccy="EUR">647.35</Amt>', "line 6, Stmt/Ntry[1]/Amt"),
        (2, "<CdtDbtInd>DBIT</CdtDbtInd>", "line 6, Stmt/Ntry[1]/CdtDbtInd"),
        (8, "<CdtDbtInd>DBIT</CdtDbtInd>", "line 6, Stmt/Ntry[1]/CdtDbtInd"),
        (2, "<Sts>BOOK</Sts>", "line 6, Stmt/Ntry[1]/Sts"),
        (6, "<Sts>BOOK</Sts>", "line 6, Stmt/Ntry[1]/Sts"),
        (7, "<Sts><Cd>BOOK</Cd></Sts>", "line 6, Stmt/Ntry[1]/Sts/Cd"),
        (8, "<Sts><Cd>BOOK</Cd></Sts>", "line 6, Stmt/Ntry[1]/Sts/Cd"),
        (2, "<BookgDt><Dt>2026-04-01</Dt></BookgDt>", "line 6, Stmt/Ntry[1]/BookgDt"),
        (8, "<BookgDt><Dt>2026-04-01</Dt></BookgDt>", "line 6, Stmt/Ntry[1]/BookgDt"),
    ],
)
def test_what_is_missing_is_named(version: int, element: str, place: str) -> None:
    assert f"{place}: is missing ({ASK})" in faults_of(spoilt(version, element, ""))


@pytest.mark.parametrize(
    ("text", "place"),
    [(">647.35<", "Amt"), (">DBIT<", "CdtDbtInd"), ("<Cd>BOOK<", "Sts/Cd"), ("<Dt>2026-04-01<", "BookgDt")],
)
def test_what_has_only_blanks_in_it_is_missing_too(text: str, place: str) -> None:
    file = spoilt(8, "<Ntry>", "<Ntry><!-- the first -->")
    head, entry = file.split("<Ntry>", 1)
    blank = text[: text.index(">") + 1] + "  <"
    assert faults_of(f"{head}<Ntry>{entry.replace(text, blank, 1)}") == [
        f"line 6, Stmt/Ntry[1]/{place}: is missing ({ASK})"
    ]


@pytest.mark.parametrize(
    ("amount", "what", "cure"),
    [
        ("-647.35", "is negative", "CdtDbtInd tells the direction, an amount never does"),
        ("647.355", "has a part of a cent", "an amount in euros has at most two decimals"),
        ("647,35", "is no amount", "write digits and a point, as in 12.50"),
        ("6.4735e2", "is no amount", "write digits and a point, as in 12.50"),
        (".", "is no amount", "write digits and a point, as in 12.50"),
        ("1" * 16, "is more money than any account has", "ask the bank for the file anew"),
    ],
)
def test_an_amount_is_euros_with_cents_and_never_negative(amount: str, what: str, cure: str) -> None:
    assert faults_of(spoilt(8, "647.35", amount)) == [f"line 6, Stmt/Ntry[1]/Amt: {what} ({cure})"]


@pytest.mark.parametrize("amount", ["647.35", "647.350", "647.35000", "+647.35", "0647.35", " 647.35\n"])
def test_an_amount_may_have_noughts_and_blanks_that_mean_nothing(amount: str) -> None:
    assert entries_of(spoilt(8, "647.35", amount))[0].amount == 64_735


@pytest.mark.parametrize(
    ("amount", "cents"), [("5", 500), ("5.", 500), (".5", 50), ("5.5", 550), ("0", 0), ("0.00", 0)]
)
def test_an_amount_may_leave_out_its_decimals(amount: str, cents: int) -> None:
    assert entries_of(spoilt(8, "647.35", amount))[0].amount == cents


@pytest.mark.parametrize("place", ["Stmt/Ntry[1]/Amt", "Stmt/Bal[1]/Amt"])
def test_another_currency_is_refused(place: str) -> None:
    amount = "647.35" if "Ntry" in place else "500.00"
    [fault] = faults_of(spoilt(8, f'Ccy="EUR">{amount}', f'Ccy="USD">{amount}'))
    assert fault.endswith(f"{place}: is in another currency than the euro (only accounts in euros are read)")


def test_an_amount_without_a_currency_is_refused() -> None:
    [fault] = faults_of(spoilt(8, ' Ccy="EUR">647.35', ">647.35"))
    assert fault == "line 6, Stmt/Ntry[1]/Amt: has no currency (say it, as in Ccy=EUR)"


def test_an_account_in_another_currency_is_refused() -> None:
    [fault] = faults_of(spoilt(8, "<Ccy>EUR</Ccy>", "<Ccy>USD</Ccy>"))
    assert fault.startswith("line 3, Stmt/Acct/Ccy: is in another currency than the euro")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (">DBIT<", ">DEBIT<", "CdtDbtInd: is a code that this element does not have (it has CRDT, DBIT)"),
        ("<Cd>BOOK<", "<Cd>DONE<", "Sts/Cd: is a code that this element does not have (it has BOOK, PDNG, INFO, FUTR)"),
        ("<BookgDt><Dt>2026-04-01", "<BookgDt><Dt>2026-04-31", "BookgDt/Dt: is no date (write it as in 2026-03-31)"),
        ("<BookgDt><Dt>2026-04-01", "<BookgDt><Dt>20260401", "BookgDt/Dt: is no date (write it as in 2026-03-31)"),
        ("<BookgDt><Dt>2026-04-01", "<BookgDt><Dt>2026-W14-3", "BookgDt/Dt: is no date (write it as in 2026-03-31)"),
        (
            "</Amt><CdtDbtInd>DBIT",
            "</Amt><RvslInd>yes</RvslInd><CdtDbtInd>DBIT",
            "RvslInd: is neither true nor false (write true or false)",
        ),
    ],
)
def test_a_value_that_is_none_is_named_and_not_called_missing(old: str, new: str, fault: str) -> None:
    assert faults_of(spoilt(8, old, new)) == [f"line 6, Stmt/Ntry[1]/{fault}"]


def test_a_value_that_stands_there_twice_is_refused() -> None:
    twice = '<Amt Ccy="EUR">647.35</Amt>'
    [fault] = faults_of(spoilt(8, twice, twice * 2))
    assert fault == "line 6, Stmt/Ntry[1]/Amt: stands there twice (one of them counts, and nobody knows which)"


def test_a_day_told_as_date_and_as_time_is_told_twice() -> None:
    day = "<BookgDt><Dt>2026-04-01</Dt>"
    [fault] = faults_of(spoilt(8, day, f"{day}<DtTm>2026-04-02T00:00:00</DtTm>"))
    assert fault.startswith("line 6, Stmt/Ntry[1]/BookgDt/DtTm: stands there twice")


def test_an_element_in_place_of_a_value_is_refused() -> None:
    [fault] = faults_of(spoilt(2, "<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"))
    assert fault.startswith("line 6, Stmt/Ntry[1]/Sts: has elements in it instead of a value")


def test_every_fault_is_named_at_once_with_its_own_entry_and_detail() -> None:
    file = small_file(8).replace(">DBIT<", ">X<").replace(">CRDT</CdtDbtInd><Sts>", ">Y</CdtDbtInd><Sts>")
    file = file.replace('</Refs><Amt Ccy="EUR">647.35', '</Refs><Amt Ccy="EUR">-1')
    assert [fault.partition(": ")[0] for fault in faults_of(file)] == [
        "line 6, Stmt/Ntry[1]/CdtDbtInd",
        "line 6, Stmt/Ntry[1]/NtryDtls/TxDtls[1]/Amt",
        "line 7, Stmt/Ntry[2]/CdtDbtInd",
    ]


def test_the_second_statement_of_a_file_is_called_the_second() -> None:
    file = small_file(8)
    statement = file[file.index("<Stmt>") : file.index("</BkToCstmrStmt>")]
    broken = statement.replace(">DBIT<", ">X<")
    [fault] = faults_of(file.replace(statement, statement + broken))
    assert fault.startswith("line 12, Stmt[2]/Ntry[1]/CdtDbtInd: ")


def test_a_reader_stops_at_the_twentieth_fault() -> None:
    broken = CamtWriter(8).entry(RENT).replace(">DBIT<", ">X<")
    assert len(faults_of(spoilt(8, "</Stmt>", broken * 30 + "</Stmt>"))) == MOST_FAULTS


def test_a_fault_holds_nothing_of_the_text_of_the_file() -> None:
    faults = faults_of(spoilt(8, ">DBIT<", ">J. Jansen NL20INGB0001234567<"))
    assert "Jansen" not in "".join(faults)
    assert "NL20" not in "".join(faults)


def test_after_the_first_fault_nothing_more_is_given() -> None:
    parts = read_camt([spoilt(8, ">DBIT<", ">X<").encode()])
    with pytest.raises(UnreadableBankFile):
        next(parts)


def test_a_pending_entry_needs_no_booking_day() -> None:
    file = spoilt(8, "<Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-01</Dt></BookgDt>", "<Cd>PDNG</Cd></Sts>")
    entry = entries_of(file)[0]
    assert (entry.status, entry.booked_on) == (EntryStatus.PENDING, None)


def test_a_file_without_a_statement_is_refused() -> None:
    file = small_file(8)
    nothing = file[: file.index("<Stmt>")] + "</BkToCstmrStmt></Document>"
    assert faults_of(nothing) == [f"line 3, Stmt: is missing ({ASK})"]


def test_a_statement_whose_account_stands_behind_its_entries_is_refused() -> None:
    file = small_file(8)
    account = file[file.index("<Acct>") : file.index("</Acct>") + len("</Acct>")]
    assert f"line 6, Stmt/Acct/Id: is missing ({ASK})" in faults_of(
        file.replace(account, "").replace("</Stmt>", f"{account}</Stmt>")
    )


def test_a_heading_that_goes_on_behind_the_entries_is_refused() -> None:
    faults = faults_of(spoilt(8, "</Stmt>", "<LglSeqNb>7</LglSeqNb></Stmt>"))
    assert faults == [
        "line 8, Stmt: goes on with its heading behind its entries (Id, Acct and pages stand before Ntry)"
    ]


def test_a_detail_that_stands_before_the_direction_of_its_entry_is_refused() -> None:
    file = small_file(8)
    details = file[file.index("<NtryDtls>") : file.index("</NtryDtls>") + len("</NtryDtls>")]
    [fault] = faults_of(file.replace(details, "").replace("<Ntry>", f"<Ntry>{details}", 1))
    assert fault.startswith("line 6, Stmt/Ntry[1]/CdtDbtInd: stands behind NtryDtls")


def test_what_a_statement_says_of_its_own_sums_is_never_a_reason_to_refuse_it() -> None:
    count = "<TtlNtries><NbOfNtries>many</NbOfNtries></TtlNtries>"
    nonsense = f"<TxsSummry>{count}<TtlCdtNtries><Sum>-1</Sum></TtlCdtNtries></TxsSummry>"
    assert [type(part) for part in read(spoilt(8, "<Ntry>", f"{nonsense}<Ntry>"))].count(Entry) == 2


def test_a_fault_is_a_fault_of_the_house_with_place_what_and_cure() -> None:
    with pytest.raises(UnreadableBankFile) as refusal:
        read(spoilt(8, "<CdtDbtInd>DBIT</CdtDbtInd>", ""))
    assert refusal.value.faults[0] == Fault("line 6, Stmt/Ntry[1]/CdtDbtInd", "is missing", ASK)
