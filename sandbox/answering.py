"""What a supplier says of a payment of ours that the bank shows as executed: booked or not booked, or nothing. Pure.

What he did not book as it was paid he books after all once somebody showed him that it was paid, and says so.
"""

from dataclasses import replace
from datetime import date, timedelta

from sandbox.faults import Befallen, Chances, FaultKind, Of
from sandbox.patience import ANSWER_WITHIN
from sandbox.payments import Order
from sandbox.truth import Answered, Course, Notice, Said
from services.banking_days import bank_days_later
from services.schedule.schemas import AllocationWord, NotBookedReason, TaskKind, Teller

_USUALLY = 3
"""Bank days after a statement shows a payment, most suppliers have told what they booked."""
_DAY = timedelta(days=1)
_REASONS = (NotBookedReason.NOT_RECEIVED, NotBookedReason.REFERENCE_UNKNOWN, NotBookedReason.NOT_PLACED)


def course_of(order: Order, executed_on: date, known_on: date, chances: Chances) -> Course:
    """What is said of a payment that was executed on a day and that a statement showed on another."""
    befallen = chances.befalls(Of.ANSWER, order.household, f"{order.about}/{order.attempt}")
    in_time = bank_days_later(known_on, _USUALLY)
    if befallen is None:
        return Course(answers=[_booked(order, executed_on, in_time)])
    if befallen.kind is FaultKind.ANSWERED_NEVER:
        course = Course(notices=[_silent(order, executed_on, known_on, befallen)])
    elif befallen.kind is FaultKind.ANSWERED_LATE:
        late = bank_days_later(known_on, ANSWER_WITHIN + befallen.days)
        notice = _silent(order, executed_on, known_on, befallen)._replace(until=late)
        course = Course(notices=[notice], answers=[_booked(order, executed_on, late)])
    else:
        mended = _booked(order, executed_on, bank_days_later(in_time, befallen.days))
        course = Course(notices=[_astray(order, befallen, in_time)])
        course.answers = [Answered(in_time, order.end_to_end_id, _said(order, executed_on, in_time, befallen)), mended]
    return replace(course, befell=befallen.kind)


def _booked(order: Order, executed_on: date, on: date) -> Answered:
    said = Said(AllocationWord.BOOKED, on, Teller.SUPPLIER, booked_on=executed_on)
    return Answered(on, order.end_to_end_id, said)


def _said(order: Order, executed_on: date, on: date, befallen: Befallen) -> Said:
    """Not booked, for some reason; or less than was paid, or all of it to another contract."""
    if befallen.kind is FaultKind.NOT_BOOKED:
        reason = befallen.draw.choice(_REASONS)
        return Said(AllocationWord.NOT_BOOKED, on, Teller.SUPPLIER, reason=reason)
    otherwise = Said(AllocationWord.BOOKED_OTHERWISE, on, Teller.SUPPLIER, booked_on=executed_on)
    if order.cents > 1 and befallen.draw.choice((True, False)):
        return otherwise._replace(amount=befallen.draw.randint(1, order.cents - 1))
    return otherwise._replace(on_another_contract=True)


def _astray(order: Order, befallen: Befallen, told_on: date) -> Notice:
    return Notice(order.household, TaskKind.PAID_NOT_BOOKED, order.about, befallen.kind, None, told_on)


def _silent(order: Order, executed_on: date, known_on: date, befallen: Befallen) -> Notice:
    """Of a household and a cost, from the morning after the last day on which an answer would have been in time."""
    by = bank_days_later(max(executed_on, known_on), ANSWER_WITHIN)
    cost = order.about.partition("/")[0]
    return Notice(order.household, TaskKind.BOOKING_NOT_TOLD, cost, befallen.kind, None, by + _DAY)
