"""Who hears of an alarm, and who is next: once for each level, and nobody is passed over because it is night."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from services.clock import AMSTERDAM
from services.notify.desk.alarm import DeskAlarm, Telling, telling_of
from services.notify.desk.levels import DEFAULT
from services.notify.desk.worker import DeskRole, DeskWorker, Hours
from services.notify_events import DeskAlarmState, LoudKind
from tests.notify.desk.matters import NINE, works

ANNA, ROSA, BOSS, SEM = (UUID(int=number) for number in range(1, 5))
HOME = UUID(int=71)
DESK = {
    ANNA: works("anna", DeskRole.CASE_MANAGER),
    ROSA: works("rosa", DeskRole.TEAM_LEAD),
    BOSS: works("boss", DeskRole.ADMINISTRATOR),
    SEM: works("sem", DeskRole.SUPPLIER_DESK),
}
HOUR = timedelta(hours=1)


def alarm(level: int, kind: LoudKind = LoudKind.LEEFGELD_CAME_BACK, household: UUID | None = HOME) -> DeskAlarm:
    state = DeskAlarmState.TOLD if level else DeskAlarmState.RAISED
    return DeskAlarm(UUID(int=9), kind, household, state, level + 1, level, NINE, NINE, 1)


def told(level: int, workers: dict[UUID, DeskWorker], now: datetime = NINE) -> Telling | None:
    return telling_of(alarm(level), DEFAULT.levels, workers, now)


def test_it_is_told_to_whose_it_is_then_to_who_leads_then_to_who_decides_and_then_to_nobody() -> None:
    assert [told(level, DESK) for level in range(4)] == [
        Telling(1, (ANNA,), NINE + HOUR),
        Telling(2, (ROSA,), NINE + 2 * HOUR),
        Telling(3, (BOSS,), None),
        None,
    ]


def test_a_level_at_which_nobody_works_is_passed_by_at_once_and_who_is_last_has_nobody_after_him() -> None:
    assert told(0, {SEM: DESK[SEM], BOSS: DESK[BOSS]}) == Telling(3, (BOSS,), None)
    assert told(0, {ANNA: DESK[ANNA]}) == Telling(1, (ANNA,), None)
    assert told(0, {SEM: DESK[SEM]}) is None


def test_who_does_other_households_does_not_hear_of_it() -> None:
    others = replace(DESK[ANNA], households=(UUID(int=72),))
    assert told(0, {ANNA: others, ROSA: DESK[ROSA]}) == Telling(2, (ROSA,), None)
    of_none = alarm(0, LoudKind.UNKNOWN_CREDIT, None)
    assert telling_of(of_none, DEFAULT.levels, {ANNA: others, BOSS: DESK[BOSS]}, NINE) == Telling(3, (BOSS,), None)


def test_the_time_of_a_level_runs_from_the_moment_at_which_the_first_of_it_may_be_told() -> None:
    by_day = replace(DESK[ANNA], hours=Hours(time(8, 30), time(17)))
    at_night = datetime(2026, 1, 10, 3, tzinfo=AMSTERDAM)
    monday = datetime(2026, 1, 12, 9, 30, tzinfo=AMSTERDAM)
    assert told(0, {**DESK, ANNA: by_day}, at_night) == Telling(1, (ANNA,), monday)
    watch = works("wim", DeskRole.CASE_MANAGER)
    assert told(0, {**DESK, ANNA: by_day, UUID(int=5): watch}, at_night) == Telling(
        1, (ANNA, UUID(int=5)), at_night + HOUR
    )
