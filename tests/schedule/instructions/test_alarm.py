"""Somebody hears of what the benefit system has not answered while it can still be paid in another way."""

from datetime import date, datetime

import pytest

from services.schedule.instructions.alarm import InstructionAlarm, is_late
from tests.schedule.instructions.desk import Desk, an_answer, asked, reference_of
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.rows import changed, everything

_RAISED = "select number, due_on, lines from instruction_alarm order by due_on"
_NEWS = "select data ->> 'dueOn', data ->> 'lines' from outbox where type like '%unanswered' order by id"


def on(day: date) -> datetime:
    return FEBRUARY.replace(month=day.month, day=day.day)


async def ring(desk: Desk, day: date) -> int:
    desk.clock.move_to(on(day))
    return await InstructionAlarm(desk.database, desk.clock).look()


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2026, 3, 25), False),
        (date(2026, 3, 26), False),
        (date(2026, 3, 27), True),
        (date(2026, 3, 30), True),
        (date(2026, 4, 30), True),
    ],
)
def test_a_line_is_late_from_the_last_bank_day_before_its_due_day(today: date, late: bool) -> None:
    """A rent that is due on Sunday 29 March can be paid by a file of Friday the 27th, and by none of the weekend."""
    assert is_late(date(2026, 3, 29), today) is late


async def test_a_day_too_early_nobody_is_told_of_anything(desk: Desk, admin_url: str) -> None:
    await desk.filed()
    before = everything(admin_url)
    assert await ring(desk, date(2026, 2, 26)) == 0
    assert changed(before, everything(admin_url)) == []


async def test_on_the_last_day_to_act_somebody_is_told_once(desk: Desk, admin_url: str) -> None:
    """The rent of Sunday 1 March on Friday 27 February, the water of Friday 20 March on Thursday the 19th."""
    await desk.filed("Z-1", "Z-2")
    assert await ring(desk, date(2026, 2, 27)) == 1
    assert asked(admin_url, _RAISED) == [(1, date(2026, 3, 1), 2)]
    assert await ring(desk, date(2026, 3, 2)) == 0
    assert await ring(desk, date(2026, 3, 19)) == 1
    assert asked(admin_url, _RAISED) == [(1, date(2026, 3, 1), 2), (1, date(2026, 3, 20), 2)]
    assert asked(admin_url, _NEWS) == [("2026-03-01", "2"), ("2026-03-20", "2")]


async def test_a_clock_looks_once_a_day(desk: Desk) -> None:
    await desk.filed()
    desk.clock.move_to(on(date(2026, 2, 26)))
    alarm = InstructionAlarm(desk.database, desk.clock)
    assert await alarm.look() == 0
    desk.clock.move_to(on(date(2026, 2, 27)))
    assert (await alarm.look(), await alarm.look()) == (1, 0)


async def test_of_what_was_answered_nobody_is_told(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "withheld", "", "")))
    assert await ring(desk, date(2026, 3, 2)) == 0
    assert asked(admin_url, _RAISED) == []


async def test_whoever_wakes_is_told_that_no_job_was_missing(desk: Desk, admin_url: str) -> None:
    await desk.filed()
    desk.clock.move_to(on(date(2026, 2, 27)))
    assert await InstructionAlarm(desk.database, desk.clock).wake() == 0
    assert asked(admin_url, _RAISED) == [(1, date(2026, 3, 1), 1)]
