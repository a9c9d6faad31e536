"""A cost that the client refused is somebody's task until the registry says that it was decided, or authorised."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.mandate_events import DutyChanged
from services.schedule.households.following import FollowsTheRegistry
from services.schedule.households.planning import planned
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.tasks import Task, TaskKind, tasks_for
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING, PAPERS, RULES, a_dossier
from tests.schedule.households.test_handed_back import registered
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

TODAY = date(2026, 1, 5)


def undecided(organisation: UUID, household: str, version: int = 2, since: date | None = TODAY) -> DutyChanged:
    said = {"cost": "rent", "version": version, "undecided_from": since}
    return DutyChanged.model_validate({"organisation_id": organisation, "household_id": household, **said})


async def hears(database: Database, clock: MovableClock, organisation: UUID, *events: DutyChanged) -> None:
    async with database.transaction(organisation) as session:
        await FollowsTheRegistry(RULES, KEYRING).hear_duties(session, events, clock.now())


async def tasks(anna: Caller, household: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await anna.get("/tasks", householdId=household, kind="duty_undecided")).json()[
        "items"
    ]
    return found


def told(found: list[dict[str, Any]]) -> list[tuple[str, str, str, str | None]]:
    return [(one["about"], one["dueOn"], one["owner"], one["outcome"]) for one in found]


@pytest.mark.parametrize(
    ("since", "due_on"),
    [
        (date(2026, 2, 1), date(2026, 2, 13)),  # two weeks before the rent of March goes out, on Friday the 27th
        (date(2026, 2, 20), date(2026, 2, 20)),  # less than two weeks before it: at once
        (date(2026, 2, 28), date(2026, 3, 18)),  # March is paid already: before April
    ],
)
def test_it_is_to_be_decided_two_weeks_before_the_next_payment_or_at_once(since: date, due_on: date) -> None:
    dossier = a_dossier(*PAPERS)
    found = tasks_for(dossier, planned("h", dossier, "den-haag", RULES), (), TODAY, {"rent": since, "tv": since})
    assert [one for one in found if one.kind is TaskKind.DUTY_UNDECIDED] == [
        Task(TaskKind.DUTY_UNDECIDED, "rent", due_on, done=False)
    ], "of a television that nobody pays there is nothing to decide"


async def test_as_soon_as_it_is_heard_it_is_a_task_of_the_case_manager(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    await hears(database, clock, organisation, undecided(organisation, household))
    assert told(await tasks(anna, household)) == [("rent", "2026-02-13", "case_manager", None)]


async def test_it_ends_with_the_decision_and_comes_back_with_another_refusal(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    first, decided = undecided(organisation, household), undecided(organisation, household, 3, None)
    await hears(database, clock, organisation, first, decided)
    assert told(await tasks(anna, household)) == [("rent", "2026-02-13", "case_manager", "not_needed")]
    await hears(database, clock, organisation, undecided(organisation, household, 4))
    assert told(await tasks(anna, household)) == [("rent", "2026-02-13", "case_manager", None)]


async def test_an_older_word_that_comes_late_opens_nothing(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    await hears(database, clock, organisation, undecided(organisation, household, 3, None))
    await hears(database, clock, organisation, undecided(organisation, household, 2))
    assert await tasks(anna, household) == []


async def test_the_same_again_changes_nothing(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    household = await registered(anna)
    await hears(database, clock, organisation, undecided(organisation, household))
    before = everything(admin_url)
    await hears(database, clock, organisation, undecided(organisation, household))
    assert changed(before, everything(admin_url)) == []


async def test_a_cost_that_is_the_clients_from_then_on_asks_for_no_decision(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    await hears(database, clock, organisation, undecided(organisation, household))
    fact = {"kind": "cost_handed_back", "cost": "rent", "from": "2026-02"}
    assert (await anna.post(f"/households/{household}/facts", {"facts": [fact]})).status_code == 201
    assert [one["outcome"] for one in await tasks(anna, household)] == ["not_needed"]


async def test_nobody_closes_it_by_hand(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    await hears(database, clock, organisation, undecided(organisation, household))
    (task,) = await tasks(anna, household)
    answer = await anna.post(f"/households/{household}/tasks/{task['id']}/closures", {"reason": "besproken"})
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "Decide at the registry what becomes of the duty, beside the client's authorisation; that closes this task.",
    )
    assert [one["outcome"] for one in await tasks(anna, household)] == [None]


async def test_while_somebody_changes_the_household_it_is_not_taken(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    with as_superuser(admin_url) as somebody:
        somebody.execute("select from schedule.household where id = %s for update", [household])
        with pytest.raises(HouseholdIsChanging):
            await hears(database, clock, organisation, undecided(organisation, household))
    assert changed(before, everything(admin_url)) == []
