"""Two questions that people ask of a plan: how much leefgeld can it bear, and on which day is it best to move?

Both are pure, and both answer with plans: the first finds its figure from the balances of one plan, the second lays
the plans of all days of a month side by side.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from services.months import Month, days_in, first_day, month_of
from services.schedule.planning.benefit import relief_end
from services.schedule.planning.bridging import minstand_cap
from services.schedule.planning.case import Account, Case, LeefgeldPeriod, Method, Minstand, NormFrom, Rhythm
from services.schedule.planning.entries import Turn
from services.schedule.planning.leefgeld import advance
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import Plan, ShortfallKind, plan

_EURO = 100


@dataclass(frozen=True, slots=True)
class _Burden:
    """How leefgeld weighs on one day end: the balance without any (cents), the payments so far, the advance or not."""

    without: int
    payments: int
    with_advance: bool


def sustainable_leefgeld(plan: Plan) -> int | None:
    """The largest whole-euro leefgeld (in cents) that the budget account bears, alike in all periods.

    It bears an amount if the balance never goes below the minstand's cap and is not negative at the end. None under
    inhouding, with weekly periods or without any payment of leefgeld, and where not even 0 is borne. To be read beside
    the floor: what the account bears may be less than what a person can live on.
    """
    if not _pays_by_month(plan):
        return None
    case = plan.case
    starts_on, first = case.benefit.starts_on, plan.leefgeld.payments[0].nominal
    cap, burdens = minstand_cap(case), _burdens(plan)
    days, in_month = (first - starts_on).days, days_in(month_of(starts_on))

    def borne(amount: int) -> bool:
        ahead = advance(amount, starts_on, first)
        rests = [one.without - one.payments * amount - ahead * one.with_advance for one in burdens]
        return min(rests) >= -cap and rests[-1] >= 0

    share = min(days, in_month)
    limits = [(one.without + cap, one) for one in burdens] + [(burdens[-1].without, burdens[-1])]
    bounds = [
        room * in_month // weight
        for room, one in limits
        if (weight := one.payments * in_month + share * one.with_advance)
    ]
    nearest = max(min(bounds) // _EURO * _EURO, 0)
    # The bound takes the advance unrounded: where it rounds down, one euro more may be borne.
    return next((amount for amount in (nearest + _EURO, nearest) if borne(amount)), None)


def bears_no_leefgeld(plan: Plan) -> bool:
    """Whether the account would fall short even if the leefgeld that it pays by the month were € 0."""
    return _pays_by_month(plan) and sustainable_leefgeld(plan) is None


def _pays_by_month(plan: Plan) -> bool:
    """Whether this plan pays leefgeld from a budget account, and by the month alone."""
    if plan.case.method is not Method.BUDGETBEHEER or not plan.leefgeld.payments:
        return False
    return not any(period.rhythm is Rhythm.WEEKLY for period in plan.case.leefgeld.periods)


def _burdens(plan: Plan) -> list[_Burden]:
    """The ends of all days on which the budget account moves, or would move with another leefgeld."""
    moved: dict[date, int] = {}
    for entry in plan.entries:
        if entry.account is Account.BUDGET:
            counts = entry.turn not in (Turn.LEEFGELD, Turn.SETTLEMENT)
            moved[entry.on] = moved.get(entry.on, 0) + (entry.amount if counts else 0)
    paid: dict[date, int] = {}
    for payment in plan.leefgeld.payments:
        paid[payment.on] = paid.get(payment.on, 0) + 1
    advance_on = plan.leefgeld.advance_on
    days = sorted({*moved, *paid} | ({advance_on} if advance_on else set()))
    withouts = accumulate(moved.get(day, 0) for day in days)
    payments = accumulate(paid.get(day, 0) for day in days)
    return [
        _Burden(without, count, advance_on is not None and day >= advance_on)
        for day, without, count in zip(days, withouts, payments, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class MovingDay:
    """What leaving the reception centre on this day would mean: deepest gap and COA debt in cents.

    `falls_short` is what nobody provides, in cents: how far the account goes below what the minstand allows, or stays
    below zero at the end if that is more, and bills that are late. A gap that the minstand carries is none of it.
    """

    leaves_on: date
    deepest_gap: int
    days_without_money: int | None
    coa_debt: int
    falls_short: int


def moving_days(case: Case, month: Month, norms: NormBook) -> list[MovingDay]:
    """The same household for every departure day of a month, so that the day can be chosen before the key is there.

    What hangs on the departure moves with it by the same number of days: the right, its decision, the B12, the
    decisions on toeslagen, bridging and leefgeld. What a contract or a month fixes stays: costs, norms, other flows.
    """
    days = (first_day(month) + timedelta(days=number) for number in range(days_in(month)))
    return [_moving_day(plan(departing_on(case, day), norms)) for day in days]


def _moving_day(moved: Plan) -> MovingDay:
    short = {kind: sum(one.amount for one in moved.shortfalls if one.kind is kind) for kind in ShortfallKind}
    of_account = max(short[ShortfallKind.BELOW_MINSTAND_CAP], short[ShortfallKind.NOT_RECOVERED_AT_END])
    return MovingDay(
        leaves_on=moved.case.leaves_reception_centre_on,
        deepest_gap=min((gap.deepest for gap in moved.gaps), default=0),
        days_without_money=moved.days_without_money,
        coa_debt=moved.coa_debt.amount,
        falls_short=of_account + short[ShortfallKind.LATE],
    )


def departing_on(case: Case, leaves_on: date) -> Case:
    """The case of the same household when it leaves on another day."""
    shift = leaves_on - case.leaves_reception_centre_on
    benefit, received = case.benefit, case.coa.b12_received_on
    starts_on = benefit.starts_on + shift
    months = month_of(starts_on) - month_of(benefit.starts_on)
    kept_length = case.relief_ends_on - relief_end(benefit.starts_on)
    first_norm = NormFrom(min(benefit.norms[0].month, month_of(starts_on)), benefit.norms[0].kind)
    return replace(
        case,
        leaves_reception_centre_on=leaves_on,
        benefit=replace(
            benefit,
            starts_on=starts_on,
            decided_on=benefit.decided_on + shift,
            norms=(first_norm, *benefit.norms[1:]),
        ),
        coa=replace(case.coa, b12_received_on=received + shift if received else None),
        relief_ends_on=max(relief_end(starts_on) + kept_length, starts_on),
        leefgeld=replace(case.leefgeld, periods=tuple(_shifted(one, shift) for one in case.leefgeld.periods)),
        toeslagen=tuple(
            replace(
                one,
                decision_on=one.decision_on + shift,
                amounts=tuple(amount._replace(month=amount.month + months) for amount in one.amounts),
            )
            for one in case.toeslagen
        ),
        bridging=tuple(
            one if isinstance(one, Minstand) or one.on is None else replace(one, on=one.on + shift)
            for one in case.bridging
        ),
    )


def _shifted(period: LeefgeldPeriod, shift: timedelta) -> LeefgeldPeriod:
    return period._replace(starts_on=period.starts_on + shift)
