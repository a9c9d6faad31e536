"""A photo of a letter is kept once, given to whoever may see that household, and gone when its people are erased."""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.database import Database
from services.notify_events import AddresseeChanged, AddresseeEvent
from services.schedule.arrears.photo import LARGEST_PHOTO
from services.schedule.arrears.photos import hear_erasures
from tests.schedule.arrears.test_photo import PLACE, exif, jpeg
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import PAPERS
from tests.schedule.rows import changed, everything

LETTER = {"supplierId": str(UUID(int=51)), "cost": "rent", "month": "2026-03", "amount": 5, "letterOn": "2026-01-05"}
TAKEN, KEPT = jpeg(exif(1)), jpeg()


@pytest.fixture
async def household(anna: Caller) -> str:
    answer = await anna.post("/households", {"reference": "Z-1", "municipality": DEN_HAAG, "facts": PAPERS})
    return str(answer.json()["householdId"])


@pytest.fixture
async def path(anna: Caller, household: str) -> str:
    """Where the photos of a letter to it are."""
    arrears = (await anna.post(f"/households/{household}/arrears", LETTER)).json()["id"]
    return f"/households/{household}/arrears/{arrears}/photos"


async def erase(database: Database, organisation: UUID, household: str, clock: MovableClock) -> None:
    """What the notify service announces when the people of a household are erased."""
    news: dict[str, Any] = {"organisation_id": organisation, "household_id": UUID(household), "version": 2}
    async with database.transaction(organisation) as session:
        for happened in (AddresseeEvent.CORRECT, AddresseeEvent.ERASE):
            await hear_erasures(session, [AddresseeChanged(happened=happened, **news)], clock.now())


async def test_a_photo_is_kept_once_sealed_and_given_back_without_where_it_was_taken(
    anna: Caller, path: str, admin_url: str
) -> None:
    first, again = [(await anna.hand_in(path, TAKEN, "image/jpeg")).json() for _ in range(2)]
    assert first == again
    assert (first["mediaType"], first["size"]) == ("image/jpeg", len(KEPT))
    assert (await anna.get(path)).json()["items"] == [first]
    got = await anna.get(f"{path}/{first['id']}")
    assert (got.content, got.headers["content-type"]) == (KEPT, "image/jpeg")
    assert (got.headers["content-disposition"], got.headers["cache-control"]) == ("attachment", "no-store")
    with psycopg.connect(admin_url) as connection:
        (sealed,) = connection.execute("select content_sealed from schedule.letter_photo").fetchall()[0]
    assert KEPT not in bytes(sealed)
    assert PLACE not in bytes(sealed)


async def test_what_is_no_photo_or_too_large_is_refused_and_nothing_changes(
    anna: Caller, path: str, admin_url: str
) -> None:
    before = everything(admin_url)
    elsewhere = path.replace(path.split("/")[4], str(UUID(int=7)))
    assert (await anna.hand_in(path, b"GIF89a", "image/jpeg")).status_code == 400
    assert (await anna.hand_in(path, b"%PDF-" + bytes(LARGEST_PHOTO), "application/pdf")).status_code == 413
    assert (await anna.hand_in(elsewhere, TAKEN, "image/jpeg")).status_code == 404
    assert changed(before, everything(admin_url)) == []


async def test_of_one_letter_there_are_ten_photos_at_most(anna: Caller, path: str) -> None:
    codes = [(await anna.hand_in(path, b"%PDF-" + bytes((page,)), "application/pdf")).status_code for page in range(11)]
    assert codes == [*[201] * 10, 409]


async def test_who_may_not_see_the_household_is_given_nothing(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, path: str
) -> None:
    photo = (await anna.hand_in(path, TAKEN, "image/jpeg")).json()["id"]
    elsewhere = a_caller(app, issuer, organisation, municipalities=["GM0637"])
    codes = [(await elsewhere.get(one)).status_code for one in (path, f"{path}/{photo}")]
    assert [*codes, (await elsewhere.hand_in(path, TAKEN, "image/jpeg")).status_code] == [404, 404, 404]


async def test_with_its_people_its_photos_are_erased_and_none_is_kept_again(
    anna: Caller, path: str, household: str, database: Database, organisation: UUID, clock: MovableClock
) -> None:
    photo = (await anna.hand_in(path, TAKEN, "image/jpeg")).json()["id"]
    await erase(database, organisation, household, clock)
    await erase(database, organisation, household, clock)
    assert (await anna.get(f"{path}/{photo}")).status_code == 410
    assert (await anna.hand_in(path, b"%PDF-2", "application/pdf")).status_code == 410
    assert [one["id"] for one in (await anna.get(path)).json()["items"]] == [photo]


async def test_who_was_erased_before_a_photo_came_has_none_kept(
    anna: Caller, path: str, household: str, database: Database, organisation: UUID, clock: MovableClock
) -> None:
    await erase(database, organisation, household, clock)
    assert (await anna.hand_in(path, TAKEN, "image/jpeg")).status_code == 410
