"""The energy bill that nobody would pay: the supplier has stopped its collection, and our payment does not go on.

In Edam-Volendam it ended in a household without energy (seed 001, lines 1744-1748). Here its contact is told ten bank
days before the due day, and whoever is over her once the last day to act has passed.
"""

from datetime import date

from services.months import parse_month
from tests.journeys.conftest import EDAM_VOLENDAM
from tests.journeys.town import DECISION, Home, Told, Town, done, monthly, seen
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

FEBRUARY, MARCH, APRIL, MAY = (parse_month(f"2026-0{number}") for number in range(2, 6))
ENERGY = monthly("energy", 15, 11000)
HANDED_BACK: Told = {"kind": "cost_handed_back", "cost": "energy", "from": "2026-04"}


async def taken_over(town: Town) -> tuple[Home, Told]:
    """A household whose energy supplier suspended its own collection from March on, and how that is arranged."""
    supplier = await town.supplier("energy", "Energie van Morgen")
    home = await town.household(EDAM_VOLENDAM, [*NEEDED, ENERGY, *TOESLAGEN, B12, DECISION])
    arrangement = await home.arrange("energy", supplier, FEBRUARY, "client_pays")
    await home.settles()
    await town.answers(await home.asks(arrangement, "we_push", MARCH), MARCH)
    await town.reach(date(2026, 3, 10))
    assert await home.harms() == [], "March is ours, and nobody else's"
    return home, arrangement


async def test_it_is_told_before_the_due_day_and_again_to_a_supervisor(town: Town) -> None:
    home, arrangement = await taken_over(town)
    await home.tell(HANDED_BACK)
    told = {day: await home.alarms() async for day in town.live_until(date(2026, 3, 30))}
    begins: dict[str, date] = {}
    for day, standing in told.items():
        for one in standing:
            begins.setdefault(one["kind"], day)
    assert begins == {"supplier_not_asked": date(2026, 3, 26), "no_payer": date(2026, 3, 30)}, "over Easter"
    (alarm,) = await home.alarms(kind="no_payer")
    assert (
        alarm.items()
        >= {
            "kind": "no_payer",
            "cost": "energy",
            "month": "2026-04",
            "why": "plan_pays_no_more",
            "actBy": "2026-04-08",
            "harmsOn": "2026-04-15",
            "owner": "anna",
            "escalatedTo": None,
        }.items()
    )

    await done(town.anna, f"/mandates/v1/alarms/{alarm['id']}/_answer", {"answer": "waiting_for_colleague"}, 200)
    await town.reach(date(2026, 4, 8))
    (first,) = (await seen(town.rosa, "/mandates/v1/alarms?mine=true"))["items"]
    assert first["alarm"]["kind"] == "supplier_not_asked", "two bank days earlier, so that it still answers in time"
    await town.reach(date(2026, 4, 9))
    shown = (await seen(town.rosa, "/mandates/v1/alarms?mine=true"))["items"][-1]
    assert shown["reference"] == home.reference
    assert shown["alarm"].items() >= {"id": alarm["id"], "state": "escalated", "escalatedTo": "rosa"}.items()

    asked = await home.asks(arrangement, "client_pays_watched", APRIL)
    await town.settle()
    (not_asked,) = await home.alarms("closed", kind="supplier_not_asked")
    assert not_asked["closedBy"] == "handshake.ask"
    (closed,) = await home.alarms("closed", kind="no_payer")
    assert (closed["closedBy"], asked["deadline"]) == ("handshake.ask", "2026-04-10"), "an answer by then mends it"
    await town.answers(asked, APRIL)
    await town.settle()
    assert await home.harms() == []
    assert await home.payers(FEBRUARY, MAY) == {
        "energy": ["client_pays", "we_push", "client_pays_watched", "client_pays_watched"]
    }
    await town.reach(date(2026, 5, 8))
    assert await home.harms() == [("watched_not_answered", "energy", "nobody_asked_whether_it_arrived")], "of April"


async def test_a_supplier_that_is_asked_and_does_not_answer_lets_the_alarm_return_with_its_silence(town: Town) -> None:
    home, arrangement = await taken_over(town)
    await home.tell(HANDED_BACK)
    await town.reach(date(2026, 3, 30))
    asked = await home.asks(arrangement, "client_pays_watched", APRIL)
    await town.reach(date(2026, 4, 2))
    assert (await home.harms(), asked["deadline"]) == ([], "2026-04-02"), "the deadline is still in time"
    await town.reach(date(2026, 4, 3))
    assert await home.harms() == [
        ("no_payer", "energy", "plan_pays_no_more"),
        ("supplier_silent", "energy", "no_answer_by_deadline"),
    ]
    again = await home.alarms(kind="no_payer")
    assert [(one["state"], one["actBy"]) for one in again] == [("open", "2026-04-08")]


async def test_who_says_that_the_client_pays_and_not_to_the_supplier_is_told_the_same(town: Town) -> None:
    home, arrangement = await taken_over(town)
    await home.tell(HANDED_BACK)
    await home.decides("energy", "client_pays", APRIL, "de klant betaalt het weer zelf")
    await town.reach(date(2026, 3, 30))
    assert await home.harms() == [("no_payer", "energy", "supplier_stopped")]
    await town.answers(await home.asks(arrangement, "client_pays", APRIL), APRIL)
    await town.settle()
    assert await home.harms() == []


async def test_a_supplier_that_collects_later_than_we_would_stop_is_followed_by_the_plan(town: Town) -> None:
    home, arrangement = await taken_over(town)
    await home.tell(HANDED_BACK)
    asked = await home.asks(arrangement, "client_pays_watched", APRIL)
    await town.answers(asked, MAY)
    assert await home.payers(MARCH, MAY) == {"energy": ["we_push", "we_push", "client_pays_watched"]}
    await town.reach(date(2026, 3, 30))
    assert await home.harms() == [], "April, which the supplier leaves out, is ours to pay after all"
    (april,) = await town.release([home.line("energy", APRIL, date(2026, 4, 15), 11000)])
    assert april["released"] is True
