"""What a plan still lacks from a day on, and whether other money mends that or does harm elsewhere. Pure.

A plan is laid beside the same plan without the money in question. A place that is still short and no worse than
before is unsolved; one that has become worse is harmed, by what is paid back. More money of one kind mends the first
sort and never the second: that is what makes the smallest sufficient amount findable by halves.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.case import Method
from services.schedule.planning.living import LeftToLiveOn, Window
from services.schedule.planning.plan import Plan, Shortfall, ShortfallKind


class Verdict(NamedTuple):
    """Where a plan is still short from a day on: what the money does not mend, and what it makes worse."""

    unsolved: tuple[Shortfall, ...]
    harmed: tuple[Shortfall, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is short any more."""
        return not self.unsolved and not self.harmed

    @property
    def remains(self) -> tuple[Shortfall, ...]:
        """Everything that is short, by day."""
        return tuple(sorted((*self.unsolved, *self.harmed), key=lambda one: (one.on, one.kind)))


def lacking(plan: Plan, since: date) -> tuple[Shortfall, ...]:
    """What a plan is short of from a day on, by day; of the account the first day and the deepest figure (cents).

    A month that has begun and is not over counts: money that comes today is lived on in it.
    """
    return judged(plan, plan, since).unsolved


def judged(plan: Plan, before: Plan, since: date) -> Verdict:
    """A plan beside the one without the money in question."""
    found = [*_late(plan, before, since), *_living(plan, before, since), *_account(plan, before, since)]
    found.sort(key=lambda one: (one[0].on, one[0].kind, one[0].cost or ""))
    return Verdict(
        tuple(one for one, is_worse in found if not is_worse), tuple(one for one, is_worse in found if is_worse)
    )


def _late(plan: Plan, before: Plan, since: date) -> Iterator[tuple[Shortfall, bool]]:
    known = {(cost.kind, cost.month) for _, cost in before.late}
    for on, cost in plan.late:
        if on >= since:
            short = Shortfall(on, ShortfallKind.LATE, cost.kind, cost.amount, cost.month)
            yield short, (cost.kind, cost.month) not in known


def _living(plan: Plan, before: Plan, since: date) -> Iterator[tuple[Shortfall, bool]]:
    rests = {left.begins_on: left.rest for left in before.left_to_live_on}
    for window, left in measured(plan):
        must_leave = window.must_leave or 0
        if left.rest < must_leave and window.ends_on >= since:
            short = Shortfall(window.begins_on, ShortfallKind.CANNOT_LIVE_ON, None, must_leave - left.rest)
            yield short, left.rest < rests.get(window.begins_on, left.rest)


def measured(plan: Plan) -> Iterator[tuple[Window, LeftToLiveOn]]:
    """The stretches of days in which something must be left to live on, with what is left."""
    for window, left in zip(plan.windows, plan.left_to_live_on, strict=True):
        if window.must_leave is not None:
            yield window, left


def _account(plan: Plan, before: Plan, since: date) -> Iterator[tuple[Shortfall, bool]]:
    """Of the days on which the account is too deep the deepest, apart for what the money mends and what it worsens."""
    if plan.case.method is not Method.BUDGETBEHEER or not plan.day_ends:
        return
    cap, balance, was = minstand_cap(plan.case), _Balance(plan), _Balance(before)
    days = sorted({since, *(end.on for one in (plan, before) for end in one.day_ends if end.on > since)})
    for is_worse in (False, True):
        deep = [
            (day, -balance.on(day) - cap)
            for day in days
            if balance.on(day) < -cap and (balance.on(day) < was.on(day)) is is_worse
        ]
        if deep:
            deepest = max(depth for _, depth in deep)
            yield Shortfall(deep[0][0], ShortfallKind.BELOW_MINSTAND_CAP, None, deepest), is_worse
    left = plan.day_ends[-1].balance
    if left < 0 and plan.settles_on >= since:
        remains = Shortfall(plan.settles_on, ShortfallKind.NOT_RECOVERED_AT_END, None, -left)
        yield remains, left < before.day_ends[-1].balance


class _Balance:
    """The budget account of a plan at the end of any day."""

    def __init__(self, plan: Plan) -> None:
        self._days = [end.on for end in plan.day_ends]
        self._balances = [0, *(end.balance for end in plan.day_ends)]

    def on(self, day: date) -> int:
        """The balance in cents at the end of a day."""
        return self._balances[bisect_right(self._days, day)]
