"""Letting go: a look at what people can do by themselves, costs and accounts handed back one by one, the end."""

from collections.abc import Iterator
from datetime import date, timedelta

from house.caseload.bills import Bill
from house.caseload.life import Known, Life
from sandbox.draw import Draw
from services.months import Month, day_in, first_day, month_of, month_text
from services.schedule.households.contents import (
    CostContracted,
    CostHandedBack,
    ReliefEnds,
    SelfReliance,
    SelfRelianceChecked,
    ToeslagAccount,
)
from services.schedule.planning.case import Account, Route
from services.schedule.planning.policy import Destination, ToeslagKind

_DAY = timedelta(days=1)
_LEVELS = {SelfReliance.INSUFFICIENT: 25, SelfReliance.LIMITED: 45, SelfReliance.SUFFICIENT: 30}


def ending(draw: Draw, life: Life, bills: list[Bill], extended: bool) -> Iterator[Known]:
    """What is known of the end of the relief, and when; whoever leaves early leaves without more."""
    if life.leaves_early:
        told_on = draw.office_day_after(life.ends_on, -18, -4)
        yield Known(told_on, ReliefEnds(on=life.ends_on))
        return
    if draw.percent(75):
        looked_on = draw.office_day_after(life.ends_on, -80, -40)
        yield Known(looked_on, SelfRelianceChecked(on=looked_on, level=draw.among(_LEVELS)))
    if extended:
        return
    if draw.percent(80):
        yield Known(draw.office_day_after(life.ends_on, -40, -33), ReliefEnds(on=life.ends_on))
    yield from _handed_back(draw, life, bills)
    yield from _accounts_back(draw, life)


def _handed_back(draw: Draw, life: Life, bills: list[Bill]) -> Iterator[Known]:
    """For most somebody asks the supplier in time, in the month that the policy foresees."""
    for bill in bills:
        cost = bill.contract.cost
        chances = draw.part(cost)
        if life.policy.routes.get(str(cost), Route.NEVER) is not Route.NEVER and chances.percent(80):
            since = _own_again_from(life, bill.contract)
            told_on = chances.office_day_after(first_day(since - 1), -30, -3)
            yield Known(told_on, CostHandedBack(cost=cost, since=month_text(since)))


def _own_again_from(life: Life, contract: CostContracted) -> Month:
    number = life.policy.ramp_down.handed_back_from.get(str(contract.cost))
    if number is not None:
        return month_of(life.right_from) + number - 1
    month = month_of(life.ends_on)
    return month + (day_in(month, contract.due_day) <= life.ends_on)


def _accounts_back(draw: Draw, life: Life) -> Iterator[Known]:
    for kind in (ToeslagKind.HUURTOESLAG, ToeslagKind.ZORGTOESLAG):
        chances = draw.part(kind)
        if life.policy.destination(kind) is Destination.BUDGET and chances.percent(75):
            asked_on: date = chances.office_day_after(life.ends_on, -75, -50)
            back = ToeslagAccount(toeslag=kind, account=Account.CLIENT, on=asked_on, since=life.ends_on + _DAY)
            yield Known(asked_on, back)
