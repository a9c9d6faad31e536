"""Whatever a bank writes is read back, however it travels; whatever is cut off or torn is refused or says the same."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
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
from tests.thoroughness import times

OUR_ACCOUNT = "NL44RABO0123456789"
TEXT = st.text("ABCXYZabcxyzéü&<>\"'0123456789 ", min_size=1, max_size=30).map(str.strip).filter(bool)
WORDS = st.sampled_from(["Huur april", "Café De Zoën & co", "<b>", '\'t Hoekje  "7"', "]]>", "€ 12,50", "a" * 500])
IDS = st.sampled_from(["1", "202604AAAA", "X-7-1", "RUN/2026 04", "&lt;", "Z" * 35])
DAYS = st.sampled_from([date(2000, 1, 1), date(2024, 2, 29), date(2026, 3, 31), date(2099, 12, 31)])
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

# Strategies are made once: made within each draw they cost more than all that is tested.
VERSIONS = [2, 3, 6, 7, 8]
ANY_ID, ANY_WORDS, ANY_CENTS, ANY_COUNT = st.none() | IDS, st.none() | WORDS, st.none() | CENTS, st.none() | COUNTS
ANY_DAY, ANY_BIC, ANY_MOMENT, ANY_RETURN = st.none() | DAYS, st.none() | BICS, st.none() | MOMENTS, st.none() | RETURNS
ANY_TEXT = st.just("") | TEXT
ANY_CREDITOR = st.sampled_from([None, "NL12ZZZ091567230000"])
ANY_CURRENCY = st.sampled_from([None, "EUR"])
DIRECTIONS, STATUSES, BOOLEANS = st.sampled_from(Direction), st.sampled_from(EntryStatus), st.booleans()
ANY_DIRECTION = st.none() | DIRECTIONS
ANY_BATCH = st.none() | st.builds(Batch, IDS, ANY_ID, ANY_COUNT, ANY_CENTS)
ANY_BALANCE = st.none() | st.builds(Balance, st.integers(-(10**14), 10**14), ANY_DAY)
TOTALS = st.builds(Totals, *[ANY_COUNT] * 5)
SEVERAL_IDS = st.lists(IDS, max_size=3)
PAGES, HOW_MANY = st.integers(1, 99), st.integers(0, 2)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def details(draw: st.DrawFn, version: int) -> Detail:
    structured = draw(SEVERAL_IDS)
    return Detail(
        amount=draw(ANY_CENTS),
        direction=draw(ANY_DIRECTION) if version >= 3 else None,
        end_to_end_id=draw(ANY_ID),
        instruction_id=draw(ANY_ID),
        payment_information_id=draw(ANY_ID),
        message_id=draw(ANY_ID),
        servicer_reference=draw(ANY_ID),
        mandate_reference=draw(ANY_ID),
        creditor_id=draw(ANY_CREDITOR),
        structured_reference=structured[0] if structured else None,
        remittance=draw(ANY_TEXT),
        counterparty=Counterparty(draw(ANY_WORDS), draw(ACCOUNTS), draw(ANY_WORDS)),
        code=draw(CODES),
        returned=draw(ANY_RETURN),
        further_references=tuple(structured[1:]),
    )


SEVERAL_DETAILS = {version: st.lists(details(version), max_size=2) for version in VERSIONS}


@st.composite
def entries(draw: st.DrawFn, number: int, version: int) -> Entry:
    status = draw(STATUSES)
    return Entry(
        number=number,
        amount=draw(CENTS),
        direction=draw(DIRECTIONS),
        status=status,
        booked_on=draw(DAYS if status is EntryStatus.BOOKED else ANY_DAY),
        value_on=draw(ANY_DAY),
        is_reversal=draw(BOOLEANS),
        reference=draw(ANY_ID),
        servicer_reference=draw(ANY_ID),
        code=draw(CODES),
        batch=draw(ANY_BATCH),
        details=tuple(draw(SEVERAL_DETAILS[version])),
        additional_information=draw(ANY_TEXT),
    )


@st.composite
def statements(draw: st.DrawFn, version: int, kind: StatementKind = StatementKind.STATEMENT) -> WrittenStatement:
    heading = StatementHeading(
        kind,
        draw(IDS),
        Account(OUR_ACCOUNT, None, draw(ANY_BIC), draw(ANY_CURRENCY)),
        draw(ANY_COUNT),
        draw(ANY_COUNT),
        draw(PAGES) if version >= 3 else 1,
        draw(BOOLEANS) if version >= 3 else True,
        draw(ANY_MOMENT),
        draw(ANY_DAY),
        draw(ANY_DAY),
    )
    booked = [draw(entries(number, version)) for number in range(1, draw(HOW_MANY) + 1)]
    return WrittenStatement(heading, booked, StatementEnd(draw(ANY_BALANCE), draw(ANY_BALANCE), draw(TOTALS)))


def read(*chunks: bytes) -> list[Part]:
    return list(read_camt(chunks))


@settings(PATIENT, max_examples=60)
@given(st.data(), st.sampled_from(VERSIONS), st.sampled_from(StatementKind))
def test_what_is_written_is_read_back(data: st.DataObject, version: int, kind: StatementKind) -> None:
    given = data.draw(st.lists(statements(version, kind), min_size=1, max_size=2))
    said: list[Part] = [part for statement in given for part in statement.parts]
    assert read(write_camt(*given, version=version, kind=kind)) == said


@settings(PATIENT, max_examples=30)
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


@settings(PATIENT, max_examples=times(60, 200))
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
