"""Debits of a collector that a person confirmed, and that no mandate or payment of ours explains. Pure.

It is a household's bill of the month it was drawn in: once a month, for the amount that was confirmed, and only out of
money that the household has. A bill that we pay too is paid twice, and goes to a person.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from services.events import Oddity
from services.months import Month, month_of, month_text
from services.schedule.matching.booked import Booked
from services.schedule.matching.remembered import Remembered, who_pays
from services.schedule.matching.verdict import Odd, Rule, Share, Shared, Verdict

Bill = tuple[UUID, Month, str]
"""A household's bill of a month, by its subject (`rent/2026-03`)."""


def drawn(
    booked: Booked, remembered: Iterable[Remembered], known: Collection[Bill], free: Mapping[UUID, int]
) -> Verdict | None:
    """Whose bill a debit is, as was remembered of its collector; None where nothing was.

    `known` are the bills that were drawn before or that we pay, `free` the cents that each household has.
    """
    payer = who_pays(booked, remembered)
    if payer.is_of_several:
        return Odd(Oddity.SEVERAL_FIT)
    target = payer.target
    if target is None or target.household_id is None:
        return None
    month = month_of(booked.booked_on)
    share = Share(target.household_id, month, f"{target.kind}/{month_text(month)}", booked.amount)
    odd = _what_is_odd(share, target, known, free)
    return Odd(odd, household_id=share.household_id) if odd else Shared(Rule.REMEMBERED, (share,))


def _what_is_odd(share: Share, target: Remembered, known: Collection[Bill], free: Mapping[UUID, int]) -> Oddity | None:
    if (share.household_id, share.month, share.subject) in known:
        return Oddity.PAID_TWICE
    if share.amount != target.amount:
        return Oddity.AMOUNT_DIFFERS
    return Oddity.MONEY_SHORT if share.amount > free.get(share.household_id, 0) else None
