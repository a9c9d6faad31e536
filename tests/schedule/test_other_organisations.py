"""No organisation sees another (promise I19): every route of the service, called with the ids of somebody else.

The routes and their bodies are read from the service's own document, so that a new route is covered by being there.
"""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from house.issuer import DevelopmentIssuer
from services.clock import MovableClock
from services.database import Database
from services.events import ProceedingKind
from services.mandates.schemas import Payer
from services.processing_chain import Linking
from services.schedule.exceptions.deciding import approve, ask
from services.schedule.exceptions.tables import BookingMeasure
from services.schedule.matching import repository
from services.schedule.matching.booked import Place
from services.schedule.matching.matching import BY, match_next
from services.schedule.matching.remembered import Remembered
from services.schedule.matching.remembering import keep_payer
from services.schedule.proceedings import repository as proceedings
from services.schedule.proceedings.step import RequirePapers
from services.schedule.recalls import asking as recalls
from services.schedule.recalls.recall import RecallReason
from services.schedule.statements.statement import Direction
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.households.builders import PAPERS
from tests.schedule.instances import instance
from tests.schedule.payments.runs import Office
from tests.schedule.routes import NO_ID, OF_NOBODY, Operation, operations
from tests.schedule.rows import changed, everything
from tests.schedule.statements.files import Line, camt, stmt

_IN_A_FILE = text(
    "select end_to_end_id from payment_of_run where state = 'submitted' and file_number is not null limit 1"
)


HERS = ("code", "supplier_id")
"""What everybody may name: municipalities, in a refusal; and a company."""


class Ours(NamedTuple):
    """One of everything of the first organisation: ids as parameters of a path, and as fields of a body."""

    ids: dict[str, str]

    def path(self, operation: Operation) -> str:
        """The path with our ids in it; `KeyError` for a parameter that this test has not met yet."""
        return operation.path.format(**{name: (self.ids | OF_NOBODY | NO_ID)[name] for name in operation.parameters})

    def body(self, app: FastAPI, operation: Operation) -> Any:
        if operation.body is None:
            return None
        return instance(app.openapi(), operation.body, self.fields)

    @property
    def fields(self) -> dict[str, str]:
        camel = {name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]): value
                 for name, value in self.ids.items()}  # fmt: skip
        return camel | {"corrects": self.ids["fact_id"], "householdIds": self.ids["household_id"]}


