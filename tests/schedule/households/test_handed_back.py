"""What the registry says was handed back is the client's in the plan too, whoever comes first."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.events import PaidCost
from services.mandate_events import Payer, PayerOfRecordChanged
from services.schedule.households.following import FollowsTheRegistry
from services.schedule.households.repository import NoSuchHousehold
from services.schedule.planning.policy import CostKind
from tests.schedule.callers import Caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import KEYRING, PAPERS, RULES
from tests.schedule.rows import changed, everything

NOBODY = UUID(int=7)


def test_both_services_call_a_cost_the_same() -> None:
    assert list(map(str, PaidCost)) == list(map(str, CostKind))


async def registered(anna: Caller, reference: str = "Z-1") -> str:
    answer = await anna.post("/households", {"reference": reference, "municipality": DEN_HAAG, "facts": PAPERS})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["householdId"])


def told(organisation: UUID, household: str, month: str = "2026-05", **other: object) -> PayerOfRecordChanged:
    said = {"cost": "rent", "payer": Payer.CLIENT_PAYS, "is_handed_over": True, "from_month": month, **other}
    return PayerOfRecordChanged.model_validate(
        {"organisation_id": organisation, "household_id": household, "arrangement_id": NOBODY, **said}
    )


async def hears(database: Database, clock: MovableClock, organisation: UUID, *events: PayerOfRecordChanged) -> None:
    async with database.transaction(organisation) as session:
        await FollowsTheRegistry(RULES, KEYRING).hear_payers(session, events, clock.now())


async def handed_back(anna: Caller, household: str) -> list[tuple[str, bool, str]]:
    """Each fact that says so: from when, whether it stands, and who recorded it."""
    listed = (await anna.get(f"/households/{household}/facts", limit=200)).json()["items"]
    said = [one for one in listed if one["fact"] and one["fact"]["kind"] == "cost_handed_back"]
    return [(one["fact"]["from"], one["stands"], one["recordedBy"]) for one in said]


async def stands(anna: Caller, household: str) -> list[tuple[str, str | None]]:
    """From when until when the client pays his rent."""
    listed = (await anna.get(f"/households/{household}/facts", limit=200)).json()["items"]
    said = [one["fact"] for one in listed if one["stands"] and one["fact"]["kind"] == "cost_handed_back"]
    return sorted((one["from"], one["until"]) for one in said)


async def ours(anna: Caller, household: str) -> list[str]:
    """The months of rent that the plan pays."""
    (told,) = (await anna.post("/cost-calendars/_search", {"householdIds": [household]})).json()["items"]
    return [one["month"] for one in told["costMonths"] if one["cost"] == "rent" and one["paidByUs"]]


async def test_what_a_supplier_confirmed_is_a_fact_and_ends_the_task_that_asked_for_it(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    await hears(database, clock, organisation, told(organisation, household))
    assert await handed_back(anna, household) == [("2026-05", True, "service:mandates")]
    tasks = (await anna.get("/tasks", householdId=household, kind="hand_back")).json()["items"]
    assert [(one["about"], one["state"]) for one in tasks if one["about"] == "rent"] == [("rent", "done")]


async def test_the_same_again_and_what_a_person_recorded_first_change_nothing(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    household = await registered(anna)
    fact = {"kind": "cost_handed_back", "cost": "rent", "from": "2026-05"}
    assert (await anna.post(f"/households/{household}/facts", {"facts": [fact]})).status_code == 201
    before = everything(admin_url)
    for _ in range(2):
        await hears(database, clock, organisation, told(organisation, household))
    assert changed(before, everything(admin_url)) == []


async def test_another_month_than_a_person_recorded_takes_its_place(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    await hears(database, clock, organisation, told(organisation, household), told(organisation, household, "2026-06"))
    assert sorted(await handed_back(anna, household)) == [
        ("2026-05", False, "service:mandates"),
        ("2026-06", True, "service:mandates"),
    ]


async def test_how_a_cost_began_and_what_goes_on_and_what_we_take_over_is_not_handed_back(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    began = told(organisation, household, is_handed_over=False)
    await hears(database, clock, organisation, began, told(organisation, household, payer=Payer.WE_PUSH))
    assert changed(before, everything(admin_url)) == []


async def test_what_is_taken_over_before_it_was_ever_his_is_ours_as_if_nothing_was_said(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    before = await ours(anna, household)
    await hears(database, clock, organisation, told(organisation, household))
    assert await ours(anna, household) == ["2026-03", "2026-04"]
    again = told(organisation, household, "2026-05", payer=Payer.WE_PUSH)
    await hears(database, clock, organisation, again)
    assert (await stands(anna, household), await ours(anna, household)) == ([], before)


async def test_what_is_taken_over_after_he_paid_for_some_months_leaves_those_his(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    again = told(organisation, household, "2026-07", payer=Payer.BENEFIT_SYSTEM_WITHHOLDS)
    await hears(database, clock, organisation, told(organisation, household), again)
    assert await stands(anna, household) == [("2026-05", "2026-07")]
    assert await ours(anna, household) == ["2026-03", "2026-04", "2026-07", "2026-08"]
    tasks = (await anna.get("/tasks", householdId=household, kind="hand_back")).json()["items"]
    assert [one["state"] for one in tasks if one["about"] == "rent"] == ["open"], "it is to be handed back anew"


async def test_what_goes_back_once_more_stands_beside_the_months_before(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    again = told(organisation, household, "2026-06", payer=Payer.WE_PUSH)
    once_more = told(organisation, household, "2026-07")
    await hears(database, clock, organisation, told(organisation, household), again, once_more)
    assert await stands(anna, household) == [("2026-05", "2026-06"), ("2026-07", None)]
    assert await ours(anna, household) == ["2026-03", "2026-04", "2026-06"]


async def test_taken_over_again_is_heard_once_and_of_its_own_cost_alone(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    household = await registered(anna)
    again = told(organisation, household, "2026-07", payer=Payer.WE_PUSH)
    await hears(database, clock, organisation, told(organisation, household), again)
    before = everything(admin_url)
    of_energy = told(organisation, household, "2026-03", payer=Payer.WE_PUSH, cost="energy")
    await hears(database, clock, organisation, again, of_energy)
    assert changed(before, everything(admin_url)) == []


async def test_what_is_told_of_many_households_at_once_is_recorded_of_each_in_the_order_of_its_own(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    first, second = [await registered(anna, reference) for reference in ("Z-1", "Z-2")]
    events = (
        told(organisation, first),
        told(organisation, second, "2026-06"),
        told(organisation, first, "2026-07", payer=Payer.WE_PUSH),
        told(organisation, first, "2026-08", is_handed_over=False),
    )
    await hears(database, clock, organisation, *events)
    assert await stands(anna, first) == [("2026-05", "2026-07")]
    assert await stands(anna, second) == [("2026-06", None)]
    plans = [(await anna.get(f"/households/{one}/plans", limit=200)).json()["items"] for one in (first, second)]
    assert [len(one) for one in plans] == [3, 2], "one from the papers, and one from each thing that was told"


async def test_of_a_household_that_is_not_there_nothing_of_the_others_is_recorded_either(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    with pytest.raises(NoSuchHousehold):
        await hears(database, clock, organisation, told(organisation, household), told(organisation, str(NOBODY)))
    assert changed(before, everything(admin_url)) == []
