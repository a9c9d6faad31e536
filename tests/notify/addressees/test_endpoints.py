"""Addressees over HTTP: every version is kept under the household's own key, found by a word, and gone once erased."""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.notify.addressees.addressee import AddresseeIsErased
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.addressees.repository import ADDRESSEES
from services.sealing import CannotBeOpened, place_of
from tests.logs import logging_to
from tests.mandates.callers import a_caller
from tests.mandates.rows import everything
from tests.notify.callers import ANOTHER_HOUSEHOLD, HOUSEHOLD, a_contact, an_addressee, recorded
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING

PATH = f"/addressees/{HOUSEHOLD}"
PERSONAL = ("Selam", "61234567", "612345678", "Vogelstraat", "2511", "Den Haag", "selam")


def corrected(seen: int, **other: Any) -> dict[str, Any]:
    told = {**an_addressee(**other), "seenVersion": seen}
    del told["householdId"]
    return told


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].split(":")[-1]


async def test_how_a_household_is_reached_is_recorded_and_corrected_with_history(
    anna: Caller, admin_url: str, clock: MovableClock
) -> None:
    with logging_to("notify", clock) as log:
        made = await recorded(anna)
        mia = await a_contact(anna)
        change = corrected(1, preference=["email", "letter"], email="Selam@Post.Example", contactId=mia["id"])
        answer = await anna.post(f"{PATH}/_correct", change)
    assert answer.status_code == 200, answer.text
    assert made == {
        "householdId": str(HOUSEHOLD),
        "version": 1,
        "happened": "record",
        "ground": None,
        "at": "2026-01-05T08:00:00Z",
        "by": "anna",
    }
    reach = {
        "name": "Selam Voorbeeld",
        "language": "ti",
        "preference": ["email", "letter"],
        "email": "Selam@post.example",
        "telephone": "+31612345678",
        "postalLines": ["Vogelstraat 12", "2511 AB Den Haag"],
        "quietFrom": "20:00",
        "quietUntil": "08:00",
        "contactId": mia["id"],
    }
    now = (await anna.get(PATH)).json()
    assert now == {**reach, "householdId": str(HOUSEHOLD), "version": 2, "at": "2026-01-05T08:00:00Z", "by": "anna"}
    first, second = (await anna.get(f"{PATH}/steps")).json()["items"]
    assert (second["happened"], second["addressee"]) == ("correct", reach)
    assert (first["version"], first["addressee"]["preference"]) == (1, ["sms", "letter"])
    written = str(everything(admin_url, "notify")) + str(log.lines)
    assert [word for word in PERSONAL if word in written or word.encode().hex() in written] == []


async def test_of_two_who_correct_what_they_saw_the_second_is_told(anna: Caller, admin_url: str) -> None:
    await recorded(anna)
    assert (await anna.post(f"{PATH}/_correct", corrected(1, name="S. Voorbeeld"))).status_code == 200
    before = everything(admin_url, "notify")
    assert code(await anna.post(f"{PATH}/_correct", corrected(1))) == (409, "addressee-has-changed")
    assert code(await anna.post("/addressees", an_addressee())) == (409, "addressee-is-known")
    assert everything(admin_url, "notify") == before


async def test_what_is_wrong_with_an_addressee_is_told_at_once_and_nothing_is_kept(
    anna: Caller, admin_url: str
) -> None:
    before = everything(admin_url, "notify")
    wrong = an_addressee(preference=["email"], telephone="0612", postalLines=["x"], quietFrom="25:00", language="xx")
    answer = await anna.post("/addressees", wrong)
    assert answer.status_code == 400
    places = {error["where"] for error in answer.json()["errors"]}
    assert places == {"language", "telephone", "postalLines", "quietFrom"}
    without = await anna.post("/addressees", an_addressee(preference=["email"], contactId=None))
    assert (without.status_code, without.json()["errors"][0]["where"]) == (400, "email")
    nobody = await anna.post("/addressees", an_addressee(contactId=str(UUID(int=1))))
    assert code(nobody) == (404, "no-such-contact")
    assert everything(admin_url, "notify") == before


