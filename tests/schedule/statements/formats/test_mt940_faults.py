"""What is missing or broken in an MT940 file is named by line and field, all at once, and nothing of its text."""

import pytest

from services.errors import Fault
from services.schedule.statements.faults import MOST_FAULTS, NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.formats.mt940_faults import ASK_ANEW
from services.schedule.statements.statement import Part, StatementHeading
from tests.schedule.statements.formats.mt940_files import HEAD, TAIL, parts

ENTRY = ":61:260401C1,00NTRFNONREF\n:86:Huur\n"
NO_BALANCE = "this is no balance: C or D, a day, EUR and an amount with a comma"
WHOLE = f"{HEAD}{ENTRY}{TAIL}"


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(UnreadableBankFile) as refused:
        parts(text)
    return refused.value.faults


def only_fault(text: str) -> tuple[str, str]:
    (fault,) = faults_of(text)
    return fault.where, fault.what


@pytest.mark.parametrize(
    ("tag", "where"),
    [(":20:", "line 4, :20:"), (":25:", "line 4, :25:"), (":28C:", "line 4, :28C:"), (":60F:", "line 4, :60F:")],
)
def test_a_field_that_has_to_stand_before_the_entries_is_missed_there(tag: str, where: str) -> None:
    text = "".join(line for line in WHOLE.splitlines(keepends=True) if not line.startswith(tag))
    assert only_fault(text) == (where, "this field is missing before this line")


def test_a_closing_balance_is_missed_at_the_end() -> None:
    what = "the closing balance is missing: the statement is cut off"
    assert only_fault(f"{HEAD}{ENTRY}") == ("line 6, :62F:", what)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (":61:C1,00NTRFNONREF", "it does not begin with the day of value (YYMMDD)"),
        (":61:260230C1,00NTRFNONREF", "there is no such day in the calendar"),
        (":61:2604011301C1,00NTRFNONREF", "there is no such day in the calendar"),
        (":61:260401X1,00NTRFNONREF", "behind its days there is no mark (C, D, RC or RD)"),
        (":61:260401C1.00NTRFNONREF", "there is no amount with a comma and at most two digits behind it"),
        (":61:260401C100NTRFNONREF", "there is no amount with a comma and at most two digits behind it"),
        (":61:260401C1,000NTRFNONREF", "there is no amount with a comma and at most two digits behind it"),
        (":61:260401C1,00XTRFNONREF", "behind its amount there is no type of transaction (as in NTRF)"),
        (":61:260401C1,00NTRF", "it ends before the reference (NONREF where there is none)"),
        (":61:260401CU1,00NTRFNONREF", "this entry is in another currency than the euro"),
    ],
)
def test_a_broken_entry_is_named_by_its_number_and_its_broken_part(line: str, what: str) -> None:
    assert only_fault(f"{HEAD}{ENTRY}{line}\n:86:Huur\n{TAIL}") == ("line 7, :61:[2]", what)


@pytest.mark.parametrize(
    ("whole", "broken", "where", "what"),
    [
        (":20:STATEMENT1", ":20:", "line 1, :20:", "there is no reference in it"),
        (":25:NL12BNGH0285000001", ":25: ", "line 2, :25:", "there is no account number in it"),
        (":28C:7/1", ":28C:zeven", "line 3, :28C:", "this is no number of a statement"),
        (":28C:7/1", ":28C:7/1\n8/1", "line 3, :28C:", "this field has more than one line"),
        ("C260331EUR", "C260231EUR", "line 4, :60F:", "there is no such day in the calendar"),
        ("C260331EUR", "X260331EUR", "line 4, :60F:", NO_BALANCE),
        (":62F:C260401EUR1000,00", ":62F:C260401EUR1000", "line 7, :62F:", NO_BALANCE),
    ],
)
def test_a_broken_value_is_named(whole: str, broken: str, where: str, what: str) -> None:
    assert only_fault(WHOLE.replace(whole, broken)) == (where, what)


@pytest.mark.parametrize("tag", [":60F:C260331", ":62F:C260401"])
def test_a_balance_in_another_currency_is_refused(tag: str) -> None:
    (fault,) = faults_of(WHOLE.replace(f"{tag}EUR", f"{tag}USD"))
    assert fault.what == "this balance is in another currency than the euro"
    assert fault.cure == "we keep accounts in euros only"


