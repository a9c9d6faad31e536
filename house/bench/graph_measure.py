"""What the graph adds to asking the services: a page of fifty households with five things of each."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

import httpx
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from graphql import GraphQLSchema, build_schema, execute_sync, parse

from gateway.graph.schema import sdl
from house.bench.cases import HANDED_IN_ON
from house.bench.cost import Cost, micros, timed
from house.bench.measure import Figure, Report, Setting, known, ratios
from house.bench.office import Office, open_office
from house.bench.preparing import prepare
from house.bench.server import Server, tidy
from house.composition.clients import client_within
from house.composition.opening import House, open_house
from house.issuer import DevelopmentIssuer
from house.memory import settle_memory
from services.auth import Role
from services.clock import SystemClock, stopwatch
from services.ids import RandomIds

_PAGE = 50
_MOST_HOUSEHOLDS = 200
_GOAL, _MEMORY_GOAL, _SLOWEST = 1 / 0.6, 1 / 0.2, 150
_TURNS = 20
"""Pages asked one after another for one sample."""
_ARRIVALS = 100
"""Pages that come at half of the pace that can be kept up."""

_QUESTION = f"""{{ households(first: {_PAGE}) {{
  nodes {{
    id reference
    plan {{ version summary {{ deepestGap gapDays }} }}
    tasks(first: 10) {{ nodes {{ kind dueOn state }} }}
    facts(first: 10) {{ nodes {{ about holdsFrom recordedBy }} }}
    costCalendar {{ householdId }}
    outlook(on: "{HANDED_IN_ON}") {{ householdId }}
  }}
  pageInfo {{ hasNextPage endCursor }}
}} }}"""
_CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/v1/plans/_search", {}),
    ("/v1/tasks/_search", {}),
    ("/v1/facts/_search", {}),
    ("/v1/cost-calendars/_search", {}),
    ("/v1/outlooks/_search", {"on": str(HANDED_IN_ON)}),
)

Ask = Callable[[], Awaitable[Any]]


class _Bench(NamedTuple):
    """Three ways to a page: the graph, a bare handler that makes the same calls, and the answer from memory."""

    server: Server
    graph: Ask
    bare: Ask
    memory: Ask


def take_graph(setting: Setting) -> Report:
    """A page through the graph, beside a bare handler of the same calls and beside graphql-core without any."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_take(setting, Path(folder)))


async def _take(setting: Setting, folder: Path) -> Report:
    server, many = setting.server(), min(setting.households, _MOST_HOUSEHOLDS)
    await prepare(server, folder, "graph", many, setting.tell)
    url = server.url("graph")
    async with open_office(url, folder / "clock-graph", HANDED_IN_ON) as office, _open(office, server) as bench:
        tidy(url)
        for ask in (bench.graph, bench.bare, bench.memory):
            await ask()
        settle_memory()
        graph: list[Cost] = []
        bare: list[Cost] = []
        memory: list[Cost] = []
        for turn in range(setting.repeat):
            setting.tell(f"asking {_TURNS} pages each way, the {turn + 1}. time")
            ways = [(bench.graph, graph), (bench.bare, bare), (bench.memory, memory)]
            for ask, costs in ways if turn % 2 else reversed(ways):
                costs.append(await _asked(bench, ask))
        pace = 2 * min(cost.wall for cost in graph) / _TURNS
        setting.tell(f"asking {_ARRIVALS} pages at half of the pace that can be kept up")
        slowest = await _at_a_pace(bench.graph, pace)
    server.drop("graph")
    return Report(
        [
            _beside("a page", "a bare handler that makes the same calls", _GOAL, graph, bare),
            _beside("the same page", "graphql-core with the answer in memory", _MEMORY_GOAL, graph, memory),
            Figure("the slowest of a hundred at half pace", "", _SLOWEST, "ms", (slowest,)),
        ],
        notes=[f"{_PAGE} of {many:,} households with {len(_CALLS)} relations; services and gateway in one process"],
    )


