"""The front door: what others read of this service is what it says, and asking works as its endpoints do."""

import hashlib
import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.errors import NotFound
from services.mandates.schemas import Payer
from services.schedule import schemas
from services.schedule.client import ScheduleClient
from services.schedule.schemas import EmergencyForm, EmergencyReason, NewEmergencyPayment, NewRun, RunState
from tests.schedule.payments.runs import FEBRUARY, Office

READ = [
    schemas.BankException,
    schemas.BridgingDecisionLine,
    schemas.BridgingFigures,
    schemas.BridgingPosition,
    schemas.Bridgings,
    schemas.CoaOverlap,
    schemas.CaseloadImport,
    schemas.CostCalendar,
    schemas.Outlook,
    schemas.OutlookCost,
    schemas.OutlookLeefgeld,
    schemas.OutlookArrival,
    schemas.OutlookReturn,
    schemas.CostMonth,
    schemas.EmergencyPayment,
    schemas.Fact,
    schemas.GroundPeriod,
    schemas.HeldPayment,
    schemas.HouseholdPayment,
    schemas.Household,
    schemas.InstructionFile,
    schemas.LettingGo,
    schemas.LettingGoStep,
    schemas.Missing,
    schemas.Plan,
    schemas.PlanSummary,
    schemas.Run,
    schemas.RecallAnswerFile,
    schemas.ReceivedStatement,
    schemas.ReceivedStatementFile,
    schemas.Statement,
    schemas.StatusReport,
    schemas.Task,
    schemas.ToeslagStanding,
]
SENT = [
    schemas.NewRun,
    schemas.NewEmergencyPayment,
    schemas.Approval,
    schemas.CostCalendarSearch,
    schemas.OutlookSearch,
    schemas.StatementDecision,
    schemas.FactSearch,
    schemas.TaskSearch,
]


def client_of(app: FastAPI, token: str) -> ScheduleClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return ScheduleClient(httpx.AsyncClient(transport=transport, base_url="http://schedule.test"), token)


