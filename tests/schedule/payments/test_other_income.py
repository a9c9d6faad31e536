"""Other income that a fact tells of is expected at once, so that the bank's booking of the next day is known."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.months import parse_month
from services.schedule.payments.other_income import other_income
from services.schedule.wanted.sheet import Sheet
from tests.schedule.exceptions.desk import Desk
from tests.schedule.households.builders import NEEDED, RENT, a_plan
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line

GIFT: dict[str, Any] = {"kind": "other_flow", "flow": "gift", "account": "budget", "on": "2026-03-12", "amount": 77_00}
NEXT_DAY = datetime(2026, 3, 12, 18, tzinfo=UTC)
MONTHS = range(parse_month("2026-02"), parse_month("2026-03") + 1)


@pytest.fixture
async def spring(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Desk:
    """Two households whose March is paid, on its 11th: no run comes by before the next month."""
    clock.move_to(FEBRUARY)
    desk = Desk(database, organisation, clock, admin_url)
    await desk.office.register("Z-1")
    await desk.office.register("Z-2")
    await desk.files()
    clock.move_to(datetime(2026, 3, 11, 9, tzinfo=UTC))
    return desk


def expected(desk: Desk) -> list[tuple[str, int, int]]:
    rows = desk.rows(
        "select subject, amount, received from schedule.expected_income where subject like 'other/%%' order by subject"
    )
    return [(row["subject"], row["amount"], row["received"]) for row in rows]


def test_of_a_plan_the_other_income_of_these_months_is_expected_from_the_day_that_is_ours() -> None:
    flows = [GIFT | {"on": day} for day in ("2026-01-20", "2026-02-10", "2026-03-12", "2026-04-02")]
    spent, clients = GIFT | {"flow": "fine", "amount": -5_00}, GIFT | {"flow": "wages", "account": "client"}
    sheet = Sheet.of(a_plan(*NEEDED, RENT, *flows, spent, clients).plan)
    first = other_income(sheet, NEXT_DAY.date().replace(year=2025), MONTHS)
    assert [(one.subject, one.amount, one.on.isoformat()) for one in first] == [
        ("other/2026-02", 77_00, "2026-02-10"),
        ("other/2026-03", 77_00, "2026-03-12"),
    ]
    assert other_income(sheet, NEXT_DAY.date(), MONTHS) == first[1:]


async def test_the_money_of_the_next_day_is_known_and_what_was_never_so_is_expected_no_more(
    spring: Desk, clock: MovableClock
) -> None:
    one, _ = spring.households()
    await spring.office.record(one, GIFT, GIFT | {"on": "2026-04-02", "amount": 5_00}, GIFT | {"on": "2026-05-20"})
    assert expected(spring) == [("other/2026-03", 77_00, 0), ("other/2026-04", 5_00, 0)]
    clock.move_to(NEXT_DAY)
    await spring.says(Line(77_00, booked_on=NEXT_DAY.date(), text="gift Z-1"))
    assert (spring.oddities(), expected(spring)[0]) == ([], ("other/2026-03", 77_00, 77_00))
    await spring.office.correct(one, GIFT | {"on": "2026-04-02", "amount": -5_00})
    assert expected(spring) == [("other/2026-03", 77_00, 77_00), ("other/2026-04", 0, 0)]
    assert spring.broken() == {}


async def test_what_came_to_who_paid_before_us_is_not_expected_and_other_facts_change_nothing(spring: Desk) -> None:
    _, other = spring.households()
    before = spring.rows("select * from schedule.expected_income order by month, household_id, subject")
    await spring.office.record(other, {"kind": "paid_before_us", "until": "2026-03-12"}, GIFT)
    assert expected(spring) == []
    await spring.office.record(other, RENT | {"cost": "phone"})
    assert spring.rows("select * from schedule.expected_income order by month, household_id, subject") == before
