"""Suppliers over HTTP: each change a version, made by somebody who saw the one before."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from tests.mandates.answers import Raw, faults, made, problem
from tests.mandates.rows import everything
from tests.mandates.suppliers.suppliers import LANDLORD, WATER, registered
from tests.schedule.callers import Caller, a_caller
from tests.superuser import as_superuser

MASKED: Raw = {"name": "Ja** Vo*******", "telephone": "**************12", "email": "j***@woonstede.example"}


@pytest.fixture
def carla(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """An auditor, who sees suppliers and changes none."""
    return a_caller(app, issuer, organisation, [Role.AUDITOR], subject="carla")


async def test_a_supplier_is_registered_and_its_contact_told_masked(anna: Caller) -> None:
    answer = await anna.post("/suppliers", LANDLORD)
    told = made(answer)
    assert answer.headers["location"] == f"/v1/suppliers/{told['id']}"
    assert told == LANDLORD | {
        "id": told["id"],
        "version": 1,
        "collectionDays": [1, 28],
        "contact": MASKED,
        "card": None,
        "registeredAt": "2026-01-05T08:00:00Z",
    }


async def test_the_contact_person_is_whole_only_for_who_may_change_it(anna: Caller, carla: Caller) -> None:
    supplier = await registered(anna)
    for caller, shown in ((anna, LANDLORD["contact"]), (carla, MASKED)):
        assert (await caller.get(f"/suppliers/{supplier['id']}")).json()["contact"] == shown
        assert (await caller.get("/suppliers")).json()["items"][0]["contact"] == shown
        assert (await caller.post("/suppliers/_search", {"name": "woon"})).json()["items"][0]["contact"] == shown


async def test_the_contact_person_cannot_be_read_in_the_database(anna: Caller, admin_url: str) -> None:
    await registered(anna)
    kept = str(everything(admin_url))
    assert "Woonstede" in kept
    assert "Voorbeeld" not in kept.replace("Gemeente Voorbeeldstad", "")
    assert "000 00 12" not in kept


async def test_a_change_is_a_new_version_and_the_old_one_stays(anna: Caller, clock: MovableClock) -> None:
    supplier = await registered(anna)
    clock.move_to(clock.now().replace(day=6))
    changed = LANDLORD | {"answerDays": 8, "contact": LANDLORD["contact"] | {"name": "Piet Proef"}, "seenVersion": 1}
    told = made(await anna.post(f"/suppliers/{supplier['id']}/versions", changed))
    assert (told["version"], told["answerDays"], told["contact"]["name"]) == (2, 8, "Pi** Pr***")
    assert (await anna.get(f"/suppliers/{supplier['id']}")).json()["answerDays"] == 8
    versions = (await anna.get(f"/suppliers/{supplier['id']}/versions")).json()["items"]
    assert [(one["version"], one["answerDays"], one["at"], one["by"]) for one in versions] == [
        (1, 5, "2026-01-05T08:00:00Z", "anna"),
        (2, 8, "2026-01-06T08:00:00Z", "anna"),
    ]
    assert versions[0]["contactMark"] != versions[1]["contactMark"]
    assert versions[0]["deferral"] == {"days": 60, "instalments": 3}


async def test_every_change_is_announced(anna: Caller, admin_url: str) -> None:
    supplier = await registered(anna)
    await anna.post(f"/suppliers/{supplier['id']}/versions", LANDLORD | {"seenVersion": 1})
    with as_superuser(admin_url) as connection:
        told = connection.execute("select type, subject, data ->> 'version' from mandates.outbox order by sequence")
        assert told.fetchall() == [
            ("nl.ontzorg.mandates.supplier.changed", supplier["id"], "1"),
            ("nl.ontzorg.mandates.supplier.changed", supplier["id"], "2"),
        ]


async def test_who_did_not_see_the_newest_version_changes_nothing(anna: Caller, admin_url: str) -> None:
    supplier = await registered(anna)
    path = f"/suppliers/{supplier['id']}/versions"
    made(await anna.post(path, LANDLORD | {"seenVersion": 1, "answerDays": 8}))
    before = everything(admin_url)
    for seen in (1, 3):
        answer = await anna.post(path, LANDLORD | {"seenVersion": seen})
        assert problem(answer) == (409, "supplier-has-changed")
    assert everything(admin_url) == before


async def test_of_two_who_saw_the_same_version_one_changes_it(anna: Caller) -> None:
    supplier = await registered(anna)
    path = f"/suppliers/{supplier['id']}/versions"
    bodies = [LANDLORD | {"seenVersion": 1, "answerDays": days} for days in range(6, 12)]
    answers = await asyncio.gather(*(anna.post(path, body) for body in bodies))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}
    assert len((await anna.get(path)).json()["items"]) == 2


async def test_the_same_command_twice_is_one_supplier(anna: Caller) -> None:
    first = await anna.post("/suppliers", WATER, key="once")
    second = await anna.post("/suppliers", WATER, key="once")
    assert (first.json(), second.headers["idempotency-replayed"]) == (second.json(), "true")
    assert len((await anna.get("/suppliers")).json()["items"]) == 1


async def test_a_kvk_number_is_one_suppliers(anna: Caller, admin_url: str) -> None:
    await registered(anna)
    water = await registered(anna, WATER)
    before = everything(admin_url)
    assert problem(await anna.post("/suppliers", WATER)) == (409, "kvk-is-registered")
    taken = WATER | {"kvk": LANDLORD["kvk"], "seenVersion": 1}
    assert problem(await anna.post(f"/suppliers/{water['id']}/versions", taken)) == (409, "kvk-is-registered")
    assert everything(admin_url) == before


async def test_suppliers_without_a_kvk_number_are_no_ones_double(anna: Caller) -> None:
    for _ in range(2):
        await registered(anna, WATER | {"kvk": None})
    assert len((await anna.get("/suppliers")).json()["items"]) == 2


async def test_suppliers_are_listed_by_page_and_kind(anna: Caller) -> None:
    ids = [(await registered(anna, WATER | {"kvk": None, "name": f"Water {n}"}))["id"] for n in range(3)]
    landlord = await registered(anna)
    first = (await anna.get("/suppliers", limit=2)).json()
    assert [one["id"] for one in first["items"]] == ids[:2]
    second = (await anna.get("/suppliers", limit=2, cursor=first["nextCursor"])).json()
    assert ([one["id"] for one in second["items"]], second["nextCursor"]) == ([ids[2], landlord["id"]], None)
    assert [one["id"] for one in (await anna.get("/suppliers", kind="water")).json()["items"]] == ids


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({"name": "STEDE ver"}, ["Woonstede Verhuur"]),
        ({"name": "e"}, None),
        ({"name": "er", "kvk": "87654321"}, ["Water van Elders"]),
        ({"kvk": "12345678"}, ["Woonstede Verhuur"]),
        ({"kvk": "00000000"}, []),
        ({"name": "%%"}, []),
        ({"name": "W_"}, []),
        ({"kind": "water"}, ["Water van Elders"]),
        ({}, ["Woonstede Verhuur", "Water van Elders"]),
    ],
)
async def test_suppliers_are_found_by_name_and_kvk(anna: Caller, sought: Raw, found: list[str] | None) -> None:
    for supplier in (LANDLORD, WATER):
        await registered(anna, supplier)
    answer = await anna.post("/suppliers/_search", sought)
    assert answer.status_code == (400 if found is None else 200)
    assert [one["name"] for one in answer.json().get("items", [])] == (found or [])


async def test_all_that_is_wrong_is_said_at_once_and_nothing_changes(anna: Caller, admin_url: str) -> None:
    before = everything(admin_url)
    wrong = LANDLORD | {
        "name": "Воон",
        "kvk": "1234567",
        "creditorId": "NL68ZZZ123456780000",
        "collectionDays": [1, 32],
        "procedures": [],
        "answerDays": 0,
        "contact": {"name": "Jans Voorbeeld"},
    }
    assert [where for where, _ in faults(await anna.post("/suppliers", wrong))] == [
        "name", "kvk", "creditorId", "collectionDays[1]", "procedures", "answerDays", "contact.telephone",
    ]  # fmt: skip
    twice = WATER | {"collectionDays": [1, 1], "procedures": ["email", "email"]}
    assert faults(await anna.post("/suppliers", twice)) == [
        ("collectionDays", "something stands here twice"),
        ("procedures", "something stands here twice"),
    ]
    assert everything(admin_url) == before


async def test_who_may_only_read_registers_and_changes_none(anna: Caller, carla: Caller, admin_url: str) -> None:
    supplier = await registered(anna)
    before = everything(admin_url)
    assert problem(await carla.post("/suppliers", WATER)) == (403, "may-not")
    changed = LANDLORD | {"seenVersion": 1}
    assert problem(await carla.post(f"/suppliers/{supplier['id']}/versions", changed)) == (403, "may-not")
    assert everything(admin_url) == before


async def test_another_organisation_sees_and_changes_nothing(anna: Caller, stranger: Caller, admin_url: str) -> None:
    path = f"/suppliers/{(await registered(anna))['id']}"
    before = everything(admin_url)
    for answer in (
        await stranger.get(path),
        await stranger.get(f"{path}/versions"),
        await stranger.get(f"{path}/answer-times"),
        await stranger.post(f"{path}/versions", LANDLORD | {"seenVersion": 1}),
        await stranger.post("/supplier-cards", {"supplierId": path.rpartition("/")[2]}),
    ):
        assert problem(answer) == (404, "no-such-supplier")
    assert (await stranger.get("/suppliers")).json()["items"] == []
    assert (await stranger.post("/suppliers/_search", {"kvk": LANDLORD["kvk"]})).json()["items"] == []
    assert everything(admin_url) == before
