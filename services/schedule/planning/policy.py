"""A policy: how one organisation carries its households, as values; `case_making.py` lays it over a household's facts.

A policy file (`services/schedule/policies/*.toml`) becomes one of these. Amounts are whole euro cents. A *relief month*
is a calendar month of the relief: 1 is the month in which the right to bijstand starts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from services.schedule.planning.case import Account, CoaTreatment, Method, PayoutDay, Repayment, Rhythm, Route
from services.schedule.planning.household import Composition, HouseholdType

ANY_TOESLAG = "*"


class CostKind(StrEnum):
    """The kinds of fixed cost a policy can speak of; the first four are those of Participatiewet art. 56a."""

    RENT = "rent"
    ENERGY = "energy"
    WATER = "water"
    HEALTH_PREMIUM = "health_premium"
    OTHER = "other"
    PHONE = "phone"
    TV = "tv"
    INTERNET = "internet"
    INSURANCE = "insurance"


class ToeslagKind(StrEnum):
    """What a policy can route: the toeslagen (Awir), and the kinderbijslag that SVB pays each quarter (AKW)."""

    HUURTOESLAG = "huurtoeslag"
    ZORGTOESLAG = "zorgtoeslag"
    KINDGEBONDEN_BUDGET = "kindgebonden_budget"
    KINDEROPVANGTOESLAG = "kinderopvangtoeslag"
    KINDERBIJSLAG = "kinderbijslag"


class Destination(StrEnum):
    """Where toeslagen should be paid; the last one depends on whether the client signed for it."""

    BUDGET = "budget"
    CLIENT = "client"
    BUDGET_IF_AUTHORISED = "budget_if_authorised"


class RampDownMode(StrEnum):
    """How costs go back to the client: all when relief ends, one after the other, or each in a month of its own."""

    AT_END = "at_end"
    ONE_AT_A_TIME = "one_at_a_time"
    BY_COST = "by_cost"


class Sight(StrEnum):
    """What of the budget the client is shown."""

    LEEFGELD = "leefgeld"
    COSTS = "costs"
    BALANCE = "balance"


class Source(NamedTuple):
    """Where something in a policy comes from: the file it stands in, and its evidence or why it was inferred."""

    policy: str
    evidence: tuple[str, ...]
    inferred: str | None


class ByHousehold(NamedTuple):
    """An amount (cents) for each type of household, and what each child adds."""

    amounts: Mapping[HouseholdType, int]
    per_child: int

    def amount_for(self, household: Composition) -> int:
        """The amount in cents for this household."""
        return self.amounts[household.kind] + self.per_child * household.children


class MonthsOfCosts(NamedTuple):
    """So many months of fixed costs, rounded up to a multiple of `rounded_up_to` cents.

    `costs` are the kinds meant; empty means all that the policy pays for the household.
    """

    months: Decimal
    costs: tuple[str, ...]
    rounded_up_to: int


class MinusAtEnd(NamedTuple):
    """Exactly the minus that the plan would leave at the end of the relief."""


Formula: TypeAlias = ByHousehold | MonthsOfCosts | MinusAtEnd


class MinstandRule(NamedTuple):
    """How far below zero the budget account may go."""

    cap: Formula


class GrantRule(NamedTuple):
    """Bijzondere bijstand om niet (art. 35), so many days after the start of the right."""

    amount: Formula
    days_after_start: int
    to: Account


class LoanRule(NamedTuple):
    """Bijstand as a loan (art. 48-51), so many days after the start of the right.

    No policy gives what it lends: `given_on` is a decision for one household.
    """

    amount: Formula
    days_after_start: int
    to: Account
    repay: Repayment
    given_on: date | None = None


class AdvanceRule(NamedTuple):
    """An advance (art. 52), so many days after the start of the right."""

    amount: Formula
    days_after_start: int
    to: Account
    given_on: date | None = None


class DeferralRule(NamedTuple):
    """Of these costs it is worth asking the supplier to wait, for so many first months, until the first toeslagen.

    A policy agrees to nothing on a supplier's behalf: a bill waits once the supplier's word is recorded as a fact.
    """

    costs: tuple[str, ...]
    months: int


BridgingRule: TypeAlias = MinstandRule | GrantRule | LoanRule | AdvanceRule | DeferralRule


class LeefgeldStep(NamedTuple):
    """Leefgeld from a relief month on: monthly on a day number, or weekly on a weekday (1 = Monday).

    `amount` is never paid below the floor; None stands for the sustainable leefgeld, as high as the money carries.
    """

    from_month: int
    rhythm: Rhythm
    day: int
    amount: ByHousehold | None


class LeefgeldRule(NamedTuple):
    """What must be left to live on a month, and the steps of the leefgeld; none under inhouding (the rest is paid)."""

    floor: ByHousehold
    steps: tuple[LeefgeldStep, ...]


class Rerouting(NamedTuple):
    """How a toeslagen account is changed: passed on so many times a month, and in force so many months later."""

    changes_per_month: int
    lead_months: int


class SurplusRule(NamedTuple):
    """From a relief month on, and on which day of each month, what stands above a buffer is the client's."""

    from_month: int
    day: int
    buffer: ByHousehold


class RampDown(NamedTuple):
    """From which relief month on each cost is the client's own again; a cost not named stays until the end."""

    mode: RampDownMode
    handed_back_from: Mapping[str, int]


class Extension(NamedTuple):
    """On which article relief can go on after six months, and for how many months at once."""

    article: str
    months: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One way of working. `sources` says for each key of the file where it comes from, inherited ones included."""

    name: str
    title: str
    executor: str
    method: Method
    routes: Mapping[str, Route]
    client_chooses: bool
    cost_order: tuple[str, ...]
    payout: PayoutDay
    coa_treatment: CoaTreatment
    leefgeld: LeefgeldRule
    toeslagen: Mapping[str, Destination]
    rerouting: Rerouting | None
    bridging: tuple[BridgingRule, ...]
    surplus: SurplusRule | None
    ramp_down: RampDown
    review_months: tuple[int, ...]
    aftercare_months: tuple[int, ...]
    extension: Extension | None
    client_sees: frozenset[Sight]
    sources: Mapping[str, Source]

    @property
    def inferred(self) -> Mapping[str, str]:
        """What no source states, by its key, with the reason for the figure that was chosen."""
        return {key: source.inferred for key, source in self.sources.items() if source.inferred is not None}

    def destination(self, toeslag: str) -> Destination:
        """Where a toeslag goes; kinderbijslag goes to the client unless the policy names it."""
        if toeslag == ToeslagKind.KINDERBIJSLAG:
            return self.toeslagen.get(toeslag, Destination.CLIENT)
        return self.toeslagen.get(toeslag, self.toeslagen.get(ANY_TOESLAG, Destination.CLIENT))
