"""Which papers a policy asks before a cost starts: what, from whom, to whom, by when. Pure.

By when follows from the first payment that cannot be made without it, so many bank days before that.

In the pilots nobody knew what to collect, where it must go and when, and it took three of the six months (seed 001,
lines 1969-1983). So it is data, one file for each policy that differs, and nobody has to remember it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from services.banking_days import bank_days_later
from services.mandates.costs import Cost


class PaperKind(StrEnum):
    """What is asked; `b12` is the card by which the COA deregisters somebody, `advance` the supplier's letter of it."""

    IDENTITY = "identity"
    IBAN = "iban"
    LEASE = "lease"
    CUSTOMER_NUMBER = "customer_number"
    ADVANCE = "advance"
    BRP = "brp"
    B12 = "b12"
    AUTHORISATION = "authorisation"


FACTS = frozenset({PaperKind.B12})
"""What the schedule service keeps as a fact: that it came is told by it, and taken back when it never did."""


class Person(StrEnum):
    """Who delivers a paper, or to whom."""

    CLIENT = "client"
    SUPPORTER = "supporter"
    CASE_MANAGER = "case_manager"
    SUPPLIER = "supplier"
    MUNICIPALITY = "municipality"
    COA = "coa"


class Requirement(NamedTuple):
    """One paper: for each of `costs`, or without costs once for them all.

    It is to be there so many bank days before the first payment that it holds, a cost's or (`holds_leefgeld`) the first
    leefgeld. One that holds none, or none that is known, is to be there so many days after it is first asked, which is
    when the household was registered.
    """

    kind: PaperKind
    delivered_by: Person
    delivered_to: Person
    bank_days_before: int | None = None
    days_after: int | None = None
    costs: tuple[Cost, ...] = ()
    holds_costs: bool = True
    holds_leefgeld: bool = False

    def due_on(self, today: date, first_payment: date | None) -> date:
        """By when it is to be there, if it is asked today."""
        if first_payment is not None and self.bank_days_before is not None:
            return bank_days_later(first_payment, -self.bank_days_before)
        return today + timedelta(days=self.days_after or 0)


class PaperNeed(NamedTuple):
    """A paper that a household needs; `about` is the cost that it belongs to, empty for one that all of them need.

    `follows` says whether its day follows that of a payment.
    """

    kind: PaperKind
    about: str
    delivered_by: Person
    delivered_to: Person
    due_on: date
    holds_costs: bool
    follows: bool = True


class Start(NamedTuple):
    """The policy of a household, the first due day of each cost that we are to pay, by cost, and the first leefgeld."""

    policy: str
    first_due: tuple[tuple[str, date], ...]
    first_leefgeld: date | None = None


class Requirements:
    """What each policy asks; one without a file of its own asks what `default` asks."""

    def __init__(self, by_policy: Mapping[str, tuple[Requirement, ...]], default: tuple[Requirement, ...]) -> None:
        self._by_policy = by_policy
        self._default = default

    def of(self, policy: str) -> tuple[Requirement, ...]:
        """What this policy asks, in the order of its file."""
        return self._by_policy.get(policy, self._default)

    def needs(self, start: Start, today: date) -> tuple[PaperNeed, ...]:
        """The papers of a household, as they would be asked today. Where we are to pay nothing, nothing is asked."""
        return _needs(self.of(start.policy), start.first_due, start.first_leefgeld, today) if start.first_due else ()


def whole_sets(needs: Iterable[PaperNeed], costs: Iterable[str], there: set[tuple[str, str]]) -> set[str]:
    """The costs that wait for nothing; `there` is what was delivered or waived, as (kind, about)."""
    lacking = {one.about for one in waits_for(needs, there)}
    return set() if "" in lacking else set(costs) - lacking


def waits_for(needs: Iterable[PaperNeed], there: set[tuple[str, str]]) -> list[PaperNeed]:
    """The papers that some cost waits for, the first to be there first."""
    lacking = [one for one in needs if one.holds_costs and (str(one.kind), one.about) not in there]
    return sorted(lacking, key=lambda one: (one.due_on, one.kind, one.about))


@lru_cache(maxsize=4096)
def _needs(
    asked: tuple[Requirement, ...], first_due: tuple[tuple[str, date], ...], first_leefgeld: date | None, today: date
) -> tuple[PaperNeed, ...]:
    """Cached, for a caseload has a few policies and a few due days."""
    due_on = dict(first_due)
    return tuple(need for one in asked for need in _needs_of(one, due_on, first_leefgeld, today))


def _needs_of(
    one: Requirement, due_on: Mapping[str, date], first_leefgeld: date | None, today: date
) -> Iterator[PaperNeed]:
    if not one.costs:
        held = [*due_on.values()] if one.holds_costs else []
        if one.holds_leefgeld and first_leefgeld is not None:
            held.append(first_leefgeld)
        yield _need(one, "", min(held, default=None), today)
    for cost in one.costs:
        if (first_due := due_on.get(cost)) is not None:
            yield _need(one, str(cost), first_due, today)


def _need(one: Requirement, about: str, first_payment: date | None, today: date) -> PaperNeed:
    due_on = one.due_on(today, first_payment)
    follows = first_payment is not None
    return PaperNeed(one.kind, about, one.delivered_by, one.delivered_to, due_on, one.holds_costs, follows)
