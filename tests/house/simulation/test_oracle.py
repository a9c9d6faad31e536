"""What people must have seen: the oracle finds a fault that was hidden, and says nothing of what can be seen."""

from datetime import date

import pytest

from house.simulation.oracle import Made, Part, Waiting, judge, untold
from sandbox.faults import IS_ODD, FaultKind
from sandbox.statement_file import Line
from sandbox.truth import Booked, Notice

ACCOUNT = "NL91ABNA0417164300"
DAY = date(2026, 3, 2)
RENT, TOESLAG = "rent/2026-03", "zorgtoeslag/2026-03"


def booked(cents: int, about: str = RENT, fault: FaultKind | None = None, household: int | None = 7) -> Booked:
    return Booked(ACCOUNT, Line(cents, DAY, "", ""), household, about, fault)


def wrong(one: Booked, made: Made | None) -> str | None:
    unseen = judge(one, made)
    return None if unseen is None else unseen.what


def test_what_became_the_right_households_is_as_it_should_be() -> None:
    assert wrong(booked(-62_000), Made((Part(7, RENT, 62_000),))) is None
    assert (
        wrong(booked(24_600, TOESLAG), Made((Part(7, TOESLAG, 12_300), Part(7, "zorgtoeslag/2026-02", 12_300)))) is None
    )


def test_what_is_an_exception_can_be_seen_whoever_it_names_but_another() -> None:
    assert wrong(booked(-62_000), Made(oddity="several_fit")) is None
    assert wrong(booked(-62_000), Made(oddity="amount_differs", names=7)) is None
    assert wrong(booked(-62_000), Made(oddity="amount_differs", names=8)) == (
        "the exception (amount_differs) about rent/2026-03 names household 8"
    )


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (None, "a booking of -62000 cents for rent/2026-03 was passed over"),
        (Made((Part(8, RENT, 62_000),)), "rent/2026-03 became money of household 8 for rent/2026-03"),
        (Made((Part(7, "energy/2026-03", 62_000),)), "rent/2026-03 was taken for energy/2026-03"),
        (Made((Part(7, RENT, 61_999),)), "of 62000 cents for rent/2026-03 61999 were booked"),
    ],
)
def test_what_became_anothers_or_something_else_is_found(made: Made | None, what: str) -> None:
    assert wrong(booked(-62_000), made) == what


@pytest.mark.parametrize("kind", sorted(IS_ODD))
def test_a_fault_that_is_booked_as_if_nothing_were_odd_is_found(kind: FaultKind) -> None:
    assert wrong(booked(-62_000, fault=kind), Made((Part(7, RENT, 62_000),))) == (
        "rent/2026-03 was booked as if nothing were odd"
    )


def test_a_fault_of_somebody_has_to_name_him_where_anything_names_him() -> None:
    nameless = Made(oddity="amount_differs")
    assert wrong(booked(-62_100, fault=FaultKind.ANOTHER_AMOUNT), nameless) == (
        "the exception (amount_differs) about rent/2026-03 names nobody"
    )
    assert wrong(booked(12_400, TOESLAG, FaultKind.TOESLAG_OTHERWISE), nameless) is None
    assert wrong(booked(-250, "fee", FaultKind.FEE, household=None), Made(oddity="unknown_debit")) is None


def test_money_that_comes_twice_may_be_what_was_awaited_of_another_month_and_of_nobody_else() -> None:
    twice = booked(12_300, TOESLAG, FaultKind.TOESLAG_TWICE)
    assert wrong(twice, Made((Part(7, "zorgtoeslag/2026-02", 12_300),))) is None
    assert wrong(twice, Made((Part(7, TOESLAG, 12_300),))) == f"{TOESLAG} was booked as if nothing were odd"
    assert wrong(twice, Made((Part(8, "zorgtoeslag/2026-02", 12_300),))) is not None


def test_what_is_drawn_twice_may_be_the_bill_of_another_month_and_nothing_else() -> None:
    twice = booked(-62_000, fault=FaultKind.DRAWN_TWICE)
    assert wrong(twice, Made((Part(7, "rent/2026-02", 62_000),))) is None
    assert wrong(twice, Made((Part(7, RENT, 62_000),))) == f"{RENT} was booked as if nothing were odd"
    assert wrong(twice, Made((Part(7, "energy/2026-03", 62_000),))) == f"{RENT} was taken for energy/2026-03"
    assert wrong(twice, Made((Part(8, "rent/2026-02", 62_000),))) is not None


