"""How each payout was divided under inhouding. Rule 10 of the plan.

A plan keeps its movements, not which payout or which bridging money carried them. So the withholding is done once
more, with somebody taking notes: the same code divides, and what it pays and uses is written down in order.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from services.schedule.planning.benefit import Payout
from services.schedule.planning.bridging import Arrival, Repaid
from services.schedule.planning.case import Account, Method
from services.schedule.planning.entries import Entry, Movements, Source, Turn
from services.schedule.planning.fixed_costs import CostMonth, cost_months
from services.schedule.planning.inhouding import Pot, Withholding
from services.schedule.planning.plan import Plan

_Paid: TypeAlias = tuple[date, CostMonth]
"""A cost and the day on which it was paid."""


class Division(NamedTuple):
    """One payout: the costs it paid, and the bridging money in cents that it was filled up with."""

    payout: Payout
    paid: tuple[_Paid, ...]
    top_up: int


class Withheld(NamedTuple):
    """Everything that was divided: costs paid from bridging money, payouts, and costs that stayed late."""

    from_pot: tuple[_Paid, ...]
    divisions: tuple[Division, ...]
    still_late: tuple[CostMonth, ...]

    def payer_of(self, on: date, cost: CostMonth) -> Payout | None:
        """The payout that a cost was withheld from; None where bridging money, or a budget account, paid it."""
        return next((one.payout for one in self.divisions if (on, cost) in one.paid), None)


class _Notes(Movements):
    """Movements that also remember which costs a payout carried before its rest was paid."""

    def __init__(self) -> None:
        super().__init__()
        self.from_pot: list[_Paid] = []
        self.divisions: list[Division] = []
        self._paid: list[_Paid] = []
        self._used: int | None = None

    def use(self, amount: int) -> None:
        """Bridging money is taken: for the cost that is paid next, or to fill up the rest of a payout."""
        self._used = amount

    def pay(self, on: date, cost: CostMonth) -> None:
        """A cost is paid, from bridging money if some was just taken."""
        super().pay(on, cost)
        (self._paid if self._used is None else self.from_pot).append((on, cost))
        self._used = None

    def to_client(self, on: date, turn: Turn, kind: str, amount: int, source: Source) -> None:
        """The rest of a payout is paid, which ends its division."""
        super().to_client(on, turn, kind, amount, source)
        assert isinstance(source, Payout)
        self.divisions.append(Division(source, tuple(self._paid), self._used or 0))
        self._paid, self._used = [], None


class _NotedPot(Pot):
    """A pot that tells the notes what is taken out."""

    def __init__(self, arrivals: Sequence[Arrival], notes: _Notes) -> None:
        super().__init__(arrivals)
        self._notes = notes

    def use(self, amount: int) -> None:
        """Take cents out, and say so."""
        super().use(amount)
        self._notes.use(amount)


def withheld(plan: Plan) -> Withheld:
    """How the payouts of a plan were divided; nothing under budgetbeheer, where none is."""
    if plan.case.method is Method.BUDGETBEHEER:
        return Withheld((), (), ())
    notes, payouts = _Notes(), plan.benefit.payouts
    arrivals = [entry.source for entry in plan.entries if isinstance(entry.source, Arrival)]
    available = [payout.payable - _repaid_from(plan.entries, payout) for payout in payouts]
    Withholding(notes, plan.case, _NotedPot(arrivals, notes)).carry_out(cost_months(plan.case), payouts, available)
    return Withheld(tuple(notes.from_pot), tuple(notes.divisions), tuple(notes.still_late))


def is_repaid_from(entry: Entry, payout: Payout) -> bool:
    """Whether an entry repays something out of a payout."""
    return isinstance(entry.source, Repaid) and entry.account is Account.BUDGET and entry.on == payout.on


def _repaid_from(entries: Sequence[Entry], payout: Payout) -> int:
    return -sum(entry.amount for entry in entries if is_repaid_from(entry, payout))
