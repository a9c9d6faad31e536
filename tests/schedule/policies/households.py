"""Invented households as facts, to be laid under policies; amounts in whole cents.

All of them leave the reception centre on Tuesday 3 February 2026, have a right to bijstand from Sunday the 8th, and
their B12 is in on day 12. Their toeslagen count from March and are decided on 17 April, so the first comes on the 20th.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from services.months import first_day, last_day, month_of, parse_month
from services.schedule.planning.case import Account, AmountFrom, Debt, Flow, NormFrom, PartMonth, PayoutDay
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


def a_poor_youth() -> HouseholdFacts:
    """A person of 19 on the bare youth norm of € 345.99 a month, with a rent of € 480.00: more costs than income."""
    return a_household(
        composition=Composition(HouseholdType.YOUTH, 0),
        norms=(NormFrom(FEBRUARY, "youth"),),
        fixed_costs=costs(48000, 9000, 1200),
        toeslagen=toeslagen(huur=27700),
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


@st.composite
def households(draw: st.DrawFn) -> HouseholdFacts:
    """Any legal household of 2026: every norm that exists then, costs and toeslagen high and low, early and late."""
    left = draw(st.dates(date(2025, 11, 1), date(2026, 9, 30)))
    starts_on = left + timedelta(days=draw(st.integers(0, 12)))
    month = month_of(starts_on)
    since = month + draw(st.integers(0, 2))
    norm = draw(st.sampled_from(["single", "single_parent", "couple", "youth", "mixed_couple", "cost_sharer_3"]))
    kinds = ["rent", *draw(st.lists(st.sampled_from(sorted(_HIGHEST.keys() - {"rent"})), unique=True))]
    return HouseholdFacts(
        household="any",
        composition=draw(st.builds(Composition, st.sampled_from(HouseholdType), st.integers(0, 5))),
        leaves_reception_centre_on=left,
        starts_on=starts_on,
        decided_on=starts_on + timedelta(days=draw(st.integers(0, 40))),
        norms=(NormFrom(month, norm),),
        coa_daily_amount=draw(st.integers(0, 3000)),
        b12_received_on=draw(st.none() | st.just(left + timedelta(days=draw(st.integers(0, 60))))),
        relief_ends_on=draw(st.none() | st.just(starts_on + timedelta(days=draw(st.integers(0, 400))))),
        floor=draw(st.none() | st.integers(0, 80000)),
        payout=draw(st.none() | st.builds(PayoutDay, st.integers(1, 31), st.integers(0, 1))),
        authorises_toeslagen=draw(st.booleans()),
        chosen_costs=draw(st.none() | st.frozensets(st.sampled_from(kinds))),
        fixed_costs=tuple(draw(_any_cost(kind, since)) for kind in kinds),
        toeslagen=tuple(draw(_any_toeslag(kind, left, since)) for kind in ("huurtoeslag", "zorgtoeslag")),
        debts=draw(st.sampled_from([(), (Debt("furnishing_credit", 300000, 8300, starts_on),)])),
        other_flows=draw(st.sampled_from([(), (Flow(starts_on, Account.BUDGET, "kinderbijslag", 65000),)])),
    )


_HIGHEST = {"rent": 93000, "energy": 25000, "water": 4000, "health_premium": 32000, "other": 8000, "gym": 3000}


@st.composite
def _any_cost(draw: st.DrawFn, kind: str, since: int) -> ContractedCost:
    amounts = tuple(AmountFrom(since + 3 * step, draw(st.integers(0, _HIGHEST[kind]))) for step in range(2))
    first = draw(st.none() | st.just(PartMonth(first_day(since), 5000)))
    deferrals = draw(st.sampled_from([{}, {since: last_day(since)}]))
    return ContractedCost(kind, draw(st.integers(1, 31)), since, amounts, first, deferrals)


@st.composite
def _any_toeslag(draw: st.DrawFn, kind: str, left: date, since: int) -> AppliedToeslag:
    applied = left + timedelta(days=draw(st.integers(0, 30)))
    decided = draw(st.none() | st.just(applied + timedelta(days=draw(st.integers(7, 91)))))
    changed = draw(st.none() | st.just(applied + timedelta(days=draw(st.integers(0, 250)))))
    return AppliedToeslag(kind, (AmountFrom(since, draw(st.integers(0, 45000))),), applied, decided, changed)
