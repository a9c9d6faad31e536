"""People move: a file that has one client paid by two municipalities is refused, and one that says the move is not."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.schedule.households.moving import HOW_TO_MOVE
from services.schedule.imports.service import BATCH
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.imports.builders import FULL_ROW, a_csv, a_row
from tests.schedule.imports.test_endpoints import faults, hand_in, taken_in
from tests.schedule.rows import everything

IN_CAPELLE = a_row(
    reference="Z-1-2",
    municipality=CAPELLE,
    leavesReceptionCentreOn="2026-05-01",
    rightStartsOn="2026-05-01",
    reliefEndsOn="2026-08-07",
    rent__firstMonth="2026-05",
    rent__reference="Huurder 40",
    huurtoeslag__from="2026-05",
    huurtoeslag__appliedOn="2026-05-01",
    leefgeld__iban=FULL_ROW["leefgeld.iban"],
)
"""The household of the full row, which moves to Capelle on 1 May."""

ENDED = a_row(reliefEndsOn="2026-04-30")
PAID_ALREADY = "on this account the client of household Z-1 in GM0518 is paid already, from 2026-02-08 until 2026-08-07"


async def test_a_client_whom_another_municipality_carries_is_refused(anna: Caller, admin_url: str) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    before = everything(admin_url)
    answer = await hand_in(anna, a_csv(IN_CAPELLE))
    assert faults(answer) == [("rows[2].leefgeld.iban", PAID_ALREADY)]
    assert answer.json()["errors"][0]["cure"].startswith(HOW_TO_MOVE)
    assert everything(admin_url) == before


@pytest.mark.parametrize("rows", [(ENDED, IN_CAPELLE), (IN_CAPELLE, ENDED)], ids=["end first", "end last"])
async def test_who_follows_those_words_has_moved(anna: Caller, rows: tuple[dict[str, str], ...]) -> None:
    """The old row with its end and the new one, in one file: each municipality plans its own months and no other."""
    await taken_in(anna, a_csv(FULL_ROW))
    told = await taken_in(anna, a_csv(*rows))
    assert (told["registered"], told["changed"]) == (1, 1)
    old, new = (await anna.get("/households")).json()["items"]
    plans = [(await anna.get(f"/households/{one['id']}/plans/latest")).json()["document"] for one in (old, new)]
    assert [(one["municipality"], one["policy"]) for one in (old, new)] == [
        (DEN_HAAG, "den-haag"),
        (CAPELLE, "capelle"),
    ]
    paid = [[entry["on"] for entry in plan["entries"] if entry["kind"] == "rent"] for plan in plans]
    assert paid == [["2026-02-27", "2026-04-01"], ["2026-05-04", "2026-06-01", "2026-07-01", "2026-07-31"]]
    assert (await anna.get("/tasks", kind="bill_paid_twice")).json()["items"] == []


async def test_a_move_may_stand_in_a_file_far_apart(anna: Caller) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    between = [{"reference": f"B-{number}", "municipality": DEN_HAAG} for number in range(BATCH)]
    told = await taken_in(anna, a_csv(IN_CAPELLE, *between, ENDED))
    assert (told["registered"], told["changed"]) == (BATCH + 1, 1)


async def test_two_rows_of_one_file_that_have_one_client_paid_twice_are_told_with_every_other_fault(
    anna: Caller, admin_url: str
) -> None:
    before = everything(admin_url)
    answer = await hand_in(anna, a_csv(FULL_ROW, IN_CAPELLE, a_row(reference="Z-3", norm="singel")))
    assert faults(answer) == [("rows[3].leefgeld.iban", PAID_ALREADY), ("rows[4].norm", "'singel' is no norm")]
    assert everything(admin_url) == before


async def test_a_row_that_changes_its_municipality_says_how_a_household_moves(anna: Caller, admin_url: str) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    before = everything(admin_url)
    answer = await hand_in(anna, a_csv(a_row(municipality=CAPELLE)))
    assert faults(answer) == [("rows[2].municipality", "household Z-1 is registered in GM0518")]
    assert answer.json()["errors"][0]["cure"] == HOW_TO_MOVE
    assert everything(admin_url) == before


async def test_who_works_for_one_municipality_is_not_told_which_other_one_it_is(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller
) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], subject="bram", municipalities=[CAPELLE])
    ((_, said),) = faults(await hand_in(bram, a_csv(IN_CAPELLE)))
    assert said == PAID_ALREADY.replace(
        "household Z-1 in GM0518", "a household in another municipality of your organisation"
    )
    ((_, said),) = faults(await hand_in(bram, a_csv(a_row(municipality=CAPELLE))))
    assert said == "household Z-1 is registered in another municipality of your organisation"
