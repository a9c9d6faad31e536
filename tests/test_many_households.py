"""Many households in one question: for each relation of a household the same promises, held by one table.

The answer for many is that of the route for one household, costs as many statements for forty as for one, is in the
order asked, and says nothing of households that the caller may not see.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event

from house.postgres import Cluster
from services.auth import Role
from services.many_households import MOST_HOUSEHOLDS
from services.months import parse_month
from tests.conftest import an_organisation
from tests.journeys.conftest import DEN_HAAG, ZOETERMEER
from tests.journeys.houses import ORGANISATION, a_database, open_town
from tests.journeys.town import Told, Town, done, seen
from tests.schedule.households.builders import PAPERS
from tests.schedule.statements.files import Line, camt, stmt
from tests.superuser import as_superuser
from tests.things_to_ask_about import things

KEPT = Path(__file__).parent.parent / "docs/openapi"
DOCUMENTS = {kept.stem: json.loads(kept.read_text()) for kept in sorted(KEPT.glob("*.json"))}
ELSEWHERE = UUID(int=8)
"""Another organisation, in the same town."""
NOWHERE = "018f0000-0000-7000-8000-0000000000ff"
FORTY = 40


class How(Enum):
    """How an answer for many holds that of the route for one household."""

    AS_IT_IS = auto()
    AS_FOUND = auto()
    AS_LIST = auto()
    NEWEST_FIRST = auto()


class Relation(NamedTuple):
    """What is asked of many households, or suppliers, and the route that tells it of one."""

    service: str
    path: str
    of_one: str
    how: How
    whose: str = "household"

    def __str__(self) -> str:
        return f"{self.service}{self.path}"

    @property
    def knows_all(self) -> bool:
        """Whether everybody is told of who may be seen; the notify service knows those of whom it keeps something."""
        return self.service != "notify"


RELATIONS = [
    Relation("schedule", "/households/_search", "/households/{id}", How.AS_IT_IS),
    Relation("schedule", "/facts/_search", "/households/{id}/facts", How.AS_LIST),
    Relation("schedule", "/plans/_search", "/households/{id}/plans/latest", How.AS_FOUND),
    Relation("schedule", "/tasks/_search", "/tasks?householdId={id}", How.AS_LIST),
    Relation("schedule", "/letting-go/_search", "/households/{id}/letting-go", How.AS_FOUND),
    Relation("schedule", "/coa-overlaps/_search", "/households/{id}/coa-overlap", How.AS_FOUND),
    Relation("schedule", "/bridgings/_search", "/households/{id}/bridgings", How.AS_FOUND),
    Relation("schedule", "/bridging-decisions/_search", "/households/{id}/bridging-decisions", How.AS_LIST),
    Relation("schedule", "/toeslagen/_search", "/households/{id}/toeslagen", How.AS_LIST),
    Relation("schedule", "/payments/_search", "/households/{id}/payments", How.AS_LIST),
    Relation("schedule", "/held-payments/_search", "/held-payments?householdId={id}", How.AS_LIST),
    Relation("schedule", "/emergency-payments/_search", "/households/{id}/emergency-payments", How.AS_LIST),
    Relation("schedule", "/payment-allocations/_search", "/payment-allocations?householdId={id}", How.AS_LIST),
    Relation("schedule", "/bank-exceptions/_search", "/bank-exceptions?householdId={id}", How.AS_LIST),
    Relation("schedule", "/arrears/_search", "/households/{id}/arrears", How.AS_LIST),
    Relation("schedule", "/surpluses/_search", "/households/{id}/surpluses", How.AS_LIST),
    Relation("mandates", "/payer-strips/_search", "/households/{id}/payers-of-record/strip", How.AS_FOUND),
    Relation("mandates", "/ramp-downs/_search", "/households/{id}/ramp-down", How.AS_FOUND),
    Relation("mandates", "/arrangements/_search", "/households/{id}/arrangements", How.AS_LIST),
    Relation("mandates", "/papers/_search", "/households/{id}/papers", How.AS_LIST),
    Relation("mandates", "/alarms/_search", "/households/{id}/alarms", How.AS_LIST),
    Relation("mandates", "/team-members/_search", "/households/{id}/team-members", How.AS_LIST),
    Relation("mandates", "/authorisations/_search", "/households/{id}/authorisations", How.AS_LIST),
    Relation("mandates", "/direct-debits/_search", "/households/{id}/direct-debits", How.AS_LIST),
    Relation("mandates", "/handshakes/_search", "/handshakes?householdId={id}", How.AS_LIST),
    Relation("mandates", "/watched-months/_search", "/watched-months?householdId={id}", How.AS_LIST),
    Relation("notify", "/messages/_search", "/messages?householdId={id}", How.NEWEST_FIRST),
    Relation("notify", "/household-addressees/_search", "/addressees/{id}", How.AS_FOUND),
    Relation("mandates", "/suppliers/_search", "/suppliers/{id}", How.AS_IT_IS, "supplier"),
    Relation("mandates", "/answer-times/_search", "/suppliers/{id}/answer-times", How.AS_FOUND, "supplier"),
    Relation("notify", "/subscriptions/_search", "/subscriptions?supplierId={id}", How.AS_LIST, "supplier"),
    Relation("notify", "/deliveries/_search", "/subscriptions/{subscription}/deliveries", How.NEWEST_FIRST, "supplier"),
]


class Desk:
    """Somebody who asks each service about the households of a town in which much has happened to the first."""

    def __init__(self, cluster: Cluster, template: str, clock: Path) -> None:
        self._cluster, self._template, self._clock = cluster, template, clock
        self._runner, self._stack = asyncio.Runner(), AsyncExitStack()
        self._apps: dict[str, FastAPI] = {}
        self._tokens: dict[str, str] = {}
        self._known: dict[str, list[str]] = {}
        self._subscription = ""

    def open(self) -> None:
        self._runner.run(self._open())

    async def _open(self) -> None:
        url = self._stack.enter_context(a_database(self._cluster, self._template, "many"))
        town, house, token = await self._stack.enter_async_context(open_town(url, self._clock))
        services = {"schedule": house.schedule, "mandates": house.mandates, "notify": house.notify}
        self._apps = {name: app for name, app in services.items() if app is not None}
        known = await things(town)
        first = known["schedule"]["household_id"]
        await _more_happens(town, url, first)
        another = await town.supplier("water", "Waterbedrijf Ergens")
        self._known = {
            "household": [first, *await _others(town, FORTY - 1)],
            "supplier": [known["mandates"]["supplier_id"], another["id"]],
        }
        self._subscription = known["notify"]["subscription_id"]
        an_organisation(url, ELSEWHERE, "Gemeente Elders")
        with as_superuser(url) as connection:
            insert = "insert into schedule.municipality values (%s, %s, 'Elders', 'zoetermeer', 'NL91ABNA0417164300')"
            connection.execute(insert, [ELSEWHERE, ZOETERMEER])
            connection.execute(insert, [ORGANISATION, ZOETERMEER])
        self._tokens = {
            "everybody": token("everybody", *Role),
            "stranger": token("everybody", *Role, of=ELSEWHERE),
            "of another town": token("everybody", *Role, municipalities=[ZOETERMEER]),
        }
        await town.settle()

    def close(self) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def known(self, relation: Relation) -> list[str]:
        """The households, or the suppliers; of the first of them there is something of everything."""
        return self._known[relation.whose]

    def ask(self, relation: Relation, ids: Sequence[str], who: str = "everybody") -> httpx.Response:
        """What a service answers about these households."""
        return self._runner.run(self._send(relation.service, "POST", relation.path, who, {f"{relation.whose}Ids": ids}))

    def of_one(self, relation: Relation, household: str) -> httpx.Response:
        """What the route for one household answers."""
        path = relation.of_one.format(id=household, subscription=self._subscription)
        return self._runner.run(self._send(relation.service, "GET", path, "everybody", None))

    async def _send(self, service: str, method: str, path: str, who: str, body: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._apps[service])
        headers = {"Authorization": f"Bearer {self._tokens[who]}"}
        async with httpx.AsyncClient(transport=transport, headers=headers, base_url="http://desk.test") as http:
            return await http.request(method, f"/v1{path}", json=body)

    @contextmanager
    def counting(self, service: str) -> Iterator[list[str]]:
        """The statements that a service sends meanwhile."""
        engine = self._apps[service].state.database.engine.sync_engine
        sent: list[str] = []

        def listen(*given: Any) -> None:
            sent.append(given[2])

        event.listen(engine, "before_cursor_execute", listen)
        yield sent
        event.remove(engine, "before_cursor_execute", listen)


async def _more_happens(town: Town, url: str, household: str) -> None:
    """The bank says of a payment twice that it went out, and somebody asks for money for food.

    What would take months is planted: a payment to a supplier that was executed, and a surplus.
    """
    payments = (await seen(town.piet, f"/v1/households/{household}/payments"))["items"]
    leefgeld = next(one for one in payments if one["purpose"] == "leefgeld" and one["state"] == "submitted")
    paid = Line(-leefgeld["sum"]["amount"], leefgeld["endToEndId"])
    file = camt(stmt(paid, paid, number=2, opening=434_00))
    assert (await town.piet.hand_in("/v1/statement-files", file, "application/xml")).status_code == 201
    needs = {"form": "advance", "amount": 5000, "reason": "money_lost"}
    await done(town.piet, f"/v1/households/{household}/emergency-payments", needs, 201)
    executed = """
        insert into schedule.payment_outcome
            (organisation_id, run_id, end_to_end_id, number, outcome, told_on, subject, at)
        select organisation_id, run_id, end_to_end_id, 1, 'executed', '2026-02-20', 'planted', '2026-02-20T08:00Z'
        from schedule.payment where household_id = %s and purpose = 'rent'
    """
    found = """
        insert into schedule.surplus values
            (%s, %s, %s, '2026-02-20', 900, 800, 500, 300, '2026-02-25', 'released', '2026-02-20T08:00Z')
    """
    with as_superuser(url) as connection:
        connection.execute(executed, [household])
        connection.execute(found, [ORGANISATION, parse_month("2026-02"), household])


async def _others(town: Town, number: int) -> list[str]:
    """So many more households, each with a plan."""
    rows: list[Told] = [
        {"reference": f"Z-MANY-{one}", "municipality": DEN_HAAG, "facts": [*PAPERS]} for one in range(number)
    ]
    await done(town.anna, "/v1/caseload-imports", {"households": rows}, 201)
    await town.settle()
    found = (await town.anna.get("/v1/households?limit=200")).json()["items"]
    return [one["id"] for one in found if one["reference"].startswith("Z-MANY-")]


@pytest.fixture(scope="module")
def desk(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    found = Desk(cluster, template, tmp_path_factory.mktemp("many") / "clock")
    try:
        found.open()
        yield found
    finally:
        found.close()


def of_many(relation: Relation, answer: httpx.Response) -> dict[str, Any]:
    """The answer by household or supplier, in its order."""
    assert answer.status_code == 200, answer.text
    name = "id" if relation.how is How.AS_IT_IS else f"{relation.whose}Id"
    items = answer.json()["items"]
    told = {one[name]: one for one in items}
    assert len(told) == len(items), "nobody is told of twice"
    return told


def as_told_of_many(relation: Relation, asked: str, answer: httpx.Response) -> Mapping[str, Any] | None:
    """What an answer about one is in an answer about many; None if it is not there."""
    whose = {f"{relation.whose}Id": asked}
    found = {} if relation.whose == "supplier" else {"fault": None}
    if answer.status_code == 404 and relation.how is How.AS_FOUND:
        return {**whose, "found": None, **found} if relation.knows_all else None
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    match relation.how:
        case How.AS_IT_IS:
            return told
        case How.AS_FOUND:
            return {**whose, "found": told, **found}
        case How.AS_LIST:
            items = told["items"]
        case How.NEWEST_FIRST:
            items = told["items"][::-1]
    if not items and not relation.knows_all:
        return None
    return {**whose, "items": items, "more": told["nextCursor"] is not None}


def without_subscription(told: Told) -> Told:
    """A delivery is told by its subscription, and of a supplier with it."""
    items = [{name: value for name, value in one.items() if name != "subscriptionId"} for one in told["items"]]
    return {**told, "items": items}


def test_every_search_of_a_hundred_stands_in_the_table() -> None:
    searches = {
        (service, path)
        for service, document in DOCUMENTS.items()
        for path, item in document["paths"].items()
        if path.endswith("/_search") and _asks_for_a_hundred(document, item["post"])
    }
    assert searches == {(one.service, one.path) for one in RELATIONS}


def _asks_for_a_hundred(document: Told, operation: Told) -> bool:
    body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    given = document["components"]["schemas"][body]["properties"]
    return any(given.get(name, {}).get("maxItems") == MOST_HOUSEHOLDS for name in ("householdIds", "supplierIds"))


def test_of_many_the_same_is_told_as_of_each(desk: Desk, subtests: pytest.Subtests) -> None:
    for relation in RELATIONS:
        with subtests.test(str(relation)):
            first, second = desk.known(relation)[:2]
            told = of_many(relation, desk.ask(relation, [second, first]))
            if relation.path == "/deliveries/_search":
                told = {one: without_subscription(of_one) for one, of_one in told.items()}
                second = first
            ones = {one: as_told_of_many(relation, one, desk.of_one(relation, one)) for one in (second, first)}
            assert list(told.items()) == [(one, of_one) for one, of_one in ones.items() if of_one is not None]
            assert any(told[first].get(name) for name in ("id", "found", "items")), "there is something to tell of it"


def test_forty_cost_as_many_statements_as_one(desk: Desk, subtests: pytest.Subtests) -> None:
    for relation in RELATIONS:
        with subtests.test(str(relation)):
            every = desk.known(relation)
            with desk.counting(relation.service) as for_one:
                desk.ask(relation, every[:1])
            with desk.counting(relation.service) as for_forty:
                told = of_many(relation, desk.ask(relation, every))
            assert list(told) == [one for one in every if relation.knows_all or one in told]
            assert for_forty == for_one


def test_those_that_may_not_be_seen_are_left_out(desk: Desk, subtests: pytest.Subtests) -> None:
    for relation in RELATIONS:
        with subtests.test(str(relation)):
            first = desk.known(relation)[0]
            assert list(of_many(relation, desk.ask(relation, [NOWHERE, first, first]))) == [first]
            assert of_many(relation, desk.ask(relation, [first], "stranger")) == {}
            if relation.whose == "household":
                of_others = desk.ask(relation, [first], "of another town")
                assert of_others.status_code == 403 if relation.service == "notify" else of_others.json()["items"] == []


def test_none_and_more_than_a_hundred_are_refused(desk: Desk, subtests: pytest.Subtests) -> None:
    ids = [str(UUID(int=one)) for one in range(MOST_HOUSEHOLDS + 1)]
    for relation in RELATIONS:
        with subtests.test(str(relation)):
            too_many = desk.ask(relation, ids)
            assert (too_many.status_code, str(MOST_HOUSEHOLDS) in too_many.text) == (400, True)
            assert of_many(relation, desk.ask(relation, ids[:MOST_HOUSEHOLDS])) == {}
            if relation.path != "/suppliers/_search":
                assert desk.ask(relation, []).status_code == 400