@pytest.fixture
async def ours(
    app: FastAPI,
    issuer: DevelopmentIssuer,
    organisation: UUID,
    database: Database,
    clock: MovableClock,
) -> Ours:
    anna = a_caller(app, issuer, organisation)
    office = Office(database, organisation, clock)
    await office.register("Z-0")
    office.registry.routes["rent"] = Payer.BENEFIT_SYSTEM_WITHHOLDS
    run = await office.approve(await office.propose())
    account = {"name": "Woonstede", "iban": "NL91ABNA0417164300"}
    reference = {"kind": "free_text", "text": "huur 12"}
    registered = await anna.post(
        "/households",
        {
            "reference": "Z-1",
            "municipality": DEN_HAAG,
            "facts": PAPERS,
            "costPayees": [{"cost": "rent", "account": account, "reference": reference}],
        },
    )
    household = registered.json()["householdId"]
    minstand = {"instrument": "minstand", "amount": 5, "legalBasis": "article_56a", "reason": "until the toeslagen"}
    decided = await anna.post(f"/households/{household}/bridging-decisions", minstand)
    assert decided.status_code == 201, decided.text
    toeslag = f"/households/{household}/toeslagen/huurtoeslag"
    assert (await anna.post(f"{toeslag}/account-requests", {"account": "budget"})).status_code == 201
    assert (await anna.post(f"{toeslag}/arrivals", {"amount": 5, "on": "2026-01-05"})).status_code == 201
    line = Line(7_00, iban="NL02ABNA0123456789")
    statement = await anna.hand_in("/statement-files", camt(stmt(line)), "application/xml")
    payer = await _a_payer(database, office, UUID(household))
    exported = await anna.post("/journal-exports", {"through": str(clock.today() - timedelta(days=1))})
    assert exported.json()["number"] == 1
    letter = {
        "supplierId": str(UUID(int=51)),
        "cost": "rent",
        "month": "2026-03",
        "amount": 5,
        "letterOn": "2026-01-05",
    }
    arrears = (await anna.post(f"/households/{household}/arrears", letter)).json()["id"]
    photo = await anna.hand_in(f"/households/{household}/arrears/{arrears}/photos", b"%PDF-1.7", "application/pdf")
    assert photo.status_code == 201, photo.text
    caseload = await anna.hand_in("/caseload-imports", b"reference,municipality\nZ-2,GM0518\n", "text/csv")
    await Linking(database, clock).link(str(organisation))

    async def everybody_helps(_organisation_id: UUID, _subject: str) -> frozenset[UUID]:
        return frozenset({UUID(household)})

    app.state.supporters = everybody_helps
    return Ours(
        {
            "import_id": caseload.json()["id"],
            "household_id": household,
            "fact_id": registered.json()["facts"][0],
            "task_id": (await anna.get("/tasks", householdId=household)).json()["items"][0]["id"],
            "code": DEN_HAAG,
            "run_id": str(run.id),
            "supplier_id": str(UUID(int=51)),
            "file_id": statement.json()["id"],
            "payer_id": str(payer),
            "recall_id": str(await _a_recall(database, office)),
            "proceeding_id": str(await _a_proceeding(office, UUID(household))),
            "arrears_id": arrears,
            "photo_id": photo.json()["id"],
            "decision_id": str(await _a_decision(office)),
            "statement_id": statement.json()["statements"][0]["id"],
        }
    )


async def _a_payer(database: Database, office: Office, household_id: UUID) -> UUID:
    """What somebody said of a payer."""
    said = Remembered(None, Direction.CREDIT, b"mark", frozenset(), "other", household_id)
    async with database.transaction(office.organisation) as session:
        return await keep_payer(session, office.hand(session, "els"), said)


async def _a_proceeding(office: Office, household_id: UUID) -> UUID:
    """Something under way that waits to begin."""
    steps = [RequirePapers()]
    async with office.database.transaction(office.organisation) as session:
        hand = office.hand(session, "els")
        begun = await proceedings.begin(session, hand, household_id, ProceedingKind.START_RELIEF, "", steps)
        return begun.id


async def _a_recall(database: Database, office: Office) -> UUID:
    """A payment that was asked back, with its file."""
    async with database.transaction(office.organisation) as session:
        payment = (await session.execute(_IN_A_FILE)).scalar_one()
        recall = await recalls.ask(session, office.hand(session, "els"), payment, RecallReason.OUR_WISH, "A wish.")
        return (await recalls.approve(session, office.hand(session, "roos"), recall.id)).id


async def _a_decision(office: Office) -> UUID:
    """What two people decided about a booking: its money was sent back."""
    async with office.database.transaction(office.organisation) as session:
        assert await match_next(session, office.hand(session, BY))
    async with office.database.transaction(office.organisation) as session:
        (odd,) = await repository.page_of_exceptions(session, repository.Place(), 9)
        place = Place(odd.statement_id, odd.entry, odd.part)
        asked = await ask(session, office.hand(session, "els"), place, BookingMeasure.SEND_BACK, "It is nobody's here.")
        return (await approve(session, office.hand(session, "piet"), asked.id)).id


