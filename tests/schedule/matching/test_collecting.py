"""What a supplier draws is a bill that we expect it to draw, and each bill is drawn once."""

import pytest

from services.events import Oddity
from services.schedule.matching.collecting import collected, given_back
from services.schedule.matching.submitted import Outcome, Submitted
from services.schedule.matching.verdict import Explained, Odd, Rule
from tests.schedule.matching.bookings import ACCOUNT, ELSEWHERE, PAID, bill, credit, debit

FEBRUARY, MARCH, APRIL = bill(620, "2026-02-01"), bill(620, "2026-03-01"), bill(620, "2026-04-01")


def drawn(*bills: Submitted) -> Explained:
    return Explained(Rule.MANDATE, Outcome.EXECUTED, bills)


@pytest.mark.parametrize("on", ["2026-02-24", "2026-03-02", "2026-03-20"])
def test_a_collection_is_of_the_newest_bill_that_it_can_be_of(on: str) -> None:
    assert collected(debit(620, on), [FEBRUARY, MARCH, APRIL]) == drawn(MARCH)


def test_who_skips_a_month_has_not_come_for_it_with_the_next() -> None:
    assert collected(debit(620, "2026-04-01"), [MARCH, APRIL]) == drawn(APRIL)
    assert collected(debit(620, "2026-04-01"), [MARCH, bill(620, "2026-04-01", PAID)]) == drawn(MARCH)


def test_arrears_are_drawn_in_one_sum() -> None:
    bills = [bill(600, "2026-02-01"), bill(620, "2026-03-01"), bill(630, "2026-04-01")]
    assert collected(debit(1250, "2026-04-01"), bills) == drawn(bills[2], bills[1])


def test_another_amount_is_looked_at() -> None:
    assert collected(debit(640, "2026-03-02"), [MARCH]) == Odd(Oddity.AMOUNT_DIFFERS, MARCH)


def test_a_second_collection_of_one_bill_is_looked_at() -> None:
    paid = bill(620, "2026-03-01", PAID)
    assert collected(debit(620, "2026-03-02"), [paid]) == Odd(Oddity.COLLECTED_TWICE, paid)


@pytest.mark.parametrize("bills", [[bill(620, "2025-12-01")], [APRIL], [bill(620, "2026-03-01", awaited=False)]])
def test_what_no_bill_of_these_days_explains_is_not_expected(bills: list[Submitted]) -> None:
    assert collected(debit(620, "2026-03-02"), bills) == Odd(Oddity.NOT_EXPECTED, bills[-1])


def test_a_mandate_that_nobody_knows_is_none() -> None:
    assert collected(debit(620, "2026-03-02"), []) == Odd(Oddity.DEBIT_WITHOUT_MANDATE)


def test_a_collection_from_an_account_that_does_not_pay_it_is_looked_at() -> None:
    assert collected(debit(620, "2026-03-02", account=ELSEWHERE), [MARCH]) == Odd(Oddity.ANOTHER_ACCOUNT, MARCH)
    assert MARCH.account == ACCOUNT


def test_a_refund_gives_back_the_newest_bill_of_its_amount_that_is_out() -> None:
    out = [bill(620, "2026-02-01", PAID), bill(620, "2026-03-01", PAID), APRIL]
    assert given_back(credit(620, "2026-03-20"), out) == Explained(Rule.MANDATE, Outcome.RETURNED, (out[1],))


def test_a_refund_of_another_amount_is_looked_at_and_one_of_nothing_is_not_of_this_mandate() -> None:
    out = bill(620, "2026-03-01", PAID)
    assert given_back(credit(600, "2026-03-20"), [out]) == Odd(Oddity.AMOUNT_DIFFERS, out)
    back = bill(620, "2026-03-01", (Outcome.EXECUTED, Outcome.RETURNED))
    assert given_back(credit(620, "2026-03-20"), [back, APRIL]) is None
