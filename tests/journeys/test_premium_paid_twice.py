"""The premium that would be paid twice: from the benefit, and by the client's own direct debit as well.

It happened in Edam-Volendam, and was put right afterwards (seed 001, lines 1740-1744). Here it is seen ten bank days
before it is due, and the insurer's word ends it. The insurer waits for the first premium, of March, until 20 May, so
that of April is the first to go wrong.
"""

from datetime import date

from services.months import parse_month
from tests.journeys.conftest import EDAM_VOLENDAM
from tests.journeys.town import DECISION, INSURER_WAITS, Home, Told, Town, done, monthly, seen
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

FEBRUARY, MARCH, APRIL = parse_month("2026-02"), parse_month("2026-03"), parse_month("2026-04")
PREMIUM = monthly("health_premium", 1, 15900)
DUE = date(2026, 4, 1)


async def insured(town: Town) -> tuple[Home, Told]:
    """A household whose insurer draws the premium from the client's own account, and how that is arranged."""
    insurer = await town.supplier("health_insurer", "Zorgverzekeraar Rust", procedures=["own_form", "telephone"])
    home = await town.household(EDAM_VOLENDAM, [*NEEDED, PREMIUM, *TOESLAGEN, B12, DECISION, INSURER_WAITS])
    his_own = {
        "reference": home.reference,
        "cost": "health_premium",
        "supplierId": insurer["id"],
        "onAccount": "client",
        "umr": "RUST-2025-10",
        "creditorId": "NL69ZZZ123456780000",
        "validFrom": "2025-10-01",
        "lastUsedOn": "2026-01-01",
    }
    await done(town.anna, "/mandates/v1/direct-debit-imports", {"directDebits": [his_own]}, 201)
    arrangement = await home.arrange("health_premium", insurer, FEBRUARY, "client_pays")
    await home.settles()
    return home, arrangement


async def test_it_is_seen_before_it_is_due_and_the_handshake_cures_it(town: Town) -> None:
    home, arrangement = await insured(town)
    await home.decides("health_premium", "we_push", MARCH, "it is withheld from the benefit from March on")
    await town.reach(date(2026, 3, 17))
    assert await home.harms() == []

    await town.reach(date(2026, 3, 18))
    (alarm,) = await home.alarms()
    assert (
        alarm.items()
        >= {
            "kind": "two_payers",
            "cost": "health_premium",
            "month": "2026-04",
            "state": "open",
            "why": "client_is_collected",
            "raisedOn": "2026-03-18",
            "actBy": "2026-03-25",
            "harmsOn": "2026-04-01",
            "owner": "anna",
        }.items()
    )
    mine = (await seen(town.anna, "/mandates/v1/alarms?mine=true"))["items"]
    assert [(one["reference"], one["alarm"]["id"]) for one in mine] == [(home.reference, alarm["id"])]

    asked = await home.asks(arrangement, "we_push", MARCH)
    assert (asked["channel"], asked["direction"], asked["state"]) == ("own_form", "taking_over", "asked")
    await done(town.anna, f"/mandates/v1/alarms/{alarm['id']}/_answer", {"answer": "waiting_for_supplier"}, 200)
    await town.reach(date(2026, 3, 19))
    assert await home.harms() == [("two_payers", "health_premium", "client_is_collected")], "asking cures nothing"

    await town.answers(asked, MARCH)
    await town.settle()
    assert await home.harms() == []
    (closed,) = await home.alarms("closed", kind="two_payers")
    assert (closed["closedBy"], closed["closedOn"]) == ("handshake.confirm", "2026-03-19")
    assert await home.payers(FEBRUARY, APRIL) == {"health_premium": ["client_pays", "we_push", "we_push"]}
    (told,) = await town.release([home.line("health_premium", APRIL, DUE, 15900)])
    assert (told["released"], told["route"]) == (True, "we_push")

    await town.reach(date(2026, 5, 8))
    assert await home.harms() == [], "and so is the premium of March, for which the insurer waits"


async def test_an_insurer_that_goes_on_collecting_is_a_payer_too_many_and_its_no_is_heard(town: Town) -> None:
    home, arrangement = await insured(town)
    await town.reach(date(2026, 3, 2))
    asked = await home.asks(arrangement, "we_push", MARCH)
    await town.answers(asked, None)
    assert await home.payers(FEBRUARY, APRIL) == {"health_premium": ["client_pays"] * 3}
    (told,) = await town.release([home.line("health_premium", APRIL, DUE, 15900)])
    assert told == {"released": False, "reason": "not_ours_to_pay", "detail": "client_pays"}
    await town.reach(date(2026, 3, 18))
    assert await home.harms() == [("no_payer", "health_premium", "plan_counts_on_us")]
    await town.goes_on(asked, "rosa belt zelf met de verzekeraar")
    await town.settle()
    assert await home.harms() == [("two_payers", "health_premium", "client_is_collected")]
