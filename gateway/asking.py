"""Asking the services for one caller, each thing once a request, and what belongs to many households many at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from pydantic_core import from_json, to_json
from strawberry.dataloader import DataLoader

from gateway.contract import Operation
from services.asking import AnswerNotUnderstood, Asking, key_header

Given = Mapping[str, Any]
"""What is said in a path and after the question mark, by its name in the document."""

_JSON = {"Content-Type": "application/json"}


class Services:
    """The services as the holder of one token may ask them, for as long as one request lasts."""

    def __init__(self, ways: Mapping[str, httpx.AsyncClient], token: str) -> None:
        self._ways = {name: Asking(http, token) for name, http in ways.items()}
        self._asked: dict[Hashable, asyncio.Future[Any]] = {}
        self._loaders: dict[Hashable, DataLoader[str, Any]] = {}

    async def ask(self, operation: Operation, given: Given, body: Any = None) -> Any:
        """The answer to a question; asked twice in a request, it is sent once.

        Raises the problem that the service tells, `DoesNotAnswer` if it tells nothing.
        """
        path, content = path_of(operation, given), None if body is None else to_json(body)
        key = (operation.service, operation.method, path, content)
        if key not in self._asked:
            sent = self._answer(operation, path, content, _JSON if content else {})
            self._asked[key] = asyncio.ensure_future(sent)
        return await asyncio.shield(self._asked[key])

    async def ask_anew(self, operation: Operation, given: Given) -> Any:
        """The answer as it is now, whether it was asked before or not."""
        return await self._answer(operation, path_of(operation, given), None, {})

    async def command(self, operation: Operation, given: Given, body: Any, key: str | None) -> Any:
        """What became of a command; sent again with the same key it has one effect and one answer."""
        headers = {**({} if key is None else key_header(key)), **(_JSON if operation.body else {})}
        content = to_json(body) if operation.body else None
        return await self._answer(operation, path_of(operation, given), content, headers)

    def many(
        self, name: Hashable, load: Callable[[list[str]], Awaitable[Sequence[Any]]], most: int
    ) -> DataLoader[str, Any]:
        """What asks for the things of that name, those of one level of the question together, `most` at a time."""
        if name not in self._loaders:
            self._loaders[name] = DataLoader(load, max_batch_size=most)
        return self._loaders[name]

    async def _answer(self, operation: Operation, path: str, content: bytes | None, headers: Mapping[str, str]) -> Any:
        answer = await self._ways[operation.service].send(operation.method, path, headers, content)
        if answer.status_code == HTTPStatus.NO_CONTENT:
            return {"done": True}
        try:
            return from_json(answer.content)
        except ValueError:
            raise AnswerNotUnderstood from None


def path_of(operation: Operation, given: Given) -> str:
    """The path of an operation with what was given in it; what is None is not said."""
    path, asked = operation.path, {}
    for one in operation.parameters:
        value = given.get(one.name)
        if one.place == "path":
            path = path.replace(f"{{{one.name}}}", quote(str(value), safe=""))
        elif value is not None:
            asked[one.name] = str(value).lower() if isinstance(value, bool) else value
    return f"{path}?{urlencode(asked)}" if asked else path
