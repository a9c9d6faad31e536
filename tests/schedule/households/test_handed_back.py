"""What the registry says was handed back is the client's in the plan too, whoever comes first."""

from uuid import UUID

from services.clock import MovableClock
from services.database import Database
from services.mandate_events import PaidCost, Payer, PayerOfRecordChanged
from services.schedule.households.handed_back import FollowsTheRegistry
from services.schedule.planning.policy import CostKind
from tests.schedule.callers import Caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import KEYRING, PAPERS, RULES
from tests.schedule.rows import changed, everything

NOBODY = UUID(int=7)


def test_both_services_call_a_cost_the_same() -> None:
    assert list(map(str, PaidCost)) == list(map(str, CostKind))


async def registered(anna: Caller) -> str:
    answer = await anna.post("/households", {"reference": "Z-1", "municipality": DEN_HAAG, "facts": PAPERS})
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
