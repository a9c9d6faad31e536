"""Whether opening balance and entries make the closing balance."""

from datetime import date

import pytest

from services.schedule.statements.proving import Doubt, Proof, Proven, Proving
from services.schedule.statements.statement import (
    Balance,
    Direction,
    Entry,
    EntryStatus,
    StatementEnd,
    StatementKind,
    Totals,
)

DAY = date(2026, 3, 3)


def entry(number: int, cents: int, status: EntryStatus = EntryStatus.BOOKED) -> Entry:
    direction = Direction.CREDIT if cents > 0 else Direction.DEBIT
    return Entry(number, abs(cents), direction, status, DAY)


def prove(
    opening: int | None,
    closing: int | None,
    *cents: int,
    totals: Totals | None = None,
    kind: StatementKind = StatementKind.STATEMENT,
) -> Proven:
    proving = Proving(kind)
    for number, amount in enumerate(cents, start=1):
        proving.add(entry(number, amount))
    first = None if opening is None else Balance(opening, DAY)
    last = None if closing is None else Balance(closing, DAY)
    return proving.end(StatementEnd(first, last, totals or Totals()))


def test_a_statement_closes_when_opening_and_entries_make_the_closing_balance() -> None:
    proven = prove(100_00, 149_50, 60_00, -10_50)
    assert (proven.proof, proven.difference, proven.came_in, proven.went_out) == (Proof.CLOSES, 0, 60_00, 10_50)


def test_an_account_may_be_overdrawn() -> None:
    assert prove(5_00, -15_00, -20_00).proof is Proof.CLOSES


@pytest.mark.parametrize(("closing", "difference"), [(149_51, 1), (149_49, -1)])
def test_a_cent_too_many_or_too_few_does_not_close_and_is_named(closing: int, difference: int) -> None:
    proven = prove(100_00, closing, 60_00, -10_50)
    assert (proven.proof, proven.difference) == (Proof.DOES_NOT_CLOSE, difference)


def test_without_both_balances_a_statement_proves_nothing() -> None:
    assert {prove(*balances, 5_00).proof for balances in ((None, None), (0, None), (None, 5_00))} == {Proof.UNPROVEN}


def test_a_notification_proves_nothing_even_with_balances() -> None:
    assert prove(0, 5_00, 5_00, kind=StatementKind.NOTIFICATION).proof is Proof.UNPROVEN


@pytest.mark.parametrize("status", [EntryStatus.PENDING, EntryStatus.INFORMATION, EntryStatus.FUTURE])
def test_what_is_not_booked_moves_no_balance(status: EntryStatus) -> None:
    proving = Proving(StatementKind.STATEMENT)
    proving.add(entry(1, 7_00))
    proving.add(entry(2, 900_00, status))
    proven = proving.end(StatementEnd(Balance(0), Balance(7_00)))
    assert (proven.proof, proven.booked, proven.entries) == (Proof.CLOSES, 1, 2)


def test_totals_that_are_not_those_of_the_entries_are_doubted_and_stop_nothing() -> None:
    proven = prove(0, 5_00, 5_00, totals=Totals(entries=0, credit_amount=0))
    assert (proven.proof, proven.doubts) == (Proof.CLOSES, (Doubt.TOTALS_DIFFER,))


def test_totals_that_are_right_are_not_doubted() -> None:
    assert prove(0, 4_00, 5_00, -1_00, totals=Totals(2, 1, 5_00, 1, 1_00)).doubts == ()
