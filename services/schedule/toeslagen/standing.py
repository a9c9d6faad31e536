"""Where a toeslag of a household stands on a day, what is the next step, and who takes it. Pure; amounts are cents.

Not applied for, applied for, decided late (Awir art. 16 lid 2: 13 weeks), awaited, arrived; or missing, come to another
account than was meant, another amount than was decided, being reclaimed, stopped. Where more is so than one thing, the
one that leaves the household with the least goes first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from services import banking_days
from services.events import ClaimState, ToeslagState
from services.months import month_of
from services.schedule.planning.case import Account
from services.schedule.planning.household import UNTIL_DECISION
from services.schedule.planning.policy import ToeslagKind
from services.schedule.planning.toeslagen import ToeslagPayment, pay_day
from services.schedule.toeslagen.account_request import next_cut_off
from services.schedule.toeslagen.actor import Actor
from services.schedule.toeslagen.arrival import Arrival, Together, together
from services.schedule.toeslagen.known import KnownToeslag

MISSING_AFTER = 5
"""Bank days after its pay day on which a toeslag that did not come is missing."""

_DAY = timedelta(days=1)


class Chase(NamedTuple):
    """A payment that did not come; since `on` somebody is to ask for it, `again_on` once more."""

    payment: ToeslagPayment
    on: date
    again_on: date


class Standing(NamedTuple):
    """Where a toeslag stands: `amount` is what the state is about (awaited; missing; came more, or less if negative,
    than decided; to be reclaimed), `account` where it is to come, or came wrongly.

    `next_on` is the day of the next step, taken by whoever `acts`; on `look_on` time alone may change something.
    `missing` and `odd` are what somebody is to be asked about; by `ask_by` the budget account is to be asked for, where
    money came to the client and nobody has since.
    """

    toeslag: ToeslagKind
    state: ToeslagState
    amount: int | None = None
    account: Account | None = None
    next_on: date | None = None
    acts: Actor | None = None
    look_on: date | None = None
    missing: tuple[Chase, ...] = ()
    odd: tuple[Together, ...] = ()
    ask_by: date | None = None
    to_agree: tuple["Reclaim", ...] = ()


class Reclaim(NamedTuple):
    """What came to the client on a day although the budget account is meant, the `number`-th time.

    `amount` is what is still to come back of it, next on `next_on`; until something is agreed that is all of it.
    """

    number: int
    came_on: date
    state: ClaimState
    amount: int
    next_on: date


class Asked(NamedTuple):
    """The newest request to pay a toeslag to another account, and whether Dienst Toeslagen goes by it."""

    account: Account
    holds: bool


def standing(
    known: KnownToeslag,
    arrivals: Sequence[Arrival],
    today: date,
    accepted: Collection[int] = (),
    asked: Asked | None = None,
    claims: Sequence[Reclaim] = (),
) -> Standing:
    """Where it stands today.

    `accepted` are the first months of amounts other than decided that somebody accepted, `asked` the newest request for
    another account, `claims` what was made of what came wrongly.
    """
    return _Looking(known, arrivals, today, accepted, asked, claims).standing()


def missing_on(payment: ToeslagPayment) -> date:
    """The day on which a payment that did not come is missing."""
    return banking_days.bank_days_later(payment.on, MISSING_AFTER)


@dataclass(frozen=True)
class _Looking:
    known: KnownToeslag
    arrivals: Sequence[Arrival]
    today: date
    accepted: Collection[int]
    asked: Asked | None
    claims: Sequence[Reclaim]

    def standing(self) -> Standing:
        known = self.known
        if known.decided is None and not self.arrivals:
            return self._before_decision()
        if known.is_refused and not self.arrivals:
            return Standing(known.kind, ToeslagState.REFUSED)
        found = self._decided()
        return found._replace(
            look_on=self._look_on(),
            missing=self._missing,
            odd=self._odd,
            ask_by=self._ask_by(),
            to_agree=tuple(one for one in self.claims if one.state is ClaimState.OPEN),
        )

    def _before_decision(self) -> Standing:
        known = self.known
        if known.applied_on is None:
            apply_by = known.apply_by
            return Standing(known.kind, ToeslagState.NOT_APPLIED, next_on=apply_by, acts=Actor.CASE_MANAGER)
        deadline = known.applied_on + UNTIL_DECISION
        if self.today > deadline:
            late = ToeslagState.DECISION_OVERDUE
            return Standing(known.kind, late, next_on=deadline, acts=Actor.CASE_MANAGER)
        return Standing(
            known.kind,
            ToeslagState.APPLIED,
            next_on=deadline,
            acts=Actor.DIENST_TOESLAGEN,
            look_on=deadline + _DAY,
        )

    def _decided(self) -> Standing:
        known, case_manager = self.known, Actor.CASE_MANAGER
        if self._missing:
            amount = sum(one.payment.amount for one in self._missing)
            ask_on = min(one.on for one in self._missing)
            return Standing(known.kind, ToeslagState.MISSING, amount, Account.BUDGET, ask_on, case_manager)
        if to_agree := [one for one in self.claims if one.state is ClaimState.OPEN]:
            amount, came_on = sum(one.amount for one in to_agree), max(one.came_on for one in to_agree)
            return Standing(known.kind, ToeslagState.WRONG_ACCOUNT, amount, Account.CLIENT, came_on, case_manager)
        if self._odd:
            amount = sum(one.difference for one in self._odd)
            came_on = max(one.on for odd in self._odd for one in odd.arrivals)
            return Standing(known.kind, ToeslagState.DIFFERS, amount, None, came_on, case_manager)
        if coming_back := [one for one in self.claims if one.state is ClaimState.AGREED]:
            amount, next_on = sum(one.amount for one in coming_back), min(one.next_on for one in coming_back)
            return Standing(known.kind, ToeslagState.RECLAIMING, amount, Account.BUDGET, next_on, Actor.CLIENT)
        return self._awaited()

    def _awaited(self) -> Standing:
        known, awaited = self.known, self._awaited_payment
        state = ToeslagState.ARRIVED if self._arrived else ToeslagState.EXPECTED
        if awaited is not None:
            to = awaited.account
            return Standing(known.kind, state, awaited.amount, to, awaited.on, Actor.DIENST_TOESLAGEN)
        if known.planned is None:  # it was decided, and nobody said how much it is
            asked_on = known.decided.on if known.decided else None
            return Standing(known.kind, state, next_on=asked_on, acts=Actor.CASE_MANAGER)
        if not known.planned.amounts[-1].amount:
            return Standing(known.kind, ToeslagState.STOPPED)
        return Standing(known.kind, state)

    @cached_property
    def _payments(self) -> list[ToeslagPayment]:
        return self.known.payments

    @cached_property
    def _arrived(self) -> list[Arrival]:
        """What came; where only the fact is known, the first payment."""
        told = self.known.arrived
        if self.arrivals or told is None or not self._payments:
            return list(self.arrivals)
        first = self._payments[0]
        return [Arrival(first.first, first.last, None, told.on, told.account)]

    @cached_property
    def _together(self) -> list[Together]:
        return together(self._payments, self._arrived)

    @cached_property
    def _open(self) -> list[ToeslagPayment]:
        """Payments of which nothing came."""
        return [payment for one in self._together if not one.arrivals for payment in one.payments]

    @cached_property
    def _missing(self) -> tuple[Chase, ...]:
        """What comes on the client's own account nobody but he can miss."""
        missing = [one for one in self._open if one.account is Account.BUDGET and missing_on(one) <= self.today]
        return tuple(self._chase(one) for one in missing)

    def _chase(self, payment: ToeslagPayment) -> Chase:
        """Asked for when it is missing, and again each month when that month's own money has not come either way."""
        on, month = missing_on(payment), month_of(payment.on)
        while (again_on := banking_days.bank_days_later(pay_day(month + 1), MISSING_AFTER)) <= self.today:
            on, month = again_on, month + 1
        return Chase(payment, on, again_on)

    @cached_property
    def _astray(self) -> list[Arrival]:
        """What came on the client's account although the budget account was meant."""
        if not self.known.is_meant_for_budget:
            return []
        return [one for one in self._arrived if one.account is Account.CLIENT]

    @cached_property
    def _odd(self) -> tuple[Together, ...]:
        """What came otherwise than it was decided, and nobody accepted."""
        odd = [one for one in self._together if one.arrivals and one.difference]
        return tuple(one for one in odd if one.first not in self.accepted)

    @property
    def _awaited_payment(self) -> ToeslagPayment | None:
        """The next payment that is to come; on the client's own account it counts as come when its day is over."""
        return next((one for one in self._open if one.account is Account.BUDGET or one.on >= self.today), None)

    def _ask_by(self) -> date | None:
        """The newest money came to the client, during the relief, and no request is under way that ends that."""
        if not self._astray or self._is_asked or self.today > self.known.relief_ends_on:
            return None
        newest = max(self._arrived, key=lambda one: one.on)
        return next_cut_off(newest.on) if newest in self._astray else None

    @property
    def _is_asked(self) -> bool:
        return self.asked is not None and self.asked.account is Account.BUDGET and self.asked.holds

    def _look_on(self) -> date | None:
        days = [one.again_on for one in self._missing]
        for one in self._open:
            days.append(missing_on(one) if one.account is Account.BUDGET else one.on + _DAY)
        return min((day for day in days if day > self.today), default=None)
