"""A household is told in time what is paid for it and what it gets, and it can be shown in which words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from house.composition.crew import Crew
from house.settings import Deployment
from services.auth import Role
from tests.deployment import a_deployment
from tests.journeys.conftest import Enter
from tests.journeys.test_leefgeld_that_comes_back import MONDAY, STANDS, a_paid_month, the_bank_says
from tests.journeys.town import Home, Town, done, seen
from tests.schedule.statements.files import Line


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """Where what leaves the house is laid down."""
    return tmp_path / "post"


@pytest.fixture
def deployment(admin_url: str, tmp_path: Path, post: Path) -> Deployment:
    """A house with a folder for its post."""
    return a_deployment(admin_url, sandbox_clock=tmp_path / "clock", notify_post_folder=post)


async def a_day(town: Town, crew: Crew, on: date) -> None:
    """What the alarms of a day bring about."""
    await town.reach(on)
    for worker in crew.workers:
        await worker.ring()
    await town.settle()


async def told(town: Town, home: Home) -> Sequence[tuple[str, str, str]]:
    """What the household was told: of which kind, about what, and where that is."""
    messages = (await seen(town.anna, f"/notify/v1/messages?householdId={home.id}"))["items"]
    return sorted((one["kind"], one["subject"], one["state"]) for one in messages)


async def test_a_household_hears_of_its_month_of_its_leefgeld_before_and_after_and_nothing_twice(
    town: Town, crew: Crew, enter: Enter, post: Path
) -> None:
    home, filed = await a_paid_month(town)
    boss = enter("boss", Role.ADMINISTRATOR)
    mia = await done(town.anna, "/notify/v1/contacts", {"name": "Mia Verzonnen", "telephone": "070 123 45 67"}, 201)
    sender = {"name": "Gemeente Voorbeeldstad", "contactId": mia["id"], "seenVersion": 0}
    await done(boss, "/notify/v1/sender/_change", sender, 200)
    reached = {"householdId": home.id, "name": "Selam Voorbeeld", "language": "nl", "preference": ["sms"]}
    await done(town.anna, "/notify/v1/addressees", {**reached, "telephone": "06 12345678"}, 201)
    await a_day(town, crew, date(2026, 2, 23))
    begun = [("month_overview", "2026-03", "sent"), ("relief_begins", "", "dropped")]
    assert await told(town, home) == begun

    for day in (24, 25):
        await a_day(town, crew, date(2026, 2, day))
    coming = [("leefgeld_coming", "2026-03-01", "sent"), *begun]
    assert await told(town, home) == coming

    await town.reach(MONDAY)
    went = [Line(-one["sum"]["amount"], one["endToEndId"], booked_on=MONDAY) for one in filed]
    await the_bank_says(town, *went, number=1, opening=STANDS, on=MONDAY)
    for day in (3, 4):
        await a_day(town, crew, date(2026, 3, day))
    both = [("leefgeld_paid", occasion, "sent") for occasion in ("2026-03-01", "advance")]
    assert await told(town, home) == [*coming[:1], *both, *coming[1:]]
    assert len(list((post / "sms").glob("*.txt"))) == 4
    paid, _ = (await seen(town.anna, f"/notify/v1/messages?householdId={home.id}&kind=leefgeld_paid"))["items"]
    steps = (await seen(town.anna, f"/notify/v1/messages/{paid['id']}/steps"))["items"]
    assert (post / "sms" / f"{paid['id']}.txt").read_text() == steps[1]["words"]
