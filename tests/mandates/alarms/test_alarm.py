"""An alarm is raised while a person can still act, and stands for as long as its rule sees the harm."""

from datetime import date
from uuid import UUID

import pytest

from services.mandate_events import AlarmKind, AlarmState
from services.mandates.alarms.alarm import Alarm, AlarmKey, Finding, act_by, raised_from, weigh

HOUSEHOLD = UUID(int=1)
FEBRUARY = 2026 * 12 + 1
KEY = AlarmKey(HOUSEHOLD, AlarmKind.NO_PAYER, "energy", FEBRUARY)


def found(act: date, harms: date, key: AlarmKey = KEY, why: str = "not_arranged") -> Finding:
    return Finding(key, act, harms, why)


def an_alarm(act: date, harms: date, key: AlarmKey = KEY) -> Alarm:
    return Alarm(UUID(int=2), key, 1, AlarmState.OPEN, 1, date(2026, 1, 5), act, harms, "not_arranged")


@pytest.mark.parametrize(
    ("harms_on", "raised", "act"),
    [
        (date(2026, 3, 25), date(2026, 3, 11), date(2026, 3, 18)),  # ten bank days, and five
        (date(2026, 4, 7), date(2026, 3, 20), date(2026, 3, 27)),  # over Good Friday and Easter Monday
        (date(2026, 5, 4), date(2026, 4, 17), date(2026, 4, 24)),  # over 1 May; King's Day counts
        (date(2026, 5, 15), date(2026, 4, 30), date(2026, 5, 8)),  # over 1 May; Ascension Day counts
        (date(2026, 12, 28), date(2026, 12, 11), date(2026, 12, 18)),  # over Christmas
        (date(2027, 1, 4), date(2026, 12, 17), date(2026, 12, 24)),  # over Christmas and New Year
        (date(2026, 2, 1), date(2026, 1, 19), date(2026, 1, 26)),  # a Sunday
    ],
)
def test_a_person_is_told_while_the_supplier_has_its_days_and_there_is_room_to_act(
    harms_on: date, raised: date, act: date
) -> None:
    assert raised_from(harms_on, 5) == raised
    assert act_by(harms_on, 5, raised) == act


def test_what_is_seen_late_is_to_be_acted_on_by_the_next_bank_day_and_not_after_the_harm() -> None:
    easter_tuesday = date(2026, 4, 7)
    assert act_by(easter_tuesday, 5, date(2026, 3, 27)) == date(2026, 3, 30)
    assert act_by(easter_tuesday, 5, date(2026, 4, 2)) == date(2026, 4, 7)
    assert act_by(date(2026, 4, 5), 5, date(2026, 4, 3)) == date(2026, 4, 5)


def test_what_is_new_goes_on_or_is_over_is_told_apart() -> None:
    other = KEY._replace(about="rent")
    gone = an_alarm(date(2026, 2, 5), date(2026, 2, 15), KEY._replace(about="water"))
    on = an_alarm(date(2026, 2, 5), date(2026, 2, 15))
    new = found(date(2026, 1, 26), date(2026, 2, 1), other)
    weighed = weigh([found(date(2026, 2, 6), date(2026, 2, 15)), new], [on, gone])
    assert weighed == ([new], [on], [gone])


def test_the_day_to_act_stands_while_the_day_of_the_harm_does() -> None:
    """Else it would move with each day on which it is seen, and never pass."""
    on = an_alarm(date(2026, 2, 5), date(2026, 2, 15))
    later = found(date(2026, 2, 6), date(2026, 2, 15), why="supplier_stopped")
    moved = found(date(2026, 2, 12), date(2026, 2, 20))
    assert weigh([later], [on]).going_on == [on._replace(why="supplier_stopped")]
    assert weigh([moved], [on]).going_on == [on._replace(act_by=date(2026, 2, 12), harms_on=date(2026, 2, 20))]


def test_harm_that_has_come_is_told_of_and_goes_on_until_it_is_put_right() -> None:
    past = found(date(2026, 2, 9), date(2026, 2, 15))
    on = an_alarm(date(2026, 2, 9), date(2026, 2, 15))
    assert weigh([past], []) == ([past], [], [])
    assert weigh([past], [on]) == ([], [on], [])
    assert weigh([], [on]) == ([], [], [on])


def test_what_hurts_already_is_to_be_acted_on_by_the_next_bank_day() -> None:
    assert act_by(date(2026, 3, 1), 5, date(2026, 4, 2)) == date(2026, 4, 7)


def test_of_what_belongs_to_no_month_the_first_day_is_told() -> None:
    key = AlarmKey(HOUSEHOLD, AlarmKind.PAPERS_MISSING, "energy", 0)
    days = [date(2026, 2, 15), date(2026, 3, 15), date(2026, 4, 15)]
    seen = [found(day, day, key) for day in days]
    assert weigh(seen[::-1], []).new == [seen[0]]
    on = an_alarm(days[0], days[0], key)
    assert weigh(seen, [on]).going_on == [on]
    assert weigh(seen[1:], [on]).going_on == [on._replace(act_by=days[1], harms_on=days[1])]


def test_a_silence_is_told_although_the_day_it_was_about_has_passed() -> None:
    key = AlarmKey(HOUSEHOLD, AlarmKind.SUPPLIER_SILENT, "energy", FEBRUARY)
    silent = found(date(2026, 2, 2), date(2026, 2, 15), key)
    assert weigh([silent], []).new == [silent]
