"""Small households for the planner's tests, in the words of a case file, and short ways to look at their plans.

Dates and months are text and amounts whole cents, as in the files that people hand in, so that every test also reads
its case. What a test does not name is left out or harmless: no COA money, no costs, no toeslagen, no floor.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import pytest

from services.errors import InvalidInput
from services.schedule.norms import norm_book
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.document import document
from services.schedule.planning.plan import Plan, plan

Raw: TypeAlias = dict[str, Any]
"""A piece of a case file."""

Amounts: TypeAlias = int | Sequence[tuple[str, int]]
"""Cents for all months, or (month, cents) pairs."""


def a_case(
    method: str = "budgetbeheer",
    left: str = "2026-02-03",
    starts_on: str | None = "2026-02-08",
    decided_on: str | None = None,
    norms: Sequence[tuple[str, str]] = (("2026-01", "single"),),
    payout: tuple[int | str, int] = ("last", 0),
    actual: Sequence[tuple[str, int]] = (),
    coa: Raw | None = None,
    ends_on: str | None = None,
    costs: Sequence[Raw] = (),
    order: Sequence[str] | None = None,
    floor: int = 0,
    periods: Sequence[Raw] = (),
    toeslagen: Sequence[Raw] = (),
    bridging: Sequence[Raw] = (),
    debts: Sequence[Raw] = (),
    flows: Sequence[Raw] = (),
) -> Raw:
    """A single adult who leaves the azc on 3 February 2026 with a right from the 8th, paid on each month's last day."""
    return {
        "method": method,
        "leavesReceptionCentreOn": left,
        "benefit": {
            "startsOn": starts_on,
            "decidedOn": decided_on,
            "norms": [{"from": since, "kind": kind} for since, kind in norms],
            "payout": {"day": payout[0], "monthOffset": payout[1]},
            "actual": [{"month": month, "payable": payable} for month, payable in actual],
        },
        "coa": coa or a_coa(),
        "reliefEndsOn": ends_on,
        "fixedCosts": list(costs),
        "costOrder": list(order or dict.fromkeys([*(cost["kind"] for cost in costs), "other"])),
        "leefgeld": {"floor": floor, "periods": list(periods)},
        "toeslagen": list(toeslagen),
        "bridging": list(bridging),
        "debts": list(debts),
        "otherFlows": list(flows),
    }


def a_coa(daily: int = 0, b12: str | None = None, treatment: str = "income") -> Raw:
    """COA's allowance a day, and the day the B12 came in."""
    return {"dailyAmount": daily, "b12ReceivedOn": b12, "treatment": treatment}


def a_cost(
    kind: str = "rent",
    amounts: Amounts = 62000,
    day: int = 1,
    since: str = "2026-03",
    first: tuple[str, int] | None = None,
    deferrals: Sequence[tuple[str, str]] = (),
    handed_back: str | None = None,
    route: str = "always",
    interludes: Sequence[tuple[str, str]] = (),
) -> Raw:
    """A fixed cost, by default a rent of € 620 on the 1st from March 2026 on."""
    return {
        "kind": kind,
        "dueDay": day,
        "firstMonth": since,
        "amounts": _amounts(amounts, since),
        "first": {"dueOn": first[0], "amount": first[1]} if first else None,
        "deferrals": [{"month": month, "until": until} for month, until in deferrals],
        "handedBackFrom": handed_back,
        "route": route,
    } | ({"interludes": [{"from": since, "until": until} for since, until in interludes]} if interludes else {})


def monthly(amount: int, day: int = 1, since: str = "2026-01-01") -> Raw:
    """Leefgeld each month on a day number."""
    return {"from": since, "rhythm": "monthly", "day": day, "amount": amount}


def weekly(amount: int, day: int = 5, since: str = "2026-01-01") -> Raw:
    """Leefgeld each week, by default on Friday."""
    return {"from": since, "rhythm": "weekly", "day": day, "amount": amount}


