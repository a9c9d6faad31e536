"""The people of a municipality at the graph of a world: they ask and command by `/graphql`, and by nothing else.

Only the world itself, its clock and what goes wrong outside of it are moved by the sandbox's own interface.
"""

from functools import cache
from typing import Any

from graphql import GraphQLSchema

from gateway.graph.schema import make_schema
from tests.house.worlds.visiting import InWorld, Told


@cache
def _schema() -> GraphQLSchema:
    return make_schema()._schema


class Office:
    """Who works there, by role or by the name that they were let in with."""

    def __init__(self, world: InWorld) -> None:
        self.world = world
        self._commands = 0

    async def does(self, who: str, command: str, wanted: str, **arguments: Any) -> Told:
        """What somebody is told by a command that has its effect; `wanted` are the fields of its answer."""
        self._commands += 1
        arguments["idempotencyKey"] = f"command-{self._commands}"
        return await self._told("mutation", who, command, wanted, arguments)

    async def sees(self, who: str, question: str, wanted: str, **arguments: Any) -> Told:
        """What somebody sees who asks for one thing, or for a list with `nodes`."""
        return await self._told("query", who, question, wanted, arguments)

    async def _told(self, kind: str, who: str, field: str, wanted: str, arguments: Told) -> Told:
        root = _schema().mutation_type if kind == "mutation" else _schema().query_type
        assert root is not None, "the graph has both"
        takes = root.fields[field].args
        named = ", ".join(f"${name}: {takes[name].type}" for name in arguments)
        given = ", ".join(f"{name}: ${name}" for name in arguments)
        head = f"({named})" if named else ""
        asked = f"({given})" if given else ""
        text = f"{kind}{head} {{ told: {field}{asked} {{ {wanted} }} }}"
        answer = await self.world.graph(who, {"query": text, "variables": arguments})
        assert "errors" not in answer, answer
        told: Told = answer["data"]["told"]
        assert not told.keys() & {"code", "faults"}, told
        return told
