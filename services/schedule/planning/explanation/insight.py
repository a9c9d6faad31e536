"""A plan that is being asked about: what several explanations look up in it, found once."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from services.months import Month
from services.schedule.planning.benefit import BenefitMonth, Payout
from services.schedule.planning.case import Account, Method, in_force
from services.schedule.planning.coa import processing_day
from services.schedule.planning.entries import Entry
from services.schedule.planning.explanation.division import Withheld, withheld
from services.schedule.planning.explanation.repayment import Repayment, repayments
from services.schedule.planning.norms import NormBook, NormSet
from services.schedule.planning.plan import Plan


class NormInForce(NamedTuple):
    """The norm that holds for the household in a month: its kind, its cents a month, and the set it stands in."""

    kind: str
    amount: int
    of: NormSet


class Insight:
    """A plan and the norms it was made with."""

    def __init__(self, plan: Plan, norms: NormBook) -> None:
        self.plan = plan
        self.case = plan.case
        self.norms = norms

    @property
    def is_budgetbeheer(self) -> bool:
        """Whether the household is under budgetbeheer; under inhouding otherwise."""
        return self.case.method is Method.BUDGETBEHEER

    @cached_property
    def b12_processed_on(self) -> date | None:
        """The day from which the B12 counts; None without one."""
        return processing_day(self.case.coa.b12_received_on)

    @cached_property
    def benefit_months(self) -> list[BenefitMonth]:
        """The months of benefit as the document lists them."""
        return [month for payout in self.plan.benefit.payouts for month in payout.months]

    @cached_property
    def withheld(self) -> Withheld:
        """How the payouts were divided under inhouding; nothing under budgetbeheer."""
        return withheld(self.plan)

    @cached_property
    def repayments(self) -> dict[int, Repayment]:
        """What each repayment repays, by the place of its entry."""
        return repayments(self.plan)

    def norm_in(self, month: Month) -> NormInForce:
        """The norm behind a month of benefit."""
        norm = in_force(self.case.benefit.norms, month)
        assert norm is not None, "a case without a norm for a month has no plan"
        return NormInForce(norm.kind, self.norms.amount(norm.kind, month), self.norms.set_in(month))

    def payout_of(self, month: BenefitMonth) -> Payout:
        """The payout that pays a month."""
        return next(payout for payout in self.plan.benefit.payouts if payout.on == month.paid_on)

    def entries(self, chosen: Callable[[Entry], bool]) -> Iterator[tuple[str, Entry]]:
        """The entries that are chosen, each with the pointer to its amount."""
        for index, entry in enumerate(self.plan.entries):
            if chosen(entry):
                yield f"/entries/{index}/amount", entry

    def budget_entries(self, first: date, last: date) -> Iterator[tuple[str, Entry]]:
        """The movements on the budget account from a day up to and including another."""
        return self.entries(lambda entry: entry.account is Account.BUDGET and first <= entry.on <= last)

    def balance_before(self, day: date) -> int:
        """The budget account's balance (cents) at the end of the day before."""
        balance = 0
        for end in self.plan.day_ends:
            if end.on >= day:
                break
            balance = end.balance
        return balance

    def index_of(self, entry: Entry) -> int:
        """The place of this very entry in the plan; two entries may be equal in everything."""
        return next(index for index, one in enumerate(self.plan.entries) if one is entry)
