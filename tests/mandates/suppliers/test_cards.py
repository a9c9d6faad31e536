"""Cards that organisations share: one keeps it, others take it over and are told when it says something new."""

import asyncio

from tests.mandates.answers import Raw, made, problem
from tests.mandates.rows import everything
from tests.mandates.suppliers.suppliers import LANDLORD, WATER, registered
from tests.schedule.callers import Caller

SHOWN = {key: value for key, value in LANDLORD.items() if key != "contact"} | {"collectionDays": [1, 28]}


async def published(caller: Caller, supplier: Raw) -> Raw:
    return made(await caller.post("/supplier-cards", {"supplierId": supplier["id"]}))


async def renewed(caller: Caller, supplier: Raw, **said: object) -> Raw:
    body = LANDLORD | said | {"seenVersion": supplier["version"]}
    return made(await caller.post(f"/suppliers/{supplier['id']}/versions", body))


async def test_a_card_shows_all_but_the_contact_person(anna: Caller, stranger: Caller) -> None:
    card = await published(anna, await registered(anna))
    assert card == SHOWN | {
        "id": card["id"],
        "version": 1,
        "publishedAt": "2026-01-05T08:00:00Z",
        "publishedBy": "Gemeente Voorbeeldstad",
        "isOurs": True,
    }
    assert (await stranger.get(f"/supplier-cards/{card['id']}")).json() == card | {"isOurs": False}


async def test_cards_are_found_by_name_kvk_and_kind(anna: Caller, stranger: Caller) -> None:
    for supplier in (LANDLORD, WATER):
        await published(anna, await registered(anna, supplier))
    for sought, found in (
        ({"name": "stede"}, ["12345678"]),
        ({"kvk": "87654321"}, ["87654321"]),
        ({"kind": "water"}, ["87654321"]),
        ({"name": "stede", "kind": "water"}, []),
        ({}, ["12345678", "87654321"]),
    ):
        answer = (await stranger.post("/supplier-cards/_search", sought)).json()
        assert [one["kvk"] for one in answer["items"]] == found
    first = (await stranger.post("/supplier-cards/_search", {"limit": 1})).json()
    second = (await stranger.post("/supplier-cards/_search", {"limit": 1, "cursor": first["nextCursor"]})).json()
    assert (second["items"][0]["kvk"], second["nextCursor"]) == ("87654321", None)


async def test_a_card_is_taken_over_as_a_supplier_of_ones_own(anna: Caller, stranger: Caller) -> None:
    card = await published(anna, await registered(anna))
    answer = await stranger.post(f"/supplier-cards/{card['id']}/_adopt", {})
    taken = made(answer)
    assert answer.headers["location"] == f"/v1/suppliers/{taken['id']}"
    assert taken == SHOWN | {
        "id": taken["id"],
        "version": 1,
        "contact": None,
        "card": {"id": card["id"], "version": 1, "newestVersion": 1},
        "registeredAt": "2026-01-05T08:00:00Z",
    }
    assert (await stranger.get("/suppliers")).json()["items"] == [taken]


async def test_a_newer_card_is_told_of_and_taken_over_by_who_looked(anna: Caller, stranger: Caller) -> None:
    ours = await registered(anna)
    card = await published(anna, ours)
    theirs = made(await stranger.post(f"/supplier-cards/{card['id']}/_adopt", {}))
    renewal = await renewed(anna, ours, answerDays=9)
    assert (await published(anna, renewal))["version"] == 2
    seen = (await stranger.get(f"/suppliers/{theirs['id']}")).json()
    assert (seen["answerDays"], seen["card"]) == (5, {"id": card["id"], "version": 1, "newestVersion": 2})
    blind = await stranger.post(f"/supplier-cards/{card['id']}/_adopt", {})
    assert problem(blind) == (409, "supplier-has-changed")
    taken = made(await stranger.post(f"/supplier-cards/{card['id']}/_adopt", {"seenVersion": 1}))
    assert (taken["id"], taken["version"], taken["answerDays"], taken["card"]["version"]) == (theirs["id"], 2, 9, 2)


async def test_taking_a_card_over_leaves_ones_own_contact_person(anna: Caller, stranger: Caller) -> None:
    card = await published(anna, await registered(anna))
    own = await registered(stranger, LANDLORD | {"answerDays": 2})
    await stranger.post(f"/supplier-cards/{card['id']}/_adopt", {"seenVersion": 1})
    told = (await stranger.get(f"/suppliers/{own['id']}")).json()
    assert (told["answerDays"], told["contact"]) == (5, LANDLORD["contact"])


async def test_publishing_the_same_again_is_no_newer_version(anna: Caller) -> None:
    supplier = await registered(anna)
    first = await published(anna, supplier)
    assert await published(anna, supplier) == first
    assert (await anna.get(f"/suppliers/{supplier['id']}")).json()["card"]["newestVersion"] == 1


async def test_a_card_has_one_keeper_and_others_are_told_who(anna: Caller, stranger: Caller, admin_url: str) -> None:
    await published(anna, await registered(anna))
    theirs = await registered(stranger, LANDLORD | {"answerDays": 2})
    before = everything(admin_url)
    answer = await stranger.post("/supplier-cards", {"supplierId": theirs["id"]})
    assert problem(answer) == (409, "card-is-anothers")
    assert answer.json()["detail"] == (
        "Gemeente Voorbeeldstad keeps the card of KvK number 12345678; take it over, or ask them"
    )
    assert everything(admin_url) == before


async def test_of_two_that_publish_at_once_one_keeps_the_card(anna: Caller, stranger: Caller) -> None:
    suppliers = [(caller, (await registered(caller))["id"]) for caller in (anna, stranger)]
    answers = await asyncio.gather(*(who.post("/supplier-cards", {"supplierId": one}) for who, one in suppliers))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_without_a_kvk_number_there_is_no_card(anna: Caller, admin_url: str) -> None:
    supplier = await registered(anna, WATER | {"kvk": None})
    before = everything(admin_url)
    answer = await anna.post("/supplier-cards", {"supplierId": supplier["id"]})
    assert problem(answer) == (422, "card-needs-kvk")
    assert everything(admin_url) == before


async def test_who_may_not_change_suppliers_shares_none(anna: Caller, bram: Caller, admin_url: str) -> None:
    supplier = await registered(anna)
    card = await published(anna, supplier)
    before = everything(admin_url)
    assert problem(await bram.post("/supplier-cards", {"supplierId": supplier["id"]})) == (403, "may-not")
    assert problem(await bram.post(f"/supplier-cards/{card['id']}/_adopt", {})) == (403, "may-not")
    assert everything(admin_url) == before


async def test_a_card_that_there_is_not(anna: Caller) -> None:
    nobody = "019b8d2b-8c00-7000-8000-000000000000"
    assert problem(await anna.get(f"/supplier-cards/{nobody}")) == (404, "no-such-card")
    assert problem(await anna.post(f"/supplier-cards/{nobody}/_adopt", {})) == (404, "no-such-card")
