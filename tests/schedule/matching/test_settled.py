"""The task of the closing settlement ends when the bank executed it, and is open again when the money comes back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.months import parse_month
from services.schedule.households.task_service import close_task
from services.schedule.payments.run import RunKey
from tests.conftest import admin_url, another_organisation, organisation
from tests.schedule.conftest import municipalities
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import DECISION, FEBRUARY

__all__ = ["admin_url", "another_organisation", "municipalities", "organisation"]
"""It begins before the month that the rest of the room begins with."""

ENDS: dict[str, Any] = {"kind": "relief_ends", "on": "2026-03-31"}
_GIFT: dict[str, Any] = {"kind": "other_flow", "flow": "gift", "account": "budget", "amount": 2_000_00}
LEFT = _GIFT | {"on": "2026-03-10"}


@pytest.fixture
async def treasury(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Treasury:
    """A household whose relief ended on 31 March; the run of April pays what is left."""
    clock.move_to(FEBRUARY)
    treasury = Treasury(database, organisation, clock, admin_url)
    await treasury.office.register("Z-1001", *PAPERS, B12, DECISION, ENDS, LEFT)
    await treasury.files()
    clock.move_to(datetime(2026, 3, 30, 9, tzinfo=UTC))
    await treasury.files(RunKey(parse_month("2026-04"), RunKind.MONTHLY, 1))
    return treasury


def task(treasury: Treasury) -> tuple[str | None, str | None]:
    """How it ended, and by whom."""
    query = "select outcome, closed_by from schedule.task where kind = 'closing_settlement' and about = '2026-03-31'"
    (row,) = treasury.rows(query)
    return row["outcome"], row["closed_by"]


async def test_a_settlement_that_was_executed_needs_nobody_until_its_money_comes_back(treasury: Treasury) -> None:
    settlement = treasury.payment("settlement")
    assert task(treasury) == (None, None)
    await treasury.says(settlement.line())
    assert task(treasury) == ("closed", "ontzorg")
    (household,) = treasury.rows("select id from schedule.household")
    await treasury.office.record(household["id"], LEFT | {"on": "2026-03-11"})
    assert task(treasury) == ("closed", "ontzorg")
    await treasury.says(settlement.line(settlement.amount, return_code="AC04"))
    assert task(treasury) == (None, None)
    assert treasury.broken() == {}


async def test_what_a_person_closed_stays_closed(treasury: Treasury) -> None:
    settlement = treasury.payment("settlement")
    (row,) = treasury.rows("select household_id, id from schedule.task where kind = 'closing_settlement'")
    async with treasury.database.transaction(treasury.organisation) as session:
        hand = treasury.office.hand(session, "anna")
        await close_task(session, hand, row["household_id"], row["id"], "He was told how it ends.")
    await treasury.says(settlement.line())
    await treasury.says(settlement.line(settlement.amount, return_code="AC04"))
    assert task(treasury) == ("closed", "anna")
