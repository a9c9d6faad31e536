"""The rates of COA that ship with the product (`coa.toml`)."""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from services.schedule.planning.coa_rates import CoaRate, CoaRates, FoodMoney


@cache
def coa_rates() -> CoaRates:
    """What COA pays a week, by date and household."""
    text = files(__package__).joinpath("coa.toml").read_text(encoding="utf-8")
    return CoaRates([_rate(one) for one in tomllib.loads(text)["rate"]])


def _rate(raw: dict[str, Any]) -> CoaRate:
    return CoaRate(
        starts_on=raw["from"],
        adult_food=FoodMoney(**{people: _cents(euros) for people, euros in raw["adult_food"].items()}),
        child_food=FoodMoney(**{people: _cents(euros) for people, euros in raw["child_food"].items()}),
        personal=_cents(raw["personal"]),
        source=raw["source"],
        verified=raw["verified"],
    )


def _cents(euros: str) -> int:
    return int(Decimal(euros) * 100)
