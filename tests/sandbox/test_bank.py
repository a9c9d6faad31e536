"""The bank closes its days in order, and brings its statements late, in the wrong order, twice, or after a gap."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from sandbox.bank import BEGINS_WITH, Bank, Made, Post, in_batches
from sandbox.draw import Draw
from sandbox.faults import Befallen, Chances, FaultKind, Of, kinds_named
from sandbox.statement_file import Line
from sandbox.truth import Booked, Course
from services.banking_days import is_bank_day

HERE, THERE = "NL91ABNA0417164300", "NL02ABNA0123456789"
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


class OnDays(Chances):
    """These befall the statements of one account on these days, for so many bank days."""

    def __init__(self, *befalls: tuple[date, FaultKind, int]) -> None:
        super().__init__(1, {kind for _, kind, _ in befalls})
        self._befalls = {str(on): Befallen(kind, days, Draw(1, 0, "certain")) for on, kind, days in befalls}

    def befalls(self, of: Of, whose: int, what: str) -> Befallen | None:
        is_here = whose == sorted((HERE, THERE)).index(HERE)
        return self._befalls.get(what) if of is Of.STATEMENT and is_here else None


def paid(on: date, cents: int, account: str = HERE) -> Course:
    return Course([Booked(account, Line(-cents, on, f"E{on.day}", ""), 1, "rent/2026-03")])


def a_week(chances: Chances, courses: Iterable[Course]) -> dict[date, tuple[Post, list[Made]]]:
    """What is brought on the mornings after the first week of March, until the end of the second."""
    bank, found = Bank([THERE, HERE], chances), {}
    for course in courses:
        bank.take_on(course)
    for place in range(14):
        day = MONDAY + place * DAY
        found[day] = bank.morning(day)
        if is_bank_day(day) and place < 5:
            bank.close(day)
    return found


def daily() -> list[Course]:
    return [paid(MONDAY + place * DAY, 100 * (place + 1)) for place in range(5)]


def brought(days: dict[date, tuple[Post, list[Made]]]) -> dict[int, list[int]]:
    """By day of March the numbers of this account's statements as they come; below zero those beside their time."""
    found: dict[int, list[int]] = {}
    for day, (post, _) in days.items():
        numbers = [one.number for one in post.in_time if one.account == HERE]
        numbers += [-one.number for one in post.beside_time]
        if numbers:
            found[day.day] = numbers
    return found


def told(days: dict[date, tuple[Post, list[Made]]]) -> dict[int, list[int]]:
    """By day of March the numbers of the statements that everybody may know from then on."""
    found = {
        day.day: [one.statement.number for one in made if one.statement.account == HERE]
        for day, (_, made) in days.items()
    }
    return {day: numbers for day, numbers in found.items() if numbers}


def test_each_statement_begins_where_the_one_before_it_ended_and_comes_the_next_morning() -> None:
    found = a_week(Chances(1, kinds_named("none")), daily())
    assert brought(found) == told(found) == {3: [1], 4: [2], 5: [3], 6: [4], 7: [5]}
    here = [one for post, _ in found.values() for one in post.in_time if one.account == HERE]
    assert [(one.opening - BEGINS_WITH, one.closing - BEGINS_WITH) for one in here] == [
        (0, -100),
        (-100, -300),
        (-300, -600),
        (-600, -1_000),
        (-1_000, -1_500),
    ]


def test_an_account_on_which_nothing_happens_has_a_statement_of_the_first_day_and_at_the_end_of_the_week() -> None:
    found = a_week(Chances(1, kinds_named("none")), daily())
    there = [
        (day.day, one.number, one.lines)
        for day, (post, _) in found.items()
        for one in post.in_time
        if one.account == THERE
    ]
    assert there == [(3, 1, []), (7, 2, [])]


def test_while_a_statement_is_late_those_behind_it_wait_and_all_come_in_the_wrong_order() -> None:
    found = a_week(OnDays((MONDAY + DAY, FaultKind.STATEMENT_LATE, 2)), daily())
    assert brought(found) == {3: [1], 6: [4, -3, -2], 7: [5]}
    assert told(found) == {3: [1], 6: [2, 3, 4], 7: [5]}


def test_behind_a_statement_that_is_missing_nobody_may_know_a_thing_until_it_comes() -> None:
    found = a_week(OnDays((MONDAY + DAY, FaultKind.STATEMENT_MISSING, 3)), daily())
    assert brought(found) == {3: [1], 5: [3], 6: [4], 7: [5, -2]}
    assert told(found) == {3: [1], 7: [2, 3, 4, 5]}


def test_a_statement_that_comes_again_tells_nobody_anything_new() -> None:
    found = a_week(OnDays((MONDAY + DAY, FaultKind.STATEMENT_AGAIN, 2)), daily())
    again = [day for day, numbers in brought(found).items() if -2 in numbers]
    assert again in ([6], [6, 7])
    assert told(found) == {3: [1], 4: [2], 5: [3], 6: [4], 7: [5]}


def test_the_order_in_which_things_are_taken_on_changes_no_statement() -> None:
    courses = [paid(MONDAY, cents) for cents in (300, 100, 200)]
    each = [
        [one.lines for post, _ in a_week(Chances(1, kinds_named("none")), some).values() for one in post.in_time]
        for some in (courses, reversed(courses))
    ]
    assert each[0] == each[1]


def test_a_bank_that_books_batches_books_by_itself_only_what_is_not_as_it_should_be() -> None:
    def payment(cents: int, block: str = "RUN-1-1") -> Booked:
        return Booked(HERE, Line(cents, MONDAY, f"E{cents}", ""), 1, "rent/2026-03", None, f"E{cents}", block)

    plain, other, twice = [payment(-100), payment(-200)], payment(-400, "RUN-1-2"), payment(-300, "")
    found = list(in_batches([*plain, other, twice]))
    assert found[:1] == [twice]
    assert [(one.line.cents, one.line.batch, one.of) for one in found[1:]] == [
        (-300, "RUN-1-1", tuple(plain)),
        (-400, "RUN-1-2", (other,)),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_to_the_statements_in_the_end_every_cent_was_told(seed: int) -> None:
    bank = Bank([HERE, THERE], Chances(seed, kinds_named("bank")))
    days = [MONDAY + place * DAY for place in range(90)]
    for day in filter(is_bank_day, days[:60]):
        bank.take_on(paid(day, 1_000 + day.day, (HERE, THERE)[day.day % 2]))
    for day in days:
        bank.morning(day)
        if is_bank_day(day):
            bank.close(day)
    for _ in range(30):
        bank.morning(day := day + DAY)
    for account in bank.accounts.values():
        assert (account.told, BEGINS_WITH + account.moved) == (account.number, account.balance)
