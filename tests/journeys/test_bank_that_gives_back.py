"""A month that the bank gives back in four ways, late, three times over and against its own word; and the lump after.

Two households of one run. Of the first rent, energy, water and premium come back with a code each: two wait for another
account, one is tried once more, of one somebody decides. The statement that says so is missing when the next one comes,
and comes three times when it comes. The second try of the water is rejected and executed. The second household lives
on its minstand until the toeslagen come in one sum.
"""

from collections.abc import Sequence
from datetime import date

from tests.journeys.conftest import DEN_HAAG
from tests.journeys.test_late_confirmation import seen_by_two
from tests.journeys.test_leefgeld_that_comes_back import MONDAY, STANDS, WEDNESDAY, the_bank_says
from tests.journeys.test_no_money_for_food import PAYEES
from tests.journeys.town import DECISION, Home, Told, Town, done, seen
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.matching.reports import of, report
from tests.schedule.statements.files import Line, camt, stmt

CODES = {"rent": "AC01", "energy": "AC04", "water": "AM04", "health_premium": "MS03"}
DECIDED: Told = {"kind": "toeslag_decided", "toeslag": "huurtoeslag", "on": "2026-04-17"}
MINSTAND: Told = {
    "instrument": "minstand",
    "amount": 1_400_00,
    "legalBasis": "article_56a",
    "reason": "until the toeslagen come",
}
THURSDAY, FRIDAY, PAY_DAY = date(2026, 3, 5), date(2026, 3, 6), date(2026, 4, 20)
LUMP = 3 * 374_00


def payees_of(number: int) -> list[Told]:
    """The suppliers of the town, by a customer number of its own."""
    return [
        one if one["cost"] == "leefgeld" else one | {"reference": {"kind": "free_text", "text": f"klant {number}"}}
        for one in PAYEES
    ]


async def two_homes(town: Town) -> tuple[Home, Home]:
    """Two households with all their papers."""
    homes = [await town.household(DEN_HAAG, [*PAPERS, B12, DECISION], payees_of(number)) for number in (1, 2)]
    for home in homes:
        await home.team()
        await home.brings_everything()
    await seen_by_two(town)
    return homes[0], homes[1]


async def filed(town: Town, what: Told) -> tuple[str, list[Told]]:
    """A run, approved and filed: the name of its file, and what stands in it."""
    run = await done(town.piet, "/v1/payment-runs", what, 201)
    await town.settle()
    path = f"/v1/payment-runs/{run['id']}"
    await done(town.roos, f"{path}/_approve", {"contentHash": (await seen(town.piet, path))["contentHash"]}, 200)
    await town.settle()
    (file,) = (await town.piet.get(f"{path}/files")).json()
    payments = (await seen(town.piet, f"{path}/payments?limit=200"))["items"]
    return file["messageId"], [one for one in payments if one["state"] == "submitted"]


def went(payments: Sequence[Told], on: date) -> list[Line]:
    """All of it leaves the account."""
    return [Line(-one["sum"]["amount"], one["endToEndId"], booked_on=on) for one in payments]


async def exceptions(town: Town) -> list[tuple[str, str | None]]:
    """What is odd, and of whom."""
    return [(one["oddity"], one["householdId"]) for one in (await seen(town.piet, "/v1/bank-exceptions"))["items"]]


async def waiting(town: Town, home: Home) -> dict[str, str]:
    """What of a household waits, and what is said of it."""
    held = (await seen(town.anna, f"/v1/held-payments?householdId={home.id}"))["items"]
    return {one["purpose"]: one["detail"] for one in held if one["reason"] == "came_back"}


