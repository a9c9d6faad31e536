"""Which papers a policy asks before a cost starts: what, from whom, to whom, by when. Pure.

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


class Person(StrEnum):
    """Who delivers a paper, or to whom."""

    CLIENT = "client"
    SUPPORTER = "supporter"
    CASE_MANAGER = "case_manager"
    SUPPLIER = "supplier"
    MUNICIPALITY = "municipality"
    COA = "coa"


class Requirement(NamedTuple):
    """One paper: for each of `costs` so many bank days before it is first due, or, without costs, once for them all, so
    many days after it is first asked, which is when the household was registered.
    """

    kind: PaperKind
    delivered_by: Person
    delivered_to: Person
    days: int
    costs: tuple[Cost, ...] = ()
    holds_costs: bool = True

    def due_on(self, today: date, first_due: date | None) -> date:
        """By when it is to be there, if it is asked today."""
        return today + timedelta(days=self.days) if first_due is None else bank_days_later(first_due, -self.days)


class PaperNeed(NamedTuple):
    """A paper that a household needs; `about` is the cost that it belongs to, empty for one that all of them need."""

    kind: PaperKind
    about: str
    delivered_by: Person
    delivered_to: Person
    due_on: date
    holds_costs: bool


class Start(NamedTuple):
    """The policy of a household, and the first due day of each cost that we are to pay, by cost."""

    policy: str
    first_due: tuple[tuple[str, date], ...]


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
        return _needs(self.of(start.policy), start.first_due, today) if start.first_due else ()


def whole_sets(needs: Iterable[PaperNeed], costs: Iterable[str], there: set[tuple[str, str]]) -> set[str]:
    """The costs that wait for nothing; `there` is what was delivered or waived, as (kind, about)."""
    lacking = {one.about for one in needs if one.holds_costs and (str(one.kind), one.about) not in there}
    return set() if "" in lacking else set(costs) - lacking


@lru_cache(maxsize=4096)
def _needs(
    asked: tuple[Requirement, ...], first_due: tuple[tuple[str, date], ...], today: date
) -> tuple[PaperNeed, ...]:
    """Cached, for a caseload has a few policies and a few due days."""
    due_on = dict(first_due)
    return tuple(need for one in asked for need in _needs_of(one, due_on, today))


def _needs_of(one: Requirement, due_on: Mapping[str, date], today: date) -> Iterator[PaperNeed]:
    if not one.costs:
        yield _need(one, "", one.due_on(today, None))
    for cost in one.costs:
        if (first_due := due_on.get(cost)) is not None:
            yield _need(one, str(cost), one.due_on(today, first_due))


def _need(one: Requirement, about: str, due_on: date) -> PaperNeed:
    return PaperNeed(one.kind, about, one.delivered_by, one.delivered_to, due_on, one.holds_costs)
