"""Which payments of a household a run proposes, and why one of them waits. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.events import HoldReason
from services.months import Month, first_day, last_day, month_of
from services.schedule.payments.fitting import short_of_money
from services.schedule.wanted.payments import PaymentKey, PlannedPayment
from services.schedule.wanted.sheet import Sheet

LOOKS_BACK = 2
"""Months that a run looks back for payments that were held or missed; what is older is for a person to decide."""


EVERYTHING = ""
"""Where a day stands for every purpose, in what was paid before us."""

_DAY = timedelta(days=1)


class Period(NamedTuple):
    """What a run pays: all that is due in its month or still unpaid of the months before, executed from a day on."""

    month: Month
    pays_from: date

    @property
    def first_due(self) -> date:
        """The earliest due day that is still looked at."""
        return first_day(self.month - LOOKS_BACK)

    @property
    def last_due(self) -> date:
        """The last due day of the run's month."""
        return last_day(self.month)


class PaidTo(NamedTuple):
    """What the registry released a payment to: by which route, to which account (none where a supplier collects), with
    which reference. A supplier that collects does so by the mandate with this `umr`."""

    route: str
    account_id: str | None
    reference_kind: str | None
    reference_text: str | None
    umr: str | None = None


class Paid(NamedTuple):
    """What another run pays or has paid under a key: cents, and the day on which it was due.

    Without an amount it was settled otherwise, whatever it came to.
    """

    amount: int | None
    due_on: date

    def lacks(self, wanted: int) -> int:
        """By how many cents it differs from what is wanted."""
        return 0 if self.amount is None else abs(wanted - self.amount)


class CameBack(NamedTuple):
    """That the bank gave the money of a payment back: which code it gave, from which account, and whether it is paid to
    that again."""

    reason_code: str | None
    account_id: UUID | None
    to_the_same_again: bool


class Decision(NamedTuple):
    """A decision on whose ground is paid (art. `56a`, `57`, `voluntary`), from a day up to and including another."""

    article: str
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A household as a run sees it: what its plan wants, what was paid, and on what ground.

    `paid_before` are days, by purpose: what was due until then was paid by somebody else. `came_back` is what the bank
    gave back of what was paid.
    """

    household_id: UUID
    municipality: str
    plan_version: int
    wanted: Sheet
    paid: Mapping[PaymentKey, Paid]
    decisions: Sequence[Decision]
    paid_before: Mapping[str, date] = field(default_factory=dict)
    came_back: Mapping[PaymentKey, CameBack] = field(default_factory=dict)

    @property
    def begins_on(self) -> date:
        """The first day that is ours: money that was to come in before came to somebody else."""
        until = self.paid_before.get(EVERYTHING)
        return date.min if until is None else until + _DAY

    def pays(self, payment: PlannedPayment) -> bool:
        """Whether this bill is ours, and not of a time when somebody else paid."""
        until = (self.paid_before.get(whose) for whose in (payment.key.purpose, EVERYTHING))
        return not any(day is not None and payment.due_on <= day for day in until)


class Candidate(NamedTuple):
    """A payment as a run proposes it, on the ground of a decision; `held` says why it waits, and `detail` what the
    registry says more of that.

    What it is paid to is known once the registry was asked; what waits anyhow, it is not asked for.
    """

    payment: PlannedPayment
    execute_on: date
    ground: str
    held: HoldReason | None
    paid_to: PaidTo | None = None
    detail: str | None = None


def candidates(dossier: Dossier, period: Period) -> list[Candidate]:
    """Every payment of the household that this run pays or holds; what was paid as planned is not among them."""
    last_due, pays_from = period.last_due, period.pays_from
    planned = _ours(dossier, dossier.wanted.payments_due(period.first_due, last_due))
    short = short_of_money(dossier.wanted, planned, dossier.paid, pays_from, last_due)
    otherwise = _paid_otherwise(dossier, planned, period)
    found = []
    for payment in planned:
        if payment.due_on > last_due:
            continue
        paid = dossier.paid.get(payment.key)
        if paid is not None and not paid.lacks(payment.amount):
            continue
        ground = _ground(dossier, payment)
        if paid is not None:
            missing = payment._replace(amount=paid.lacks(payment.amount))
            held: HoldReason | None = HoldReason.PAID_ANOTHER_AMOUNT
            found.append(Candidate(missing, max(payment.execute_on, pays_from), ground, held))
            continue
        if otherwise and (payment.key.purpose, month_of(payment.due_on)) in otherwise:
            held = HoldReason.PAID_ON_ANOTHER_DAY
        elif not ground:
            held = HoldReason.NO_DECISION
        else:
            held = HoldReason.MONEY_SHORT if payment.key in short else None
        found.append(Candidate(payment, max(payment.execute_on, pays_from), ground, held))
    return found


def _ours(dossier: Dossier, planned: list[PlannedPayment]) -> list[PlannedPayment]:
    """Those that we pay; of few households somebody else paid any."""
    return [one for one in planned if dossier.pays(one)] if dossier.paid_before else planned


def no_longer_wanted(dossier: Dossier, waiting: Sequence[PaymentKey]) -> list[PaymentKey]:
    """Of what was held before and never paid, that which the plan does not want, or wants as it was paid meanwhile.

    The whole plan is asked, however long ago that was due: what a run no longer looks at still waits.
    """
    if not waiting:
        return []
    wanted = {one.key: one for one in _ours(dossier, dossier.wanted.every_payment)}
    gone = []
    for key in waiting:
        paid, one = dossier.paid.get(key), wanted.get(key)
        if one is None or (paid is not None and not paid.lacks(one.amount)):
            gone.append(key)
    return gone


def _paid_otherwise(dossier: Dossier, planned: Sequence[PlannedPayment], period: Period) -> set[tuple[str, Month]]:
    """For which purpose and month was paid what the plan no longer has: a corrected fact must not pay it again.

    A leefgeld whose day moved, a part month that became a whole one: the key is another, the bill is the same. Few
    households have such a thing, so the whole plan is looked through for them alone.
    """
    if not dossier.paid:
        return set()
    own, first, last = {payment.key for payment in planned}, period.first_due, period.last_due
    others = [(key, one.due_on) for key, one in dossier.paid.items() if key not in own and first <= one.due_on <= last]
    if not others:
        return set()
    own = {payment.key for payment in dossier.wanted.every_payment}
    return {(key.purpose, month_of(due_on)) for key, due_on in others if key not in own}


_NO_GROUND = ""


def _ground(dossier: Dossier, payment: PlannedPayment) -> str:
    """The article that a payment rests on, or nothing: a decision is asked for before money moves at all (I24).

    What fell due before the right began (the rest of a month's rent, on the day of the key) is paid out of the relief
    all the same, so the decision on its first day carries it. Of several the duty of art. 56a comes first: it holds
    also for what the client refused.
    """
    day = dossier.wanted.day_of_relief(payment.due_on)
    return min((one.article for one in dossier.decisions if one.covers(day)), default=_NO_GROUND)
