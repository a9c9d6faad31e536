"""What COA pays a household a day, where only the number of its people is known."""

from datetime import date

import pytest

from services.errors import InvalidInput
from services.schedule.norms.coa import coa_rates


@pytest.mark.parametrize(
    ("adults", "children", "cents"),
    [(1, 0, 1000), (1, 2, 2301), (2, 2, 2847)],
    ids=["56.00 + 14.02 a week", "44.80 + 2 × 37.10 + 3 × 14.02", "2 × 39.20 + 2 × 32.41 + 4 × 14.02"],
)
def test_a_day_is_a_seventh_of_the_food_and_personal_money_of_a_week(adults: int, children: int, cents: int) -> None:
    assert coa_rates().allowance(adults, children, date(2024, 5, 1)).daily_amount == cents


def test_the_newest_rate_holds_and_says_that_nobody_verified_it() -> None:
    before = coa_rates().allowance(1, 0, date(2024, 12, 31))
    after = coa_rates().allowance(1, 0, date(2025, 1, 1))

    assert (before.daily_amount, before.verified) == (1000, True)
    assert (after.daily_amount, after.verified) == (1007, False)
    assert "no later figure was found" in after.source


def test_before_the_first_rate_the_amount_must_be_given() -> None:
    with pytest.raises(InvalidInput, match=r"coaDailyAmount: no rate of COA is known for 2022-12-31"):
        coa_rates().allowance(1, 0, date(2022, 12, 31))
