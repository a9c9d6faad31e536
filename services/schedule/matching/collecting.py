"""Debits by which suppliers collect: each is one that we expect, by its mandate, or somebody looks at it. Pure.

A supplier seldom comes before the day that was agreed, and often some days after it. So a collection is of the newest
bill that it can be of: who skips a month and comes for the next one has not come for the skipped one.
"""

from collections.abc import Sequence
from datetime import timedelta

from services.events import Oddity
from services.schedule.matching.booked import Booked
from services.schedule.matching.submitted import Outcome, Submitted
from services.schedule.matching.verdict import Explained, Odd, Rule, Verdict

EARLY = timedelta(days=5)
LATE = timedelta(days=60)


def collected(booked: Booked, by_mandate: Sequence[Submitted]) -> Verdict:
    """What a debit is of, given all that is or was collected by its mandate, in order of the due day."""
    ours = _of_this_account(booked, by_mandate)
    if not ours:
        return Odd(Oddity.ANOTHER_ACCOUNT, by_mandate[-1]) if by_mandate else Odd(Oddity.DEBIT_WITHOUT_MANDATE)
    awaited = [one for one in reversed(ours) if one.awaited and not one.outcomes and _is_due(booked, one)]
    bills = _that_make_up(booked.amount, awaited)
    if bills:
        return Explained(Rule.MANDATE, Outcome.EXECUTED, bills)
    if awaited:
        return Odd(Oddity.AMOUNT_DIFFERS, awaited[0])
    was = [one for one in ours if one.is_out and one.amount == booked.amount and _is_due(booked, one)]
    return Odd(Oddity.COLLECTED_TWICE, was[-1]) if was else Odd(Oddity.NOT_EXPECTED, ours[-1])


def given_back(booked: Booked, by_mandate: Sequence[Submitted]) -> Verdict | None:
    """What a credit gives back of what was collected by its mandate (a refund, return or reversal); None if nothing was
    collected by it.
    """
    out = [one for one in _of_this_account(booked, by_mandate) if one.is_out]
    same = [one for one in out if one.amount == booked.amount]
    if same:
        return Explained(Rule.MANDATE, Outcome.RETURNED, (same[-1],))
    return Odd(Oddity.AMOUNT_DIFFERS, out[-1]) if out else None


def _of_this_account(booked: Booked, by_mandate: Sequence[Submitted]) -> list[Submitted]:
    return [one for one in by_mandate if one.account == booked.account]


def _is_due(booked: Booked, one: Submitted) -> bool:
    return booked.booked_on - LATE <= one.due_on <= booked.booked_on + EARLY


def _that_make_up(amount: int, awaited: Sequence[Submitted]) -> tuple[Submitted, ...]:
    """The newest one of that amount, or the newest ones that come to it together."""
    for one in awaited:
        if one.amount == amount:
            return (one,)
    total = 0
    for number, one in enumerate(awaited, start=1):
        total += one.amount
        if total == amount:
            return tuple(awaited[:number])
    return ()
