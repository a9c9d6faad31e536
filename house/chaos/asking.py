"""Asking until there is an answer: the same command with the same key, however often the network or a part fails."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx

from house.chaos.book import Mark, Told
from house.chaos.house_of_parts import House
from house.chaos.verdict import Heard, Verdict, of_graph, of_rest
from services.clock import stopwatch
from services.settings import DEVELOPMENT_MARK

PATIENCE = 180.0
"""Seconds after which a command has got no answer."""

_ONE_ATTEMPT = 15.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_PROBLEM = "... on Problem { code detail }"

Attempt = Callable[[], Awaitable[Heard]]


class Asker:
    """Somebody with a role of the development issuer; `book` gets what became of each command."""

    def __init__(self, house: House, http: httpx.AsyncClient, token: str, book: list[Told]) -> None:
        self._house, self._http, self._book = house, http, book
        self._headers = {"Authorization": f"Bearer {token}"}
        self.reads = 0

    async def command(
        self, field: str, types: Mapping[str, str], given: Mapping[str, Any], key: str, marks: Sequence[Mark] = ()
    ) -> Mapping[str, Any]:
        """A command of the graph, `field` being it with what is wanted of its answer; empty where it was refused."""
        name, _, wanted = field.partition(" ")
        names = ", ".join(f"${one}: {kind}" for one, kind in {**types, "key": "String!"}.items())
        passed = ", ".join(("idempotencyKey: $key", *(f"{one}: ${one}" for one in types)))
        query = f"mutation Told({names}) {{ told: {name}({passed}) {{ __typename {wanted} {_PROBLEM} }} }}"
        body = {"query": query, "variables": {**given, "key": key}}
        return await self._until_answered(lambda: self._graph(body), key, marks)

    async def hand_in(
        self, service: str, path: str, content: bytes, key: str, marks: Sequence[Mark], media: str = "application/json"
    ) -> Mapping[str, Any]:
        """A file, to the service itself, as files go in."""
        headers = {**self._headers, "Idempotency-Key": key, "Content-Type": media}
        url = f"{self._house.address(service)}/v1{path}"

        async def attempt() -> Heard:
            return _rest(await self._http.post(url, content=content, headers=headers))

        return await self._until_answered(attempt, key, marks)

    async def see(self, query: str, **given: Any) -> Mapping[str, Any]:
        """What the graph tells under `told`, asked until it does; empty if there is no such thing."""
        self.reads += 1
        body = {"query": query, "variables": given}
        return (await _insist(lambda: self._graph(body)))[0].answer

    async def read(self, service: str, path: str, **params: str) -> Any:
        """The document at a service, asked until it comes."""
        return (await self.fetch(service, path, **params)).json()

    async def fetch(self, service: str, path: str, **params: str) -> httpx.Response:
        """The same as it came."""
        self.reads += 1
        answers: list[httpx.Response] = []

        async def attempt() -> Heard:
            url = f"{self._house.address(service)}/v1{path}"
            answers.append(await self._http.get(url, params=params, headers=self._headers))
            return of_rest(answers[-1].status_code, {})

        heard, _ = await _insist(attempt)
        if heard.verdict != Verdict.ANSWERED:
            raise httpx.HTTPError(f"{service} {path.partition('?')[0]}: {heard.said}")
        return answers[-1]

    async def _graph(self, body: Mapping[str, Any]) -> Heard:
        answer = await self._http.post(f"{self._house.address('gateway')}/graphql", json=body, headers=self._headers)
        return of_graph(answer.status_code, _document(answer))

    async def _until_answered(self, attempt: Attempt, key: str, marks: Sequence[Mark]) -> Mapping[str, Any]:
        heard, attempts = await _insist(attempt)
        self._book.append(Told(key, marks, heard.verdict, attempts, heard.said))
        return heard.answer


async def _insist(attempt: Attempt) -> tuple[Heard, int]:
    """The first attempt that ends it, or the last within our patience; and how many there were."""
    elapsed, pause, attempts = stopwatch(), _FIRST_PAUSE, 0
    while True:
        attempts += 1
        try:
            async with asyncio.timeout(_ONE_ATTEMPT):
                heard = await attempt()
        except (httpx.TransportError, httpx.DecodingError, TimeoutError) as lost:
            heard = Heard(Verdict.AGAIN, {}, type(lost).__name__)
        if heard.verdict != Verdict.AGAIN or elapsed() > PATIENCE:
            return heard, attempts
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def token_of(house: House, http: httpx.AsyncClient, role: str) -> str:
    """A token of the development issuer, good for an hour."""
    form = {"grant_type": "client_credentials", "client_id": role, "client_secret": DEVELOPMENT_MARK}
    answer = await http.post(f"{house.address('issuer')}/token", data=form)
    return str(answer.raise_for_status().json()["access_token"])


def _rest(answer: httpx.Response) -> Heard:
    return of_rest(answer.status_code, _document(answer))


def _document(answer: httpx.Response) -> Any:
    """What it says, where that is JSON; an answer that was cut off in the middle is none."""
    try:
        return answer.json()
    except ValueError:
        return None
