"""People move: one household at a time has the client, and what a second municipality is told says how to go on."""

import pytest

from services.schedule.households.moving import HOW_TO_MOVE
from tests.schedule.callers import Caller
from tests.schedule.conftest import CAPELLE
from tests.schedule.households.builders import DEPARTURE, PAPERS, Raw
from tests.schedule.households.test_bills_paid_twice import OWN, asked, ends
from tests.schedule.households.test_endpoints import WHOLE, problem, registered
from tests.schedule.rows import everything

THERE: Raw = {"reference": "Z-1-2", "municipality": CAPELLE, "costPayees": [OWN]}


def right(since: str) -> Raw:
    return {"kind": "right_to_bijstand", "from": since}


async def test_a_client_is_not_carried_by_two_municipalities_at_once(anna: Caller, admin_url: str) -> None:
    await registered(anna, costPayees=[OWN])
    before = everything(admin_url)
    answer = await anna.post("/households", WHOLE | THERE)
    assert problem(answer) == (409, "client-is-carried-elsewhere")
    assert answer.json()["detail"] == (
        "costPayees[0].account.iban: on this account the client of household Z-1 in GM0518 is paid already, from "
        f"2026-02-08 until 2026-08-07 ({HOW_TO_MOVE}; for somebody else, give an account of their own)"
    )
    assert everything(admin_url) == before


@pytest.mark.parametrize(("starts_on", "status"), [("2026-04-30", 409), ("2026-05-01", 201)])
async def test_who_moves_is_carried_there_until_one_day_and_here_from_the_next(
    anna: Caller, starts_on: str, status: int
) -> None:
    await registered(anna, facts=[*PAPERS, ends("2026-04-30")], costPayees=[OWN])
    moved = [one for one in PAPERS if one != DEPARTURE] + [{"kind": "azc_departure", "on": "2026-04-28"}]
    answer = await anna.post("/households", WHOLE | THERE | {"facts": [*moved, right(starts_on)]})
    assert answer.status_code == status


async def test_who_was_taken_on_before_anything_was_known_is_asked_about_as_soon_as_it_is(
    anna: Caller,
) -> None:
    first = await registered(anna, costPayees=[OWN])
    second = await registered(anna, **THERE, facts=[])
    await anna.post(f"/households/{second}/facts", {"facts": PAPERS})
    assert await asked(anna) == [(first, f"leefgeld/{second}"), (second, f"leefgeld/{first}")]


async def test_a_reference_that_another_municipality_has_is_answered_with_how_to_move(anna: Caller) -> None:
    await registered(anna)
    answer = await anna.post("/households", WHOLE | {"municipality": CAPELLE})
    assert problem(answer) == (409, "household-is-known")
    assert answer.json()["detail"] == f"household Z-1 is registered in GM0518: {HOW_TO_MOVE}."
