"""Money that comes in: which expectations of whom a credit fulfils. Pure.

Whose it is follows from what a person confirmed of the payer, from the household's number in the text, or, of a payer
whose kind of money is known, from an amount that only one household expects. Then the amount has to be what is
expected: one, or the newest ones together, for arrears come in one sum. What differs goes to a person.

What comes back of a claim on toeslag is an instalment of it, or the oldest ones together; where the household awaits
anything else that comes to the same, a person says which of them it is. Who pays back one claim pays back another.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from services.events import Oddity
from services.months import month_of, month_text
from services.schedule.matching.awaited import Awaited, AwaitedMoney
from services.schedule.matching.booked import Booked
from services.schedule.matching.remembered import Remembered, who_pays
from services.schedule.matching.verdict import Odd, Rule, Share, Shared, Verdict
from services.schedule.wanted.claim_back import claim_named

EARLY = timedelta(days=10)
LATE = timedelta(days=62)
"""Dienst Toeslagen pays around its day; arrears of two months may come with the next."""


def came_in(booked: Booked, remembered: Iterable[Remembered], awaited: AwaitedMoney) -> Verdict:
    """Whose money a credit is, and what of it was expected."""
    payer = who_pays(booked, remembered)
    if payer.is_of_several:
        return Odd(Oddity.SEVERAL_FIT)
    if payer.target is not None:
        return _as_remembered(booked, payer.target, awaited)
    if booked.names is not None:
        own = [one for one in awaited.of(booked.names, booked.account) if _may_be(payer.kinds, one)]
        return _fulfilled(booked, Rule.REFERENCE, booked.names, own)
    of_amount = awaited.of_amount(booked.amount, booked.account)
    return _by_amount(booked, [one for one in of_amount if one.kind in payer.kinds])


def _may_be(kinds: frozenset[str], one: Awaited) -> bool:
    return not kinds or one.kind in kinds


def _as_remembered(booked: Booked, target: Remembered, awaited: AwaitedMoney) -> Verdict:
    household_id = target.household_id
    assert household_id is not None, "what is remembered of a household names it"
    is_claim = claim_named(target.kind) is not None
    every = awaited.of(household_id, booked.account)
    own = [one for one in every if one.kind == target.kind or (is_claim and one.is_of_claim)]
    if target.amount is None or is_claim or any(_is_due(booked, one) and one.left for one in own):
        return _fulfilled(booked, Rule.REMEMBERED, household_id, own)
    month = month_of(booked.booked_on)
    subject = f"{target.kind}/{month_text(month)}"
    if any((one.month, one.subject) == (month, subject) for one in own):
        return Odd(Oddity.NOT_EXPECTED, household_id=household_id)
    if booked.amount != target.amount:
        return Odd(Oddity.AMOUNT_DIFFERS, household_id=household_id)
    return Shared(Rule.REMEMBERED, (Share(household_id, month, subject, booked.amount),))


def _fulfilled(booked: Booked, rule: Rule, household_id: UUID, own: Sequence[Awaited]) -> Verdict:
    ways = _ways(booked, own)
    if len(ways) > 1:
        return Odd(Oddity.SEVERAL_FIT, household_id=household_id)
    if ways:
        return Shared(rule, tuple(_share(one) for one in ways[0]))
    is_due = any(one.left > 0 and _is_due(booked, one) for one in own)
    return Odd(Oddity.AMOUNT_DIFFERS if is_due else Oddity.NOT_EXPECTED, household_id=household_id)


def _ways(booked: Booked, own: Sequence[Awaited]) -> list[Sequence[Awaited]]:
    """What of this the booking may be: one way of each kind of income that comes to it by itself (a grant, or a loan of
    as much), else one of all income; and one of each claim."""
    due = _newest_first(one for one in own if one.left > 0 and _is_due(booked, one))
    claims = sorted({one.kind for one in due if one.is_of_claim})
    income = [one for one in due if not one.is_of_claim]
    kinds = sorted({one.kind for one in income if one.left == booked.amount})
    each = [[one for one in income if one.kind == kind] for kind in kinds] or [income]
    each += [[one for one in reversed(due) if one.kind == claim] for claim in claims]
    return [way for way in (_that_make_up(booked.amount, one) for one in each) if way]


def _by_amount(booked: Booked, alike: Iterable[Awaited]) -> Verdict:
    fits = _newest_first(one for one in alike if _is_due(booked, one))
    if not fits:
        return Odd(Oddity.UNKNOWN_CREDIT)
    if len({(one.household_id, one.kind) for one in fits}) > 1:
        return Odd(Oddity.SEVERAL_FIT)
    return Shared(Rule.ACCOUNT, (_share(fits[0]),))


def _is_due(booked: Booked, one: Awaited) -> bool:
    return one.expected_on - EARLY <= booked.booked_on <= one.expected_on + LATE


def _newest_first(awaited: Iterable[Awaited]) -> list[Awaited]:
    return sorted(awaited, key=lambda one: (-one.expected_on.toordinal(), str(one.household_id), one.subject))


def _that_make_up(amount: int, due: Sequence[Awaited]) -> Sequence[Awaited]:
    """The first one of that amount, or the first ones that come to it together."""
    for one in due:
        if one.left == amount:
            return (one,)
    total = 0
    for number, one in enumerate(due, start=1):
        total += one.left
        if total == amount:
            return due[:number]
    return ()


def _share(one: Awaited) -> Share:
    return Share(one.household_id, one.month, one.subject, one.left)
