"""The client who has no money for food on a Saturday, and the month after it that goes by what was paid.

He has had the advance on his leefgeld, and the benefit of February comes on the 27th. Two people pay him seven hundred
euros of it ahead. Next week the run of March finds so much less on the account, and says at once what that does.
"""

from datetime import date

from lxml import etree

from services.schedule.bank.pain001 import NAMESPACE
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.test_first_month import paid_to
from tests.journeys.test_late_confirmation import seen_by_two
from tests.journeys.town import DECISION, Home, Told, Town, done, seen
from tests.schedule.households.builders import B12, PAPERS

PAYEES = [
    paid_to("rent", "Woonstichting De Vlinder", "NL02ABNA0123456789", "huur 2026-001"),
    paid_to("energy", "Energie van Morgen", "NL91ABNA0417164300", "klant 8"),
    paid_to("water", "Waterschap De Bron", "NL69INGB0123456789", "klant 9"),
    paid_to("health_premium", "Zorgverzekeraar Rust", "NL44RABO0123456789", "polis 10"),
    paid_to("leefgeld", "T. Testpersoon", "NL20INGB0001234567"),
]
SEVEN_HUNDRED: Told = {"form": "advance", "amount": 70000, "reason": "no_income_yet"}
SATURDAY, TUESDAY = date(2026, 2, 21), date(2026, 2, 24)


async def a_client(town: Town) -> Home:
    """A single adult in Den Haag, relieved from 8 February; his papers are there."""
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION], PAYEES)
    await home.team()
    await home.brings_everything()
    return home


async def run_of_march(town: Town) -> dict[str, int]:
    """What the run of March pays and holds, in cents."""
    run = await done(town.piet, "/v1/payment-runs", {"month": "2026-03"}, 201)
    await town.settle()
    totals = (await seen(town.piet, f"/v1/payment-runs/{run['id']}"))["totals"]
    return {one["reason"] or one["state"]: one["sum"]["amount"] for one in totals}


async def test_two_people_pay_him_on_a_saturday_and_the_next_run_goes_by_it(town: Town) -> None:
    home = await a_client(town)
    await seen_by_two(town)
    await town.reach(SATURDAY)
    asked = await done(town.piet, f"/v1/households/{home.id}/emergency-payments", SEVEN_HUNDRED, 201)
    approval = {"contentHash": asked["contentHash"]}
    run = await done(town.roos, f"/v1/payment-runs/{asked['runId']}/_approve", approval, 200)
    assert (run["state"], run["proposedBy"], run["approvedBy"]) == ("filed", "piet", "roos")

    file = (await town.piet.get(f"/v1/payment-runs/{run['id']}/files/1")).content
    said = {etree.QName(one).localname: one.text for one in etree.fromstring(file).iter(f"{{{NAMESPACE}}}*")}
    assert (said["InstdAmt"], said["IBAN"], said["Nm"]) == ("700.00", "NL20INGB0001234567", "T. Testpersoon")
    day = etree.fromstring(file).find(f".//{{{NAMESPACE}}}ReqdExctnDt/{{{NAMESPACE}}}Dt")
    assert day is not None
    assert (day.text, b"<LclInstrm><Cd>INST</Cd></LclInstrm>" in file) == ("2026-02-21", True)

    plan = (await seen(town.anna, f"/v1/households/{home.id}/plans/latest"))["document"]
    assert [(one["on"], one["account"], one["amount"]) for one in plan["entries"] if "advance" in one["kind"]] == [
        ("2026-02-10", "client", 30000),
        ("2026-02-10", "budget", -30000),
        ("2026-02-23", "client", 70000),
        ("2026-02-27", "budget", -70000),
    ]
    assert [(one["from"], one["rest"]) for one in plan["leftToLiveOn"][:2]] == [
        ("2026-02-08", 100000),
        ("2026-03-01", 40000),
    ]
    assert [(one["on"], one["kind"], one["amount"]) for one in plan["shortfalls"]] == [
        ("2026-03-13", "below_minstand_cap", 3807),
        ("2026-03-20", "below_minstand_cap", 1500),
    ]

    await town.reach(TUESDAY)
    assert await run_of_march(town) == {"proposed": 164164, "money_short": 11000}


async def test_to_an_account_that_nobody_approved_nothing_is_paid_however_urgent_it_is(town: Town) -> None:
    home = await a_client(town)
    await town.reach(SATURDAY)
    path = f"/v1/households/{home.id}/emergency-payments"
    refused = await done(town.piet, path, SEVEN_HUNDRED, 422)
    assert refused["detail"].endswith(
        "It says account_not_approved (not_approved); record the account, and let a colleague approve it there."
    )
    assert (await seen(town.piet, path))["items"] == []
    assert (await seen(town.piet, "/v1/payment-runs"))["items"] == []


async def test_an_account_that_the_registry_gave_up_meanwhile_is_not_paid_on_approval(town: Town) -> None:
    home = await a_client(town)
    await seen_by_two(town)
    await town.reach(SATURDAY)
    asked = await done(town.piet, f"/v1/households/{home.id}/emergency-payments", SEVEN_HUNDRED, 201)
    (own,) = (await seen(town.rosa, f"/mandates/v1/accounts?householdId={home.id}"))["items"]
    closure = {"reason": "de client heeft een andere rekening", "closedFrom": SATURDAY.isoformat()}
    await done(town.anna, f"/mandates/v1/accounts/{own['id']}/_close", closure, 200)
    approval = {"contentHash": asked["contentHash"]}
    refused = await done(town.roos, f"/v1/payment-runs/{asked['runId']}/_approve", approval, 422)
    assert refused["type"].endswith(":account-not-released")
    assert (await seen(town.piet, f"/v1/payment-runs/{asked['runId']}"))["state"] == "proposed"


async def test_without_it_the_run_of_that_month_holds_nothing(town: Town) -> None:
    await a_client(town)
    await seen_by_two(town)
    await town.reach(TUESDAY)
    assert await run_of_march(town) == {"proposed": 175164}
