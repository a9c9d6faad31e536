"""What a library of others (mt-940) reads from the fields that both of us know is what we read.

It guesses where we do not: an entry's year only by a long distance, and days that do not exist. So the days here do
exist and lie near to each other, as banks have them.
"""

from datetime import date, timedelta
from decimal import Decimal

import mt940
from hypothesis import given, settings
from hypothesis import strategies as st

from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.statement import Entry, StatementEnd
from tests.schedule.statements.mt940_writing import Bank, WrittenEntry, WrittenStatement, written

REFERENCES = st.text("ABCXYZ0123456789", min_size=5, max_size=16)
Told = tuple[date, date | None, Decimal, str | None, str | None]


@st.composite
def entries(draw: st.DrawFn) -> WrittenEntry:
    value_on = draw(st.dates(date(2001, 2, 1), date(2098, 11, 30)))
    return WrittenEntry(
        value_on=value_on,
        booked_on=draw(st.none() | st.integers(-20, 20).map(lambda days: value_on + timedelta(days=days))),
        mark=draw(st.sampled_from(["C", "D", "RC", "RD"])),
        cents=draw(st.integers(0, 99_999_999)),
        reference=draw(REFERENCES | st.just("NONREF")),
        bank_reference=draw(REFERENCES | st.just("")),
    )


def as_the_library_reads(text: str) -> tuple[Decimal, Decimal, list[Told]]:
    read = mt940.parse(text, options=mt940.Options.all())
    told = [
        (
            one.data["date"],
            one.data.get("entry_date"),
            one.data["amount"].amount,
            None if one.data["customer_reference"] == "NONREF" else one.data["customer_reference"],
            one.data["bank_reference"],
        )
        for one in read
    ]
    opening, closing = read.data["final_opening_balance"], read.data["final_closing_balance"]
    return opening.amount.amount, closing.amount.amount, told


def as_we_read(text: str) -> tuple[Decimal, Decimal, list[Told]]:
    parts = list(read_mt940([text.encode()]))
    told = [
        (one.value_on, one.booked_on, Decimal(one.signed) / 100, one.reference, one.servicer_reference)
        for one in parts
        if isinstance(one, Entry) and one.value_on is not None
    ]
    end = parts[-1]
    assert isinstance(end, StatementEnd)
    assert end.opening is not None
    assert end.closing is not None
    return Decimal(end.opening.amount) / 100, Decimal(end.closing.amount) / 100, told


@settings(deadline=None)
@given(st.sampled_from(list(Bank)), st.lists(entries(), max_size=8))
def test_balances_days_amounts_and_references_are_those_that_the_library_reads(
    bank: Bank, given_entries: list[WrittenEntry]
) -> None:
    text = written(bank, WrittenStatement(tuple(given_entries)))
    assert as_we_read(text) == as_the_library_reads(text)
