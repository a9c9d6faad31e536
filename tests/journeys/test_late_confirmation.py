"""The supplier who confirms late: a colleague had decided to go on without its word, and our payment had gone out.

Nothing that was decided is rewritten by what comes after. If the supplier stopped in time all is well; if it names a
later month, the month between is paid by two, and that is told while the second payment can still be stopped.
"""

from datetime import date
from typing import NamedTuple

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.test_first_month import paid_to
from tests.journeys.town import DECISION, FIXED_COSTS, Home, Told, Town, done, seen
from tests.schedule.households.builders import B12, PAPERS

FEBRUARY, MARCH, APRIL, MAY = (parse_month(f"2026-0{number}") for number in range(2, 6))
ENERGY = ("Energie van Morgen", "NL91ABNA0417164300")
OTHER_PAYEES = [
    paid_to("rent", "Woonstichting De Vlinder", "NL02ABNA0123456789", "huur 2026-001"),
    paid_to("water", "Waterschap De Bron", "NL69INGB0123456789", "klant 9"),
    paid_to("health_premium", "Zorgverzekeraar Rust", "NL44RABO0123456789", "polis 10"),
    paid_to("leefgeld", "T. Testpersoon", "NL20INGB0001234567"),
]
HIS, OURS = "client_pays", "we_push"


class Decided(NamedTuple):
    """A household whose energy we pay by rosa's decision, how it is arranged, and the handshake that she decided."""

    home: Home
    arrangement: Told
    handshake: Told


async def seen_by_two(town: Town) -> None:
    """Rosa approves every account that waits."""
    for one in (await seen(town.rosa, "/mandates/v1/accounts?state=proposed"))["items"]:
        await done(town.rosa, f"/mandates/v1/accounts/{one['id']}/_approve", {}, 200)


async def decided_and_paid(town: Town) -> Decided:
    """Asked on 2 February, decided on the 18th, and paid by the run of March that was filed on the 20th."""
    supplier = await town.supplier("energy", ENERGY[0], iban=ENERGY[1])
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION], OTHER_PAYEES)
    await seen_by_two(town)
    reference = {"kind": "free_text", "text": "klant 8"}
    arrangement = await home.arrange("energy", supplier, FEBRUARY, HIS, reference=reference)
    await home.team()
    await home.signs(*FIXED_COSTS)
    await home.brings_everything()
    await town.reach(date(2026, 2, 2))
    asked = await home.asks(arrangement, OURS, MARCH)
    await town.reach(date(2026, 2, 18))
    handshake = await town.goes_on(asked, "de leverancier belt niet terug, en de energie moet betaald worden")
    payee = {**paid_to("energy", *ENERGY, "klant 8"), "validFrom": "2026-02-01"}
    await done(town.anna, f"/v1/households/{home.id}/cost-payees", payee, 201)
    await town.reach(date(2026, 2, 20))
    assert ("energy", "2026-03", 11000) in await paid(town)
    assert await home.harms() == []
    return Decided(home, arrangement, handshake)


async def paid(town: Town) -> list[tuple[str, str, int]]:
    """The run of March, proposed by piet and approved by roos: what it pays, for which month, in cents."""
    run = await done(town.piet, "/v1/payment-runs", {"month": "2026-03"}, 201)
    await town.settle()
    path = f"/v1/payment-runs/{run['id']}"
    proposed = await seen(town.piet, path)
    await done(town.roos, f"{path}/_approve", {"contentHash": proposed["contentHash"]}, 200)
    await town.settle()
    assert (await seen(town.piet, path))["state"] == "filed"
    payments = (await seen(town.piet, f"{path}/payments?limit=200"))["items"]
    return [(one["purpose"], one["occasion"], one["sum"]["amount"]) for one in payments if one["state"] == "submitted"]


async def test_a_supplier_that_stopped_in_time_changes_nothing(town: Town) -> None:
    home, _, handshake = await decided_and_paid(town)
    await town.reach(date(2026, 3, 3))
    assert await home.harms() == [], "nobody knows of a direct debit"
    before = await home.payers(FEBRUARY, MAY)
    answered = await town.answers(handshake, MARCH)
    assert (answered["state"], answered["answeredMonth"]) == ("confirmed", "2026-03")
    assert await home.payers(FEBRUARY, MAY) == before
    assert before["energy"] == [HIS, OURS, OURS, OURS]
    assert await home.harms() == []


async def test_a_supplier_that_names_a_later_month_draws_beside_us_and_is_told_so_in_time(town: Town) -> None:
    home, arrangement, handshake = await decided_and_paid(town)
    await town.reach(date(2026, 3, 3))
    answered = await town.answers(handshake, APRIL)
    assert (answered["state"], answered["fromMonth"], answered["answeredMonth"]) == ("confirmed", "2026-03", "2026-04")
    assert (await home.payers(FEBRUARY, MAY))["energy"] == [HIS, OURS, OURS, OURS], "what went out is on record"
    (alarm,) = await home.alarms()
    assert (
        alarm.items()
        >= {
            "kind": "two_payers",
            "cost": "energy",
            "month": "2026-03",
            "why": "supplier_goes_on",
            "raisedOn": "2026-03-03",
            "actBy": "2026-03-09",
            "harmsOn": "2026-03-15",
            "owner": "anna",
        }.items()
    )

    again = await home.asks(arrangement, OURS, MARCH)
    assert await home.harms() == [("two_payers", "energy", "supplier_goes_on")], "asking again cures nothing"
    await town.answers(again, MARCH)
    assert await home.harms() == []
    (closed,) = await home.alarms("closed", kind="two_payers")
    assert (closed["closedBy"], closed["closedOn"]) == ("handshake.confirm", "2026-03-03")
    history = (await seen(town.anna, f"/mandates/v1/households/{home.id}/costs/energy/payer-of-record"))["items"]
    assert [(one["since"], one["payer"], one["cause"], one["by"]) for one in history] == [
        ("2026-02", HIS, "initial", "anna"),
        ("2026-03", OURS, "handshake", "rosa"),
        ("2026-03", OURS, "handshake", "sem"),
    ]


async def test_a_late_no_is_a_payer_too_many_until_the_client_pays_again(town: Town) -> None:
    home, _, handshake = await decided_and_paid(town)
    await town.reach(date(2026, 3, 3))
    answered = await town.answers(handshake, None)
    assert answered["state"] == "refused"
    assert await home.harms() == [("two_payers", "energy", "supplier_goes_on")]
    await home.tell({"kind": "cost_handed_back", "cost": "energy", "from": "2026-04"})
    await home.decides("energy", HIS, APRIL, "de leverancier stopt zijn incasso niet")
    assert (await home.payers(FEBRUARY, MAY))["energy"] == [HIS, OURS, HIS, HIS]
    assert [(one["kind"], one["month"]) for one in await home.alarms()] == [("two_payers", "2026-03")]
