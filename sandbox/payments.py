"""What the bank makes of a payment of ours. Pure."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sandbox.faults import Befallen, Chances, FaultKind, Of
from sandbox.orders import Ordered
from sandbox.patience import seen_by
from sandbox.statement_file import Line
from sandbox.truth import Booked, Course, Notice, Rejection
from services.banking_days import after, bank_days_later
from services.events import Oddity
from services.schedule.schemas import TaskKind

CODES = ("AC01", "AC04", "AM04", "MS03")
"""An account that is no number, one that is closed, money that is short, and a bank that says no reason (ISO 20022)."""

_SHORT_BY = (1, 5_000)


class Order(NamedTuple):
    """A payment as it stands in one of our files: cents, from which account of ours to whom, a supplier or not; what we
    know it by; and of which household it is, for what, the how manieth time."""

    account: str
    end_to_end_id: str
    cents: int
    execute_on: date
    name: str
    iban: str
    said: str
    message_id: str
    block: str
    household: int
    about: str
    attempt: int
    to_supplier: bool = True

    def line(self, on: date, cents: int, end_to_end_id: str | None = None, reason: str = "") -> Line:
        """How the bank books it; below zero it went out."""
        own_id = self.end_to_end_id if end_to_end_id is None else end_to_end_id
        return Line(cents, on, own_id, self.said, reason, name=self.name, iban=self.iban)

    def booked(self, line: Line, fault: FaultKind | None = None) -> Booked:
        """The booking with its truth."""
        return Booked(self.account, line, self.household, self.about, fault, self.end_to_end_id)


SENT_BACK = "sent_back"
"""What money is for that goes back to where it came from; it is nobody's."""


def sent_back(ordered: Ordered, taken_on: date) -> Course:
    """What becomes of money that we send back: that goes as it should."""
    on = after(max(ordered.execute_on, taken_on))
    line = Line(-ordered.cents, on, ordered.end_to_end_id, ordered.said, name=ordered.name, iban=ordered.iban)
    return Course([Booked(ordered.account, line, None, SENT_BACK)])


def course_of(order: Order, taken_on: date, chances: Chances) -> Course:
    """What becomes of an order that the bank took on a day."""
    on = after(max(order.execute_on, taken_on))
    befallen = chances.befalls(Of.PAYMENT, order.household, f"{order.about}/{order.attempt}")
    if befallen is None:
        return Course([order.booked(order.line(on, -order.cents))._replace(block=order.block)])
    course = _COURSES[befallen.kind](order, on, taken_on, befallen)
    return replace(course, befell=befallen.kind)


def _rejected(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    reported_on = bank_days_later(taken_on, 1)
    return Course(
        rejections=[_rejection(order, reported_on, befallen)], notices=[_came_back(order, befallen, reported_on)]
    )


def _returned(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    back_on = bank_days_later(on, befallen.days)
    code = _code(befallen)
    went, back = order.line(on, -order.cents), order.line(back_on, order.cents, reason=code)
    notice = _came_back(order, befallen, back_on)._replace(account=order.account)
    return Course([order.booked(went), order.booked(back, befallen.kind)], notices=[notice])


def _lost(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    return Course(notices=[_not_seen(order, befallen)])


def _held_up(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    later = bank_days_later(on, befallen.days)
    booked = order.booked(order.line(later, -order.cents), befallen.kind)
    return Course([booked], notices=[_not_seen(order, befallen)._replace(until=later)])


def _another_amount(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    differs = befallen.draw.choice((1, -1)) * befallen.draw.randint(*_SHORT_BY)
    cents = order.cents + differs if order.cents + differs > 0 else order.cents + abs(differs)
    return Course([order.booked(order.line(on, -cents), befallen.kind)])


def _executed_twice(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    again = order.line(bank_days_later(on, befallen.days), -order.cents)
    return Course([order.booked(order.line(on, -order.cents)), order.booked(again, befallen.kind)])


def _executed_though_rejected(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    reported_on = bank_days_later(taken_on, 1)
    later = bank_days_later(max(on, reported_on), befallen.days)
    return Course(
        [order.booked(order.line(later, -order.cents), befallen.kind)],
        [_rejection(order, reported_on, befallen)],
        [_came_back(order, befallen, reported_on)],
    )


def _rejected_though_executed(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    """The report comes when the statement has been seen; on the account nothing changes by it."""
    reported_on = bank_days_later(on, _AFTER_STATEMENTS + befallen.days)
    rejection = _rejection(order, reported_on, befallen)
    sign = Oddity.REJECTED_AFTER_EXECUTION
    notice = Notice(order.household, sign, order.end_to_end_id, befallen.kind, None, reported_on)
    return Course([order.booked(order.line(on, -order.cents))], [rejection], [notice])


def _without_name(order: Order, on: date, taken_on: date, befallen: Befallen) -> Course:
    return Course([order.booked(order.line(on, -order.cents, end_to_end_id=""), befallen.kind)])


_AFTER_STATEMENTS = 8
"""Bank days: no statement is held up for longer."""

_COURSES = {
    FaultKind.REJECTED: _rejected,
    FaultKind.RETURNED: _returned,
    FaultKind.LOST: _lost,
    FaultKind.HELD_UP: _held_up,
    FaultKind.ANOTHER_AMOUNT: _another_amount,
    FaultKind.EXECUTED_TWICE: _executed_twice,
    FaultKind.EXECUTED_THOUGH_REJECTED: _executed_though_rejected,
    FaultKind.REJECTED_THOUGH_EXECUTED: _rejected_though_executed,
    FaultKind.WITHOUT_NAME: _without_name,
}


def _code(befallen: Befallen) -> str:
    return befallen.code or befallen.draw.choice(CODES)


def _rejection(order: Order, on: date, befallen: Befallen) -> Rejection:
    return Rejection(on, order.message_id, order.block, order.end_to_end_id, _code(befallen))


def _came_back(order: Order, befallen: Befallen, known_by: date) -> Notice:
    return Notice(order.household, TaskKind.MONEY_CAME_BACK, order.about, befallen.kind, None, known_by)


def _not_seen(order: Order, befallen: Befallen) -> Notice:
    about, by = f"payment/{order.about}", seen_by(order.execute_on)
    return Notice(order.household, TaskKind.NOT_SEEN, about, befallen.kind, order.account, by)