def a_toeslag(
    amounts: Amounts = 37400,
    decided: str = "2026-04-17",
    since: str = "2026-03",
    to: str | Sequence[tuple[str | None, str]] = "budget",
    kind: str = "huurtoeslag",
) -> Raw:
    """A toeslag with the right from a month on; `to` names its account, or accounts from days on."""
    routes = [(None, to)] if isinstance(to, str) else to
    return {
        "kind": kind,
        "amounts": _amounts(amounts, since),
        "decisionOn": decided,
        "paidTo": [{"from": day, "account": account} for day, account in routes],
    }


def a_minstand(cap: int) -> Raw:
    """A balance below zero that the municipality allows."""
    return {"kind": "minstand", "cap": cap}


def a_grant(amount: int, on: str | None = None, to: str = "budget") -> Raw:
    """Bijzondere bijstand om niet."""
    return {"kind": "grant", "amount": amount, "on": on, "to": to}


def a_loan(amount: int, repay: Raw | None = None, on: str | None = None, to: str = "budget") -> Raw:
    """A loan, by default one that the plan does not repay."""
    return {"kind": "loan", "amount": amount, "on": on, "to": to, "repay": repay or {"mode": "none"}}


def instalments(count: int, from_payout: int = 1) -> Raw:
    """Repayment in so many instalments from a payout's number on."""
    return {"mode": "instalments", "count": count, "fromPayout": from_payout}


ON_FIRST_TOESLAGEN: Raw = {"mode": "on_first_toeslagen"}


def an_advance(amount: int, on: str | None = None, to: str = "budget") -> Raw:
    """An advance of art. 52."""
    return {"kind": "advance", "amount": amount, "on": on, "to": to}


def a_debt(total: int, instalment: int, since: str = "2026-01-01", kind: str = "furnishing_credit") -> Raw:
    """A debt repaid from payouts."""
    return {"kind": kind, "open": total, "instalment": instalment, "from": since}


def a_flow(on: str, amount: int, account: str = "budget", kind: str = "other_income") -> Raw:
    """Any other money, plus = in."""
    return {"on": on, "account": account, "kind": kind, "amount": amount}


def planned(case: Raw) -> Plan:
    """The plan of a case file."""
    norms = norm_book()
    return plan(read_case(case, norms), norms)


def faults_of(raw: object) -> list[str]:
    """All that is said of a case file that is at fault, as text."""
    with pytest.raises(InvalidInput) as refused:
        read_case(raw, norm_book())
    return [str(fault) for fault in refused.value.faults]


def documented(case: Raw) -> Raw:
    """The plan of a case file as the document that leaves the product."""
    return document(planned(case))


def entries(made: Plan, kind: str, account: str = "budget") -> list[tuple[str, int]]:
    """(day, cents) of all entries of a kind on an account."""
    return [(e.on.isoformat(), e.amount) for e in made.entries if e.kind == kind and e.account == account]


def shortfalls(made: Plan, kind: str | None = None) -> list[tuple[str, str | None, int]]:
    """(day, cost, cents) of the shortfalls, of one kind or of all."""
    return [(s.on.isoformat(), s.cost, s.amount) for s in made.shortfalls if kind in (None, s.kind)]


def client_costs(made: Plan) -> list[tuple[str, str, int, str]]:
    """(due day, cost, cents, why) of what the client pays himself."""
    return [(c.due.isoformat(), c.cost, c.amount, str(c.why)) for c in made.client_costs]


def living(made: Plan) -> list[tuple[str, str, int, int]]:
    """(from, to, received, own costs) of each window."""
    return [(w.begins_on.isoformat(), w.ends_on.isoformat(), w.received, w.own_costs) for w in made.left_to_live_on]


def _amounts(amounts: Amounts, since: str) -> list[Raw]:
    pairs = [(since, amounts)] if isinstance(amounts, int) else amounts
    return [{"from": month, "amount": amount} for month, amount in pairs]