def test_a_batch_is_all_of_its_payments_and_no_other() -> None:
    parts = (Part(7, RENT, 62_000), Part(8, "energy/2026-03", 9_500))
    payments = (booked(-62_000), booked(-9_500, "energy/2026-03", household=8))
    batch = Booked(ACCOUNT, Line(-71_500, DAY, "", "", batch="RUN-1-1"), None, "RUN-1-1", of=payments)
    assert wrong(batch, Made(parts)) is None
    assert wrong(batch, Made(oddity="batch_differs")) is None
    assert wrong(batch, Made(parts[:1])) == "a batch of 2 became 1; not so of energy/2026-03"
    assert wrong(batch, Made((*parts, Part(9, RENT, 1)))) == "a batch of 2 became 3; not so of rent/2026-03"


LOST = Notice(7, "not_seen", f"payment/{RENT}", FaultKind.LOST, ACCOUNT, date(2026, 3, 9))


def test_a_notice_is_due_the_night_after_its_statement_was_there() -> None:
    waiting = Waiting()
    waiting.expect([LOST])
    due = [waiting.due(date(2026, 3, day), {ACCOUNT: date(2026, 3, day - 1)}) for day in range(9, 13)]
    assert due == [[], [], [LOST], []]


def test_while_the_account_lacks_a_statement_nobody_can_know() -> None:
    waiting = Waiting()
    waiting.expect([LOST])
    assert [waiting.due(date(2026, 3, day), {ACCOUNT: date(2026, 3, 6)}) for day in range(9, 20)] == [[]] * 11
    assert len(waiting) == 1


def test_what_shows_before_it_could_be_missed_need_not_be_told() -> None:
    waiting = Waiting()
    waiting.expect([LOST._replace(until=date(2026, 3, 12))])
    late = date(2026, 3, 13)
    assert [waiting.due(late, {ACCOUNT: late}), waiting.due(late, {ACCOUNT: late})] == [[], []]
    assert len(waiting) == 0


def test_what_shows_on_the_morning_after_it_could_be_missed_need_not_be_told_either() -> None:
    waiting = Waiting()
    waiting.expect([LOST._replace(until=date(2026, 3, 10))])
    assert waiting.due(date(2026, 3, 10), {ACCOUNT: date(2026, 3, 9)}) == []
    assert waiting.due(date(2026, 3, 11), {ACCOUNT: date(2026, 3, 10)}) == []
    assert len(waiting) == 0
    waiting.expect([LOST._replace(until=date(2026, 3, 11))])
    assert waiting.due(date(2026, 3, 10), {ACCOUNT: date(2026, 3, 9)}) == []
    assert len(waiting.due(date(2026, 3, 11), {ACCOUNT: date(2026, 3, 10)})) == 1


def test_a_toeslag_is_missed_by_the_calendar_and_a_report_by_its_morning() -> None:
    waiting = Waiting()
    toeslag = LOST._replace(sign="toeslag_missing", about=TOESLAG)
    report = LOST._replace(sign="money_came_back", about=RENT, account=None)
    waiting.expect([toeslag, report])
    due = [waiting.due(date(2026, 3, day), {ACCOUNT: None}) for day in range(9, 13)]
    assert due == [[], [toeslag], [report], []]


def test_a_notice_that_nobody_was_given_is_found() -> None:
    told = {(7, "not_seen", f"payment/{RENT}")}
    assert list(untold([LOST], told)) == []
    (unseen,) = untold([LOST._replace(household=8)], told)
    assert (unseen.household, unseen.what) == (8, "nobody was told (not_seen) about payment/rent/2026-03")


def test_a_refund_may_be_told_as_that_of_another_month_and_not_of_another_cost_or_household() -> None:
    refund = Notice(7, "money_came_back", RENT, FaultKind.DRAWN_AND_REFUNDED, ACCOUNT, DAY)
    assert list(untold([refund], {(7, "money_came_back", "rent/2026-04")})) == []
    for other in ((7, "money_came_back", "energy/2026-03"), (8, "money_came_back", RENT), (7, "not_seen", RENT)):
        assert len(list(untold([refund], {other}))) == 1
    sent = refund._replace(fault=FaultKind.RETURNED)
    assert len(list(untold([sent], {(7, "money_came_back", "rent/2026-04")}))) == 1
