"""What a second gateway, schedule service and worker add, on a machine whose cores PostgreSQL shares with them."""

import asyncio
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx

from house.bench.cases import HANDED_IN_ON
from house.bench.measure import Figure, Report, Setting, ratios
from house.bench.office import Office, open_office
from house.bench.preparing import prepare
from house.bench.server import tidy
from house.issuer import DevelopmentIssuer, issuer_app
from house.serving.beside import serve_beside
from house.serving.server import listening
from house.settings import as_environment
from services.auth import Role
from services.clock import SystemClock, stopwatch
from services.ids import RandomIds

_GOAL = 1 / 1.3
"""Time for a page by two, beside that by one: they answer at least 1.3 × as many."""
_MOST_HOUSEHOLDS = 200
_CALLERS = 16
_SECONDS = 8.0
_QUESTION = """{ households(first: 10) { nodes {
  id reference plan { version summary { deepestGap gapDays } } tasks(first: 10) { nodes { kind dueOn state } }
} } }"""


def take_replicas(setting: Setting) -> Report:
    """The same questions to one gateway with its schedule service and worker, and to two of each."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_take(setting, Path(folder)))


async def _take(setting: Setting, folder: Path) -> Report:
    server, many = setting.server(), min(setting.households, _MOST_HOUSEHOLDS)
    await prepare(server, folder, "replicas", many, setting.tell)
    tidy(server.url("replicas"))
    one: list[float] = []
    two: list[float] = []
    async with (
        open_office(server.url("replicas"), folder / "clock", HANDED_IN_ON) as office,
        _open(office, setting) as (gateways, token),
    ):
        await _asked(gateways, token, 2.0)
        for turn in range(setting.repeat):
            setting.tell(f"asking one gateway and two, the {turn + 1}. time")
            ways = [(gateways[:1], one), (gateways, two)]
            for asked, seconds in ways if turn % 2 else reversed(ways):
                seconds.append(await _asked(asked, token, _SECONDS))
    server.drop("replicas")
    absolute = {f"pages a second by {name}": max(1 / each for each in took) for name, took in _named(one, two)}
    figure = Figure("a page by two of each", "by one of each", _GOAL, "×", ratios(two, one), absolute=absolute)
    notes = [
        f"10 of {many:,} households a page, {_CALLERS} callers at once for {_SECONDS:g} seconds; each gateway asks a"
        " schedule service of its own, a worker beside each; PostgreSQL and the callers on the same cores"
    ]
    return Report([figure], notes=notes)


def _named(one: Sequence[float], two: Sequence[float]) -> tuple[tuple[str, Sequence[float]], ...]:
    return ("one", one), ("two", two)


@asynccontextmanager
async def _open(office: Office, setting: Setting) -> AsyncIterator[tuple[Sequence[str], str]]:
    """Two of each part as processes; the addresses of the gateways, and the token of somebody who may ask."""
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listening(0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        issuer = DevelopmentIssuer(url, "ontzorg", SystemClock(), RandomIds(), development=True)
        await stack.enter_async_context(serve_beside(issuer_app(issuer), listener))
        often = {"caller_rate": "10000", "organisation_rate": "100000"}
        given = {"oidc_issuer": url, "sandbox_clock": str(office.clock_file), **often}
        settings = {**office.environment, **as_environment(given)}
        setting.tell("starting two of each part")
        mandates, notify = await asyncio.gather(
            *(stack.enter_async_context(_part(settings, "serve", one, "--port", "0")) for one in ("mandates", "notify"))
        )
        settings |= as_environment({"mandates_url": mandates, "notify_url": notify})
        gateways = await asyncio.gather(*(_one_of_each(stack, settings) for _ in range(2)))
        yield gateways, issuer.issue(office.organisation_id, [Role.CASE_MANAGER, Role.SYSTEM])


async def _one_of_each(stack: AsyncExitStack, settings: Mapping[str, str]) -> str:
    """A schedule service, its worker, and the gateway that asks it; where that answers."""
    schedule = await stack.enter_async_context(_part(settings, "serve", "schedule", "--port", "0"))
    own = {**settings, **as_environment({"schedule_url": schedule})}
    worker = _part(own, "work", "schedule")
    gateway = _part(own, "serve", "gateway", "--port", "0")
    _, address = await asyncio.gather(stack.enter_async_context(worker), stack.enter_async_context(gateway))
    return address


@asynccontextmanager
async def _part(settings: Mapping[str, str], *words: str) -> AsyncIterator[str]:
    """A part as a process; where it says that it answers, if it does."""
    command = [sys.executable, "-P", "-m", "house", *words]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL, env=settings)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip().rpartition(" ")[2]
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _asked(gateways: Sequence[str], token: str, lasts: float) -> float:
    """Seconds for a page, when so many callers ask as often as they are answered, each at one of these gateways."""
    elapsed, answered = stopwatch(), 0

    async def call(address: str) -> None:
        nonlocal answered
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
            while elapsed() < lasts:
                answer = (await client.post(f"{address}/graphql", json={"query": _QUESTION})).json()
                assert len(answer["data"]["households"]["nodes"]) == 10, answer
                answered += 1

    await asyncio.gather(*(call(gateways[number % len(gateways)]) for number in range(_CALLERS)))
    return elapsed() / answered
