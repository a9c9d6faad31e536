"""A caseload is handed in at one service, and the other knows whom it is about, who is paid, and waits for a second
person before a cent goes there.
"""

import asyncio

import pytest

from house.composition.crew import Crew, open_crew
from house.composition.sandbox_clock import SandboxClock
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.jobs import Pulse
from tests.deployment import a_deployment
from tests.journeys.conftest import DEN_HAAG, Enter
from tests.journeys.test_first_month import DECISION, paid_to
from tests.journeys.town import Told, done, seen
from tests.schedule.households.builders import B12, PAPERS
from tests.superuser import as_superuser

LANDLORD, ENERGY = ("Woonstichting De Vlinder", "NL02ABNA0123456789"), ("Energie van Morgen", "NL91ABNA0417164300")
WATER, INSURER = ("Waterschap De Bron", "NL69INGB0123456789"), ("Zorgverzekeraar Rust", "NL44RABO0123456789")
OWN = {"Z-1": ("T. Testpersoon", "NL20INGB0001234567"), "Z-2": ("P. Proefpersoon", "NL04TEST0000000007")}
MONTHS = ("2026-03", "2026-04", "2026-05")
_TRIES = 200
TO = {"rent": LANDLORD, "energy": ENERGY, "water": WATER, "health_premium": INSURER}


def a_household(reference: str) -> Told:
    """Somebody whom we pay four costs for; of the energy the customer number is known, and the lease is not there yet
    for whoever came last.
    """
    payees = [
        paid_to("rent", *LANDLORD, f"huur {reference}"),
        paid_to("energy", *ENERGY, f"klant {reference}") | {"customerNumber": f"KL-{reference}"},
        paid_to("water", *WATER, f"water {reference}"),
        paid_to("health_premium", *INSURER, f"polis {reference}"),
        paid_to("leefgeld", *OWN[reference]),
    ]
    known = {"reference": reference, "municipality": DEN_HAAG, "facts": [*PAPERS, B12, DECISION], "costPayees": payees}
    return known | ({"papersMissing": ["lease"]} if reference == "Z-2" else {})


async def hand_in(enter: Enter) -> str:
    """Anna hands in the file; the id of its import."""
    anna = enter("anna", Role.CASE_MANAGER)
    caseload = {"households": [a_household("Z-1"), a_household("Z-2")]}
    return str((await done(anna, "/v1/caseload-imports", caseload, 201))["id"])


async def homes(enter: Enter) -> dict[str, str]:
    """The households by reference."""
    listed = await seen(enter("anna", Role.CASE_MANAGER), "/v1/households")
    return {one["reference"]: one["id"] for one in listed["items"]}


async def approve(enter: Enter, batch: str) -> Told:
    """Rosa approves all accounts of the file that she looked at."""
    rosa = enter("rosa", Role.APPROVER)
    looked_at = await seen(rosa, f"/mandates/v1/account-batches/{batch}")
    path = f"/mandates/v1/account-batches/{batch}/_approve"
    return await done(rosa, path, {"digest": looked_at["digest"]}, 200)


async def asked(enter: Enter, household_id: str, *costs: str) -> list[Told]:
    """What the registry says of the payments of March, as a run asks on 20 February."""
    lines = [
        {
            "householdId": household_id,
            "cost": cost,
            "month": "2026-03",
            "amount": 10000,
            "executeOn": "2026-03-02",
            "ground": "56a",
        }
        for cost in costs
    ]
    system = enter("backoffice", Role.SYSTEM)
    told = await done(system, "/mandates/v1/releases", {"on": "2026-02-20", "lines": lines}, 200)
    released: list[Told] = told["lines"]
    return released


async def test_suppliers_arrangements_and_payers_are_known_when_the_file_is_in(enter: Enter, crew: Crew) -> None:
    await hand_in(enter)
    await crew.drain()
    sem = enter("sem", Role.SUPPLIER_DESK)
    suppliers = {one["id"]: one for one in (await seen(sem, "/mandates/v1/suppliers"))["items"]}
    assert sorted((one["kind"], one["name"]) for one in suppliers.values()) == [
        ("energy", ENERGY[0]),
        ("health_insurer", INSURER[0]),
        ("housing_association", LANDLORD[0]),
        ("water", WATER[0]),
    ]
    for reference, household_id in (await homes(enter)).items():
        at = f"/mandates/v1/households/{household_id}"
        arranged = (await seen(sem, f"{at}/arrangements"))["items"]
        assert {one["cost"]: suppliers[one["supplierId"]]["name"] for one in arranged} == {
            cost: name for cost, (name, _) in TO.items()
        }
        assert {one["reference"]["text"] for one in arranged if one["cost"] == "rent"} == {f"huur {reference}"}
        assert [one["customerNumber"] for one in arranged if one["cost"] == "energy"] == [f"****{reference[-2:]}"]
        strip = await seen(sem, f"{at}/payers-of-record/strip?fromMonth={MONTHS[0]}&toMonth={MONTHS[-1]}")
        assert {one["cost"]: [(paid["month"], paid["payer"]) for paid in one["months"]] for one in strip["costs"]} == {
            cost: [(month, "we_push") for month in MONTHS] for cost in TO
        }


