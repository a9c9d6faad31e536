"""What is traced is named in one way and whole, and leads to the month of its key."""

from uuid import UUID

import pytest

from services.errors import InvalidInput
from services.months import parse_month
from services.schedule.books.tracing import ByBooking, ByIdentifier, ByPurpose, asked, month_of_key

SOME = UUID(int=7)
NOTHING = (None, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (("2026032e07", None, None, None, None, None, None), ByIdentifier("2026032e07")),
        ((None, SOME, 3, None, None, None, None), ByBooking(SOME, 3, 1)),
        ((None, SOME, 3, 2, None, None, None), ByBooking(SOME, 3, 2)),
        (
            (None, None, None, None, SOME, "rent", "2026-03"),
            ByPurpose(parse_month("2026-03"), SOME, "rent", "2026-03"),
        ),
    ],
)
def test_each_way_to_name_it_is_understood(given: tuple[object, ...], wanted: object) -> None:
    assert asked(*given) == wanted  # type: ignore[arg-type]  # the table has all kinds of ways


@pytest.mark.parametrize(
    "given",
    [
        NOTHING,
        ("2026032e07", SOME, 3, None, None, None, None),
        (None, SOME, None, None, None, None, None),
        (None, None, 3, None, None, None, None),
        ("2026032e07", None, None, 1, None, None, None),
        (None, None, None, None, SOME, "rent", None),
        (None, None, None, None, None, "rent", "2026-03"),
    ],
)
def test_what_names_nothing_or_two_things_is_refused_with_the_three_ways(given: tuple[object, ...]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        asked(*given)  # type: ignore[arg-type]  # the table has all kinds of ways
    assert refusal.value.faults[0].cure.startswith("give endToEndId, or statementId and entry")


@pytest.mark.parametrize(
    ("purpose", "occasion", "month"),
    [
        ("rent", "2026-03", "2026-03"),
        ("leefgeld", "2026-03-01", "2026-03"),
        ("emergency_grant", "2026-03-10-2", "2026-03"),
        ("benefit", "2026-02:2", "2026-02"),
    ],
)
def test_an_occasion_tells_its_month(purpose: str, occasion: str, month: str) -> None:
    assert month_of_key(purpose, occasion) == parse_month(month)


@pytest.mark.parametrize(
    ("purpose", "occasion"), [("rent", "first"), ("leefgeld", "advance"), ("settlement", "2026-08-07")]
)
def test_what_comes_once_has_no_month(purpose: str, occasion: str) -> None:
    assert month_of_key(purpose, occasion) == 0


def test_what_is_no_occasion_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        month_of_key("rent", "march")
    assert str(refusal.value.faults[0]).startswith("occasion: is no occasion")
