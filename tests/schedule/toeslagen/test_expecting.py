"""What was decided is expected at once, so that the bank's booking of the next days is known."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.schedule.exceptions.desk import Desk
from tests.schedule.households.builders import B12, NEEDED, RENT
from tests.schedule.payments.runs import DECISION
from tests.schedule.statements.files import Line
from tests.schedule.toeslagen.builders import AMOUNT, APPLIED, DECIDED

PAY_DAY = date(2026, 4, 20)


@pytest.fixture
async def desk(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Desk:
    """A household whose huurtoeslag is decided on 17 April, between two runs."""
    desk = Desk(database, organisation, clock, admin_url)
    clock.move_to(datetime(2026, 4, 17, 9, tzinfo=UTC))
    await desk.office.register("Z-1001", *NEEDED, RENT, B12, DECISION, AMOUNT, APPLIED)
    await desk.office.record(desk.households()[0], DECIDED)
    return desk


def expected(desk: Desk) -> list[tuple[str, str, int, int]]:
    rows = desk.rows("select subject, expected_on, amount, received from schedule.expected_income order by expected_on")
    return [(row["subject"], row["expected_on"].isoformat(), row["amount"], row["received"]) for row in rows]


async def test_the_back_pay_of_the_next_days_is_known_and_a_decision_taken_back_is_expected_no_more(desk: Desk) -> None:
    assert expected(desk)[:2] == [
        ("huurtoeslag/2026-03", "2026-04-20", 112200, 0),
        ("huurtoeslag/2026-06", "2026-05-20", 37400, 0),
    ]
    desk.clock.move_to(datetime(2026, 4, 20, 18, tzinfo=UTC))
    await desk.says(Line(112200, booked_on=PAY_DAY, text="huurtoeslag Z-1001"))
    assert desk.oddities() == []
    await desk.office.correct(desk.households()[0], DECIDED | {"granted": False})
    assert [one for one in expected(desk) if one[2] != one[3]] == []
    assert expected(desk)[0] == ("huurtoeslag/2026-03", "2026-04-20", 112200, 112200)
    assert desk.broken() == {}
