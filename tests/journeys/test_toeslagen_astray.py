"""Toeslagen that come to the client, for the change of account was asked a day late (seed 001, lines 2856-2863).

He is told at once what will come to him; half of it is agreed to come back, in parts that leave him no month below the
floor; and when the change should have been in force somebody is asked where the money is.
"""

from datetime import date

from tests.journeys.conftest import DEN_HAAG
from tests.journeys.town import DECISION, Home, Told, Town, done, seen
from tests.schedule.households.builders import B12, PAPERS

DECIDED: Told = {"kind": "toeslag_decided", "toeslag": "huurtoeslag", "on": "2026-04-17"}
IN_PARTS: Told = {"back": 60000, "instalment": 30000, "firstOn": "2026-04-28"}
FLOOR = 40000


async def plan_of(town: Town, home: Home) -> Told:
    told: Told = (await seen(town.anna, f"/v1/households/{home.id}/plans/latest"))["document"]
    return told


async def standing(town: Town, home: Home) -> tuple[str, int, str, str]:
    """State, cents, the day of the next step and who takes it, of the huurtoeslag."""
    found = (await seen(town.anna, f"/v1/households/{home.id}/toeslagen"))["items"]
    one = next(each for each in found if each["toeslag"] == "huurtoeslag")
    return one["state"], one["sum"]["amount"], one["nextOn"], one["acts"]


async def test_what_comes_to_the_client_after_the_cut_off_comes_back_and_leaves_him_enough(town: Town) -> None:
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION])
    at = f"/v1/households/{home.id}/toeslagen/huurtoeslag"
    await town.reach(date(2026, 4, 14))
    asked = await done(town.anna, f"{at}/account-requests", {"account": "budget"}, 201)
    assert (asked["passedOnIn"], asked["inForceOn"]) == ("2026-05", "2026-06-22")
    assert asked["stillMisses"] == {"on": "2026-05-20", "sum": {"amount": 149600, "currency": "EUR"}}

    await town.reach(date(2026, 4, 17))
    await home.tell(DECIDED)
    assert await standing(town, home) == ("expected", 112200, "2026-04-20", "dienst_toeslagen")
    await town.reach(date(2026, 4, 21))
    await done(town.anna, f"{at}/arrivals", {"amount": 112200, "on": "2026-04-20"}, 201)
    assert await standing(town, home) == ("wrong_account", 112200, "2026-04-20", "case_manager")
    before = await plan_of(town, home)
    assert [one["account"] for one in before["entries"] if one["kind"] == "huurtoeslag"] == [
        "client",
        "client",
        "budget",
        "budget",
    ]

    too_long = await town.anna.post(f"{at}/claims/1/_agree", IN_PARTS | {"instalment": 20000})
    assert (too_long.status_code, too_long.json()["type"]) == (422, "urn:problem-type:ontzorg:below-floor")
    agreed = await done(town.anna, f"{at}/claims/1/_agree", IN_PARTS, 200)
    assert (agreed["back"]["amount"], agreed["keeps"]["amount"]) == (60000, 52200)
    after = await plan_of(town, home)
    comes_back = [one for one in after["entries"] if one["account"] == "budget" and one["kind"].endswith("_repaid_1")]
    assert [(one["on"], one["amount"]) for one in comes_back] == [("2026-04-28", 30000), ("2026-05-28", 30000)]
    rests = {one["from"]: one["rest"] for one in after["leftToLiveOn"]}
    assert (rests["2026-04-01"], rests["2026-05-01"]) == (40000 + 112200 - 30000, 40000 + 37400 - 30000)
    assert min(rest for since, rest in rests.items() if "2026-03-01" <= since < "2026-08-01") == FLOOR
    assert after["shortfalls"] == [one for one in before["shortfalls"] if one in after["shortfalls"]]

    for day in (date(2026, 4, 28), date(2026, 5, 28)):
        await town.reach(day)
        assert await standing(town, home) == ("reclaiming", agreed["back"]["amount"], day.isoformat(), "client")
        agreed = await done(town.anna, f"{at}/claims/1/repayments", {"amount": 30000, "on": day.isoformat()}, 201)
        agreed["back"]["amount"] -= agreed["repaid"]["amount"]
    assert agreed["state"] == "repaid"
    assert await standing(town, home) == ("arrived", 37400, "2026-06-22", "dienst_toeslagen")
    await town.reach(date(2026, 6, 29))
    for worker in town.crew.workers:
        await worker.ring()
    await town.settle()
    assert await standing(town, home) == ("missing", 37400, "2026-06-29", "case_manager")
    tasks = (await seen(town.anna, f"/v1/tasks?householdId={home.id}&kind=toeslag_missing"))["items"]
    assert [(one["about"], one["dueOn"], one["outcome"]) for one in tasks] == [
        ("huurtoeslag/2026-07", "2026-07-01", None)
    ]
