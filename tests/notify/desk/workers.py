"""Workers of the desk in tests, as the back office writes them."""

from typing import Any

from tests.schedule.callers import Caller


def a_worker(**other: Any) -> dict[str, Any]:
    """A case manager who works from eight to five."""
    told = {
        "subject": "anna",
        "name": "A. Verzonnen",
        "email": "anna@gemeente.example",
        "role": "case_manager",
        "worksFrom": "08:00",
        "worksUntil": "17:00",
    }
    return {name: value for name, value in {**told, **other}.items() if value is not None}


async def added(caller: Caller, **other: Any) -> dict[str, Any]:
    """A worker who was added."""
    answer = await caller.post("/desk-workers", a_worker(**other))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def staffed(boss: Caller) -> str:
    """A desk that works as somebody said, with one who was corrected and one who was erased; the id of the first."""
    levels = [{"role": "whose_it_is", "minutes": 60}, {"role": "team_lead", "minutes": 120}]
    said = await boss.post("/desk/_change", {"digestAt": "08:00", "levels": levels, "seenVersion": 0})
    assert said.status_code == 200, said.text
    first, second = await added(boss), await added(boss, subject="ben", email="ben@gemeente.example")
    change = {**a_worker(email="anna.v@gemeente.example"), "seenVersion": 1}
    corrected = await boss.post(f"/desk-workers/{first['id']}/_correct", change)
    erased = await boss.post(f"/desk-workers/{second['id']}/_erase", {"ground": "left"})
    assert (corrected.status_code, erased.status_code) == (200, 200)
    return str(first["id"])
