"""Norms by date: the newest set on a month's first day, cost sharers and the youth top-up by their own rules."""

from datetime import date

import pytest

from services.months import parse_month
from services.schedule.planning.norms import NoNorm, NormBook, NormSet, holiday_allowance


def a_set(starts_on: date, single: int, top_up: int | None = None) -> NormSet:
    return NormSet(
        starts_on=starts_on,
        norms={"single": single, "couple": 200_213, "youth": 34_599},
        holiday_share=50,
        youth_top_up=top_up,
        source="a test",
        verified=True,
    )


@pytest.fixture
def book() -> NormBook:
    """Sets of January 2025 and (given first) of January 2026."""
    return NormBook([a_set(date(2026, 1, 1), 140_150, top_up=74_645), a_set(date(2025, 1, 1), 134_545)])


def test_a_month_has_the_newest_set_not_after_its_first_day(book: NormBook) -> None:
    assert book.amount("single", parse_month("2025-12")) == 134_545
    assert book.amount("single", parse_month("2026-01")) == 140_150
    assert book.amount("single", parse_month("2030-01")) == 140_150


def test_a_set_that_starts_within_a_month_holds_from_the_next(book: NormBook) -> None:
    later = NormBook([*book.sets, a_set(date(2026, 3, 2), 150_000)])
    assert later.amount("single", parse_month("2026-03")) == 140_150
    assert later.amount("single", parse_month("2026-04")) == 150_000


def test_a_single_parent_has_the_norm_of_a_single(book: NormBook) -> None:
    assert book.amount("single_parent", parse_month("2026-01")) == 140_150


@pytest.mark.parametrize(
    ("kind", "cents"), [("cost_sharer_2", 100_107), ("cost_sharer_3", 86_759), ("cost_sharer_4", 80_085)]
)
def test_cost_sharers_share_what_a_couple_gets_and_more(book: NormBook, kind: str, cents: int) -> None:
    """2002.13 × (40% + N × 30%) / N: 1001.065 for two, 867.5897 for three, 800.852 for four."""
    assert book.amount(kind, parse_month("2026-01")) == cents


def test_the_youth_top_up_comes_on_the_youth_norm(book: NormBook) -> None:
    """345.99 + 746.45."""
    assert book.amount("youth_with_top_up", parse_month("2026-01")) == 109_244


def test_youth_with_top_up_is_at_most_the_norm_of_a_single() -> None:
    book = NormBook([a_set(date(2026, 1, 1), 100_000, top_up=74_645)])
    assert book.amount("youth_with_top_up", parse_month("2026-01")) == 100_000


def test_there_is_no_top_up_before_2026(book: NormBook) -> None:
    with pytest.raises(NoNorm, match=r"^the youth top-up of art\. 20 lid 3 exists from 2026-01 on, not in 2025-12$"):
        book.amount("youth_with_top_up", parse_month("2025-12"))


def test_before_the_first_set_nothing_is_known(book: NormBook) -> None:
    with pytest.raises(NoNorm, match=r"^no norms are known for 2024-12; the first set is of 2025-01-01$"):
        book.amount("single", parse_month("2024-12"))


@pytest.mark.parametrize("kind", ["student", "cost_sharer_1", "cost_sharer_0", "cost_sharer_", "cost_sharer_100", ""])
def test_another_kind_is_no_norm(book: NormBook, kind: str) -> None:
    assert not book.knows(kind)
    with pytest.raises(NoNorm, match=f"^{kind!r} is no norm of the Participatiewet$"):
        book.amount(kind, parse_month("2026-01"))


def test_every_kind_that_is_offered_is_known(book: NormBook) -> None:
    *named, pattern = book.kinds()
    assert named == ["couple", "single", "single_parent", "youth", "youth_with_top_up"]
    assert all(book.knows(kind) for kind in named)
    assert pattern == "cost_sharer_N (N = 2, 3, …)"


def test_the_holiday_allowance_is_the_sets_share_rounded_half_up(book: NormBook) -> None:
    """5% of 1401.50 is 70.075."""
    assert holiday_allowance(book.set_in(parse_month("2026-01")), 140_150) == 7008
