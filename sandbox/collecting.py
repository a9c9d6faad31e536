"""Suppliers come for what they may draw from the municipality's own account."""

from collections.abc import Iterable
from datetime import date

from sandbox import drawing
from sandbox.drawing import Collection
from sandbox.front_door import SUPPLIER_DESK, FrontDoor, Told
from sandbox.knowing import Knowledge
from sandbox.truth import Course

_PULLED, _HELD = "supplier_pulls", "held"


async def collect(door: FrontDoor, knows: Knowledge, payments: Iterable[Told], day: date) -> list[Course]:
    """What becomes of the bills of a run that suppliers draw by their mandates."""
    found = []
    for one in payments:
        if one["route"] == _PULLED and one["state"] != _HELD:
            known = knows.households[one["householdId"]]
            umr = await _mandate(door, one["householdId"], one["purpose"])
            if umr is not None:
                about, due_on = f"{one['purpose']}/{one['occasion']}", date.fromisoformat(one["dueOn"])
                bill = Collection(known.account, known.number, about, umr, one["sum"]["amount"], due_on)
                found.append(drawing.course_of(bill, day, knows.chances))
    return found


async def _mandate(door: FrontDoor, household_id: str, cost: str) -> str | None:
    """The mandate on our account by which a cost is drawn; None where it ended since."""
    told = door.items(f"/mandates/v1/households/{household_id}/direct-debits", SUPPLIER_DESK)
    found = [one async for one in told if (one["cost"], one["onAccount"]) == (cost, "organisation")]
    return next((str(one["umr"]) for one in reversed(found) if one["state"] == "active"), None)