async def test_whatever_comes_back_is_cured_in_its_own_way_and_nothing_is_paid_twice(town: Town) -> None:
    home, other = await two_homes(town)
    await done(town.anna, f"/v1/households/{other.id}/bridging-decisions", MINSTAND, 201)
    await town.reach(date(2026, 2, 20))
    _, march = await filed(town, {"month": "2026-03"})
    await town.reach(MONDAY)
    first = await the_bank_says(town, *went(march, MONDAY), number=1, opening=STANDS, on=MONDAY)

    own = [one for one in march if one["householdId"] == home.id and one["occasion"] == "2026-03"]
    back = {one["purpose"]: one for one in own if one["purpose"] in CODES}
    assert back.keys() == CODES.keys()
    lines = [
        Line(one["sum"]["amount"], one["endToEndId"], booked_on=WEDNESDAY, return_code=CODES[purpose])
        for purpose, one in back.items()
    ]
    stood = first["closing"]["amount"]
    stands = stood + sum(one["sum"]["amount"] for one in back.values())

    await town.reach(THURSDAY)
    late = await the_bank_says(town, Line(5_00, booked_on=THURSDAY), number=3, opening=stands, on=THURSDAY)
    assert (late["state"], await waiting(town, home), await exceptions(town)) == ("waits", {}, [])
    content = camt(stmt(*lines, number=2, opening=stood, on=WEDNESDAY))
    told = [await town.piet.hand_in("/v1/statement-files", content, "application/xml") for _ in range(3)]
    assert [one.json()["statements"][0]["state"] for one in told] == ["taken"] * 3
    await town.settle()
    assert (await seen(town.piet, f"/v1/statements/{late['id']}"))["state"] == "taken"
    assert await waiting(town, home) == CODES
    assert await exceptions(town) == [("unknown_credit", None)]
    tasks = (await seen(town.anna, f"/v1/tasks?householdId={home.id}&kind=money_came_back"))["items"]
    assert sorted((one["about"], one["dueOn"]) for one in tasks) == sorted(
        (f"{purpose}/2026-03", FRIDAY.isoformat()) for purpose in CODES
    )

    said = {"purpose": "health_premium", "occasion": "2026-03", "why": "The insurer says that it was their fault."}
    await done(town.piet, f"/v1/households/{home.id}/held-payments/_repeat", said, 200)
    file, again = await filed(town, {"month": "2026-03", "kind": "supplementary"})
    assert {one["purpose"] for one in again if one["householdId"] == home.id} == {"water", "health_premium"}
    assert await waiting(town, home) == {purpose: CODES[purpose] for purpose in ("rent", "energy")}

    water = next(one for one in again if one["purpose"] == "water")
    rejects = report(file, of(water["endToEndId"], "RJCT", "AC04"))
    answer = await town.piet.hand_in("/v1/status-reports", rejects, "application/xml")
    assert answer.json()["rejected"] == 1
    await town.reach(FRIDAY)
    after = await the_bank_says(town, *went(again, FRIDAY), number=4, opening=stands + 5_00, on=FRIDAY)
    assert ("executed_after_rejection", home.id) in await exceptions(town)
    assert (await waiting(town, home))["water"] == "AC04"
    third = await done(town.piet, "/v1/payment-runs", {"month": "2026-03", "kind": "supplementary", "number": 2}, 201)
    await town.settle()
    proposed = (await seen(town.piet, f"/v1/payment-runs/{third['id']}/payments?limit=200"))["items"]
    assert [one for one in proposed if one["state"] != "held"] == []
    await the_lump_clears_the_minstand(town, other, after["closing"]["amount"])


async def the_lump_clears_the_minstand(town: Town, home: Home, stands: int) -> None:
    """Dienst Toeslagen pays March, April and May in one sum; what the municipality put in goes back first."""
    await town.reach(date(2026, 4, 17))
    await home.tell(DECIDED)
    await town.reach(PAY_DAY)
    lump = Line(LUMP, booked_on=PAY_DAY, iban="NL86INGB0002445588", name="Belastingdienst", text="Huurtoeslag 2026")
    await the_bank_says(town, lump, number=5, opening=stands, on=PAY_DAY)
    assert len(await exceptions(town)) == 2, "the lump is none of them"
    (cleared,) = (await seen(town.anna, f"/v1/households/{home.id}/bridgings"))["clearings"]
    assert (cleared["parts"], cleared["stays"]["amount"]) == ([{"means": "minstand", "amount": 710_65}], 411_35)
    assert cleared["sentence"]["en"] == (
        "On Monday 20 April 2026 €1,122.00 arrived: €710.65 to the minstand and €411.35 stays."
    )
