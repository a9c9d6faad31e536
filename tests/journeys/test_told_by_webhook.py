"""A supplier that takes webhooks is owed what is asked of it, in the words that may leave the house."""

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.town import DECISION, Town, done, seen
from tests.schedule.households.builders import B12, PAPERS

FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")


async def test_what_a_supplier_is_asked_it_is_owed_at_each_of_its_addresses(town: Town) -> None:
    supplier = await town.supplier("energy", "Energie van Morgen")
    other = await town.supplier("water", "Waterschap De Bron")
    wish = {"eventTypes": ["nl.ontzorg.mandates.handshake.changed"]}
    places = [
        (supplier, "https://127.0.0.1:1/"),
        (supplier, "https://127.0.0.1:2/"),
        (other, "https://127.0.0.1:3/"),
    ]
    ours = [
        await done(town.sem, "/notify/v1/subscriptions", {**wish, "supplierId": one["id"], "url": url}, 201)
        for one, url in places
    ]
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION])
    arrangement = await home.arrange("energy", supplier, FEBRUARY, "client_pays")
    handshake = await home.asks(arrangement, "we_push", MARCH)
    await town.settle()
    paths = [f"/notify/v1/subscriptions/{one['id']}/deliveries" for one in ours]
    first, second, third = [(await seen(town.sem, path))["items"] for path in paths]
    (told,), (also,) = first, second
    assert (told["eventId"], told["data"], third) == (also["eventId"], also["data"], [])
    assert (told["subject"], told["sequence"], told["data"]) == (
        handshake["id"],
        2,
        {
            "supplierId": supplier["id"],
            "handshakeId": handshake["id"],
            "direction": "taking_over",
            "happened": "ask",
            "state": "asked",
            "fromMonth": "2026-03",
            "deadline": handshake["deadline"],
        },
    )
