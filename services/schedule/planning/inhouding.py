"""Inhouding: costs are withheld from each benefit, and the client gets the rest.

Rule 10 of the plan. Before the first payout, and where a payout falls short, bridging money on the budget account
helps out: the pot. What neither can carry is late, and said to be late, never dropped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

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
        return sum(arrival.amount for arrival in self._arrivals if arrival.on <= on) - self._used

    def use(self, amount: int) -> None:
        """Take cents out; nothing for a negative amount."""
        self._used += max(amount, 0)

    def rest(self) -> int:
        """Cents that were never used."""
        return sum(arrival.amount for arrival in self._arrivals) - self._used


@dataclass(slots=True)
class _PayoutInHand:
    """A payout while it is being divided: what is available after repayments, and what costs took (cents)."""

    payout: Payout
    available: int
    pot: int
    paid: int = 0

    def left_after(self, amount: int) -> int:
        """What payout and pot together would still hold after paying so much."""
        return self.available - self.paid - amount + self.pot


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
        ours = [cost for cost in costs if cost.whose is None]
        until = payouts[0].on if payouts else date.max
        self._before_first_payout([cost for cost in ours if cost.due <= until])
        for index, payout in enumerate(payouts):
            until = payouts[index + 1].on if index + 1 < len(payouts) else self._case.relief_ends_on
            carried = [cost for cost in ours if payout.on < cost.due <= until]
            self._divide(_PayoutInHand(payout, available[index], self._pot.holds(payout.on)), carried)
        self._movements.still_late = self._late
        self._movements.unused_bridging = self._pot.rest()

    def _before_first_payout(self, costs: list[CostMonth]) -> None:
        for cost in sorted(costs, key=lambda cost: (cost.executed_on, *order_of_payment(cost))):
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
        for cost in sorted(carried, key=order_of_payment):
            if cost.route is Route.IF_IT_FITS:
                if not self._paid(hand, cost, must_leave=self._case.leefgeld.floor):
                    self._movements.client_costs.append(left_with_client(cost, Whose.DID_NOT_FIT))
            elif not self._paid(hand, cost, must_leave=0):
                self._becomes_late(cost, max(cost.executed_on, hand.payout.on))
        self._pay_rest(hand)

    def _paid(self, hand: _PayoutInHand, cost: CostMonth, must_leave: int) -> bool:
        """Pay the cost if payout and pot then still hold `must_leave` cents."""
        if hand.left_after(cost.amount) < must_leave:
            return False
        hand.paid += cost.amount
        self._movements.pay(max(cost.executed_on, hand.payout.on), cost)
        return True

    def _pay_rest(self, hand: _PayoutInHand) -> None:
        """What is left goes to the client, filled up to the floor from the pot as far as it reaches."""
        rest = hand.available - hand.paid
        top_up = max(min(hand.pot, self._case.leefgeld.floor - rest), 0)
        self._pot.use(top_up)
        self._movements.to_client(hand.payout.on, Turn.LEEFGELD, LEEFGELD, rest + top_up, hand.payout)

    def _becomes_late(self, cost: CostMonth, on: date) -> None:
        self._late.append(cost)
        self._movements.late.append((on, cost))
