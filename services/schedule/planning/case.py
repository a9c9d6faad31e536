"""A case: everything the planner is told about one household, as values that cannot change.

Amounts are whole euro cents, dates civil dates in Europe/Amsterdam, months `services.months.Month`. `reading.py`
makes a case from JSON and names every fault of it; `policy.py` makes one from a household's facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias, TypeVar

from services.months import Month


class Method(StrEnum):
    """How the municipality pays: from a sub-account it manages, or by withholding from each benefit."""

    BUDGETBEHEER = "budgetbeheer"
    INHOUDING = "inhouding"


class CoaTreatment(StrEnum):
    """Whether COA's allowance after the right began counts as income (Participatiewet art. 31) or only as a debt."""

    INCOME = "income"
    DEBT_ONLY = "debt_only"


class Route(StrEnum):
    """Which costs the municipality pays; `if_it_fits` only means something under inhouding."""

    ALWAYS = "always"
    IF_IT_FITS = "if_it_fits"
    NEVER = "never"


class Account(StrEnum):
    """The two accounts of a plan: the household's budget account, and the client's own."""

    BUDGET = "budget"
    CLIENT = "client"


class Rhythm(StrEnum):
    """How often leefgeld comes."""

    MONTHLY = "monthly"
    WEEKLY = "weekly"


class AmountFrom(NamedTuple):
    """An amount in cents that holds from a month until a newer one takes over."""

    month: Month
    amount: int


class NormFrom(NamedTuple):
    """The kind of norm that holds for the household from a month on, such as `single` or `cost_sharer_3`."""

    month: Month
    kind: str


class PayoutDay(NamedTuple):
    """When a month's benefit is paid: this day number (31 = last) of the month shifted by `month_offset`."""

    day: int
    month_offset: int


@dataclass(frozen=True, slots=True)
class Benefit:
    """The bijstand: from when there is a right to it, when that was decided, at which norm, paid when.

    `actual` holds what the benefit system really pays for a month, in cents, where that is known to differ.
    """

    starts_on: date
    decided_on: date
    norms: tuple[NormFrom, ...]
    payout: PayoutDay
    actual: Mapping[Month, int]


@dataclass(frozen=True, slots=True)
class Coa:
    """COA's allowance in cents a day, and the day its stop (form B12) came in; None while it has not."""

    daily_amount: int
    b12_received_on: date | None
    treatment: CoaTreatment


class PartMonth(NamedTuple):
    """A cost's part month before its first whole one."""

    due_on: date
    amount: int


class Interlude(NamedTuple):
    """Months in which the client paid a cost himself: from `since` up to but without `until`."""

    since: Month
    until: Month

    def __contains__(self, month: object) -> bool:
        return isinstance(month, int) and self.since <= month < self.until


@dataclass(frozen=True, slots=True)
class FixedCost:
    """A cost that comes back each month; deferrals are months that the supplier agreed to wait for, and until when.

    `interludes` are months in which the client paid it, before we took it over again.
    """

    kind: str
    due_day: int
    first_month: Month
    amounts: tuple[AmountFrom, ...]
    first: PartMonth | None
    deferrals: Mapping[Month, date]
    handed_back_from: Month | None
    route: Route
    interludes: tuple[Interlude, ...] = ()


class LeefgeldPeriod(NamedTuple):
    """Leefgeld from a day on: monthly on a day number, or weekly on a weekday (1 = Monday), in cents."""

    starts_on: date
    rhythm: Rhythm
    day: int
    amount: int


@dataclass(frozen=True, slots=True)
class Leefgeld:
    """What must be left to live on a month (`floor`, cents), and under budgetbeheer what is paid when."""

    floor: int
    periods: tuple[LeefgeldPeriod, ...]


class PaidTo(NamedTuple):
    """The account that toeslagen go to from a day on; None = from the beginning."""

    starts_on: date | None
    account: Account


@dataclass(frozen=True, slots=True)
class Toeslag:
    """A toeslag of Dienst Toeslagen: monthly amounts (the first month is the entitlement), decision day, accounts."""

    kind: str
    amounts: tuple[AmountFrom, ...]
    decision_on: date
    paid_to: tuple[PaidTo, ...]


class NoRepayment(NamedTuple):
    """A loan that the plan does not repay."""


class OnFirstToeslagen(NamedTuple):
    """A loan that is repaid whole from the household's first toeslagen."""


@dataclass(frozen=True, slots=True)
class Instalments:
    """A loan repaid in `count` instalments from the payout with number `from_payout` (1 = the first)."""

    count: int
    from_payout: int


Repayment: TypeAlias = NoRepayment | OnFirstToeslagen | Instalments


class Minstand(NamedTuple):
    """A negative balance in the municipality's books, allowed down to `cap` cents; never the bank's overdraft."""

    cap: int


@dataclass(frozen=True, slots=True)
class Grant:
    """Bijzondere bijstand om niet (Participatiewet art. 35), in cents."""

    amount: int
    on: date | None
    to: Account


@dataclass(frozen=True, slots=True)
class Loan:
    """Bijstand as a loan (Participatiewet art. 48-51), in cents, and how it is repaid.

    What is open on `given_on` was given after all (art. 35), and is owed no longer.
    """

    amount: int
    on: date | None
    to: Account
    repay: Repayment
    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """An advance on the benefit (Participatiewet art. 52), in cents, set off against the payouts.

    What is open on `given_on` was given after all (art. 35), and is set off no longer.
    """

    amount: int
    on: date | None
    to: Account
    given_on: date | None = None


Bridging: TypeAlias = Minstand | Grant | Loan | Advance


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt that is repaid from payouts from a day on, in cents."""

    kind: str
    open: int
    instalment: int
    starts_on: date


class Flow(NamedTuple):
    """Any other money on one account; plus is money in."""

    on: date
    account: Account
    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class Case:
    """One household as the planner sees it."""

    case_id: str
    title: str
    method: Method
    leaves_reception_centre_on: date
    benefit: Benefit
    coa: Coa
    relief_ends_on: date
    fixed_costs: tuple[FixedCost, ...]
    cost_order: tuple[str, ...]
    leefgeld: Leefgeld
    toeslagen: tuple[Toeslag, ...]
    bridging: tuple[Bridging, ...]
    debts: tuple[Debt, ...]
    other_flows: tuple[Flow, ...]


_Dated = TypeVar("_Dated", AmountFrom, NormFrom)


def in_force(entries: Sequence[_Dated], month: Month) -> _Dated | None:
    """The newest entry not after the month; None before the first. `entries` are ordered by month."""
    found = None
    for entry in entries:
        if entry.month > month:
            break
        found = entry
    return found


def amount_in(entries: Sequence[AmountFrom], month: Month) -> int:
    """The amount in cents that holds in a month; 0 before the first entry. `entries` are ordered by month."""
    amount = 0
    for begin, value in entries:
        if begin > month:
            break
        amount = value
    return amount