async def test_who_handed_the_file_in_does_not_approve_its_accounts(enter: Enter, crew: Crew) -> None:
    """Whoever enters an account and whoever lets money go to it are two people, also where a service came between."""
    batch = await hand_in(enter)
    await crew.drain()
    both = enter("anna", Role.CASE_MANAGER, Role.APPROVER)
    waiting = await seen(both, f"/mandates/v1/account-batches/{batch}")
    path = f"/mandates/v1/account-batches/{batch}/_approve"
    refused = await done(both, path, {"digest": waiting["digest"]}, 422)
    assert refused["type"] == "urn:problem-type:ontzorg:same-person"
    assert await seen(both, f"/mandates/v1/account-batches/{batch}") == waiting


async def test_money_goes_to_those_accounts_when_a_second_person_has_seen_them(enter: Enter, crew: Crew) -> None:
    batch = await hand_in(enter)
    await crew.drain()
    first = (await homes(enter))["Z-1"]
    assert [one["reason"] for one in await asked(enter, first, "rent", "leefgeld")] == ["account_not_approved"] * 2

    waiting = await seen(enter("rosa", Role.APPROVER), f"/mandates/v1/account-batches/{batch}")
    assert waiting["states"] == {"proposed": 6, "approved": 0, "rejected": 0, "closed": 0}
    assert (await approve(enter, batch))["approved"] == 6

    found = await asked(enter, first, *TO, "leefgeld")
    assert [(one["released"], one["route"], one["name"], one["iban"]) for one in found] == [
        (True, "we_push", *account) for account in (*TO.values(), OWN["Z-1"])
    ]
    assert [one["reference"] and one["reference"]["text"] for one in found] == [
        "huur Z-1",
        "klant Z-1",
        "water Z-1",
        "polis Z-1",
        None,
    ]


async def test_a_cost_whose_papers_the_file_misses_waits_for_them(enter: Enter, crew: Crew) -> None:
    batch = await hand_in(enter)
    await crew.drain()
    await approve(enter, batch)
    rent, energy = await asked(enter, (await homes(enter))["Z-2"], "rent", "energy")
    assert (rent["released"], rent["reason"]) == (False, "papers_missing")
    assert energy["released"]


async def test_while_the_registry_is_away_the_file_is_in_and_its_payees_wait_for_it(
    enter: Enter, crew: Crew, admin_url: str, sandbox_clock: SandboxClock, clock: MovableClock
) -> None:
    nobody_there = a_deployment(admin_url, mandates_url="http://127.0.0.1:1")
    soon = Pulse(every=0.01)
    async with open_crew(nobody_there, sandbox_clock, ids=SeededIds("alone"), pulse=soon, machine=clock) as alone:
        batch = await hand_in(enter)
        with pytest.raises(ExceptionGroup) as away:
            await alone.drain()
    assert {type(one).__name__ for one in away.value.exceptions} == {"RegistryDoesNotAnswer"}
    assert (await seen(enter("sem", Role.SUPPLIER_DESK), "/mandates/v1/suppliers"))["items"] == []
    assert waits(admin_url) == 1

    for _ in range(_TRIES):  # the job is tried again by the real clock, after hundredths of a second
        await asyncio.sleep(0.05)
        await crew.drain()
        if not waits(admin_url):
            break
    assert (await approve(enter, batch))["approved"] == 6
    assert [one["released"] for one in await asked(enter, (await homes(enter))["Z-1"], *TO)] == [True] * 4


def waits(admin_url: str) -> int:
    """How many pages the registry does not have yet."""
    with as_superuser(admin_url) as connection:
        query = "select count(*) from schedule.payee_handover where delivered_at is null"
        return int(connection.execute(query).fetchall()[0][0])
