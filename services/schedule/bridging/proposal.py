"""A proposal: one instrument, what it would take to close the gap with it alone, and what that leaves."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.months import Month
from services.schedule.households.contents import Repayment
from services.schedule.planning.case import Account
from services.schedule.planning.plan import Plan, Shortfall


class Means(StrEnum):
    """What a gap can be bridged with: the instruments of money, and a supplier who waits."""

    MINSTAND = "minstand"
    GRANT = "grant"
    LOAN = "loan"
    ADVANCE = "advance"
    DEFERRAL = "deferral"


class Bill(NamedTuple):
    """A month's bill (cents) of which the supplier would be asked to wait."""

    cost: str
    month: Month
    due_on: date
    amount: int


class Rest(NamedTuple):
    """What is left to live on in a stretch of days, in cents."""

    begins_on: date
    ends_on: date
    rest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One instrument and what it would take.

    `amount` (cents) is the smallest that closes the gap alone: of a minstand the cap, of a deferral the bills together.
    None where no amount does, and then `remains` says what stays short. `on` is the day by which it is to be there,
    `account` where money comes in, `repay` how a loan goes back, `until` how long suppliers wait.

    `foreseen` (cents) is what the policy has of it for this household, and `beyond_policy` whether there would be more
    than that. `rests` and `open_at_end` (cents: minstand, loans and advances together) are those of the plan with it.
    """

    means: Means
    on: date
    amount: int | None
    account: Account | None = None
    repay: Repayment | None = None
    foreseen: int = 0
    beyond_policy: bool = False
    bills: tuple[Bill, ...] = ()
    until: date | None = None
    rests: tuple[Rest, ...]
    open_at_end: int
    remains: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a plan lacks from today on, the day by which something must be there, and what would close the gap."""

    needed_on: date | None
    gap: tuple[Shortfall, ...]
    items: tuple[Proposal, ...]


def rests_of(made: Plan, since: date) -> tuple[Rest, ...]:
    """What is left to live on from a day on."""
    found = (Rest(one.begins_on, one.ends_on, one.rest) for one in made.left_to_live_on)
    return tuple(one for one in found if one.ends_on >= since)
