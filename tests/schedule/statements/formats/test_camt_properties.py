"""Whatever a bank writes is read back, however it travels; whatever is cut off or torn is refused or says the same."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.camt import read_camt
from services.schedule.statements.statement import (
    Account,
    Balance,
    Batch,
    Counterparty,
    Detail,
    Direction,
    Entry,
    EntryStatus,
    Part,
    Return,
    StatementEnd,
    StatementHeading,
    StatementKind,
    Totals,
    TransactionCode,
)
from tests.schedule.statements.camt_writing import WrittenStatement, write_camt

OUR_ACCOUNT = "NL44RABO0123456789"
WORDS = st.text("ABCXYZabcxyzéü&<>\"'0123456789 ", min_size=1, max_size=30).map(str.strip).filter(bool)
IDS = st.text("ABCXYZ0123456789-", min_size=1, max_size=35)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CENTS = st.integers(0, 10**14)
COUNTS = st.integers(0, 10**9)
IBANS = st.sampled_from(["NL20INGB0001234567", "NL86INGB0002445588", "BE68539007547034"])
BICS = st.sampled_from(["INGBNL2A", "ABNANL2A", "BNGHNL2G"])
MOMENTS = st.builds(
    lambda day, seconds, hours: datetime.combine(day, time(tzinfo=timezone(timedelta(hours=hours)))) + seconds,
    DAYS,
    st.timedeltas(timedelta(0), timedelta(days=1) - timedelta.resolution),
    st.integers(-12, 12),
)

CODES = st.builds(TransactionCode, *[st.none() | IDS] * 5)
ACCOUNTS = st.builds(Account, IBANS, st.none(), st.none() | BICS, st.none())
RETURNS = st.builds(
    Return,
    st.none() | st.sampled_from(["AC01", "AC04", "MD06", "MS03"]),
    st.none() | IDS,
    st.just("") | WORDS,
    CODES,
).filter(lambda returned: returned != Return())


@st.composite
def details(draw: st.DrawFn, version: int) -> Detail:
    structured = draw(st.lists(IDS, max_size=3))
    return Detail(
        amount=draw(st.none() | CENTS),
        direction=draw(st.none() | st.sampled_from(Direction)) if version >= 3 else None,
        end_to_end_id=draw(st.none() | IDS),
        instruction_id=draw(st.none() | IDS),
        payment_information_id=draw(st.none() | IDS),
        message_id=draw(st.none() | IDS),
        servicer_reference=draw(st.none() | IDS),
        mandate_reference=draw(st.none() | IDS),
        creditor_id=draw(st.none() | st.just("NL12ZZZ091567230000")),
        structured_reference=structured[0] if structured else None,
        remittance=draw(st.just("") | WORDS),
        counterparty=Counterparty(draw(st.none() | WORDS), draw(ACCOUNTS), draw(st.none() | WORDS)),
        code=draw(CODES),
        returned=draw(st.none() | RETURNS),
        further_references=tuple(structured[1:]),
    )


@st.composite
def entries(draw: st.DrawFn, number: int, version: int) -> Entry:
    status = draw(st.sampled_from(EntryStatus))
    return Entry(
        number=number,
        amount=draw(CENTS),
        direction=draw(st.sampled_from(Direction)),
        status=status,
        booked_on=draw(DAYS if status is EntryStatus.BOOKED else st.none() | DAYS),
        value_on=draw(st.none() | DAYS),
        is_reversal=draw(st.booleans()),
        reference=draw(st.none() | IDS),
        servicer_reference=draw(st.none() | IDS),
        code=draw(CODES),
        batch=draw(st.none() | st.builds(Batch, IDS, st.none() | IDS, st.none() | COUNTS, st.none() | CENTS)),
        details=tuple(draw(st.lists(details(version), max_size=3))),
        additional_information=draw(st.just("") | WORDS),
    )


@st.composite
def statements(draw: st.DrawFn, version: int, kind: StatementKind = StatementKind.STATEMENT) -> WrittenStatement:
    heading = StatementHeading(
        kind,
        draw(IDS),
        Account(OUR_ACCOUNT, None, draw(st.none() | BICS), draw(st.sampled_from([None, "EUR"]))),
        draw(st.none() | COUNTS),
        draw(st.none() | COUNTS),
        draw(st.integers(1, 99)) if version >= 3 else 1,
        draw(st.booleans()) if version >= 3 else True,
        draw(st.none() | MOMENTS),
        draw(st.none() | DAYS),
        draw(st.none() | DAYS),
    )
    booked = [draw(entries(number, version)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    balances = st.none() | st.builds(Balance, st.integers(-(10**14), 10**14), st.none() | DAYS)
    totals = st.builds(Totals, *[st.none() | COUNTS] * 5)
    return WrittenStatement(heading, booked, StatementEnd(draw(balances), draw(balances), draw(totals)))


def read(*chunks: bytes) -> list[Part]:
    return list(read_camt(chunks))


@settings(max_examples=60)
@given(st.data(), st.sampled_from([2, 3, 6, 7, 8]), st.sampled_from(StatementKind))
def test_what_is_written_is_read_back(data: st.DataObject, version: int, kind: StatementKind) -> None:
    given = data.draw(st.lists(statements(version, kind), min_size=1, max_size=2))
    said: list[Part] = [part for statement in given for part in statement.parts]
    assert read(write_camt(*given, version=version, kind=kind)) == said


@settings(max_examples=30)
@given(st.data())
def test_where_a_file_is_cut_to_travel_changes_nothing(data: st.DataObject) -> None:
    given = data.draw(statements(8))
    file = write_camt(given)
    places = sorted(data.draw(st.lists(st.integers(0, len(file)), max_size=20)))
    chunks = [file[begin:end] for begin, end in zip([0, *places], [*places, len(file)], strict=True)]
    assert read(*chunks) == given.parts


SMALL = WrittenStatement(
    StatementHeading(StatementKind.STATEMENT, "1", Account(OUR_ACCOUNT)),
    [Entry(1, 100, Direction.CREDIT, EntryStatus.BOOKED, date(2026, 4, 1), details=(Detail(100, remittance="Huur"),))],
    StatementEnd(Balance(0), Balance(100)),
)


def test_a_file_cut_off_anywhere_is_refused_or_says_the_same() -> None:
    file = write_camt(SMALL)
    whole = read(file)
    for length in range(len(file)):
        try:
            assert read(file[:length]) == whole
        except (NotABankFile, UnreadableBankFile):
            assert length < len(file) - 1


@settings(max_examples=200)
@given(st.integers(0, 10_000), st.binary(max_size=6), st.integers(0, 6))
def test_a_torn_file_is_read_or_refused_and_never_a_crash(place: int, torn: bytes, lost: int) -> None:
    file = write_camt(SMALL)
    place %= len(file)
    try:
        said = read(file[:place] + torn + file[place + lost :])
    except (NotABankFile, UnreadableBankFile):
        return
    assert isinstance(said[-1], StatementEnd)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_is_read(encoding: str) -> None:
    names: Sequence[str] = ("Café De Zoën", "Müller")
    given = [
        Entry(
            number,
            100,
            Direction.CREDIT,
            EntryStatus.BOOKED,
            date(2026, 4, 1),
            details=(Detail(100, counterparty=Counterparty(name)),),
        )
        for number, name in enumerate(names, 1)
    ]
    written = write_camt(SMALL._replace(entries=given)).decode()
    declared = written.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    told = [part for part in read(declared.encode(encoding)) if isinstance(part, Entry)]
    assert [entry.details[0].counterparty.name for entry in told] == list(names)
