"""Toeslagen and kinderbijslag: what was applied for, when it is decided, when and where it arrives."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from house.caseload import toeslag_rates as rates
from house.caseload.life import Known, Life
from sandbox.draw import Draw
from services.banking_days import after
from services.months import Month, month_of, month_text
from services.schedule.households.contents import (
    OtherFlow,
    ToeslagAccount,
    ToeslagAmount,
    ToeslagApplied,
    ToeslagArrived,
    ToeslagDecided,
)
from services.schedule.planning.case import Account, AmountFrom, Toeslag
from services.schedule.planning.policy import Destination, ToeslagKind
from services.schedule.planning.toeslagen import first_payment_on, pay_day

_WEEKS = (4, 15)
"""Until the decision; the law gives 13 (Awir art. 16), and not everybody keeps to it."""
_QUARTERS = (1, 4, 7, 10)


class Claim(NamedTuple):
    """A toeslag as it was applied for: cents a month from the month of entitlement on."""

    kind: ToeslagKind
    amount: int
    first_month: Month


def toeslagen(draw: Draw, life: Life, rent: int) -> Iterator[Known]:
    """What is known of each toeslag, and when; `rent` in cents a month."""
    applied_on = draw.office_day_after(life.leaves_on, *draw.dealt("applied", {(0, 0): 24, (3, 20): 6}))
    weeks = draw.randint(*_WEEKS)
    for claim in _claims(life, rent):
        decided_on = draw.office_day_after(applied_on + timedelta(weeks=weeks), -3, 3)
        yield life.at_once(
            ToeslagAmount(toeslag=claim.kind, since=month_text(claim.first_month), amount=claim.amount),
        )
        yield life.at_once(ToeslagApplied(toeslag=claim.kind, on=applied_on))
        yield from _decided(draw.part(claim.kind), life, claim, decided_on)
    yield from _kinderbijslag(life)


def _claims(life: Life, rent: int) -> Iterator[Claim]:
    """From the first of the month after the move on, when the address is in the BRP."""
    first, kind = month_of(life.leaves_on - timedelta(days=1)) + 1, life.kind
    if kind.own_door:
        amount = rates.huurtoeslag(rent, life.people, kind.young and not life.ages)
        yield Claim(ToeslagKind.HUURTOESLAG, amount, first)
    yield Claim(ToeslagKind.ZORGTOESLAG, rates.zorgtoeslag(kind.adults), first)
    if life.ages:
        amount = rates.kindgebonden_budget(life.ages, single_parent=kind.adults == 1)
        yield Claim(ToeslagKind.KINDGEBONDEN_BUDGET, amount, first)


def _decided(draw: Draw, life: Life, claim: Claim, on: date) -> Iterator[Known]:
    """Mostly as expected; for some less, for a few nothing; and for some the first money misses the budget account."""
    if draw.dealt(f"refused {claim.kind}", {False: 29, True: 1}):
        yield Known(on, ToeslagDecided(toeslag=claim.kind, on=on, granted=False))
        return
    yield Known(on, ToeslagDecided(toeslag=claim.kind, on=on))
    if draw.dealt(f"less {claim.kind}", {False: 27, True: 3}):
        less = claim.amount - draw.randint(3, 30) * 100
        yield Known(on, ToeslagAmount(toeslag=claim.kind, since=month_text(claim.first_month), amount=max(less, 2400)))
    first_paid_on = first_payment_on(Toeslag(claim.kind, (AmountFrom(claim.first_month, claim.amount),), on, ()))
    arrival_is_seen, seen_on = draw.percent(93), draw.office_day_after(first_paid_on, 1, 3)
    to_budget = life.policy.destination(claim.kind) is Destination.BUDGET
    if to_budget and draw.dealt("rerouted late", {False: 26, True: 4}):
        asked_on, in_force = draw.office_day_after(on, -20, -5), pay_day(month_of(first_paid_on) + 1)
        account = ToeslagAccount(toeslag=claim.kind, account=Account.BUDGET, on=asked_on, since=in_force)
        yield Known(max(asked_on, life.leaves_on), account)
        to_budget = False
    if arrival_is_seen and first_paid_on <= life.ends_on:
        where = Account.BUDGET if to_budget else Account.CLIENT
        yield Known(seen_on, ToeslagArrived(toeslag=claim.kind, on=first_paid_on, account=where))


def _kinderbijslag(life: Life) -> Iterator[Known]:
    """SVB pays after the quarter, for children who were there on its first day."""
    amount = rates.kinderbijslag(life.ages)
    month = month_of(life.leaves_on)
    for paid_in in range(month + 1, month_of(life.ends_on) + 1):
        if amount and paid_in % 12 + 1 in _QUARTERS and paid_in - 3 > month:
            on = after(date(paid_in // 12, paid_in % 12 + 1, 1))
            flow = OtherFlow(flow=ToeslagKind.KINDERBIJSLAG, account=Account.CLIENT, on=on, amount=amount)
            yield life.at_once(flow)
