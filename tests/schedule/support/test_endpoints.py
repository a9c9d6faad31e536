"""A supporter sees and tells of the households that the registry names him for, and of no other: not by a route, and
not in the database."""

from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from house.issuer import DevelopmentIssuer
from services.auth import ROLES, Role
from services.database import Database
from services.schedule.registry.registry import RegistryDoesNotAnswer
from tests.processing import logged
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import PAPERS
from tests.schedule.rows import everything

LETTER = {
    "supplierId": str(UUID(int=51)),
    "cost": "rent",
    "month": "2026-03",
    "amount": 500_00,
    "letterOn": "2026-01-05",
}


WHOSE = {"household": "id"} | dict.fromkeys(["fact", "plan_version", "task"], "household_id")


class Teams:
    """Who helps whom, as the registry would say; without a word it is away."""

    def __init__(self) -> None:
        self.named: dict[str, frozenset[UUID]] | None = {}

    async def supported_by(self, _organisation_id: UUID, subject: str) -> frozenset[UUID]:
        if self.named is None:
            raise RegistryDoesNotAnswer
        return self.named.get(subject, frozenset())


@pytest.fixture
def teams(app: FastAPI) -> Teams:
    found = Teams()
    app.state.supporters = found.supported_by
    return found


@pytest.fixture
def vera(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """A volunteer."""
    return a_caller(app, issuer, organisation, [Role.SUPPORTER], subject="vera")


@pytest.fixture
async def households(anna: Caller) -> list[UUID]:
    """Two of ours: the first is the one that she helps."""
    made = []
    for number in range(2):
        body = {"reference": f"Z-{number}", "municipality": DEN_HAAG, "facts": PAPERS}
        made.append(UUID((await anna.post("/households", body)).json()["householdId"]))
    return made


async def test_she_sees_plan_and_tasks_of_whom_she_helps_and_nobody_elses(
    vera: Caller, teams: Teams, households: list[UUID], anna: Caller
) -> None:
    his, others = households
    teams.named = {"vera": frozenset({his})}
    listed = (await vera.get("/supported-households")).json()["items"]
    assert listed == [{"householdId": str(his), "reference": "Z-0", "municipality": DEN_HAAG}]
    plan = await vera.get(f"/supported-households/{his}/plan")
    assert plan.json() == (await anna.get(f"/households/{his}/plans/latest")).json()
    tasks = (await vera.get(f"/supported-households/{his}/tasks", limit="200")).json()["items"]
    assert tasks == (await anna.get("/tasks", householdId=str(his), limit="200")).json()["items"]
    for path in ("plan", "tasks"):
        assert (await vera.get(f"/supported-households/{others}/{path}")).status_code == 404


async def test_she_hands_in_a_letter_with_its_amount_and_a_photo(
    vera: Caller, teams: Teams, households: list[UUID], anna: Caller, admin_url: str
) -> None:
    his, others = households
    teams.named = {"vera": frozenset({his})}
    letter = (await vera.post(f"/supported-households/{his}/letters", LETTER)).json()
    photos = f"/supported-households/{his}/letters/{letter['id']}/photos"
    assert (await vera.hand_in(photos, b"%PDF-1.7", "application/pdf")).status_code == 201
    (told,) = (await anna.get(f"/households/{his}/arrears")).json()["items"]
    assert (told["id"], told["sum"]["amount"], told["toldBy"]) == (letter["id"], 500_00, "supporter")
    before = everything(admin_url)
    refused = await vera.post(f"/supported-households/{others}/letters", LETTER)
    assert (refused.status_code, everything(admin_url)) == (404, before)
    line = logged(admin_url)[-1]
    assert (line["subject"], line["roles"], line["households"], line["status"]) == (
        "vera",
        ["supporter"],
        [str(others)],
        404,
    )


async def test_from_one_request_to_the_next_she_is_named_or_not(
    vera: Caller, teams: Teams, households: list[UUID]
) -> None:
    path = f"/supported-households/{households[0]}/plan"
    assert (await vera.get(path)).status_code == 404
    teams.named = {"vera": frozenset(households)}
    assert (await vera.get(path)).status_code == 200
    teams.named = {"another": frozenset(households)}
    assert (await vera.get(path)).status_code == 404
    assert (await vera.get("/supported-households")).json()["items"] == []
    teams.named = None
    assert (await vera.get(path)).status_code == 503


async def test_her_role_opens_no_other_door(vera: Caller, teams: Teams, households: list[UUID], admin_url: str) -> None:
    teams.named = {"vera": frozenset(households)}
    before = everything(admin_url)
    for path in (
        f"/households/{households[0]}",
        f"/households/{households[0]}/plans/latest",
        "/tasks",
        "/payment-runs",
    ):
        assert (await vera.get(path)).status_code == 403, path
    assert (await vera.post(f"/households/{households[0]}/facts", {})).status_code == 403
    assert everything(admin_url) == before
    assert {scope.split(":")[0] for scope in ROLES[Role.SUPPORTER]} == {"support"}


async def test_the_database_itself_shows_and_takes_nothing_of_another_household(
    database: Database, organisation: UUID, households: list[UUID]
) -> None:
    his, others = households
    async with database.reading(organisation, [his]) as session:
        for table, column in WHOSE.items():
            found = await session.execute(text(f"select distinct {column} from {table}"))
            assert found.scalars().all() == [his], table
    async with database.reading(organisation, []) as session:
        assert (await session.execute(text("select count(*) from household"))).scalar_one() == 0
    async with database.reading(organisation) as session:
        assert (await session.execute(text("select count(*) from household"))).scalar_one() == 2
    copied = text(
        "insert into household_key select organisation_id, cast(:other as uuid), '', null from household"
        " where id = :his"
    )
    moved = text("update task set due_on = :day where household_id = :other returning id")
    async with database.transaction(organisation, [his]) as session:
        asked = {"day": date(2030, 1, 1), "other": others}
        assert (await session.execute(moved, asked)).all() == []
    with pytest.raises(DBAPIError, match="row-level security policy"):
        async with database.transaction(organisation, [his]) as session:
            await session.execute(copied, {"his": his, "other": others})
