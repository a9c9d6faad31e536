"""A household comes to the registry by one door and its payees by another: until both are there nothing is missing."""

from datetime import date, timedelta
from typing import Any

import pytest

from house.composition.crew import Crew
from house.composition.sandbox_clock import SandboxClock
from services.auth import Role
from services.mandates.alarms.service import PATIENCE
from tests.journeys.conftest import DEN_HAAG, Enter
from tests.journeys.test_caseload_handed_over import hand_in
from tests.journeys.town import Told, Town, done
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.payments.runs import DECISION
from tests.superuser import as_superuser

SHORT_BEFORE = date(2026, 2, 18)
"""The rent of March is to be seen to by now."""


@pytest.fixture
async def february(town: Town) -> None:
    await town.reach(SHORT_BEFORE)


def alarms(admin_url: str) -> list[tuple[Any, ...]]:
    """All that there ever were."""
    with as_superuser(admin_url) as connection:
        query = "select distinct kind, state from mandates.alarm order by kind, state"
        return connection.execute(query).fetchall()


def known(admin_url: str) -> list[tuple[Any, ...]]:
    """Whether a household has a plan and costs in the registry, and arrangements."""
    query = """
        select plan_version > 0, exists (select from mandates.cost_month as c where c.household_id = h.id),
            exists (select from mandates.arrangement as a where a.household_id = h.id)
        from mandates.household as h order by reference
    """
    with as_superuser(admin_url) as connection:
        return connection.execute(query).fetchall()


async def announced(crew: Crew) -> None:
    """The registry hears of the households and asks for their costs, before anybody brings it their payees."""
    await crew.relays[0].deliver()
    await crew.workers[1].drain()


async def without_payees(enter: Enter) -> None:
    household: Told = {"reference": "Z-9", "municipality": DEN_HAAG, "facts": [*PAPERS, B12, DECISION]}
    await done(enter("anna", Role.CASE_MANAGER), "/v1/households", household, 201)


async def test_a_household_whose_payees_are_under_way_is_no_alarm(
    february: None, enter: Enter, crew: Crew, admin_url: str
) -> None:
    await hand_in(enter)
    await announced(crew)
    assert known(admin_url) == [(True, True, False)] * 2
    assert alarms(admin_url) == []
    await crew.drain()
    assert known(admin_url) == [(True, True, True)] * 2
    assert alarms(admin_url) == [("account_not_verified", "open"), ("papers_missing", "open")]


async def test_one_whose_payees_never_come_is_looked_at_after_a_while(
    february: None, enter: Enter, crew: Crew, sandbox_clock: SandboxClock, admin_url: str
) -> None:
    await without_payees(enter)
    await crew.drain()
    sandbox_clock.move_to(sandbox_clock.now() + PATIENCE - timedelta(seconds=1))
    assert await crew.workers[1].ring() == 0
    await crew.drain()
    assert alarms(admin_url) == []
    sandbox_clock.move_to(sandbox_clock.now() + timedelta(seconds=1))
    assert await crew.workers[1].ring() == 1
    await crew.drain()
    assert ("no_payer", "open") in alarms(admin_url)
    assert await crew.workers[1].ring() == 0


async def test_one_whose_payees_did_not_come_is_looked_at_by_the_round_of_the_day(
    february: None, enter: Enter, crew: Crew, town: Town, admin_url: str
) -> None:
    await without_payees(enter)
    await crew.drain()
    assert alarms(admin_url) == []
    await town.reach(SHORT_BEFORE + timedelta(days=1))
    assert ("no_payer", "open") in alarms(admin_url)
