"""What stands around the entries: whose account, which page, which balances, and several statements in one file."""

from datetime import UTC, date, datetime

import pytest

from services.schedule.statements.faults import NotABankFile
from services.schedule.statements.formats.format import BankFileFormat, namespace
from services.schedule.statements.statement import (
    Account,
    Balance,
    Entry,
    StatementEnd,
    StatementHeading,
    StatementKind,
    Totals,
)
from tests.schedule.statements.camt_writing import balance, write_camt
from tests.schedule.statements.formats.camt_files import RENT, STATEMENT, end_of, faults_of, read, small_file, spoilt

DAY = date(2026, 4, 1)


def heading_of(file: str) -> StatementHeading:
    heading = read(file)[0]
    assert isinstance(heading, StatementHeading)
    return heading


def with_balances(*told: tuple[str, int]) -> StatementEnd:
    """How a statement ends with these balances of 1 April and no others."""
    file = small_file(8)
    said = "".join(balance(code, Balance(amount, DAY)) for code, amount in told)
    return end_of(file[: file.index("<Bal>")] + said + file[file.index("<Ntry>") :])


@pytest.mark.parametrize("version", [2, 8])
def test_a_heading_tells_which_statement_of_which_account(version: int) -> None:
    told = (
        "<ElctrncSeqNb>0091</ElctrncSeqNb><LglSeqNb>7</LglSeqNb><CreDtTm>2026-04-01T06:00:00Z</CreDtTm><FrToDt>"
        "<FrDtTm>2026-03-31T00:00:00</FrDtTm><ToDtTm>2026-03-31T24:00:00</ToDtTm></FrToDt>"
    )
    file = spoilt(version, "<ElctrncSeqNb>91</ElctrncSeqNb>", told)
    assert heading_of(file) == StatementHeading(
        StatementKind.STATEMENT,
        "2026-091",
        Account("NL44RABO0123456789", currency="EUR"),
        sequence=91,
        legal_sequence=7,
        created_at=datetime(2026, 4, 1, 6, tzinfo=UTC),
        from_day=date(2026, 3, 31),
        to_day=date(2026, 3, 31),
    )


def test_an_account_may_have_another_number_than_an_iban() -> None:
    file = spoilt(8, "<IBAN>NL44RABO0123456789</IBAN>", "<Othr><Id>P 1234567</Id></Othr>")
    assert heading_of(file).account == Account(other="P 1234567", currency="EUR")


def test_the_page_may_stand_in_the_header_of_the_file() -> None:
    pages = "<MsgPgntn><PgNb>2</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>"
    heading = heading_of(spoilt(2, "</GrpHdr>", f"{pages}</GrpHdr>"))
    assert (heading.page, heading.is_last_page) == (2, False)


def test_the_page_of_the_statement_goes_before_that_of_the_file() -> None:
    of_file = "<MsgPgntn><PgNb>2</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>"
    heading = heading_of(spoilt(8, "</GrpHdr>", f"{of_file}</GrpHdr>"))
    assert (heading.page, heading.is_last_page) == (1, True)


def test_several_statements_of_a_file_each_have_their_own_entries_and_balances() -> None:
    second = STATEMENT._replace(
        heading=STATEMENT.heading._replace(id="2026-092", sequence=92),
        entries=(RENT._replace(amount=100),),
        end=StatementEnd(Balance(85_265, DAY), Balance(85_165, DAY)),
    )
    said = read(write_camt(STATEMENT, second))
    assert said == [*STATEMENT.parts, *second.parts]
    assert [part.number for part in said if isinstance(part, Entry)] == [1, 2, 1]


def test_a_notification_proves_nothing_and_has_entries_all_the_same() -> None:
    told = STATEMENT._replace(
        heading=STATEMENT.heading._replace(kind=StatementKind.NOTIFICATION), end=StatementEnd(None, None)
    )
    assert read(write_camt(told, kind=StatementKind.NOTIFICATION)) == told.parts


@pytest.mark.parametrize(
    ("told", "opening", "closing"),
    [
        ((("OPBD", 100), ("CLBD", 200)), 100, 200),
        ((("PRCD", 100), ("CLBD", -200)), 100, -200),
        ((("PRCD", 50), ("OPBD", 100), ("CLBD", 200)), 100, 200),
        ((("OPBD", 100), ("CLBD", 200), ("CLAV", 300), ("FWAV", 400)), 100, 200),
        ((("OPBD", 100), ("CRDT", 200)), 100, None),
        ((("OPBD", 100), ("ITBD", 150)), 100, 150),
        ((("ITBD", 150), ("ITBD", 170)), 150, 170),
        ((("ITBD", 150), ("CLBD", 200)), 150, 200),
        ((("OPBD", 100), ("ITBD", 120), ("ITBD", 150), ("CLBD", 200)), 100, 200),
        ((("ITBD", 150),), None, None),
        ((("CLAV", 300),), None, None),
        ((), None, None),
        ((("OPBD", 100), ("OPBD", 100), ("CLBD", 200)), 100, 200),
    ],
)
def test_which_balances_open_and_close(
    told: tuple[tuple[str, int], ...], opening: int | None, closing: int | None
) -> None:
    end = with_balances(*told)
    assert end.opening == (None if opening is None else Balance(opening, DAY))
    assert end.closing == (None if closing is None else Balance(closing, DAY))


def test_two_opening_balances_that_differ_are_refused() -> None:
    twice = balance("OPBD", Balance(100, DAY)) + balance("OPBD", Balance(200, DAY))
    [fault] = faults_of(spoilt(8, "<Ntry>", f"{twice}<Ntry>"))[:1]
    assert "Stmt/Bal[3]/Tp/CdOrPrtry/Cd: is a second such balance that says something else" in fault


def test_a_balance_that_proves_nothing_may_be_as_wrong_as_it_likes() -> None:
    wrong = "<Bal><Tp><CdOrPrtry><Cd>CLAV</Cd></CdOrPrtry></Tp><Amt Ccy='USD'>much</Amt></Bal>"
    assert read(spoilt(8, "<Ntry>", f"{wrong}<Ntry>")) == read(small_file(8))


def test_the_day_of_a_balance_may_be_left_out_or_told_as_an_instant() -> None:
    day = "<Dt><Dt>2026-03-31</Dt></Dt>"
    assert end_of(spoilt(8, day, "")).opening == Balance(50_000)
    instant = spoilt(8, day, "<Dt><DtTm>2026-03-31T23:59:59</DtTm></Dt>")
    assert end_of(instant).opening == Balance(50_000, date(2026, 3, 31))


def test_a_credit_line_is_no_balance() -> None:
    line = '<CdtLine><Incl>false</Incl><Amt Ccy="EUR">9999.00</Amt></CdtLine>'
    assert end_of(spoilt(8, "</Tp><Amt", f"</Tp>{line}<Amt")).opening == Balance(50_000, date(2026, 3, 31))


def test_what_a_statement_says_of_its_entries_is_kept_as_it_says_it() -> None:
    totals = Totals(9, 5, 99_000, 4, 38_500)
    told = STATEMENT._replace(end=STATEMENT.end._replace(totals=totals))
    assert end_of(write_camt(told)).totals == totals


def test_a_report_on_a_file_of_payments_is_no_statement() -> None:
    report = f'<Document xmlns="{namespace(BankFileFormat.PAIN_002, 10)}"/>'
    with pytest.raises(NotABankFile, match=r"this is pain\.002, and no statement"):
        read(report)
