"""The benefit system and Dienst Toeslagen pay: what the newest plan has come in, on its day, each payment once."""

from datetime import date, timedelta

from sandbox import incoming
from sandbox.front_door import SYSTEM, FrontDoor, Told
from sandbox.incoming import Due
from sandbox.knowing import Expected, Knowledge
from sandbox.truth import Course
from services.schedule.schemas import ToeslagKind

_BACK = timedelta(days=100)
"""Who comes to know of a household late pays for so long back: a benefit is applied for within three months of it."""
_TOESLAGEN = frozenset(map(str, ToeslagKind))
_GRANTED = frozenset({"expected", "arrived", "missing", "wrong_account", "differs"})
"""States of a toeslag that Dienst Toeslagen pays; before its decision a plan may expect it, and nobody pays it."""


async def pay(door: FrontDoor, knows: Knowledge, day: date) -> list[Course]:
    """What becomes of all money that is to have come by this day and was not paid out yet."""
    for household_id in sorted(knows.new_plans & knows.households.keys()):
        plan = await door.get(f"/v1/households/{household_id}/plans/latest", SYSTEM)
        knows.plans[household_id] = expected_of(plan["document"])
    knows.new_plans -= knows.households.keys()
    found = []
    for household_id in knows.households:
        due = _due(knows, household_id, day)
        granted = await _granted(door, household_id) if any(one.kind in _TOESLAGEN for one in due) else frozenset()
        for one in due:
            if one.kind not in _TOESLAGEN or one.kind in granted:
                found.append(_paid(knows, household_id, one, day))
    return found


def expected_of(document: Told) -> list[Expected]:
    """What comes in on the municipality's account, as a plan's document tells it."""
    return [
        Expected(date.fromisoformat(one["on"]), one["kind"], one["amount"])
        for one in document["entries"]
        if one["account"] == "budget" and one["amount"] > 0
    ]


def _due(knows: Knowledge, household_id: str, day: date) -> list[Expected]:
    return [
        one
        for one in knows.plans.get(household_id, ())
        if day - _BACK <= one.on <= day and (household_id, _about(one)) not in knows.paid_out
    ]


def _about(one: Expected) -> str:
    """What a payer pays in a month he pays once, whatever a later plan says of its day."""
    return f"{one.kind}/{one.on:%Y-%m}"


def _paid(knows: Knowledge, household_id: str, one: Expected, day: date) -> Course:
    knows.paid_out.add((household_id, _about(one)))
    known = knows.households[household_id]
    due = Due(known.account, known.number, known.reference, _about(one), one.cents, one.on)
    return incoming.course_of(due, day, knows.chances)


async def _granted(door: FrontDoor, household_id: str) -> frozenset[str]:
    """The toeslagen that were granted to a household."""
    told = door.items(f"/v1/households/{household_id}/toeslagen", SYSTEM)
    return frozenset([one["toeslag"] async for one in told if one["state"] in _GRANTED])
