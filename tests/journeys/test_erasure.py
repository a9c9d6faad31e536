"""A household is erased where its people are known: nothing that was kept of them in any service opens any more, and
that they were told, and of which letter, can still be shown.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from house.composition.crew import Crew
from house.settings import Deployment
from services.auth import Role
from tests.deployment import a_deployment
from tests.journeys.conftest import DEN_HAAG, Enter
from tests.journeys.test_people_told import a_day
from tests.journeys.town import DECISION, Town, done, seen
from tests.schedule.arrears.test_photo import jpeg
from tests.schedule.households.builders import B12, PAPERS
from tests.superuser import as_superuser

KEYS = (
    "select 'notify', key_sealed, destroyed_at from notify.household_key union all"
    " select 'schedule', key_sealed, destroyed_at from schedule.household_key order by 1"
)


@pytest.fixture
def deployment(admin_url: str, tmp_path: Path) -> Deployment:
    """A house with a folder for its post."""
    return a_deployment(admin_url, sandbox_clock=tmp_path / "clock", notify_post_folder=tmp_path / "post")


def rows(admin_url: str, query: str) -> list[Any]:
    with as_superuser(admin_url) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_erasing_a_household_reaches_the_photos_of_its_letters_and_the_proof_remains(
    town: Town, crew: Crew, enter: Enter, admin_url: str
) -> None:
    boss = enter("boss", Role.ADMINISTRATOR)
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION])
    mia = await done(town.anna, "/notify/v1/contacts", {"name": "Mia Verzonnen", "telephone": "070 123 45 67"}, 201)
    sender = {"name": "Gemeente Voorbeeldstad", "contactId": mia["id"], "seenVersion": 0}
    await done(boss, "/notify/v1/sender/_change", sender, 200)
    reached = {"householdId": home.id, "name": "Selam Voorbeeld", "language": "nl", "preference": ["sms"]}
    await done(town.anna, "/notify/v1/addressees", {**reached, "telephone": "06 12345678"}, 201)
    await a_day(town, crew, date(2026, 1, 26))
    supplier = await town.supplier("energy", "Energie van Morgen")
    letter = {
        "supplierId": supplier["id"],
        "cost": "energy",
        "month": "2026-03",
        "amount": 11000,
        "letterOn": "2026-01-26",
    }
    arrears = f"/v1/households/{home.id}/arrears"
    told = await done(town.anna, arrears, letter, 201)
    photos = f"{arrears}/{told['id']}/photos"
    photo = (await town.anna.hand_in(photos, jpeg(), "image/jpeg")).json()["id"]
    assert (await town.anna.get(f"{photos}/{photo}")).content == jpeg()
    (message,) = (await seen(town.anna, f"/notify/v1/messages?householdId={home.id}"))["items"]
    steps = f"/notify/v1/messages/{message['id']}/steps"
    before = (await seen(town.anna, steps))["items"]
    assert "Mia Verzonnen" in before[1]["words"]

    await done(boss, f"/notify/v1/addressees/{home.id}/_erase", {"ground": "asked"}, 200)
    await town.settle()

    assert [(service, key, at is None) for service, key, at in rows(admin_url, KEYS)] == [
        ("notify", None, False),
        ("schedule", None, False),
    ]
    assert (await town.anna.get(f"{photos}/{photo}")).status_code == 410
    assert (await town.anna.hand_in(photos, b"%PDF-2", "application/pdf")).status_code == 410
    assert (await town.anna.get(f"/notify/v1/addressees/{home.id}")).status_code == 410
    assert (await seen(town.anna, arrears))["items"] == [told]
    assert [one["id"] for one in (await seen(town.anna, photos))["items"]] == [photo]
    assert (await seen(town.anna, steps))["items"] == [one | {"words": None} for one in before]
    assert before[1]["contentSha256"] is not None
    assert (await seen(town.anna, f"/notify/v1/messages?householdId={home.id}"))["items"] == [message]
