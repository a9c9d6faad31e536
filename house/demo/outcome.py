"""What happened to people under each policy, up to a day: what was left to live on, what came late, who waits for what.

Pure. Two sources are laid together: the newest plan of a household (what it lives on, its gaps, what COA wants back)
and what became of its payments (paid late, held and why). A plan that was not carried out is no comfort to anybody.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import NamedTuple

from services.banking_days import after
from services.schedule.planning.balance import Gap
from services.schedule.planning.living import Window
from services.schedule.planning.plan import Plan, ShortfallKind
from services.schedule.planning.policy import Policy
from services.schedule.wanted.payments import LEEFGELD, NO_MONTH, SETTLEMENT, PaymentKey

_WHOLE = 28
_LEEFGELD_FROM = timedelta(days=2)
"""Leefgeld is paid from the second day after the start on (rule 8 of the plan)."""


class Span(NamedTuple):
    """The days that are looked at, both included."""

    begins_on: date
    ends_on: date


class Fate(NamedTuple):
    """A payment in one run: filed, or held for a reason. Cents."""

    key: PaymentKey
    amount: int
    due_on: date
    execute_on: date
    held: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """What one household went through. Amounts are cents, `late_costs` the amounts of the bills that came late.

    `lowest_rest` is the least that was left to live on in a whole month. `waiting` are payments that were held and not
    paid since, by reason; `held` all that ever were.
    """

    lowest_rest: int | None
    could_not_live: bool
    days_without_money: int
    deepest_gap: Gap | None
    coa_debt: int
    paid_twice: int
    days_paid_twice: int
    late_costs: tuple[int, ...]
    late_leefgeld: int
    held: Counter[str]
    waiting: Counter[str]


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """What a policy came down to for its households. Amounts are cents, `overdue` tasks by kind."""

    policy: Policy
    town: str
    households: int
    lowest_rest: int | None
    median_rest: int | None
    could_not_live: int
    median_days_without_money: int
    most_days_without_money: int
    late_costs: int
    late_sum: int
    late_leefgeld: int
    deepest_gap: Gap | None
    coa_debt: int
    paid_twice: int
    days_paid_twice: int
    held: Counter[str]
    waiting: Counter[str]
    overdue: Counter[str]

    @property
    def share_that_could_not_live(self) -> int:
        """Of a hundred households how many had a month with less than the floor."""
        return round(100 * self.could_not_live / self.households)


def household(plan: Plan, fates: Sequence[Fate], span: Span) -> Household:
    """What a household went through in these days."""
    rests = [
        left.rest
        for window, left in zip(plan.windows, plan.left_to_live_on, strict=True)
        if _is_whole(window) and window.begins_on <= span.ends_on
    ]
    gaps = [gap for gap in plan.gaps if gap.deepest_on <= span.ends_on]
    paid = {one.key for one in fates if one.held is None}
    held = {(one.key, one.held) for one in fates if one.held is not None}
    waiting = {one.key: one.held for one in fates if one.held is not None and one.key not in paid}
    return Household(
        lowest_rest=min(rests, default=None),
        could_not_live=any(_happened(plan, ShortfallKind.CANNOT_LIVE_ON, span)),
        days_without_money=_days_without_money(plan, span),
        deepest_gap=min(gaps, key=lambda gap: gap.deepest, default=None),
        coa_debt=_coa_days(plan, span) * plan.case.coa.daily_amount,
        paid_twice=plan.benefit.paid_twice,
        days_paid_twice=plan.benefit.paid_twice // max(plan.case.coa.daily_amount, 1),
        late_costs=tuple(_late_costs(plan, fates, span)),
        late_leefgeld=_late_leefgeld(plan, fates, span),
        held=Counter(reason for _, reason in held),
        waiting=Counter(waiting.values()),
    )


def _is_whole(window: Window) -> bool:
    """A whole month: of three days at its beginning nobody lives for a month."""
    return window.must_leave is not None and (window.ends_on - window.begins_on).days + 1 >= _WHOLE


def policy_outcome(policy: Policy, town: str, households: Sequence[Household], overdue: Counter[str]) -> PolicyOutcome:
    """What these households, of whom there is at least one, went through under a policy."""
    rests = [one.lowest_rest for one in households if one.lowest_rest is not None]
    days = [one.days_without_money for one in households]
    gaps = [one.deepest_gap for one in households if one.deepest_gap is not None]
    return PolicyOutcome(
        policy=policy,
        town=town,
        households=len(households),
        lowest_rest=min(rests, default=None),
        median_rest=median_low(rests) if rests else None,
        could_not_live=sum(one.could_not_live for one in households),
        median_days_without_money=median_low(days),
        most_days_without_money=max(days),
        late_costs=sum(len(one.late_costs) for one in households),
        late_sum=sum(sum(one.late_costs) for one in households),
        late_leefgeld=sum(one.late_leefgeld for one in households),
        deepest_gap=min(gaps, key=lambda gap: gap.deepest, default=None),
        coa_debt=sum(one.coa_debt for one in households),
        paid_twice=sum(one.paid_twice for one in households),
        days_paid_twice=sum(one.days_paid_twice for one in households),
        held=_all(one.held for one in households),
        waiting=_all(one.waiting for one in households),
        overdue=overdue,
    )


def _all(counters: Iterable[Counter[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in counters:
        found.update(one)
    return found


def _happened(plan: Plan, kind: ShortfallKind, span: Span) -> Iterator[bool]:
    return (True for one in plan.shortfalls if one.kind is kind and one.on <= span.ends_on)


def _days_without_money(plan: Plan, span: Span) -> int:
    first = min(plan.first_money_on or span.ends_on, span.ends_on)
    return max((first - plan.case.leaves_reception_centre_on).days, 0)


def _coa_days(plan: Plan, span: Span) -> int:
    """While no B12 comes the debt grows by the day; days that are still to come are not owed yet."""
    so_far = (span.ends_on - plan.case.leaves_reception_centre_on).days + 1
    return max(min(plan.coa_debt.days, so_far), 0)


def _late_costs(plan: Plan, fates: Sequence[Fate], span: Span) -> Iterator[int]:
    """The amount of each bill that was due in these days, and was paid after its day or not at all."""
    costs = [one for one in fates if one.key.purpose not in (LEEFGELD, SETTLEMENT)]
    late = _not_on_its_day(costs, span, after(plan.case.benefit.starts_on))
    yield from late.values()
    known = {(one.key.purpose, one.key.month) for one in costs if one.held is None or one.key in late}
    for short in plan.shortfalls:
        is_late = short.kind is ShortfallKind.LATE and span.begins_on <= short.on <= span.ends_on
        if is_late and (short.cost, short.month or NO_MONTH) not in known:
            yield short.amount


def _late_leefgeld(plan: Plan, fates: Sequence[Fate], span: Span) -> int:
    leefgeld = [one for one in fates if one.key.purpose == LEEFGELD]
    return len(_not_on_its_day(leefgeld, span, after(plan.case.benefit.starts_on + _LEEFGELD_FROM)))


def _not_on_its_day(fates: Sequence[Fate], span: Span, first: date) -> dict[PaymentKey, int]:
    """What was due in these days and was paid later, or not at all; nothing can be paid before the day `first`."""
    paid = {one.key: one for one in fates if one.held is None}
    found = {}
    for one in fates:
        payment = paid.get(one.key)
        in_time = payment is not None and payment.execute_on <= max(one.due_on, first)
        if span.begins_on <= one.due_on <= span.ends_on and not in_time:
            found[one.key] = one.amount
    return found
