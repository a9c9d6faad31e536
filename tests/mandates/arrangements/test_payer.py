"""In each month from the first row on there is exactly one payer; a change counts from its month on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.mandate_events import Payer
from services.mandates.arrangements.payer import (
    Cause,
    PayerChange,
    PayerEntry,
    carried_over,
    holds_in,
    payers_in,
    written_at,
)
from services.months import Month
from tests.mandates.arrangements.builders import APRIL, FEBRUARY, JUNE, MARCH, MAY

HOME, ARRANGEMENT, SUPPLIER = UUID(int=1), UUID(int=2), UUID(int=3)
MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
LAST = FEBRUARY + 11

months = st.integers(FEBRUARY, LAST)
changes = st.lists(st.tuples(months, st.sampled_from(Payer)), min_size=1, max_size=12)


def an_entry(sequence: int, since: Month, payer: Payer, cost: str = "rent") -> PayerEntry:
    change = PayerChange(payer, since, Cause.DECISION)
    return PayerEntry(HOME, cost, sequence, ARRANGEMENT, SUPPLIER, change, MONDAY, "anna")


def written(made: Sequence[tuple[Month, Payer]]) -> list[PayerEntry]:
    """Changes one after the other, each written as the service writes it."""
    kept: list[PayerEntry] = []
    for first, payer in made:
        kept += [
            an_entry(len(kept) + 1 + place, month, payer) for place, month in enumerate(written_at(kept, first, None))
        ]
    return kept


def test_the_latest_beginning_holds_and_of_the_same_month_the_newest() -> None:
    kept = [
        an_entry(1, FEBRUARY, Payer.CLIENT_PAYS),
        an_entry(2, MAY, Payer.WE_PUSH),
        an_entry(3, MARCH, Payer.SUPPLIER_PULLS),
        an_entry(4, MARCH, Payer.BENEFIT_SYSTEM_WITHHOLDS),
    ]
    assert [held and held.sequence for held in (holds_in(kept, month) for month in range(FEBRUARY - 1, JUNE + 1))] == [
        None, 1, 4, 4, 2, 2,
    ]  # fmt: skip


def test_months_are_told_by_cost_and_begin_with_the_first_row() -> None:
    kept = [an_entry(1, APRIL, Payer.WE_PUSH, "water"), an_entry(1, MARCH, Payer.CLIENT_PAYS)]
    found = payers_in(kept, MARCH, APRIL)
    assert [(one.entry.cost, one.month, one.payer) for one in found] == [
        ("rent", MARCH, Payer.CLIENT_PAYS),
        ("rent", APRIL, Payer.CLIENT_PAYS),
        ("water", APRIL, Payer.WE_PUSH),
    ]


def test_a_change_is_written_at_each_later_beginning_before_another_arrangement() -> None:
    kept = [
        an_entry(1, FEBRUARY, Payer.CLIENT_PAYS),
        an_entry(2, APRIL, Payer.WE_PUSH),
        an_entry(3, JUNE, Payer.WE_PUSH),
    ]
    assert written_at(kept, MARCH, None) == [MARCH, APRIL, JUNE]
    assert written_at(kept, MARCH, JUNE) == [MARCH, APRIL]


def test_what_is_carried_over_is_who_pays_with_his_reason() -> None:
    kept = [an_entry(1, FEBRUARY, Payer.CLIENT_PAYS), an_entry(2, MAY, Payer.WE_PUSH)]
    assert [(one.from_month, one.payer) for one in carried_over(kept, MARCH, None)] == [
        (MARCH, Payer.CLIENT_PAYS),
        (MAY, Payer.WE_PUSH),
    ]


@given(changes)
def test_the_last_change_that_had_begun_is_who_pays(made: list[tuple[Month, Payer]]) -> None:
    kept = written(made)
    first = min(month for month, _ in made)
    for month in range(FEBRUARY, LAST + 1):
        held = holds_in(kept, month)
        begun = [payer for since, payer in made if since <= month]
        assert (held and held.payer) == (begun[-1] if begun else None)
    assert len(payers_in(kept, FEBRUARY, LAST)) == LAST - first + 1


@given(changes, months)
def test_carrying_over_changes_nobodys_payer(made: list[tuple[Month, Payer]], first: Month) -> None:
    kept = written(made)
    carried = [
        an_entry(len(kept) + 1 + place, one.from_month, one.payer)
        for place, one in enumerate(carried_over(kept, first, None))
    ]
    before = [one.payer for one in payers_in(kept, FEBRUARY, LAST)]
    assert [one.payer for one in payers_in([*kept, *carried], FEBRUARY, LAST)] == before
