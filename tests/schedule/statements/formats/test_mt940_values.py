"""The values of MT940's fields: days at the turn of a year, marks, amounts, accounts, numbers, balances."""

from datetime import date

import pytest

from services.schedule.statements.statement import Account, Balance, Direction, StatementHeading, StatementKind
from tests.schedule.statements.formats.mt940_files import HEAD, TAIL, end_of, heading_of, only_entry


@pytest.mark.parametrize(
    ("days", "value_on", "booked_on"),
    [
        ("2604010402", date(2026, 4, 1), date(2026, 4, 2)),
        ("2612310102", date(2026, 12, 31), date(2027, 1, 2)),
        ("2701011231", date(2027, 1, 1), date(2026, 12, 31)),
        ("2312310229", date(2023, 12, 31), date(2024, 2, 29)),
        ("260401", date(2026, 4, 1), None),
        ("260401    ", date(2026, 4, 1), None),
    ],
)
def test_the_day_of_booking_lies_in_the_year_in_which_it_is_nearest(
    days: str, value_on: date, booked_on: date | None
) -> None:
    entry = only_entry(f":61:{days}C1,00NTRFNONREF")
    assert (entry.value_on, entry.booked_on) == (value_on, booked_on)


@pytest.mark.parametrize(
    ("mark", "direction", "is_reversal"),
    [
        ("C", Direction.CREDIT, False),
        ("D", Direction.DEBIT, False),
        ("RC", Direction.DEBIT, True),
        ("RD", Direction.CREDIT, True),
        ("CR", Direction.CREDIT, False),
        ("RDR", Direction.CREDIT, True),
    ],
)
def test_a_mark_says_which_way_the_money_goes_and_whether_it_takes_something_back(
    mark: str, direction: Direction, is_reversal: bool
) -> None:
    entry = only_entry(f":61:260401{mark}12,34NTRFNONREF")
    assert (entry.amount, entry.direction, entry.is_reversal) == (1_234, direction, is_reversal)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0,00", 0),
        ("9,", 900),
        ("7,5", 750),
        ("0,05", 5),
        ("000000000300,00", 30_000),
        ("99999999999999,99", 10**16 - 1),
    ],
)
def test_an_amount_is_whole_cents(text: str, cents: int) -> None:
    assert only_entry(f":61:260401C{text}NTRFNONREF").amount == cents


@pytest.mark.parametrize(
    ("text", "ours", "banks"),
    [
        ("NONREF", None, None),
        ("EREF//123", None, "123"),
        ("028", "028", None),
        ("RENT 4//", "RENT 4", None),
        ("RENT/4//A//B", "RENT/4", "A//B"),
    ],
)
def test_the_references_are_the_holders_and_the_banks(text: str, ours: str | None, banks: str | None) -> None:
    entry = only_entry(f":61:260401C1,00NMSC{text}")
    assert (entry.reference, entry.servicer_reference, entry.code.proprietary) == (ours, banks, "NMSC")


def test_ings_code_may_stand_in_the_line_of_the_references_too() -> None:
    entry = only_entry(":61:260401C1,00NTRFEREF//00000000001005/TRCD/00100/\n:86:/EREF/E1/")
    assert (entry.servicer_reference, entry.details[0].code.proprietary) == ("00000000001005", "00100")


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("NL12BNGH0285000001", Account(iban="NL12BNGH0285000001")),
        ("NL12BNGH0285000001EUR", Account(iban="NL12BNGH0285000001", currency="EUR")),
        ("NL12 BNGH 0285 0000 01 EUR", Account(iban="NL12BNGH0285000001", currency="EUR")),
        ("NL12BNGH0285000001/EUR", Account(iban="NL12BNGH0285000001", currency="EUR")),
        ("0285000001", Account(other="0285000001")),
        ("51.78.52.257", Account(other="51.78.52.257")),
        ("ABNANL2A/0886956927", Account(other="0886956927", bic="ABNANL2A")),
    ],
)
def test_an_account_is_an_iban_or_the_banks_own_number(text: str, account: Account) -> None:
    assert heading_of(HEAD.replace("NL12BNGH0285000001", text) + TAIL).account == account


def test_an_account_may_have_the_bank_in_its_second_line() -> None:
    text = HEAD.replace(":25:NL12BNGH0285000001", ":25P:NL12BNGH0285000001\nBNGHNL2G")
    assert heading_of(text + TAIL).account == Account(iban="NL12BNGH0285000001", bic="BNGHNL2G")


@pytest.mark.parametrize(
    ("text", "sequence", "page", "id_"),
    [
        (":28C:00007/00002", 7, 2, "STATEMENT1/7"),
        (":28C:26093", 26_093, 1, "STATEMENT1/26093"),
        (":28:19321/1", 19_321, 1, "STATEMENT1/19321"),
        (":28C:0", None, 1, "STATEMENT1"),
        (":28C:00000/000", None, 1, "STATEMENT1"),
    ],
)
def test_a_statement_has_a_number_and_a_page_unless_the_bank_does_not_count(
    text: str, sequence: int | None, page: int, id_: str
) -> None:
    heading = heading_of(HEAD.replace(":28C:7/1", text) + TAIL)
    assert (heading.sequence, heading.page, heading.id) == (sequence, page, id_)


def test_two_statements_of_abn_amro_have_the_same_field_20_and_still_names_of_their_own() -> None:
    text = HEAD.replace("STATEMENT1", "ABN AMRO BANK NV") + TAIL
    assert heading_of(text).id == "ABN AMRO BANK NV/7"
    assert heading_of(text.replace(":28C:7/1", ":28:8/1")).id == "ABN AMRO BANK NV/8"


def test_what_a_heading_is_not_told_it_does_not_know() -> None:
    assert heading_of(HEAD + TAIL) == StatementHeading(
        StatementKind.STATEMENT, "STATEMENT1/7", Account(iban="NL12BNGH0285000001"), sequence=7, is_last_page=None
    )


def test_a_balance_of_debit_is_below_zero() -> None:
    end = end_of(HEAD.replace("C260331", "D260331") + TAIL.replace("EUR1000,00", "EUR0,5"))
    assert (end.opening, end.closing) == (Balance(-100_000, date(2026, 3, 31)), Balance(50, date(2026, 4, 1)))


def test_the_balances_of_a_page_are_those_between_pages() -> None:
    end = end_of(HEAD.replace(":60F:", ":60M:") + TAIL.replace(":62F:", ":62M:"))
    assert (end.opening, end.closing) == (Balance(100_000, date(2026, 3, 31)), Balance(100_000, date(2026, 4, 1)))
