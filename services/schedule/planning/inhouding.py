"""Inhouding: costs are withheld from each benefit, and the client gets the rest.

Rule 10 of the plan. Before the first payout, and where a payout falls short, bridging money on the budget account
helps out: the pot. What neither can carry is late, and said to be late, never dropped.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from services.schedule.planning.benefit import Payout
from services.schedule.planning.bridging import Arrival
from services.schedule.planning.case import Account, Case, Route
from services.schedule.planning.entries import LEEFGELD, Movements, Turn
from services.schedule.planning.fixed_costs import CostMonth, Whose, left_with_client, order_of_payment


class Pot:
    """Bridging money on the budget account: what has arrived by a day, less what was used."""

    def __init__(self, arrivals: Iterable[Arrival]) -> None:
        self._arrivals = [arrival for arrival in arrivals if arrival.account is Account.BUDGET]
        self._used = 0

    def holds(self, on: date) -> int:
        """Cents in the pot on a day."""
        return sum([arrival.amount for arrival in self._arrivals if arrival.on <= on]) - self._used

    def use(self, amount: int) -> None:
        """Take cents out; nothing for a negative amount."""
        self._used += max(amount, 0)

    def rest(self) -> int:
        """Cents that were never used."""
        return sum(arrival.amount for arrival in self._arrivals) - self._used


@dataclass(slots=True)
class _PayoutInHand:
    """A payout while it is being divided: what the pot holds, and what the two together still do (cents)."""

    payout: Payout
    pot: int
    left: int


class Withholding:
    """The withholding of one household, payout by payout."""

    def __init__(self, movements: Movements, case: Case, pot: Pot) -> None:
        self._movements = movements
        self._case = case
        self._pot = pot
        self._late: list[CostMonth] = []

    def carry_out(self, costs: Sequence[CostMonth], payouts: Sequence[Payout], available: Sequence[int]) -> None:
        """Pay, withhold or leave every cost. `available` is what each payout holds after repayments, in cents."""
        for cost in costs:
            if cost.whose is not None:
                self._movements.client_costs.append(left_with_client(cost, cost.whose))
        ours = sorted([cost for cost in costs if cost.whose is None], key=order_of_payment)
        before_first, *carried = _by_payout(ours, [payout.on for payout in payouts])
        self._before_first_payout(before_first)
        for payout, held, carries in zip(payouts, available, carried, strict=True):
            pot = self._pot.holds(payout.on)
            self._divide(_PayoutInHand(payout, pot, held + pot), carries)
        self._movements.still_late = self._late
        self._movements.unused_bridging = self._pot.rest()

    def _before_first_payout(self, costs: list[CostMonth]) -> None:
        for cost in sorted(costs, key=attrgetter("executed_on")):
            if cost.amount <= self._pot.holds(cost.executed_on):
                self._pot.use(cost.amount)
                self._movements.pay(cost.executed_on, cost)
            else:
                self._becomes_late(cost, cost.executed_on)

    def _divide(self, hand: _PayoutInHand, carried: list[CostMonth]) -> None:
        waiting, self._late = sorted(self._late, key=order_of_payment), []
        for cost in waiting:
            if not self._paid(hand, cost, must_leave=0):
                self._late.append(cost)
        if_it_fits = Route.IF_IT_FITS
        for cost in carried:
            if cost.route is if_it_fits:
                if not self._paid(hand, cost, must_leave=self._case.leefgeld.floor):
                    self._movements.client_costs.append(left_with_client(cost, Whose.DID_NOT_FIT))
            elif not self._paid(hand, cost, must_leave=0):
                self._becomes_late(cost, max(cost.executed_on, hand.payout.on))
        self._pay_rest(hand)

    def _paid(self, hand: _PayoutInHand, cost: CostMonth, must_leave: int) -> bool:
        """Pay the cost if payout and pot then still hold `must_leave` cents."""
        if hand.left - cost.amount < must_leave:
            return False
        hand.left -= cost.amount
        self._movements.pay(max(cost.executed_on, hand.payout.on), cost)
        return True

    def _pay_rest(self, hand: _PayoutInHand) -> None:
        """What is left goes to the client, filled up to the floor from the pot as far as it reaches."""
        rest = hand.left - hand.pot
        top_up = max(min(hand.pot, self._case.leefgeld.floor - rest), 0)
        self._pot.use(top_up)
        self._movements.to_client(hand.payout.on, Turn.LEEFGELD, LEEFGELD, rest + top_up, hand.payout)

    def _becomes_late(self, cost: CostMonth, on: date) -> None:
        self._late.append(cost)
        self._movements.late.append((on, cost))


def _by_payout(costs: Iterable[CostMonth], days: Sequence[date]) -> list[list[CostMonth]]:
    """What falls due up to the first payout, and for each payout what falls due after it, up to the next one."""
    found: list[list[CostMonth]] = [[] for _ in range(len(days) + 1)]
    for cost in costs:
        found[bisect_left(days, cost.due)].append(cost)
    return found