@pytest.fixture
def piet(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> ScheduleClient:
    roles = [Role.PROPOSER, Role.SYSTEM]
    return client_of(app, issuer.issue(organisation, roles, subject="piet"))


@pytest.fixture
def roos(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> ScheduleClient:
    return client_of(app, issuer.issue(organisation, [Role.APPROVER], subject="roos"))


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


def shape(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """A schema without its words: references followed to their names, nothing but what may stand there."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        found = definitions[name]
        return sorted(found["enum"]) if "enum" in found else name
    if "anyOf" in schema:
        return [shape(one, definitions) for one in schema["anyOf"]]
    kept = {name: schema[name] for name in ("type", "format", "enum", "const") if name in schema}
    return kept | ({"items": shape(schema["items"], definitions)} if "items" in schema else {})


def properties(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    return {name: shape(one, definitions) for name, one in schema["properties"].items()}


@pytest.mark.parametrize("model", READ, ids=lambda model: model.__name__)
def test_what_is_read_stands_in_the_document_of_the_api(app: FastAPI, model: type[BaseModel]) -> None:
    served = app.openapi()["components"]["schemas"]
    read = model.model_json_schema(mode="serialization")
    said = properties(served[model.__name__], served)
    assert properties(read, read.get("$defs", {})) == {name: said.get(name) for name in read["properties"]}


@pytest.mark.parametrize("model", SENT, ids=lambda model: model.__name__)
def test_what_is_sent_is_what_the_api_takes(app: FastAPI, model: type[BaseModel]) -> None:
    served = app.openapi()["components"]["schemas"]
    sent = model.model_json_schema(mode="validation")
    assert properties(sent, sent.get("$defs", {})) == properties(served[model.__name__], served)


async def test_a_household_and_its_newest_plan(office: Office, piet: ScheduleClient) -> None:
    household_id = await office.register("Z-1")
    household = await piet.household(household_id)
    assert (household.reference, household.municipality, household.plan_version) == ("Z-1", "GM0518", 1)
    newest, first = await piet.plan(household_id), await piet.plan(household_id, 1)
    assert newest == first
    assert newest.document.month_ends != []


async def test_where_the_toeslagen_of_a_household_stand(office: Office, piet: ScheduleClient) -> None:
    household_id = await office.register("Z-1")
    stands = [(one.toeslag, one.state, one.acts) for one in (await piet.toeslagen(household_id)).items]
    assert stands == [(kind, "applied", "dienst_toeslagen") for kind in ("huurtoeslag", "zorgtoeslag")]


async def test_the_costs_of_households_and_every_household_by_page(office: Office, piet: ScheduleClient) -> None:
    household_id = await office.register("Z-1")
    (calendar,) = (await piet.cost_calendars([household_id, UUID(int=7)])).items
    assert (calendar.household_id, calendar.plan_version) == (household_id, 1)
    assert (calendar.cost_months[0].cost, calendar.cost_months[0].month) == ("energy", "2026-03")
    page = await piet.households()
    assert ([one.id for one in page.items], page.next_cursor) == ([household_id], None)


async def test_a_run_is_proposed_once_and_approved_by_another(
    office: Office, organisation: UUID, piet: ScheduleClient, roos: ScheduleClient
) -> None:
    await office.register("Z-1")
    run = await piet.propose_run(NewRun(month="2026-03"), "propose-march")
    assert await piet.propose_run(NewRun(month="2026-03"), "propose-march") == run
    await office.worker.advance(str(organisation), str(run.id))
    proposed = await piet.run(run.id)
    assert (proposed.state, proposed.proposed_by) == (RunState.PROPOSED, "piet")
    approved = await roos.approve_run(run.id, proposed.content_hash or "", "approve-march")
    assert (approved.state, approved.approved_by) == (RunState.APPROVED, "roos")
    assert (await roos.runs("2026-03", RunState.APPROVED)).items == [approved]
    assert (await roos.runs(state=RunState.PROPOSED)).items == []


async def test_an_emergency_is_asked_for_and_filed_with_its_approval(
    office: Office, piet: ScheduleClient, roos: ScheduleClient
) -> None:
    household_id = await office.register("Z-1")
    fifty = NewEmergencyPayment(form=EmergencyForm.GRANT, amount=5000, reason=EmergencyReason.MONEY_LOST)
    asked = await piet.ask_emergency_payment(household_id, fifty, "need")
    assert (asked.state, asked.run_number, asked.sum.amount) == (RunState.PROPOSED, 1, 5000)
    run = await roos.approve_run(asked.run_id, asked.content_hash or "", "approval")
    (file,) = await piet.run_files(run.id)
    assert (run.state, file.items, file.sum.amount) == (RunState.FILED, 1, 5000)


async def test_a_caseload_that_is_handed_in_twice(piet: ScheduleClient) -> None:
    content = json.dumps({"households": [{"reference": "Z-1", "municipality": "GM0518"}]}).encode()
    first = await piet.import_caseload(content, "application/json", "monday")
    again = await piet.import_caseload(content, "application/json", "tuesday")
    assert (first.repeated, first.registered) == (False, 1)
    assert (again.repeated, again.id) == (True, first.id)


async def test_what_is_not_there_is_the_services_own_refusal(piet: ScheduleClient) -> None:
    with pytest.raises(NotFound) as refused:
        await piet.household(UUID(int=7))
    assert refused.value.code == "no-such-household"


async def test_the_instruction_files_of_a_run_are_fetched_with_their_check_figure(
    office: Office, piet: ScheduleClient
) -> None:
    office.registry.routes["rent"] = Payer.BENEFIT_SYSTEM_WITHHOLDS
    await office.register("Z-1")
    run = await office.approve(await office.propose())
    (file,) = await piet.run_instruction_files(run.id)
    assert (file.number, file.municipality, file.items, file.sum.amount) == (1, "GM0518", 1, 62000)
    content = await piet.run_instruction_file(run.id, 1)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)
