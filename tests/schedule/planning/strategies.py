"""Households drawn at random: every feature of a case file, in any combination that the rules allow.

`cases()` gives case files rather than `Case` values, so that each property also goes through the reader. Days are
drawn where rules meet: ends of months, closed bank days, the 20th, June, the start of the right.
"""

from datetime import date, timedelta
from typing import Any, TypeAlias

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from services.months import Month, month_of, month_text
from tests.thoroughness import times

Raw: TypeAlias = dict[str, Any]
Draw: TypeAlias = st.DrawFn

FAST = settings(
    max_examples=times(20, 40), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
"""For properties that make a plan or two."""
FEW = settings(FAST, max_examples=times(8, 15))
"""For properties that make hundreds of plans."""

KINDS = ("rent", "energy", "water", "health_premium", "other")
TOESLAGEN = ("huurtoeslag", "zorgtoeslag", "kindgebonden_budget")
NORMS = ("single", "single_parent", "couple", "youth", "mixed_couple_children", "cost_sharer_2", "cost_sharer_3")

_EARLIEST, _LATEST = date(2025, 1, 1), date(2026, 12, 31)
_numbers = st.sampled_from([1, 2, 8, 15, 20, 25, 28, 29, 30, 31])
_cents = st.integers(0, 90_000)


def _days_after(day: date, least: int, most: int) -> st.SearchStrategy[date]:
    return st.integers(least, most).map(lambda count: day + timedelta(days=count))


def _months_after(month: Month, least: int, most: int) -> st.SearchStrategy[Month]:
    return st.integers(month + least, month + most)


@st.composite
def cases(draw: Draw, method: str | None = None, rhythms: tuple[str, ...] = ("monthly", "weekly")) -> Raw:
    """A whole legal case of one method, or of either."""
    method = method or draw(st.sampled_from(["budgetbeheer", "inhouding"]))
    left = draw(st.dates(_EARLIEST, _LATEST))
    starts_on = draw(_days_after(left, 0, 12))
    ends_on = draw(st.none() | _days_after(starts_on, 0, 420))
    account = "budget" if method == "budgetbeheer" else "client"
    return {
        "caseId": "drawn",
        "title": "drawn at random",
        "method": method,
        "leavesReceptionCentreOn": f"{left}",
        "benefit": draw(_benefits(starts_on)),
        "coa": draw(_coas(left)),
        "reliefEndsOn": f"{ends_on}" if ends_on else None,
        "fixedCosts": draw(_several_costs(starts_on)),
        "costOrder": draw(st.permutations(KINDS)),
        "leefgeld": draw(_leefgelds(method, starts_on, rhythms)),
        "toeslagen": [draw(_toeslagen(kind, starts_on, account)) for kind in draw(_some_of(TOESLAGEN))],
        "bridging": draw(st.lists(_bridgings(method, starts_on), max_size=4)),
        "debts": draw(st.lists(_debts(starts_on), max_size=2)),
        "otherFlows": draw(st.lists(_flows(left), max_size=3)),
    }


def _some_of(words: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), unique=True)


@st.composite
def _benefits(draw: Draw, starts_on: date) -> Raw:
    start = month_of(starts_on)
    kinds = NORMS if start < 2026 * 12 else (*NORMS, "youth_with_top_up")
    later = sorted(draw(st.sets(_months_after(start, 1, 7), max_size=2)))
    months = [draw(_months_after(start, -2, 0)), *later]
    norms = [{"from": month_text(month), "kind": draw(st.sampled_from(kinds))} for month in months]
    decided_on = draw(st.none() | _days_after(starts_on, -5, 75))
    actual = sorted(draw(st.sets(_months_after(start, 0, 7), max_size=2)))
    return {
        "startsOn": f"{starts_on}",
        "decidedOn": f"{decided_on}" if decided_on else None,
        "norms": norms,
        "payout": {"day": draw(_numbers | st.just("last")), "monthOffset": draw(st.integers(-1, 1))},
        "actual": [{"month": month_text(month), "payable": draw(st.integers(0, 200_000))} for month in actual],
    }


@st.composite
def _coas(draw: Draw, left: date) -> Raw:
    received = draw(st.none() | _days_after(left, -3, 40) | _days_after(left, 41, 230))
    return {
        "dailyAmount": draw(st.integers(0, 3_500)),
        "b12ReceivedOn": f"{received}" if received else None,
        "treatment": draw(st.sampled_from(["income", "debt_only"])),
    }


@st.composite
def _several_costs(draw: Draw, starts_on: date) -> list[Raw]:
    return [draw(_costs(kind, starts_on)) for kind in draw(_some_of(KINDS))]


