"""Letters that an office waits for, and what a client tells: COA's B12, and money that came to his own account."""

from datetime import date, timedelta
from typing import Final

from sandbox.faults import FaultKind, Of
from sandbox.front_door import SYSTEM, FrontDoor, Told
from sandbox.knowing import Knowledge

B12_AFTER: Final = timedelta(days=12)
"""The pilots saw the B12 come on day 12 (seed 001, lines 1190-1234)."""
_DEPARTURE, _B12 = "azc_departure", "b12_received"


async def read_departures(door: FrontDoor, knows: Knowledge) -> None:
    """Who left the reception centre, and when: twelve days later COA sends the form B12, unless it came already."""
    for household_id in sorted(knows.new_facts & knows.without_departure):
        facts = await _facts(door, household_id)
        if (left := facts.get(_DEPARTURE)) is not None:
            knows.without_departure.discard(household_id)
            comes_on = _b12_on(knows, household_id, date.fromisoformat(left["on"]))
            if _B12 not in facts and comes_on is not None:
                knows.letters[comes_on].append(household_id)
    knows.new_facts.clear()


async def bring_letters(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """The B12 of a household comes in and is written down, unless somebody did so before."""
    for on in sorted(one for one in knows.letters if one <= day):
        for household_id in knows.letters.pop(on):
            if _B12 not in await _facts(door, household_id):
                told = {"facts": [{"kind": _B12, "on": str(day)}]}
                path = f"/v1/households/{household_id}/facts"
                await door.post(path, told, f"sandbox/b12/{household_id}", SYSTEM)


async def tell_arrivals(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """Clients tell of toeslagen that came to their own account."""
    for one in knows.at_client.pop(day, ()):
        household_id = knows.ids[one.household]
        path = f"/v1/households/{household_id}/toeslagen/{one.kind}/arrivals"
        told = {"amount": one.cents, "on": str(one.on)}
        await door.post(path, told, f"sandbox/{one.kind}/{household_id}/{one.on}", SYSTEM)


def _b12_on(knows: Knowledge, household_id: str, left_on: date) -> date | None:
    """The day on which it comes, if it ever does."""
    number = knows.households[household_id].number
    befallen = knows.chances.befalls(Of.LETTER, number, "b12")
    if befallen is None:
        return left_on + B12_AFTER
    if befallen.kind is FaultKind.B12_NEVER:
        return None
    return left_on + B12_AFTER + timedelta(days=befallen.days)


async def _facts(door: FrontDoor, household_id: str) -> dict[str, Told]:
    """What stands, by its kind."""
    told = door.items(f"/v1/households/{household_id}/facts", SYSTEM)
    return {one["fact"]["kind"]: one["fact"] async for one in told if one["stands"] and one["fact"]}
