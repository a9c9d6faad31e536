"""Payments of ours that the bank books without our name for them: known by reference, or by account, amount and day.

Pure. A landlord gets many rents of the same amount on one day: where more than one payment fits, none is chosen. Who
comes with a mandate collects, and that is no transfer of ours: what he draws is never the bill that we pay him too.
"""

from collections.abc import Sequence
from datetime import timedelta

from services.events import Oddity
from services.schedule.matching.booked import Booked
from services.schedule.matching.submitted import Outcome, Submitted
from services.schedule.matching.verdict import Explained, Odd, Rule, Verdict

_BEFORE = timedelta(days=1)
_AFTER = timedelta(days=7)
"""A bank books on the day of execution or some days behind it; a day before only where it counts days otherwise."""


def of_ours(booked: Booked, of_amount: Sequence[Submitted]) -> Verdict | None:
    """Which of our payments of this amount a debit is, if one is."""
    if booked.mandate is not None:
        return None
    fits = [one for one in of_amount if one.awaited and not one.outcomes and _is_near(booked, one)]
    if booked.reference is not None:
        same = [one for one in fits if one.reference == booked.reference]
        if same:
            return _one_of(Rule.REFERENCE, same)
    if booked.counterparty is not None:
        same = [one for one in fits if one.payee == booked.counterparty]
        if same:
            return _one_of(Rule.ACCOUNT, same)
    return None


def _is_near(booked: Booked, one: Submitted) -> bool:
    return one.account == booked.account and one.execute_on - _BEFORE <= booked.booked_on <= one.execute_on + _AFTER


def _one_of(rule: Rule, fits: Sequence[Submitted]) -> Verdict:
    if len(fits) > 1:
        return Odd(Oddity.SEVERAL_FIT)
    return Explained(rule, Outcome.EXECUTED, (fits[0],))
