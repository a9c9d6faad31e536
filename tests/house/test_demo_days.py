"""The days of the story: proposals around the 20th, on days on which banks work."""

from datetime import date

import pytest

from house.caseload import Caseload, Period
from house.demo.story_days import BEGINS_ON, LONGEST, Calendar
from services.banking_days import is_bank_day
from services.months import month_text

WHOLE = Calendar(BEGINS_ON, LONGEST)


def test_seven_months_from_february_to_august() -> None:
    assert [month_text(one.month) for one in WHOLE.in_turn()] == [f"2026-{number:02d}" for number in range(2, 9)]
    assert (WHOLE.begins_on, WHOLE.ends_on) == (date(2026, 1, 5), date(2026, 8, 31))
    assert WHOLE.last_departure == date(2026, 7, 27)


def test_a_month_is_proposed_before_it_begins_and_supplemented_in_it() -> None:
    months = list(WHOLE.in_turn())

    assert months[0][1:] == (date(2026, 1, 20), date(2026, 2, 12))
    assert months[0].day_after == date(2026, 1, 21)
    assert months[5][1:] == (date(2026, 6, 19), date(2026, 7, 10))
    assert months[5].day_after == date(2026, 6, 22)


def test_banks_work_on_every_day_of_it() -> None:
    days = [day for one in WHOLE.in_turn() for day in (one.proposed_on, one.day_after, one.supplemented_on)]

    assert all(is_bank_day(day) for day in [WHOLE.catches_up_on, *days])
    assert sorted(days) == sorted(set(days))


@pytest.mark.parametrize("months", range(1, LONGEST + 1))
def test_everybody_is_handed_in_before_the_last_run(months: int) -> None:
    calendar = Calendar(BEGINS_ON, months)
    *_, last = calendar.in_turn()

    caseload = Caseload(300, 1, Period(BEGINS_ON, calendar.last_departure))

    assert len(list(caseload.handed_in(date.min, last.supplemented_on))) == 300
