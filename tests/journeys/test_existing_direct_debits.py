"""The client with existing direct debits: everybody in Zoetermeer had been paying like that for half a year.

There they were left alone, for stopping them to pay by hand would only have done harm (seed 001, lines 2299-2303). Here
they are taken in first, so that both can be done knowingly: leave them, or take them over one by one.
"""

from collections.abc import Sequence
from datetime import date
from itertools import count

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG, ZOETERMEER
from tests.journeys.town import DECISION, Home, Told, Town, done, monthly
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

FEBRUARY, MARCH, APRIL, MAY, JUNE = (parse_month(f"2026-0{number}") for number in range(2, 7))
RENT, ENERGY = monthly("rent", 1, 62000), monthly("energy", 15, 11000)
PREMIUM = monthly("health_premium", 1, 15900)
COLUMNS = "reference;cost;supplierKvk;onAccount;umr;creditorId;validFrom;lastUsedOn;mostAMonth"
_keys = count(1)


def paid_by_himself(cost: str, until: str) -> Told:
    return {"kind": "paid_before_us", "until": until, "cost": cost}


async def imported(town: Town, home: Home, suppliers: dict[str, Told]) -> Told:
    """What is answered to a file with a direct debit on his own account for each of these costs."""
    rows = [
        f"{home.reference};{cost};{one['kvk']};client;M-{one['kvk']};NL69ZZZ123456780000;2025-06-01;2026-01-01;700,00"
        for cost, one in suppliers.items()
    ]
    headers = {"Content-Type": "text/csv", "Idempotency-Key": f"import-{next(_keys)}"}
    file = "\n".join([COLUMNS, *rows]).encode()
    answer = await town.anna.http.post("/mandates/v1/direct-debit-imports", content=file, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    told: Told = answer.json()
    return told


async def arrived(town: Town, municipality: str, facts: Sequence[Told]) -> tuple[Home, dict[str, Told]]:
    """A household whose rent, energy and premium are drawn from his own account; how each is arranged."""
    suppliers = {
        "rent": await town.supplier("housing_association", "Woonstichting De Vlinder"),
        "energy": await town.supplier("energy", "Energie van Morgen"),
        "health_premium": await town.supplier("health_insurer", "Zorgverzekeraar Rust"),
    }
    home = await town.household(municipality, [*NEEDED, RENT, ENERGY, PREMIUM, *facts, *TOESLAGEN, B12, DECISION])
    told = await imported(town, home, suppliers)
    assert told == {"rows": 3, "unchanged": 0, "active": 3, "pendingApproval": 0, "draft": 0}
    again = await imported(town, home, suppliers)
    assert again == {"rows": 3, "unchanged": 3, "active": 0, "pendingApproval": 0, "draft": 0}
    arranged = {cost: await home.arrange(cost, one, FEBRUARY, "client_pays") for cost, one in suppliers.items()}
    return home, arranged


async def test_what_the_policy_leaves_alone_stays_as_it_is_and_harms_nobody(town: Town) -> None:
    home, _ = await arrived(town, ZOETERMEER, [])
    for day in (date(2026, 2, 20), date(2026, 3, 12), date(2026, 4, 10)):
        await town.reach(day)
        assert await home.harms() == []
    assert await home.payers(FEBRUARY, MAY) == {
        "energy": ["client_pays"] * 4,
        "health_premium": ["client_pays"] * 4,
        "rent": ["client_pays"] * 4,
    }
    assert (await home.mandate("rent"))["state"] == "active"


async def test_they_are_taken_over_one_by_one_and_none_is_ever_paid_twice(town: Town) -> None:
    his = [paid_by_himself("energy", "2026-03-31"), paid_by_himself("health_premium", "2026-04-30")]
    home, arranged = await arrived(town, DEN_HAAG, his)
    await home.settles()
    rent = home.line("rent", MARCH, date(2026, 2, 27), 62000)
    await town.reach(date(2026, 2, 2))
    asked = await home.asks(arranged["rent"], "we_push", MARCH)
    (waits,) = await town.release([rent])
    assert waits == {"released": False, "reason": "not_taken_over", "detail": "asked"}
    await town.answers(asked, MARCH)
    (goes,) = await town.release([rent])
    assert (goes["released"], goes["route"]) == (True, "we_push")
    assert await home.harms() == [], "the landlord put his direct debit on hold, so it draws nothing beside us"

    await town.reach(date(2026, 3, 2))
    assert await home.harms() == [], "in March the client still pays his energy and his premium"
    await town.answers(await home.asks(arranged["energy"], "we_push", APRIL), APRIL)
    await town.reach(date(2026, 4, 1))
    assert await home.harms() == []
    await town.answers(await home.asks(arranged["health_premium"], "we_push", MAY), MAY)
    await town.reach(date(2026, 5, 4))
    assert await home.harms() == []
    assert await home.payers(FEBRUARY, JUNE) == {
        "energy": ["client_pays", "client_pays", "we_push", "we_push", "we_push"],
        "health_premium": ["client_pays", "client_pays", "client_pays", "we_push", "we_push"],
        "rent": ["client_pays", "we_push", "we_push", "we_push", "we_push"],
    }
    assert {one["kind"] for one in await home.alarms("closed")} == {"account_not_verified"}, "at intake; then never"


async def test_one_that_nobody_took_over_is_seen_when_we_begin_to_pay(town: Town) -> None:
    home, _ = await arrived(town, DEN_HAAG, [])
    await home.settles()
    for cost in ("rent", "energy"):
        await home.decides(cost, "we_push", MARCH, "vanaf maart uit de uitkering")
    await town.reach(date(2026, 3, 9))
    nobody_looked_on_the_first = [
        ("no_payer", "health_premium", "plan_counts_on_us"),
        ("two_payers", "rent", "client_is_collected"),
    ]
    assert await home.harms() == sorted([*nobody_looked_on_the_first, ("two_payers", "energy", "client_is_collected")])
    mandate = await home.mandate("energy")
    path = f"/mandates/v1/households/{home.id}/direct-debits/{mandate['id']}/_suspend"
    await done(town.anna, path, {"cause": "taken_over", "origin": "supplier"}, 200)
    assert await home.harms() == nobody_looked_on_the_first
    await town.reach(date(2026, 3, 18))
    assert await home.harms() == sorted([*nobody_looked_on_the_first, *nobody_looked_on_the_first]), (
        "and again in April"
    )
