"""A worker of the desk is told in his hours, and of what is his."""

from datetime import datetime, time
from uuid import UUID

import pytest

from services.clock import AMSTERDAM
from services.errors import InvalidInput
from services.notify.desk.worker import DeskRole, DeskWorker, Hours
from services.notify.messages.language import Language

ANNA = DeskWorker("anna", "A. Verzonnen", "anna@gemeente.example", DeskRole.CASE_MANAGER)
BY_DAY = DeskWorker("ben", "B.", "ben@gemeente.example", DeskRole.CASE_MANAGER, hours=Hours(time(9), time(17)))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in January 2026 by the clock in the Netherlands; the fifth is a Monday."""
    return datetime(2026, 1, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (at(5, 9), at(5, 9)),
        (at(5, 16, 59), at(5, 16, 59)),
        (at(5, 17), at(6, 9)),
        (at(5, 3), at(5, 9)),
        (at(9, 18), at(12, 9)),
        (at(10, 12), at(12, 9)),
        (at(1, 12), at(2, 9)),
    ],
)
def test_who_has_hours_is_told_in_them_and_on_bank_days(now: datetime, told: datetime) -> None:
    assert BY_DAY.told_at(now) == told


def test_who_has_none_is_told_at_any_moment() -> None:
    assert ANNA.told_at(at(10, 3)) == at(10, 3)


def test_who_looks_after_some_households_is_not_told_of_others_nor_of_what_is_of_none() -> None:
    mine, other = UUID(int=1), UUID(int=2)
    some = DeskWorker("anna", "A.", "anna@gemeente.example", DeskRole.CASE_MANAGER, households=(mine,))
    assert [some.looks_after(one) for one in (mine, other, None)] == [True, False, False]
    assert [ANNA.looks_after(one) for one in (mine, None)] == [True, True]


def test_hours_that_end_before_they_begin_and_a_language_of_clients_are_refused() -> None:
    with pytest.raises(InvalidInput, match="worksUntil"):
        Hours(time(17), time(9))
    with pytest.raises(InvalidInput, match="language"):
        DeskWorker("anna", "A.", "anna@gemeente.example", DeskRole.CASE_MANAGER, Language.SOMALI)
