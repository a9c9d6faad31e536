"""Budgetbeheer: the benefit comes in on a sub-account; costs and a set leefgeld go out of it.

Rules 7 to 9 of the plan. The account may stand below zero in the municipality's books (minstand), never at the bank.
"""

from collections.abc import Sequence

from services.schedule.planning.entries import HANDED_BACK, LEEFGELD, LEEFGELD_ADVANCE, Movements, Turn
from services.schedule.planning.fixed_costs import CostMonth, Whose, left_with_client
from services.schedule.planning.leefgeld import LeefgeldPlan


def carry_out(movements: Movements, leefgeld: LeefgeldPlan, costs: Sequence[CostMonth]) -> None:
    """All that leaves the budget account under budgetbeheer, repayments and the settlement excepted."""
    _pay_leefgeld(movements, leefgeld)
    _pay_costs(movements, costs)


def _pay_leefgeld(movements: Movements, leefgeld: LeefgeldPlan) -> None:
    """Leefgeld on its days, and the advance before the first."""
    turn = Turn.LEEFGELD
    if leefgeld.advance_on is not None:
        movements.to_client(leefgeld.advance_on, turn, LEEFGELD_ADVANCE, leefgeld.advance, None)
    for payment in leefgeld.payments:
        movements.to_client(payment.on, turn, LEEFGELD, payment.amount, payment)


def _pay_costs(movements: Movements, costs: Sequence[CostMonth]) -> None:
    """Each cost on its day, whatever the balance; one that was handed back goes to the client instead."""
    for cost in costs:
        if cost.whose is None:
            movements.pay(cost.executed_on, cost)
            continue
        movements.client_costs.append(left_with_client(cost, cost.whose))
        if cost.whose is Whose.HANDED_BACK:
            movements.to_client(cost.executed_on, Turn.HANDED_BACK, HANDED_BACK, cost.amount, cost)