@st.composite
def _costs(draw: Draw, kind: str, starts_on: date) -> Raw:
    since = draw(_months_after(month_of(starts_on), 0, 3))
    later = sorted(draw(st.sets(_months_after(since, 1, 6), max_size=1)))
    deferred = sorted(draw(st.sets(_months_after(since, 0, 5), max_size=2)))
    handed_back = draw(st.none() | _months_after(since, 0, 6))
    taken_over = draw(st.none() | _months_after(since, 1, 6))
    first = draw(st.none() | st.tuples(_days_after(starts_on, -5, 40), _cents))
    return {
        "kind": kind,
        "dueDay": draw(_numbers),
        "firstMonth": month_text(since),
        "amounts": [{"from": month_text(month), "amount": draw(_cents)} for month in [since, *later]],
        "first": {"dueOn": f"{first[0]}", "amount": first[1]} if first else None,
        "deferrals": [
            {"month": month_text(month), "until": f"{draw(_days_after(date(month // 12, month % 12 + 1, 1), 0, 100))}"}
            for month in deferred
        ],
        "handedBackFrom": month_text(handed_back) if handed_back else None,
        "route": draw(st.sampled_from(["always", "always", "if_it_fits", "never"])),
    } | ({"interludes": [{"from": month_text(since), "until": month_text(taken_over)}]} if taken_over else {})


@st.composite
def _leefgelds(draw: Draw, method: str, starts_on: date, rhythms: tuple[str, ...]) -> Raw:
    floor = draw(st.integers(0, 60_000))
    if method == "inhouding":
        return {"floor": floor}
    begins = sorted(draw(st.sets(_days_after(starts_on, -20, 150), min_size=1, max_size=3)))
    return {"floor": floor, "periods": [draw(_periods(begin, rhythms)) for begin in begins]}


@st.composite
def _periods(draw: Draw, begin: date, rhythms: tuple[str, ...]) -> Raw:
    rhythm = draw(st.sampled_from(rhythms))
    return {
        "from": f"{begin}",
        "rhythm": rhythm,
        "day": draw(st.integers(1, 7) if rhythm == "weekly" else _numbers),
        "amount": draw(st.integers(0, 15_000 if rhythm == "weekly" else 60_000)),
    }


@st.composite
def _toeslagen(draw: Draw, kind: str, starts_on: date, account: str) -> Raw:
    since = draw(_months_after(month_of(starts_on), 0, 3))
    later = sorted(draw(st.sets(_months_after(since, 1, 5), max_size=1)))
    rerouted = draw(st.none() | _days_after(starts_on, 0, 180))
    accounts = st.sampled_from(["client", account])
    return {
        "kind": kind,
        "amounts": [{"from": month_text(month), "amount": draw(st.integers(0, 60_000))} for month in [since, *later]],
        "decisionOn": f"{draw(_days_after(starts_on, -10, 150))}",
        "paidTo": [
            {"from": None, "account": draw(accounts)},
            *([{"from": f"{rerouted}", "account": draw(accounts)}] if rerouted else []),
        ],
    }


@st.composite
def _bridgings(draw: Draw, method: str, starts_on: date) -> Raw:
    kind = draw(st.sampled_from(["grant", "loan", "advance", *(["minstand"] if method == "budgetbeheer" else [])]))
    if kind == "minstand":
        return {"kind": kind, "cap": draw(st.integers(0, 200_000))}
    on = draw(st.none() | _days_after(starts_on, 0, 200))
    money = {
        "kind": kind,
        "amount": draw(st.integers(0, 250_000)),
        "on": f"{on}" if on else None,
        "to": draw(st.sampled_from(["budget", "client"])),
    }
    return money | {"repay": draw(_repayments())} if kind == "loan" else money


def _repayments() -> st.SearchStrategy[Raw]:
    payout_numbers, counts = st.integers(1, 5), st.integers(1, 12)
    return (
        st.sampled_from([{"mode": "none"}, {"mode": "on_first_toeslagen"}])
        | st.builds(lambda number, count: {"mode": "instalments", "count": count, "fromPayout": number},
                    payout_numbers, counts)
    )  # fmt: skip


@st.composite
def _debts(draw: Draw, starts_on: date) -> Raw:
    return {
        "kind": draw(st.sampled_from(["furnishing_credit", "fine"])),
        "open": draw(st.integers(0, 300_000)),
        "instalment": draw(st.integers(0, 30_000)),
        "from": f"{draw(_days_after(starts_on, -10, 120))}",
    }


@st.composite
def _flows(draw: Draw, left: date) -> Raw:
    return {
        "on": f"{draw(_days_after(left, -5, 260))}",
        "account": draw(st.sampled_from(["budget", "client"])),
        "kind": draw(st.sampled_from(["wages", "kinderbijslag", "own_contribution", "energy_refund"])),
        "amount": draw(st.integers(-60_000, 120_000)),
    }
