"""What COA pays a household a day, where its letter does not say: derived from dated rates (Rva art. 14).

A case and a household's facts carry the amount itself; this gives a first one, and says whether anybody verified it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.errors import Fault, InvalidInput
from services.money import half_up

_DAYS_A_WEEK = 7


class FoodMoney(NamedTuple):
    """Cents a week for each person, which fall as the household grows."""

    one_or_two: int
    three: int
    four_or_more: int

    def each_of(self, people: int) -> int:
        """Cents a week for one person in a household of so many."""
        return self.one_or_two if people <= 2 else self.three if people == 3 else self.four_or_more


@dataclass(frozen=True, slots=True)
class CoaRate:
    """The rates in force from a day on, in cents a week: food by age and household, personal money for each person."""

    starts_on: date
    adult_food: FoodMoney
    child_food: FoodMoney
    personal: int
    source: str
    verified: bool


class CoaAllowance(NamedTuple):
    """COA's allowance in cents a day, where the rate is from, and whether somebody held it against that source."""

    daily_amount: int
    source: str
    verified: bool


class CoaRates:
    """All dated rates."""

    def __init__(self, rates: Sequence[CoaRate]) -> None:
        self.rates = tuple(sorted(rates, key=lambda rate: rate.starts_on))

    def allowance(self, adults: int, children: int, on: date) -> CoaAllowance:
        """What a household of self-catering adults and children gets a day (a seventh of a week, half up).

        InvalidInput for a day before the first rate.
        """
        rate = next((rate for rate in reversed(self.rates) if rate.starts_on <= on), None)
        if rate is None:
            first = self.rates[0].starts_on
            cure = "give the daily amount from COA's own letter"
            raise InvalidInput(
                [Fault("coaDailyAmount", f"no rate of COA is known for {on}; the first is of {first}", cure)]
            )
        people = adults + children
        food = adults * rate.adult_food.each_of(people) + children * rate.child_food.each_of(people)
        return CoaAllowance(half_up(food + people * rate.personal, _DAYS_A_WEEK), rate.source, rate.verified)
