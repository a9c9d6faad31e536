"""Whether a statement begins with what the one before it ended with."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.schedule.statements.chain import Follows, Link, Reached
from services.schedule.statements.proving import Doubt

FIRST = Link(100_00, 150_00, 50_00, sequence=17, as_of=date(2026, 3, 3))
BEFORE = date(2026, 3, 2)


def test_the_first_statement_with_balances_begins_the_chain() -> None:
    assert Reached().place(FIRST) is Follows.FIRST
    assert Reached().after(FIRST) == Reached(150_00, 0, 17, begins=100_00, begins_on=FIRST.as_of)


def test_a_statement_that_begins_where_the_last_ended_follows() -> None:
    assert Reached(150_00).place(Link(150_00, 90_00, -60_00)) is Follows.FOLLOWS


def test_a_statement_that_begins_a_cent_elsewhere_has_a_gap_before_it() -> None:
    assert Reached(150_00).place(Link(150_01, 90_00, -60_01)) is Follows.GAP


def test_a_statement_without_balances_proves_nothing_and_is_proved_by_the_next_with_balances() -> None:
    without = Link(None, None, -40_00)
    assert Reached(150_00).place(without) is Follows.PROVES_NOTHING
    after = Reached(150_00).after(without)
    assert after.place(Link(110_00, 110_00, 0)) is Follows.FOLLOWS
    assert after.place(Link(150_00, 150_00, 0)) is Follows.GAP


def test_an_opening_balance_alone_is_not_held_against_the_chain() -> None:
    """Files of some banks open every month with 0.00 and never close."""
    assert Reached(150_00).place(Link(0, None, 7_00)) is Follows.PROVES_NOTHING


def test_a_statement_of_before_the_first_stands_before_it_where_it_ends_with_what_that_begins_with() -> None:
    reached = Reached().after(FIRST)
    before = Link(60_00, 100_00, 40_00, sequence=16, as_of=BEFORE)
    assert reached.place(before) is Follows.PRECEDES
    assert reached.doubts(before._replace(sequence=365)) == ()
    assert reached.after(before) == Reached(150_00, 0, 17, begins=60_00, begins_on=BEFORE)
    assert reached.after(before).place(Link(150_00, 90_00, -60_00)) is Follows.FOLLOWS


def test_what_ends_a_cent_elsewhere_or_is_no_older_does_not_stand_before_the_first() -> None:
    reached = Reached().after(FIRST)
    assert reached.place(Link(60_00, 100_01, 40_01, as_of=BEFORE)) is Follows.GAP
    assert reached.place(Link(60_00, 100_00, 40_00, as_of=FIRST.as_of)) is Follows.GAP


def test_what_moved_without_balances_before_the_first_is_behind_the_one_of_before() -> None:
    reached = Reached().after(Link(None, None, 5_00)).after(FIRST)
    assert reached.place(Link(60_00, 95_00, 35_00, as_of=BEFORE)) is Follows.PRECEDES
    assert reached.place(Link(60_00, 100_00, 40_00, as_of=BEFORE)) is Follows.GAP


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_in_whatever_order_statements_come_all_are_taken_in_and_the_account_begins_with_the_first(
    moves: list[int], chance: random.Random
) -> None:
    links, balance = [], 0
    for day, moved in enumerate(moves):
        links.append(Link(balance, balance + moved, moved, as_of=BEFORE + timedelta(day)))
        balance += moved
    chance.shuffle(links)
    reached, waiting = Reached(), list[Link]()
    for link in links:
        waiting.append(link)
        while fits := [one for one in waiting if reached.place(one) is not Follows.GAP]:
            reached = reached.after(fits[0])
            waiting.remove(fits[0])
    assert (waiting, reached) == ([], Reached(balance, 0, None, begins=0, begins_on=BEFORE))


def test_a_number_that_jumps_is_doubted_where_the_balances_fit() -> None:
    assert Reached(150_00, 0, 17).doubts(Link(150_00, 150_00, 0, sequence=19)) == (Doubt.OTHER_SEQUENCE,)
    assert Reached(150_00, 0, 17).doubts(Link(150_00, 150_00, 0, sequence=18)) == ()


def test_a_number_that_begins_anew_with_the_year_or_says_a_further_page_is_not_doubted() -> None:
    assert Reached(150_00, 0, 253).doubts(Link(150_00, 150_00, 0, sequence=1)) == ()
    assert Reached(150_00, 0, 17).doubts(Link(150_00, 150_00, 0, sequence=19, page=2)) == ()


@given(st.lists(st.tuples(st.integers(-10_000, 10_000), st.booleans()), min_size=1), st.data())
def test_whatever_statement_is_left_out_the_next_with_balances_shows_it(
    days: list[tuple[int, bool]], data: st.DataObject
) -> None:
    links, balance = [], 0
    for moved, tells in days:
        links.append(Link(balance, balance + moved, moved) if tells else Link(None, None, moved))
        balance += moved
    missing = data.draw(st.integers(0, len(links) - 1))
    reached, found = Reached(closing=0), False
    for link in links[:missing] + links[missing + 1 :]:
        found = found or reached.place(link) is Follows.GAP
        reached = reached.after(link)
    is_told_later = any(link.opening is not None for link in links[missing + 1 :])
    assert found == (is_told_later and links[missing].moved != 0)
