"""The ramp-down of a policy that goes one at a time: the next cost waits for a clean month of the one before it.

Nobody forgets anything and nobody types a month twice: what waits we go on paying, and the plan, the handshakes and the
payers of record say the same (seed 001, lines 4530-4537).
"""

from datetime import date

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.test_handing_back import BILLS, JANUARY, KINDS, OURS
from tests.journeys.test_paying_under_watch import asked_after, says
from tests.journeys.town import DECISION, Home, Told, Town, done, seen
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

STATUTORY: Told = {"kind": "policy_chosen", "from": "2026-02-03", "policy": "statutory"}
MAY, JUNE, JULY = (parse_month(f"2026-0{number}") for number in (5, 6, 7))


async def cared_for(town: Town) -> Home:
    """A household whose costs the policy hands back from May on: water, energy, health premium, rent."""
    home = await town.household(DEN_HAAG, [*NEEDED, STATUTORY, *BILLS, *TOESLAGEN, B12, DECISION])
    for cost, kind in KINDS.items():
        supplier = await town.supplier(kind, f"Leverancier van {cost.replace('_', ' ')}")
        await home.arrange(cost, supplier, JANUARY, OURS)
    await home.settles()
    return home


async def prepared(town: Town, home: Home) -> dict[str, Told]:
    """The handshakes that wait to be asked, by cost."""
    path = f"/mandates/v1/handshakes?householdId={home.id}&state=prepared"
    return {one["cost"]: one for one in (await seen(town.anna, path))["items"]}


async def test_energy_goes_back_a_month_after_the_client_paid_his_water(town: Town) -> None:
    home = await cared_for(town)
    await town.reach(date(2026, 4, 1))
    water = (await prepared(town, home))["water"]
    assert water["fromMonth"] == "2026-05"
    await done(town.anna, f"/mandates/v1/handshakes/{water['id']}/_ask", {}, 200)
    await town.answers(water, MAY)

    async for _ in town.live_until(date(2026, 6, 1)):
        assert "energy" not in await prepared(town, home)
        assert await home.alarms(kind="no_payer") == []
    assert (await home.payers(MAY, JULY))["energy"] == [OURS] * 3
    (step, *_) = (await seen(town.anna, f"/mandates/v1/households/{home.id}/ramp-down"))["steps"]
    assert (step["cost"], step["after"], step["waits"], step["keptUntil"]) == ("energy", "water", True, "2026-06")
    kept = (await seen(town.anna, f"/v1/households/{home.id}/facts?kind=cost_kept"))["items"]
    assert [(one["fact"]["cost"], one["fact"]["until"]) for one in kept] == [("energy", "2026-06")]

    (may,) = await asked_after(town, home)
    assert (may["cost"], may["month"]) == ("water", "2026-05")
    await says(town, may, answer="paid", toldBy="supplier")
    await town.reach(date(2026, 6, 2))
    assert (await prepared(town, home))["energy"]["fromMonth"] == "2026-07"
