"""Rent, energy, water and premium: contracts with part first months, rises, suppliers who wait, and whom to pay."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from house.caseload.life import Known, KnownPayee, Life
from house.caseload.suppliers import Supplier, suppliers_of
from sandbox.draw import Draw
from services.money import half_up
from services.months import Month, day_in, days_in, first_day, month_of, month_text
from services.schedule.households.contents import CostAmount, CostContracted, CostDeferred, FirstPart
from services.schedule.planning.policy import CostKind

_UNKNOWN_FOR = {None: 28, (5, 25): 1, (40, 80): 1}
"""Days after the departure until somebody knows whom to pay, where that is not known at once."""
_JULY = 6
_RENT_RISES_BY = (30, 51)
"""Thousandths on 1 July, as housing associations may."""


class Bill(NamedTuple):
    """A cost as it was contracted, and with whom."""

    supplier: Supplier
    contract: CostContracted


def bills_of(draw: Draw, life: Life) -> list[Bill]:
    """The four costs of art. 56a, and the internet for some."""
    found = [_rent(draw, life), _energy(draw, life), _water(draw, life), _premium(draw, life)]
    if draw.percent(15):
        found.append(_internet(draw, life))
    return found


def billed(draw: Draw, life: Life, bills: list[Bill]) -> Iterator[Known]:
    """What is known of the bills: contracts at once, then what changes."""
    for bill in bills:
        yield life.at_once(bill.contract)
    rent, energy, *_ = (bill.contract for bill in bills)
    yield from _rises(draw, life, rent)
    if draw.dealt("advance of energy", {False: 28, True: 2}):
        yield _corrected_advance(draw, energy)
    if draw.dealt("deferred", {False: 27, True: 3}):
        yield life.at_once(_deferred(draw.choice(bills[1:4]).contract))


def payees_of(draw: Draw, life: Life, bills: list[Bill]) -> Iterator[KnownPayee]:
    """Whom to pay; for a few bills somebody finds that out too late, or never."""
    for supplier, contract in bills:
        late = draw.dealt(f"payee of {contract.cost}", _UNKNOWN_FOR)
        known_on = life.handed_in_on if late is None else draw.office_day_after(life.leaves_on, *late)
        reference = supplier.reference_for(life.number)
        yield KnownPayee(known_on, str(contract.cost), supplier.name, supplier.iban, reference)


def _rent(draw: Draw, life: Life) -> Bill:
    """Paid on the 1st, and for the rest of the month of the key."""
    key, amount = life.leaves_on, draw.randint(*life.kind.rent) * 100 + draw.choice((0, 25, 50, 78))
    return Bill(draw.choice(suppliers_of(CostKind.RENT)), _contract(CostKind.RENT, 1, key, amount, due_on=key))


def _energy(draw: Draw, life: Life) -> Bill:
    amount = 9500 + 1800 * (life.people - 1) + draw.randint(0, 35) * 100
    due_day = draw.choice((15, 20, 28))
    first_due = day_in(month_of(life.leaves_on) + 1, due_day) if draw.percent(30) else None
    contract = _contract(CostKind.ENERGY, due_day, life.leaves_on, amount, first_due)
    return Bill(draw.choice(suppliers_of(CostKind.ENERGY)), contract)


def _water(draw: Draw, life: Life) -> Bill:
    amount = 1100 + 350 * (life.people - 1) + draw.randint(0, 4) * 75
    contract = _contract(CostKind.WATER, draw.choice((15, 20, 28)), life.leaves_on, amount)
    return Bill(draw.choice(suppliers_of(CostKind.WATER)), contract)


def _premium(draw: Draw, life: Life) -> Bill:
    """For each adult; the part month comes with the first bill."""
    insurer = draw.choice(suppliers_of(CostKind.HEALTH_PREMIUM))
    amount, next_month = insurer.price * life.kind.adults, month_of(life.leaves_on) + 1
    due_day = draw.choice((1, 1, 1, 25))
    contract = _contract(CostKind.HEALTH_PREMIUM, due_day, life.leaves_on, amount, day_in(next_month, due_day))
    return Bill(insurer, contract)


def _internet(draw: Draw, life: Life) -> Bill:
    contract = _contract(CostKind.INTERNET, 20, life.leaves_on, draw.randint(25, 45) * 100)
    return Bill(draw.choice(suppliers_of(CostKind.INTERNET)), contract)


def _contract(cost: CostKind, due_day: int, since: date, amount: int, due_on: date | None = None) -> CostContracted:
    """From the month after `since`, or with it on a 1st; what is left of its month falls due on `due_on`, if billed."""
    month = month_of(since)
    if since.day == 1:
        return CostContracted(cost=cost, due_day=due_day, first_month=month_text(month), amount=amount)
    days = days_in(month)
    part = half_up(amount * (days - since.day + 1), days)
    first = None if due_on is None else FirstPart(due_on=due_on, amount=part)
    return CostContracted(cost=cost, due_day=due_day, first_month=month_text(month + 1), amount=amount, first=first)


def _rises(draw: Draw, life: Life, rent: CostContracted) -> Iterator[Known]:
    """The rent of who lives there longer than a few months rises on 1 July; the letter comes in May or June."""
    july = _next_july(rent.first_month + 3)
    if first_day(july) <= life.ends_on:
        amount = half_up(rent.amount * (1000 + draw.randint(*_RENT_RISES_BY)), 1000)
        told_on = draw.office_day(day_in(july - 2, 4), day_in(july - 1, 12))
        yield Known(max(told_on, life.leaves_on), CostAmount(cost=CostKind.RENT, since=month_text(july), amount=amount))


def _next_july(month: Month) -> Month:
    return month + (_JULY - month) % 12


def _corrected_advance(draw: Draw, energy: CostContracted) -> Known:
    """The supplier sets the monthly advance anew once it knows the use."""
    month = energy.first_month + 3
    amount = half_up(energy.amount * draw.randint(85, 130), 100)
    told_on = draw.office_day(day_in(month - 1, 2), day_in(month - 1, 16))
    return Known(told_on, CostAmount(cost=CostKind.ENERGY, since=month_text(month), amount=amount))


def _deferred(contract: CostContracted) -> CostDeferred:
    month = contract.first_month
    return CostDeferred(cost=contract.cost, month=month_text(month), until=day_in(month + 2, contract.due_day))
