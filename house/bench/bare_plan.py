"""The floor of a plan: the same dated flows, their days and amounts ready-made, sorted and folded into a balance.

No rule is applied and nothing is looked up, so no planner that gives out its flows in order can be quicker in Python.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from services.schedule.planning.case import Account
from services.schedule.planning.entries import Turn
from services.schedule.planning.plan import Plan

_Flow: TypeAlias = tuple[date, Turn, str, Account, int]


class Stream(NamedTuple):
    """What flows again and again: its calendar, what it is, and its cents day by day."""

    calendar: tuple[date, ...]
    turn: Turn
    kind: str
    account: Account
    amounts: tuple[int, ...]


def streams(plan: Plan) -> list[Stream]:
    """The flows of a plan as a bare generator is handed them."""
    found: dict[tuple[Turn, str, Account], list[tuple[date, int]]] = {}
    for entry in plan.entries:
        found.setdefault((entry.turn, entry.kind, entry.account), []).append((entry.on, entry.amount))
    return [
        Stream(tuple(on for on, _ in dated), *what, tuple(amount for _, amount in dated))
        for what, dated in found.items()
    ]


def balances(given: Sequence[Stream]) -> dict[date, int]:
    """The budget account's balance in cents at the end of each day on which it moves."""
    budget, balance = Account.BUDGET, 0
    ends: dict[date, int] = {}
    for on, _, _, account, amount in sorted(_flows(given), key=itemgetter(0, 1, 2)):
        if account is budget:
            balance += amount
            ends[on] = balance
    return ends


def _flows(given: Sequence[Stream]) -> Iterator[_Flow]:
    for calendar, turn, kind, account, amounts in given:
        for on, amount in zip(calendar, amounts, strict=True):
            yield on, turn, kind, account, amount
