"""How suppliers draw what they may draw, and what they may not. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sandbox.accounts import SUPPLIER_ACCOUNTS, example_iban
from sandbox.draw import Draw
from sandbox.faults import Befallen, Chances, FaultKind, Of
from sandbox.patience import seen_by
from sandbox.payments import Order
from sandbox.statement_file import Line
from sandbox.truth import Booked, Course, Notice
from services.banking_days import after, bank_days_later
from services.schedule.schemas import TaskKind

REFUNDED = "MD06"
"""Why a collection comes back: the debtor asked for it (ISO 20022)."""

_NAME, _IBAN = "Incasso", example_iban(SUPPLIER_ACCOUNTS)
_OTHERWISE_BY = (1, 3_000)
_GIVEN_BACK_WITHIN = (1, 9)


class Collection(NamedTuple):
    """A bill that a supplier draws from our account by a mandate (`umr`): cents, on its day."""

    account: str
    household: int
    about: str
    umr: str
    cents: int
    due_on: date

    def booked(self, on: date, cents: int, fault: FaultKind | None = None, reason: str = "") -> Booked:
        """How it is booked; below zero it went out."""
        line = Line(cents, on, "", "Incasso", reason, mandate=self.umr, name=_NAME, iban=_IBAN)
        return Booked(self.account, line, self.household, self.about, fault)


def course_of(one: Collection, today: date, chances: Chances) -> Course:
    """What the supplier makes of a bill, of which it can be sure by today."""
    on = after(max(one.due_on, today))
    befallen = chances.befalls(Of.COLLECTION, one.household, one.about)
    if befallen is None:
        return Course([one.booked(on, -one.cents)])
    return replace(_COURSES[befallen.kind](one, on, befallen), befell=befallen.kind)


def without_mandate(order: Order, chances: Chances) -> Course:
    """A supplier draws what we pay it, by a mandate that nobody gave; mostly nothing of the kind."""
    befallen = chances.befalls(Of.BILL, order.household, order.about)
    if befallen is None:
        return Course()
    umr, on = f"NEVER-GIVEN-{order.household}", after(order.execute_on)
    line = Line(-order.cents, on, "", "Incasso", mandate=umr, name=order.name, iban=order.iban)
    return Course([Booked(order.account, line, None, order.about, befallen.kind)], befell=befallen.kind)


def given_back(booked: Booked, today: date, chances: Chances) -> Course:
    """Our bank was asked for what somebody drew, and gives it back by the same mandate."""
    line = booked.line
    draw = Draw(chances.seed, booked.household or 0, f"given back/{booked.about}/{line.on}")
    on = bank_days_later(today, draw.randint(*_GIVEN_BACK_WITHIN))
    return Course([booked._replace(line=line._replace(cents=-line.cents, on=on, reason=REFUNDED), fault=None)])


def _late(one: Collection, on: date, befallen: Befallen) -> Course:
    later = bank_days_later(on, befallen.days)
    return Course([one.booked(later, -one.cents, befallen.kind)], notices=[_not_seen(one, befallen, later)])


def _never(one: Collection, on: date, befallen: Befallen) -> Course:
    return Course(notices=[_not_seen(one, befallen, None)])


def _twice(one: Collection, on: date, befallen: Befallen) -> Course:
    again = bank_days_later(on, befallen.days)
    return Course([one.booked(on, -one.cents), one.booked(again, -one.cents, befallen.kind)])


def _otherwise(one: Collection, on: date, befallen: Befallen) -> Course:
    return Course([one.booked(on, -one.cents - befallen.draw.randint(*_OTHERWISE_BY), befallen.kind)])


def _and_refunded(one: Collection, on: date, befallen: Befallen) -> Course:
    back_on = bank_days_later(on, befallen.days)
    notice = Notice(one.household, TaskKind.MONEY_CAME_BACK, one.about, befallen.kind, one.account, back_on)
    back = one.booked(back_on, one.cents, befallen.kind, REFUNDED)
    return Course([one.booked(on, -one.cents), back], notices=[notice])


_COURSES: Mapping[FaultKind, Callable[[Collection, date, Befallen], Course]] = {
    FaultKind.DRAWN_LATE: _late,
    FaultKind.DRAWN_NEVER: _never,
    FaultKind.DRAWN_TWICE: _twice,
    FaultKind.DRAWN_OTHERWISE: _otherwise,
    FaultKind.DRAWN_AND_REFUNDED: _and_refunded,
}


def _not_seen(one: Collection, befallen: Befallen, until: date | None) -> Notice:
    about, by = f"collection/{one.about}", seen_by(one.due_on)
    return Notice(one.household, TaskKind.NOT_SEEN, about, befallen.kind, one.account, by, until)
