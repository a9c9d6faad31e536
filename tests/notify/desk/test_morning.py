"""When the desk hears what waits, and who hears what of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from services.clock import AMSTERDAM
from services.notify.desk.levels import DEFAULT
from services.notify.desk.morning import his, is_told_on, morning_of
from services.notify.desk.worker import DeskRole
from tests.notify.desk.matters import TODAY, a_review, came_back, nobody_pays, unknown_money, works

MATTERS = [came_back(1), a_review(1, TODAY), nobody_pays(2), unknown_money()]


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2026, 1, 5), True), (date(2026, 1, 10), False), (date(2026, 4, 6), False), (date(2026, 4, 27), True)],
)
def test_the_desk_hears_on_bank_days_and_on_others_while_something_loud_is_open(day: date, told: bool) -> None:
    assert (is_told_on(day, is_loud=False), is_told_on(day, is_loud=True)) == (told, True)


def test_a_morning_begins_at_its_hour_by_the_clock_in_the_netherlands() -> None:
    desk = replace(DEFAULT, digest_at=time(7, 30))
    begins = datetime(2026, 7, 1, 7, 30, tzinfo=AMSTERDAM)
    assert morning_of(desk, begins) == date(2026, 7, 1)
    assert morning_of(desk, begins - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("role", "mine"),
    [
        (DeskRole.CASE_MANAGER, MATTERS[:2]),
        (DeskRole.SUPPLIER_DESK, [MATTERS[2]]),
        (DeskRole.APPROVER, [MATTERS[3]]),
        (DeskRole.PROPOSER, []),
        (DeskRole.TEAM_LEAD, [MATTERS[0], *MATTERS[2:]]),
    ],
)
def test_everybody_hears_of_what_is_his_and_who_leads_of_what_is_loud(role: DeskRole, mine: list[object]) -> None:
    assert his(MATTERS, works("x", role)) == mine


def test_who_has_households_hears_of_these_alone() -> None:
    some = replace(works("x", DeskRole.TEAM_LEAD), households=(UUID(int=2),))
    assert his(MATTERS, some) == [MATTERS[2]]
