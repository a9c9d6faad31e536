"""The world outside counts the days that Ontzorg counts: what is missed is missed on the same morning."""

from datetime import date, timedelta

from sandbox import patience
from sandbox.orders import NAMESPACE as READ
from sandbox.truth import Said
from services.schedule.allocations.allocation import ANSWER_WITHIN
from services.schedule.allocations.allocation import Said as Kept
from services.schedule.bank.pain001 import NAMESPACE
from services.schedule.toeslagen.standing import MISSING_AFTER
from services.schedule.unseen.unseen import seen_by


def test_what_is_missed_is_missed_after_as_many_bank_days_outside_as_inside() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(366)]
    assert [patience.seen_by(day) for day in days] == [seen_by(day) for day in days]
    assert (patience.ANSWER_WITHIN, patience.TOESLAG_MISSED_AFTER) == (ANSWER_WITHIN, MISSING_AFTER)


def test_what_a_supplier_says_has_the_fields_that_are_kept_and_our_files_are_those_that_the_bank_reads() -> None:
    assert Said._fields == Kept._fields
    assert READ == NAMESPACE