def _beside(name: str, floor: str, goal: float, these: list[Cost], floors: list[Cost]) -> Figure:
    return Figure(
        name=name,
        floor=floor,
        goal=goal,
        unit="×",
        samples=ratios([one.wall for one in these], [one.wall for one in floors]),
        cpu=ratios(known([one.cpu for one in these]), known([one.cpu for one in floors])),
        absolute={"µs a page": micros(these, _TURNS), "µs its floor": micros(floors, _TURNS)},
    )


@asynccontextmanager
async def _open(office: Office, server: Server) -> AsyncIterator[_Bench]:
    """A house in this process, and somebody who may ask anything of it as often as he likes."""
    machine = SystemClock()
    issuer = DevelopmentIssuer("http://nobody.invalid", "ontzorg", machine, RandomIds(), development=True)
    often = {"caller_rate": 10_000, "organisation_rate": 100_000}
    deployment = office.deployment._replace(house=office.deployment.house.model_copy(update=often))
    token = issuer.issue(office.organisation_id, [Role.CASE_MANAGER, Role.SYSTEM])
    async with open_house(deployment, office.clock, issuer=issuer, token_clock=machine) as house:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            _client(house.app, headers) as front,
            _client(_services(house), headers) as services,
            _client(_bare(services), headers) as bare,
        ):
            answer = await _page(front)
            yield _Bench(server, lambda: _page(front), lambda: _of(bare), _from_memory(answer))


def _services(house: House) -> FastAPI:
    assert house.schedule is not None, "nothing of the bench runs elsewhere"
    return house.schedule


def _client(app: Any, headers: dict[str, str]) -> httpx.AsyncClient:
    client = client_within(app)
    client.headers.update(headers)
    return client


async def _page(front: httpx.AsyncClient) -> Any:
    answer = (await front.post("/graphql", json={"query": _QUESTION})).json()
    assert "errors" not in answer, answer["errors"]
    assert len(answer["data"]["households"]["nodes"]) == _PAGE
    return answer["data"]


def _bare(services: httpx.AsyncClient) -> FastAPI:
    """A handler that asks for the page and then for five things of its households at once, and hands it all on."""
    app = FastAPI()

    @app.get("/")
    async def page() -> JSONResponse:
        found = (await services.get(f"/v1/households?limit={_PAGE}")).json()
        ids = [one["id"] for one in found["items"]]
        asked = (services.post(path, json={"householdIds": ids, **more}) for path, more in _CALLS)
        return JSONResponse([found, *(answer.json() for answer in await asyncio.gather(*asked))])

    return app


async def _of(bare: httpx.AsyncClient) -> Any:
    answers = (await bare.get("/")).json()
    assert [len(one["items"]) for one in answers] == [_PAGE] * (1 + len(_CALLS))
    return answers


def _from_memory(answer: Any) -> Ask:
    """The same bytes by graphql-core alone, of a document that was read before."""
    schema: GraphQLSchema = build_schema(sdl())
    document = parse(_QUESTION)

    async def ask() -> Any:
        result = execute_sync(schema, document, root_value=answer)
        assert result.errors is None, result.errors
        return json.dumps({"data": result.data})

    return ask


async def _asked(bench: _Bench, ask: Ask) -> Cost:
    with timed(bench.server.cpu) as timing:
        for _ in range(_TURNS):
            await ask()
    return timing.cost


async def _at_a_pace(ask: Ask, every: float) -> float:
    """Milliseconds that the slowest of a hundred took, of pages that come whether the last one was answered or not."""
    loop = asyncio.get_running_loop()
    begin = loop.time()

    async def one(nth: int) -> float:
        await asyncio.sleep(begin + nth * every - loop.time())
        elapsed = stopwatch()
        await ask()
        return elapsed() * 1000

    took = await asyncio.gather(*(one(nth) for nth in range(_ARRIVALS)))
    return quantiles(took, n=100)[98]
