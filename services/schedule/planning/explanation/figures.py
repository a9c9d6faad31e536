"""Where every figure and date of a plan's document stands, and which explanation belongs to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from services.errors import NotFound
from services.schedule.planning.document import document
from services.schedule.planning.explanation import (
    balance,
    benefit,
    closing,
    coa,
    entries,
    fixed_costs,
    living,
    payouts,
    shortfalls,
    solvers,
)
from services.schedule.planning.explanation import bridging as bridging_money
from services.schedule.planning.explanation.answer import Explanation
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.pointers import index_in, leaves, what_is_there
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import Plan

_Item = TypeVar("_Item")


class NoSuchFigure(NotFound):
    """The plan has no figure at this place."""


@dataclass(frozen=True, slots=True)
class _List(Generic[_Item]):
    """One list of the document: its items in the plan, and for each field the explanation."""

    items: Callable[[Insight], Sequence[_Item]]
    fields: Mapping[str, Callable[[Insight, _Item, str], Explanation]]


_LISTS: Mapping[str, _List[Any]] = {
    "payouts": _List(lambda insight: insight.plan.benefit.payouts, {"on": payouts.paid_on, "payable": payouts.payable}),
    "benefitMonths": _List(
        lambda insight: insight.benefit_months,
        {
            "month": payouts.month_of_benefit,
            "days": benefit.days,
            "gross": benefit.gross,
            "coaDeducted": benefit.coa_deducted,
            "holidayAllowance": benefit.holiday_allowance,
            "payable": benefit.payable,
            "paidOn": payouts.month_paid_on,
        },
    ),
    "entries": _List(lambda insight: insight.plan.entries, {"on": entries.on, "amount": entries.amount}),
    "monthEnds": _List(
        lambda insight: insight.plan.month_ends, {"month": balance.month_shown, "balance": balance.month_end}
    ),
    "gaps": _List(
        lambda insight: insight.plan.gaps,
        {
            "from": balance.begins_on,
            "to": balance.ends_on,
            "deepest": balance.deepest,
            "deepestOn": balance.deepest_on,
        },
    ),
    "shortfalls": _List(lambda insight: insight.plan.shortfalls, {"on": shortfalls.on, "amount": shortfalls.amount}),
    "leftWithClient": _List(
        lambda insight: insight.plan.client_costs, {"due": fixed_costs.left_due, "amount": fixed_costs.left_amount}
    ),
    "leftToLiveOn": _List(
        lambda insight: insight.plan.left_to_live_on,
        {
            "from": living.begins_on,
            "to": living.ends_on,
            "received": living.received,
            "ownCosts": living.own_costs,
            "rest": living.rest,
        },
    ),
}
_SINGLE: Mapping[str, Callable[[Insight, str], Explanation]] = {
    "/coaDebt/days": coa.debt_days,
    "/coaDebt/amount": coa.debt,
    "/paidTwice": coa.paid_twice,
    "/firstMoneyOn": living.first_money_on,
    "/daysWithoutMoney": living.days_without_money,
    "/reliefEndsOn": closing.relief_ends_on,
    "/closing/budget": closing.budget,
    "/closing/settlement": closing.settlement,
    "/closing/unusedBridging": closing.unused_bridging,
    "/closing/stillLate": closing.still_late,
    "/closing/openLoans": bridging_money.open_loans,
    "/closing/openDebts": bridging_money.open_debts,
    "/sustainableLeefgeld": solvers.sustainable,
}
_NO_MONEY = frozenset({"days", "daysWithoutMoney"})
"""Numbers in the document that count something else than cents."""

_MOST_TANGIBLE_FIRST = (
    "entries",
    "payouts",
    "closing",
    "leftWithClient",
    "benefitMonths",
    "shortfalls",
    "leftToLiveOn",
    "monthEnds",
    "gaps",
    "coaDebt",
    "paidTwice",
    "sustainableLeefgeld",
)


def explain(plan: Plan, path: str, norms: NormBook) -> Explanation:
    """Why the figure or date at a JSON pointer of the plan's document is what it is.

    `norms` are the ones that the plan was made with. NoSuchFigure lists what is there if the pointer leads nowhere, to
    a word or to a whole list.
    """
    explained = _explained(Insight(plan, norms), path)
    if explained is None:
        raise NoSuchFigure(what_is_there(document(plan), path))
    return explained


def why(plan: Plan, amount: int, norms: NormBook) -> list[Explanation]:
    """Every figure of the plan that is this amount (cents, of either sign), explained, the most tangible first."""
    places = [path for path, value in figures(plan) if _is_money(path) and value in (amount, -amount)]
    places.sort(key=lambda path: _MOST_TANGIBLE_FIRST.index(path.split("/")[1]))
    insight = Insight(plan, norms)
    return [explained for path in places if (explained := _explained(insight, path)) is not None]


def explanations(plan: Plan, norms: NormBook) -> Iterator[Explanation]:
    """Every figure and date of the plan's document explained, in its order.

    Cheaper than asking one by one: what several explanations look up is found once.
    """
    insight = Insight(plan, norms)
    for path, _ in figures(plan):
        if (explained := _explained(insight, path)) is not None:
            yield explained


def figures(plan: Plan) -> Iterator[tuple[str, int | str | None]]:
    """The pointer and the value of every figure and date of the plan's document, in its order."""
    for path, value in leaves("", document(plan)):
        if path in _SINGLE or _is_in_a_list(path.split("/")[1:]):
            yield path, value


def _explained(insight: Insight, path: str) -> Explanation | None:
    if single := _SINGLE.get(path):
        return single(insight, path)
    match path.split("/"):
        case ["", name, index, field] if name in _LISTS and field in _LISTS[name].fields:
            found = _LISTS[name].items(insight)
            place = index_in(len(found), index)
            return None if place is None else _LISTS[name].fields[field](insight, found[place], path)
        case ["", "payouts", index, "months", number]:
            return _month_of_payout(insight, index, number, path)
    return None


def _month_of_payout(insight: Insight, index: str, number: str, path: str) -> Explanation | None:
    found = insight.plan.benefit.payouts
    if (place := index_in(len(found), index)) is None:
        return None
    payout = found[place]
    if (nth := index_in(len(payout.months), number)) is None:
        return None
    return payouts.month_in_payout(insight, payout, payout.months[nth].month, path)


def _is_in_a_list(steps: Sequence[str]) -> bool:
    match steps:
        case [name, _, field] if name in _LISTS:
            return field in _LISTS[name].fields
        case ["payouts", _, "months", _]:
            return True
    return False


def _is_money(path: str) -> bool:
    return path.rpartition("/")[2] not in _NO_MONEY
