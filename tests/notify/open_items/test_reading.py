"""A list is read as suppliers write it, and refused whole with every fault of every line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.months import parse_month
from services.notify.open_items.open_item import ItemState, OpenItem
from services.notify.open_items.reading import MOST_LINES, read

LISTED = date(2026, 4, 3)
MARCH = parse_month("2026-03")
HEAD = "klantnummer;periode;bedrag;datum;status"
LINE = "KL-20391;2026-03;1566,93;2026-03-01;open"
ITEM = OpenItem(2, "KL-20391", MARCH, 1566_93, date(2026, 3, 1), ItemState.OPEN)


def faults(content: str | bytes) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        read(content if isinstance(content, bytes) else content.encode(), LISTED)
    return [f"{fault.where}: {fault.what}" for fault in refused.value.faults]


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{LINE}\n".encode(),
        f"{HEAD}\r\n{LINE}".encode("utf-8-sig"),
        f"{HEAD};naam\n{LINE};Café 't Hoekje\n".encode("cp1252"),
        b'Customer number,Period,Amount,Due date,State\nKL-20391,03-2026,"1566,93",01-03-2026,OPEN\n',
        b"state\tdate\tamount\tperiod\tcustomer_number\nopenstaand\t1/3/2026\t1,566.93\t3/2026\tKL-20391\n",
        f'{HEAD}\n"KL-20391";2026-03;"\u20ac 1.566,93";2026-03-01;Open\n;;;;\n'.encode(),
    ],
)
def test_it_is_read_however_a_spreadsheet_wrote_it(content: bytes) -> None:
    assert read(content, LISTED) == [ITEM]


def test_all_that_is_wrong_is_said_at_once_by_line_and_column_and_without_what_stood_there() -> None:
    lines = [
        ";2026-13;veel;gisteren;misschien",
        "KL-1;2026-03;-10,00;2026-03-01;open",
        "KL-2;2026-03;10,00;2026-03-01;tegoed",
        "KL-3;2026-03;0,00;2026-03-01;open",
        "KL-4;2026-03;10,00;2026-04-04;aanmaning",
        "KL-5;2026-03;10,00;2026-03-01;open",
        "KL-5;2026-03;11,00;2026-03-01;open",
    ]
    told = faults("\n".join([HEAD, *lines]))
    assert told == [
        "line 2, customerNumber: is no customer number",
        "line 2, period: is no month",
        "line 2, amount: is no amount in euros",
        "line 2, date: is no day",
        "line 2, state: is no state of a bill",
        "line 3, amount: has the wrong sign for its state",
        "line 4, amount: has the wrong sign for its state",
        "line 5, amount: is nothing, or too much",
        "line 6, date: lies after the day of the list",
        "line 8: says the same as line 7",
    ]
    assert "KL-" not in str(told)


@pytest.mark.parametrize("period", ["1999-12", "2101-01", "12-9999"])
def test_a_month_that_no_word_could_be_about_is_refused(period: str) -> None:
    assert faults(f"{HEAD}\nKL-1;{period};1,00;2026-03-01;open\n") == [
        "line 2, period: lies outside the years 2000 to 2100"
    ]


def test_columns_that_are_missing_or_there_twice_are_named() -> None:
    assert faults("klantnummer;bedrag;bedrag\nKL-1;1,00;1,00\n") == [
        "column period: is missing",
        "column amount: is there more than once",
        "column date: is missing",
        "column state: is missing",
    ]


@pytest.mark.parametrize("content", ["", HEAD, f"{HEAD}\n;;;;\n", f'{HEAD}\n"KL-1;2026-03', "PK\x03\x04zip"])
def test_what_is_no_list_is_refused(content: str) -> None:
    assert len(faults(content)) == 1


def test_a_list_that_is_too_long_is_refused() -> None:
    lines = (f"KL-{number};2026-03;1,00;2026-03-01;open" for number in range(MOST_LINES + 1))
    assert faults("\n".join([HEAD, *lines])) == [f": there are more than {MOST_LINES} lines"]


@given(st.integers(min_value=1, max_value=99_999_999), st.sampled_from([";", ",", "\t"]), st.booleans())
def test_no_cent_is_lost_whatever_parts_the_cells(cents: int, mark: str, is_dutch: bool) -> None:
    euros = f"{cents // 100}{',' if is_dutch else '.'}{cents % 100:02d}"
    row = ["KL-1", "2026-03", f'"{euros}"', "2026-03-01", "open"]
    content = f"{HEAD.replace(';', mark)}\n{mark.join(row)}\n"
    assert [one.amount for one in read(content.encode(), LISTED)] == [cents]
