"""What comes in fulfils what somebody expects, to the cent, or a person looks at it."""

from collections.abc import Iterable
from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.events import Oddity
from services.months import parse_month
from services.schedule.matching.awaited import Awaited, AwaitedMoney
from services.schedule.matching.booked import Booked
from services.schedule.matching.income import came_in
from services.schedule.matching.remembered import Remembered
from services.schedule.matching.verdict import Odd, Rule, Share, Shared, Verdict
from services.schedule.statements.statement import Direction
from tests.schedule.matching.bookings import ELSEWHERE, FATIMA, YUSUF, awaited, credit

PAYER = b"Dienst Toeslagen"
OF_EVERYBODY = Remembered(None, Direction.CREDIT, PAYER, frozenset(), "zorgtoeslag")
OF_FATIMA = Remembered(None, Direction.CREDIT, PAYER, frozenset({b"T13"}), "zorgtoeslag", FATIMA)
WAGE = Remembered(None, Direction.CREDIT, b"the shop", frozenset(), "other", FATIMA, 765_32)
MARCH = awaited(107, "2026-03-20")


def whose(booked: Booked, remembered: Iterable[Remembered], due: Iterable[Awaited]) -> Verdict:
    return came_in(booked, remembered, AwaitedMoney(due))


def share(one: Awaited) -> Share:
    return Share(one.household_id, one.month, one.subject, one.left)


def test_an_amount_that_only_one_household_expects_of_this_payer_is_its_money() -> None:
    booked = credit(107, "2026-03-23", counterparty=PAYER)
    assert whose(booked, [OF_EVERYBODY], [MARCH]) == Shared(Rule.ACCOUNT, (share(MARCH),))


def test_an_amount_that_two_households_expect_is_nobodys_until_a_person_says_whose() -> None:
    both = [MARCH, MARCH._replace(household_id=YUSUF)]
    booked = credit(107, "2026-03-20", counterparty=PAYER, words=frozenset({b"T13"}))
    assert whose(booked, [OF_EVERYBODY], both) == Odd(Oddity.SEVERAL_FIT)
    assert whose(booked, [OF_EVERYBODY, OF_FATIMA], both) == Shared(Rule.REMEMBERED, (share(MARCH),))


def test_what_is_known_of_one_toeslag_says_whose_another_is_and_never_takes_it_for_that_one() -> None:
    rent = MARCH._replace(subject="huurtoeslag/2026-03")
    told = OF_EVERYBODY._replace(words=frozenset({b"HUUR"}), kind="huurtoeslag")
    care = OF_EVERYBODY._replace(words=frozenset({b"ZORG"}))
    booked = credit(107, "2026-03-20", counterparty=PAYER, words=frozenset({b"T13", b"HUUR"}))
    assert whose(booked, [OF_FATIMA, told, care], [MARCH, rent]) == Shared(Rule.REMEMBERED, (share(rent),))
    assert whose(booked, [OF_FATIMA, told, care], [MARCH]) == Odd(Oddity.NOT_EXPECTED, household_id=FATIMA)


def test_the_number_of_the_household_in_the_text_says_whose_it_is() -> None:
    both = [MARCH, MARCH._replace(household_id=YUSUF)]
    booked = credit(107, "2026-03-20", names=YUSUF)
    assert whose(booked, [], both) == Shared(Rule.REFERENCE, (share(both[1]),))


def test_of_a_grant_and_a_loan_of_the_same_amount_none_is_chosen() -> None:
    grant = MARCH._replace(subject="grant/2026-03")
    loan = grant._replace(subject="loan/2026-03")
    booked = credit(107, "2026-03-20", names=FATIMA)
    assert whose(booked, [], [grant, loan]) == Odd(Oddity.SEVERAL_FIT, household_id=FATIMA)
    other_loan = loan._replace(amount=grant.amount + 1)
    assert whose(booked, [], [grant, other_loan]) == Shared(Rule.REFERENCE, (share(grant),))


def test_another_amount_or_money_that_nobody_expects_is_looked_at_with_its_household() -> None:
    booked = credit(110, "2026-03-20", names=FATIMA)
    assert whose(booked, [], [MARCH]) == Odd(Oddity.AMOUNT_DIFFERS, household_id=FATIMA)
    assert whose(booked, [], []) == Odd(Oddity.NOT_EXPECTED, household_id=FATIMA)
    assert whose(credit(107, "2026-03-20"), [], [MARCH]) == Odd(Oddity.UNKNOWN_CREDIT)


def test_money_on_another_account_or_long_before_its_day_is_not_what_is_expected() -> None:
    booked = credit(107, "2026-03-20", names=FATIMA)
    for other in (MARCH._replace(account=ELSEWHERE), awaited(107, "2026-04-20"), awaited(107, "2025-12-20")):
        assert whose(booked, [], [other]) == Odd(Oddity.NOT_EXPECTED, household_id=FATIMA)


def test_a_month_that_did_not_come_is_not_taken_for_the_one_that_did() -> None:
    missed = awaited(107, "2026-02-20")
    assert whose(credit(107, "2026-03-20", names=FATIMA), [], [missed, MARCH]) == Shared(
        Rule.REFERENCE, (share(MARCH),)
    )


