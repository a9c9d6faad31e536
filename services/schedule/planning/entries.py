"""Entries: what moves on the two accounts of a plan, each with the thing it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from services.schedule.planning.benefit import Payout
from services.schedule.planning.bridging import Arrival, Repaid
from services.schedule.planning.case import Account, Flow
from services.schedule.planning.fixed_costs import ClientCost, CostMonth
from services.schedule.planning.leefgeld import LeefgeldPayment
from services.schedule.planning.toeslagen import ToeslagPayment

BENEFIT = "benefit"
LEEFGELD = "leefgeld"
LEEFGELD_ADVANCE = "leefgeld_advance"
HANDED_BACK = "handed_back"
SETTLEMENT = "settlement"

SURPLUS, SURPLUS_RECEIVED = "surplus", "surplus_received"
"""Kinds of other flows: what a policy releases, as it leaves the budget account and as it comes to the client's own."""


class Turn(IntEnum):
    """The order of what happens on one day (rule 13): money in before money out, leefgeld before everything."""

    IN = 0
    LEEFGELD = 1
    COST = 2
    HANDED_BACK = 3
    REPAYMENT = 4
    OUT = 5
    SETTLEMENT = 6


# Looking a member up on its class costs as much as the rest of a movement, so these few are looked up once.
_BUDGET, _CLIENT = Account.BUDGET, Account.CLIENT
_IN, _COST = Turn.IN, Turn.COST

_made = tuple.__new__
"""How a named tuple is made of its values in order, in half the time of giving them one by one."""

Source: TypeAlias = Payout | ToeslagPayment | Arrival | LeefgeldPayment | CostMonth | Repaid | Flow | None


class Entry(NamedTuple):
    """One movement on one account in cents, plus = money in; `source` is what it comes from (None: the plan itself)."""

    on: date
    turn: Turn
    kind: str
    account: Account
    amount: int
    source: Source


@dataclass(slots=True)
class Movements:
    """What the plan lets happen: entries, the costs that are the client's, and the costs that came too late."""

    entries: list[Entry] = field(default_factory=list)
    client_costs: list[ClientCost] = field(default_factory=list)
    late: list[tuple[date, CostMonth]] = field(default_factory=list)
    still_late: list[CostMonth] = field(default_factory=list)
    unused_bridging: int = 0

    def move(self, on: date, turn: Turn, kind: str, account: Account, amount: int, source: Source) -> None:
        """Money in or out of one account; nothing where the amount is zero."""
        if amount:
            self.entries.append(_made(Entry, (on, turn, kind, account, amount, source)))

    def come_in(self, arrived: Iterable[ToeslagPayment | Arrival]) -> None:
        """Money that arrives, each on its own day and account."""
        self.entries += [Entry(one.on, _IN, one.kind, one.account, one.amount, one) for one in arrived if one.amount]

    def to_client(self, on: date, turn: Turn, kind: str, amount: int, source: Source) -> None:
        """Money from the budget account to the client's own."""
        if amount:
            self.entries.append(_made(Entry, (on, turn, kind, _CLIENT, amount, source)))
            self.entries.append(_made(Entry, (on, turn, kind, _BUDGET, -amount, source)))

    def pay(self, on: date, cost: CostMonth) -> None:
        """A cost-month paid to its supplier."""
        if cost.amount:
            self.entries.append(_made(Entry, (on, _COST, cost.kind, _BUDGET, -cost.amount, cost)))

    def in_order(self) -> list[Entry]:
        """The entries by day, turn and kind."""
        return sorted(self.entries, key=itemgetter(0, 1, 2))