@pytest.mark.parametrize("account", ["NL12BNGH0285000001USD", "NL12BNGH0285000001 GBP"])
def test_an_account_in_another_currency_is_refused(account: str) -> None:
    where, what = only_fault(WHOLE.replace("NL12BNGH0285000001", account))
    assert (where, what) == ("line 2, :25:", "this account is held in another currency than the euro")


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (WHOLE.replace(":28C:7/1\n", ":28C:7/1\n:28C:8/1\n"), "line 4, :28C:", "this statement has it twice"),
        (f"{WHOLE}{TAIL}", "line 8, :62F:", "this statement has it twice"),
        (f"{WHOLE}:61:260401C1,00NTRFNONREF\n", "line 8, :61:[2]", "it stands behind the closing balance"),
        (f"{HEAD}:86:Huur\n{TAIL}", "line 5, :86:", "it stands behind no entry of its own"),
        (f"{HEAD}{ENTRY}:86:Nog een\n{TAIL}", "line 7, :86:[1]", "it stands behind no entry of its own"),
        (f"{HEAD}{ENTRY}:25:1\n{TAIL}", "line 7, :25:", "it stands behind the entries, where it does not belong"),
        (f"{HEAD}:64:C260401EUR1,\n{TAIL}", "line 5, :64:", "it stands before the closing balance"),
        (f"{HEAD}:16:260401C1,00NTRFNONREF\n{TAIL}", "line 5, :16:", "MT940 has no such field"),
    ],
)
def test_a_field_in_the_wrong_place_is_a_fault_for_a_line_may_have_been_lost_there(
    text: str, where: str, what: str
) -> None:
    assert only_fault(text) == (where, what)


def test_all_faults_are_named_at_once_and_with_their_cure() -> None:
    text = WHOLE.replace("7/1", "x").replace("C1,00", "C1.00").replace("EUR1000,00\n", "EUR1000\n")
    faults = faults_of(text)
    assert [fault.where for fault in faults] == ["line 3, :28C:", "line 4, :60F:", "line 5, :61:[1]", "line 7, :62F:"]
    assert {fault.cure for fault in faults} == {ASK_ANEW}


def test_a_file_with_more_faults_than_anybody_reads_is_not_read_on() -> None:
    chunks = iter([HEAD.encode(), b":61:x\n" * MOST_FAULTS, b":61:x\n", b":61:x\n"])
    with pytest.raises(UnreadableBankFile) as refused:
        list(read_mt940(chunks))
    assert len(refused.value.faults) == MOST_FAULTS
    assert len(list(chunks)) == 1


def test_no_fault_holds_anything_of_the_files_text() -> None:
    text = WHOLE.replace("7/1", "GEHEIM").replace("C1,00", "GEHEIM").replace("EUR1000", "GEHEIM")
    text += ":99:GEHEIM\n:86:x\n:86:GEHEIM\n:25:GEHEIM\n{2:I942GEHEIM}{4:\n:20:GEHEIM"
    assert "GEHEIM" not in repr(faults_of(text))


def test_nothing_is_given_out_any_more_behind_the_first_fault() -> None:
    given: list[Part] = []
    with pytest.raises(UnreadableBankFile):
        given.extend(read_mt940([f"{HEAD}:61:x\n{ENTRY}{TAIL}{WHOLE}".encode()]))
    assert [type(part) for part in given] == [StatementHeading]


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "Geachte heer, mevrouw", "<?xml version='1.0'?>\n<Document/>", "a;b\n" * 100, "940\n940 00\n-\n"],
)
def test_a_file_without_a_field_is_none_of_mt940(text: str) -> None:
    with pytest.raises(NotABankFile):
        parts(text)


def test_a_file_of_something_else_is_not_read_to_its_end() -> None:
    chunks = iter([b"datum;bedrag\n" * 20, b"nog meer"])
    with pytest.raises(NotABankFile):
        list(read_mt940(chunks))
    assert list(chunks) == [b"nog meer"]