@pytest.mark.parametrize("word", [{"name": "selam  VOORBEELD"}, {"telephone": "+31 6 12345678"}])
async def test_a_household_is_found_by_a_word_that_is_its_own_now(anna: Caller, word: dict[str, str]) -> None:
    await recorded(anna)
    await recorded(anna, householdId=str(ANOTHER_HOUSEHOLD), name="Ander Mens", telephone="06 98765432")
    assert (await anna.post("/addressees/_search", word)).json()["items"] == [{"householdId": str(HOUSEHOLD)}]
    moved = corrected(1, name="S. Testpersoon", telephone="06 11111111")
    assert (await anna.post(f"{PATH}/_correct", moved)).status_code == 200
    assert (await anna.post("/addressees/_search", word)).json()["items"] == []


async def test_a_search_for_nothing_or_for_two_words_is_refused(anna: Caller) -> None:
    for body in ({}, {"name": "Selam", "telephone": "0612345678"}):
        answer = await anna.post("/addressees/_search", body)
        assert (answer.status_code, answer.json()["errors"][0]["what"]) == (
            400,
            "names no word to look for, or several",
        )


async def test_who_works_for_one_municipality_sees_no_addressee_of_the_others(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller
) -> None:
    await recorded(anna)
    of_one = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=["GM0518"])
    assert code(await of_one.get(PATH)) == (403, "not-for-all-municipalities")


async def test_after_erasing_nothing_opens_and_no_word_finds_it(
    anna: Caller, boss: Caller, notify: Database, admin_url: str, organisation: UUID
) -> None:
    await recorded(anna)
    with psycopg.connect(admin_url) as connection:
        kept = connection.execute("select key_sealed, document_sealed from notify.household_key, notify.addressee_step")
        (key, document), *_ = kept.fetchall()
    place = place_of(organisation, HOUSEHOLD, "addressee 1")
    opened = KEYRING.own(bytes(key), place_of(organisation, HOUSEHOLD, "key")).unseal(bytes(document), place)
    assert "Vogelstraat" in opened
    assert (await anna.post(f"{PATH}/_erase", {"ground": "asked"})).status_code == 403
    erased = await boss.post(f"{PATH}/_erase", {"ground": "asked"})
    assert (erased.status_code, erased.json()["happened"], erased.json()["ground"]) == (200, "erase", "asked")
    assert code(await anna.get(PATH)) == (410, "addressee-is-erased")
    assert (await anna.post("/addressees/_search", {"telephone": "0612345678"})).json()["items"] == []
    with pytest.raises(CannotBeOpened):
        KEYRING.unseal(bytes(document), place)
    async with notify.reading(organisation) as session:
        assert (await HOUSEHOLD_KEYS.of(session, KEYRING, [HOUSEHOLD]))[HOUSEHOLD].opens is None
        with pytest.raises(AddresseeIsErased):
            await ADDRESSEES.newest(session, KEYRING, HOUSEHOLD)
    assert bytes(key).hex() not in str(everything(admin_url, "notify"))


async def test_after_erasing_it_still_shows_that_it_was_known_and_who_erased_it(
    anna: Caller, boss: Caller, admin_url: str
) -> None:
    await recorded(anna)
    await anna.post(f"{PATH}/_correct", corrected(1, name="S. Voorbeeld"))
    await boss.post(f"{PATH}/_erase", {"ground": "kept_long_enough"})
    steps = (await anna.get(f"{PATH}/steps")).json()["items"]
    assert [(one["version"], one["happened"], one["by"], one["addressee"], one["ground"]) for one in steps] == [
        (1, "record", "anna", None, None),
        (2, "correct", "anna", None, None),
        (3, "erase", "boss", None, "kept_long_enough"),
    ]
    before = everything(admin_url, "notify")
    for path, body in (
        ("/addressees", an_addressee()),
        (f"{PATH}/_correct", corrected(3)),
    ):
        assert code(await anna.post(path, body)) == (410, "addressee-is-erased")
    assert code(await boss.post(f"{PATH}/_erase", {"ground": "asked"})) == (410, "addressee-is-erased")
    assert everything(admin_url, "notify") == before
    with psycopg.connect(admin_url) as connection:
        told = connection.execute("select data ->> 'happened' from notify.outbox order by sequence").fetchall()
    assert told == [("record",), ("correct",), ("erase",)]


async def test_the_same_command_twice_is_as_once(anna: Caller, admin_url: str) -> None:
    first = await anna.post("/addressees", an_addressee(), key="once")
    before = everything(admin_url, "notify")
    again = await anna.post("/addressees", an_addressee(), key="once")
    assert (again.status_code, again.content) == (201, first.content)
    assert everything(admin_url, "notify") == before