def test_arrears_come_in_one_sum() -> None:
    due = [awaited(100, "2026-01-20"), awaited(107, "2026-02-20"), MARCH]
    assert whose(credit(214, "2026-03-20", names=FATIMA), [], due) == Shared(
        Rule.REFERENCE, (share(MARCH), share(due[1]))
    )


def test_what_came_in_part_is_fulfilled_by_the_rest() -> None:
    part = MARCH._replace(received=100_00)
    assert whose(credit(7, "2026-03-23", names=FATIMA), [], [part]) == Shared(Rule.REFERENCE, (share(part),))
    assert share(part).amount == 7_00


def test_what_a_person_remembered_comes_once_a_month_and_in_that_amount() -> None:
    booked = credit(0, "2026-03-25", counterparty=b"the shop")._replace(amount=765_32)
    first = Share(FATIMA, parse_month("2026-03"), "other/2026-03", 765_32)
    assert whose(booked, [WAGE], []) == Shared(Rule.REMEMBERED, (first,))
    assert whose(booked._replace(amount=765_00), [WAGE], []) == Odd(Oddity.AMOUNT_DIFFERS, household_id=FATIMA)
    had = awaited(0, "2026-03-25", "other")._replace(amount=765_32, received=765_32)
    assert whose(booked, [WAGE], [had]) == Odd(Oddity.NOT_EXPECTED, household_id=FATIMA)


APRIL_BACK = awaited(300, "2026-04-28", "huurtoeslag_repaid_1")
MAY_BACK = awaited(300, "2026-05-28", "huurtoeslag_repaid_1")
PAYS_BACK = Remembered(None, Direction.CREDIT, b"her own account", frozenset(), "zorgtoeslag_repaid_1", FATIMA)


def test_what_comes_back_of_a_claim_is_its_oldest_instalment_of_that_amount() -> None:
    booked = credit(300, "2026-05-29", names=FATIMA)
    both = [MAY_BACK, APRIL_BACK]
    assert whose(booked, [], both) == Shared(Rule.REFERENCE, (share(APRIL_BACK),))
    once = whose(credit(600, "2026-05-29", names=FATIMA), [], both)
    assert once == Shared(Rule.REFERENCE, (share(APRIL_BACK), share(MAY_BACK)))
    assert whose(credit(299, "2026-05-29", names=FATIMA), [], both) == Odd(Oddity.AMOUNT_DIFFERS, household_id=FATIMA)


def test_where_it_may_be_of_two_claims_or_other_money_a_person_says_which() -> None:
    booked = credit(300, "2026-05-29", names=FATIMA)
    for other in ("huurtoeslag_repaid_2", "zorgtoeslag_repaid_1", "benefit"):
        fits = awaited(300, "2026-05-25", other)
        assert whose(booked, [], [APRIL_BACK, fits]) == Odd(Oddity.SEVERAL_FIT, household_id=FATIMA)


def test_who_pays_back_one_claim_pays_back_another_and_nobody_else_does() -> None:
    own = credit(300, "2026-04-29", counterparty=PAYS_BACK.counterparty)
    assert whose(own, [PAYS_BACK], [APRIL_BACK]) == Shared(Rule.REMEMBERED, (share(APRIL_BACK),))
    assert whose(own, [PAYS_BACK], []) == Odd(Oddity.NOT_EXPECTED, household_id=FATIMA)
    wage = credit(300, "2026-04-29", counterparty=WAGE.counterparty)
    assert whose(wage, [WAGE._replace(amount=None)], [APRIL_BACK]) == Odd(Oddity.NOT_EXPECTED, household_id=FATIMA)
    toeslagen = credit(300, "2026-04-29", counterparty=PAYER, names=FATIMA)
    assert whose(toeslagen, [OF_EVERYBODY], [APRIL_BACK]) == Odd(Oddity.NOT_EXPECTED, household_id=FATIMA)


_AMOUNTS = st.lists(st.integers(1, 5), min_size=1, max_size=4)


@given(_AMOUNTS, st.integers(1, 20))
def test_what_is_shared_out_is_the_booking_and_no_more_than_is_awaited_in_whatever_order_it_is_read(
    amounts: list[int], came: int
) -> None:
    due = [awaited(euros, f"2026-03-{day:02d}", f"kind{day}") for day, euros in enumerate(amounts, start=10)]
    booked = credit(came, "2026-03-20", names=FATIMA)
    verdicts = {whose(booked, [], list(order)) for order in permutations(due)}
    (verdict,) = verdicts
    alone = [one for one in due if one.left == booked.amount]
    if len(alone) > 1:
        assert verdict == Odd(Oddity.SEVERAL_FIT, household_id=FATIMA)
    elif isinstance(verdict, Shared):
        assert sum(one.amount for one in verdict.shares) == booked.amount
        left = {one.subject: one.left for one in due}
        assert all(left[one.subject] == one.amount for one in verdict.shares)
        assert len({one.subject for one in verdict.shares}) == len(verdict.shares)
    else:
        assert came * 100 not in left_sums(due)


def left_sums(due: list[Awaited]) -> set[int]:
    """What the newest of them come to, and each alone."""
    newest = sorted(due, key=lambda one: one.expected_on, reverse=True)
    together = {sum(one.left for one in newest[:number]) for number in range(1, len(newest) + 1)}
    assert all(one.expected_on < date(2026, 3, 21) for one in due)
    return together | {one.left for one in due}
