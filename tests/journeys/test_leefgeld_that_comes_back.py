"""The client whose leefgeld comes back: seen on the statement, somebody's task the same day, and cured the same day.

The month is paid and the statement shows it; two days later the bank of the client sends his leefgeld back. The case
manager sees it the same day, two people pay him living money at once, and the next statement shows that too.
"""

from datetime import date

from tests.journeys.conftest import DEN_HAAG
from tests.journeys.test_late_confirmation import seen_by_two
from tests.journeys.test_no_money_for_food import PAYEES
from tests.journeys.town import DECISION, Home, Told, Town, done, seen
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.statements.files import Line, camt, stmt

STANDS = 20_000_00
MONDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 4)


async def a_paid_month(town: Town) -> tuple[Home, list[Told]]:
    """A household whose March is filed, and what of it stands in the bank file."""
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION], PAYEES)
    await home.team()
    await home.brings_everything()
    await seen_by_two(town)
    await town.reach(date(2026, 2, 20))
    run = await done(town.piet, "/v1/payment-runs", {"month": "2026-03"}, 201)
    await town.settle()
    path = f"/v1/payment-runs/{run['id']}"
    await done(town.roos, f"{path}/_approve", {"contentHash": (await seen(town.piet, path))["contentHash"]}, 200)
    await town.settle()
    payments = (await seen(town.piet, f"{path}/payments?limit=200"))["items"]
    return home, [one for one in payments if one["state"] == "submitted"]


async def the_bank_says(town: Town, *lines: Line, number: int, opening: int, on: date) -> Told:
    """A statement, handed in by piet and matched by the crew."""
    content = camt(stmt(*lines, number=number, opening=opening, on=on))
    answer = await town.piet.hand_in("/v1/statement-files", content, "application/xml")
    assert answer.status_code == 201, answer.text
    await town.settle()
    (statement,) = answer.json()["statements"]
    told: Told = statement
    return told


async def test_leefgeld_that_comes_back_is_seen_the_same_day_and_paid_the_same_day(town: Town) -> None:
    home, filed = await a_paid_month(town)
    by_march = [one for one in filed if one["executeOn"] <= MONDAY.isoformat()]
    leefgeld = next(one for one in by_march if one["purpose"] == "leefgeld" and one["occasion"] != "advance")
    await town.reach(MONDAY)
    went = [Line(-one["sum"]["amount"], one["endToEndId"], booked_on=MONDAY) for one in by_march]
    statement = await the_bank_says(town, *went, number=1, opening=STANDS, on=MONDAY)
    assert statement["state"] == "taken"

    await town.reach(WEDNESDAY)
    back = Line(leefgeld["sum"]["amount"], leefgeld["endToEndId"], booked_on=WEDNESDAY, return_code="AC04")
    await the_bank_says(town, back, number=2, opening=statement["closing"]["amount"], on=WEDNESDAY)
    tasks = (await seen(town.anna, f"/v1/tasks?householdId={home.id}&state=open"))["items"]
    came_back = [one for one in tasks if one["kind"] == "money_came_back"]
    assert [(one["about"], one["dueOn"]) for one in came_back] == [
        (f"leefgeld/{leefgeld['occasion']}", WEDNESDAY.isoformat())
    ]
    (held,) = (await seen(town.anna, f"/v1/held-payments?householdId={home.id}"))["items"]
    assert (held["purpose"], held["reason"], held["detail"]) == ("leefgeld", "came_back", "AC04")

    needs: Told = {"form": "grant", "amount": 10000, "reason": "paid_to_wrong_account"}
    asked = await done(town.piet, f"/v1/households/{home.id}/emergency-payments", needs, 201)
    paid = await done(
        town.roos, f"/v1/payment-runs/{asked['runId']}/_approve", {"contentHash": asked["contentHash"]}, 200
    )
    (line,) = (await seen(town.piet, f"/v1/payment-runs/{paid['id']}/payments"))["items"]
    after = statement["closing"]["amount"] + leefgeld["sum"]["amount"]
    instant = Line(-10000, line["endToEndId"], booked_on=WEDNESDAY)
    await the_bank_says(town, instant, number=3, opening=after, on=date(2026, 3, 5))
    (line,) = (await seen(town.piet, f"/v1/payment-runs/{paid['id']}/payments"))["items"]
    assert line["state"] == "executed"
    assert (await seen(town.piet, "/v1/bank-exceptions"))["items"] == []
