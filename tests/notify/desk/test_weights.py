"""Every thing that can wait for somebody has its weight and its words, and what is loud is few."""

import pytest

from services.events import Oddity
from services.mandate_events import AlarmKind
from services.notify.desk.matter import Word
from services.notify.desk.weights import ALARMS, LOUD, TASKS, Harm, loud_task
from services.notify.desk.wording import said_of, say
from services.notify.desk.worker import LANGUAGES
from services.notify_events import LoudKind
from services.schedule.schemas import TaskKind


def test_whatever_waits_has_a_weight() -> None:
    assert (set(TASKS), set(ALARMS), set(LOUD)) == (set(TaskKind), set(AlarmKind), set(LoudKind))


@pytest.mark.parametrize("word", [*TaskKind, *AlarmKind, *Oddity, *LoudKind], ids=lambda word: repr(word))
def test_whatever_waits_is_said_in_both_languages_of_the_desk_in_one_short_line(word: Word) -> None:
    dutch, english = (say(said_of(word), language) for language in LANGUAGES)
    assert dutch != english
    assert all(0 < len(one) <= 90 and "\n" not in one and "{" not in one for one in (dutch, english))


def test_of_what_came_back_only_that_which_somebody_lives_on_is_loud() -> None:
    back = TaskKind.MONEY_CAME_BACK
    abouts = ("leefgeld/2026-03-01", "leefgeld/advance", "emergency_grant/2026-03-10", "rent/2026-03")
    assert [loud_task(back, about) for about in abouts] == [LoudKind.LEEFGELD_CAME_BACK] * 3 + [None]
    assert loud_task(TaskKind.REVIEW, "leefgeld/2026-03-01") is None


def test_nothing_harms_more_than_having_nothing_to_live_on() -> None:
    worst = min(LOUD, key=lambda kind: LOUD[kind].harm)
    assert (worst, LOUD[worst].harm) == (LoudKind.LEEFGELD_CAME_BACK, Harm.NOTHING_TO_LIVE_ON)
