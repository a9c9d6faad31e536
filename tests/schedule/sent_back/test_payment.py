"""The name and the day of a payment back follow from what it is for and from when it is made."""

from datetime import datetime
from uuid import UUID

import pytest

from services.clock import AMSTERDAM
from services.schedule.sent_back.payment import execution_day, name_of
from tests.schedule.matching.bookings import credit

STATEMENT = UUID(int=7)


def test_the_name_is_that_of_the_booking_and_of_the_time_it_is_sent() -> None:
    one = credit(5, "2026-03-03")
    assert name_of(one, 1) == name_of(one, 1)
    others = {name_of(one, 2), name_of(one._replace(entry=9), 1), name_of(one._replace(statement_id=STATEMENT), 1)}
    assert len({name_of(one, 1), *others}) == 4
    assert name_of(one._replace(amount=6_00), 1) == name_of(one, 1)


@pytest.mark.parametrize(
    ("made", "day"),
    [
        ("2026-03-03T13:29", "2026-03-03"),
        ("2026-03-03T13:30", "2026-03-04"),
        ("2026-03-06T18:00", "2026-03-09"),
        ("2026-03-07T09:00", "2026-03-09"),
        ("2026-04-02T18:00", "2026-04-07"),
    ],
)
def test_it_is_executed_on_the_first_day_for_which_the_bank_still_takes_it(made: str, day: str) -> None:
    assert execution_day(datetime.fromisoformat(made).replace(tzinfo=AMSTERDAM)).isoformat() == day
