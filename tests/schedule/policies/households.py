"""Invented households as facts, to be laid under policies; amounts in whole cents.

All of them leave the reception centre on Tuesday 3 February 2026, have a right to bijstand from Sunday the 8th, and
their B12 is in on day 12. Their toeslagen count from March and are decided on 17 April, so the first comes on the 20th.
"""

from datetime import date
from typing import Any

from services.months import parse_month
from services.schedule.planning.case import AmountFrom, NormFrom, PartMonth
from services.schedule.planning.household import (
    AppliedToeslag,
    Composition,
    ContractedCost,
    HouseholdFacts,
    HouseholdType,
)

FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")


def a_household(**changes: Any) -> HouseholdFacts:
    """A single adult with a rent of € 620.00, energy of € 110.00, water of € 15.00 and a premium of € 159.00."""
    facts: dict[str, Any] = {
        "household": "household-1",
        "composition": Composition(HouseholdType.SINGLE, 0),
        "leaves_reception_centre_on": date(2026, 2, 3),
        "norms": (NormFrom(FEBRUARY, "single"),),
        "coa_daily_amount": 1000,
        "b12_received_on": date(2026, 2, 15),
        "fixed_costs": costs(),
        "toeslagen": toeslagen(),
    }
    return HouseholdFacts(**facts | changes)


def costs(
    rent: int = 62000, energy: int = 11000, water: int = 1500, premium: int = 15900, first_premium: int = 14764
) -> tuple[ContractedCost, ...]:
    """The four costs of art. 56a from March on; the first premium is that of 4 to 28 February."""
    first = PartMonth(date(2026, 3, 1), first_premium) if first_premium else None
    return (
        a_cost("rent", 1, rent),
        a_cost("energy", 15, energy),
        a_cost("water", 20, water),
        a_cost("health_premium", 1, premium, first),
    )


def a_cost(kind: str, due_day: int, amount: int, first: PartMonth | None = None) -> ContractedCost:
    """One cost of the same amount each month from March on."""
    return ContractedCost(kind, due_day, MARCH, (AmountFrom(MARCH, amount),), first)


def toeslagen(
    huur: int = 37400, zorg: int = 12900, budget_account_from: date | None = None
) -> tuple[AppliedToeslag, ...]:
    """Huurtoeslag and zorgtoeslag from March on, decided on 17 April."""
    return (a_toeslag("huurtoeslag", huur, budget_account_from), a_toeslag("zorgtoeslag", zorg, budget_account_from))


def a_toeslag(kind: str, amount: int, budget_account_from: date | None = None) -> AppliedToeslag:
    """One toeslag of the same amount each month."""
    amounts = (AmountFrom(MARCH, amount),)
    return AppliedToeslag(kind, amounts, decided_on=date(2026, 4, 17), budget_account_from=budget_account_from)