async def test_with_somebody_elses_ids_every_route_says_that_there_is_no_such_thing(
    app: FastAPI, stranger: Caller, ours: Ours, admin_url: str
) -> None:
    before = everything(admin_url)
    called = 0
    for operation in operations(app):
        if not operation.parameters - OF_NOBODY.keys():
            continue
        answer = await stranger.request(operation.method, ours.path(operation), json=ours.body(app, operation))
        assert answer.status_code == 404, f"{operation.method} {operation.path}: {answer.status_code} {answer.text}"
        called += 1
    assert called >= 12
    assert changed(before, everything(admin_url)) == []


async def test_with_ones_own_ids_every_one_of_these_routes_finds_something(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, ours: Ours
) -> None:
    """Or the test above would be about routes that never find anything."""
    anna = a_caller(app, issuer, organisation)
    for operation in operations(app):
        if operation.parameters:
            answer = await anna.request(operation.method, ours.path(operation), json=ours.body(app, operation))
            assert answer.status_code != 404, f"{operation.method} {operation.path}: {answer.text}"


async def test_no_list_shows_anything_of_somebody_else(
    app: FastAPI, stranger: Caller, ours: Ours, admin_url: str
) -> None:
    theirs = [value for value in ours.ids.values() if value != DEN_HAAG]
    for operation in operations(app):
        if not operation.parameters and operation.path != "/processing-log":  # there stands what the stranger asked
            answer = await stranger.request(operation.method, operation.path, json=ours.body(app, operation))
            assert answer.status_code != 404, operation.path
            assert not [one for one in theirs if one in answer.text], f"{operation.method} {operation.path}"


async def test_what_a_body_names_of_somebody_else_does_not_exist(stranger: Caller, ours: Ours) -> None:
    own = await stranger.post("/households", {"reference": "Z-1", "municipality": "GM0637", "facts": PAPERS})
    household = own.json()["householdId"]
    correction = {"corrections": [{"corrects": ours.ids["fact_id"], "reason": "not mine"}]}
    answer = await stranger.post(f"/households/{household}/facts", correction)
    assert (answer.status_code, answer.json()["errors"][0]["what"]) == (400, "is no fact of this household")


OF_ALL = {
    "/payment-runs": {"run_id"},
    "/payment-runs/{run_id}": {"run_id"},
    "/payment-runs/{run_id}/payments": set[str](),
    "/payment-runs/{run_id}/left-out-households": set[str](),
    "/payment-runs/{run_id}/files": set[str](),
    "/payment-runs/{run_id}/instruction-files": set[str](),
    "/payment-runs/{run_id}/instruction-files/{number}/lines": set[str](),
    "/statements": {"file_id", "statement_id"},
    "/statements/{statement_id}": {"file_id", "statement_id"},
    "/statements/{statement_id}/bookings": set[str](),
    "/statements/{statement_id}/exceptions/{place}": {"statement_id"},
}
"""What is there for who works for another municipality, and which of our ids it shows: a run pays for all of them, with
a file for each, and our two have one account, so one statement."""


async def test_who_works_for_another_municipality_finds_no_household_line_or_file_of_this_one(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, ours: Ours, admin_url: str
) -> None:
    """As of a credit bank that works for several."""
    carla = a_caller(app, issuer, organisation, subject="carla", municipalities=[CAPELLE])
    before = everything(admin_url)
    for operation in operations(app):
        is_named = bool(operation.parameters - OF_NOBODY.keys())
        path = ours.path(operation) if is_named else operation.path.format_map(OF_NOBODY)
        answer = await carla.request(operation.method, path, json=ours.body(app, operation))
        if operation.method == "get" and operation.path in OF_ALL:
            shown = {name for name, value in ours.ids.items() if value in answer.text and name not in HERS}
            assert shown == OF_ALL[operation.path], operation.path
        elif is_named:
            assert answer.status_code in (403, 404), f"{operation.method} {operation.path}: {answer.text}"
        elif operation.path != "/processing-log":
            shown = {name for name, value in ours.ids.items() if value in answer.text and name not in HERS}
            assert shown == set(), f"{operation.method} {operation.path}"
    assert changed(before, everything(admin_url)) == []
