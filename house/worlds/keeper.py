"""Who keeps the worlds of a process: a bounded number of them, each for as long as somebody wants it."""

from pathlib import Path
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from house.composition.front import Behind
from house.worlds.databases import Databases
from house.worlds.shape import Shape
from house.worlds.world import World
from services.clock import SystemClock
from services.errors import Conflict, NotFound
from services.ids import RandomIds
from services.problem_json import problem_response

WORLDS_PATH = "/worlds"
"""Behind this, and the id of a world, stands its front."""


class NoSuchWorld(NotFound):
    """There is no world with this id; it may have been deleted."""


class TooManyWorlds(Conflict):
    """There are as many worlds as this sandbox keeps."""


class Keeper:
    """Keeps at most so many worlds over these databases; `address` is where they are found, `folder` their files'."""

    def __init__(self, databases: Databases, address: str, folder: Path, most: int) -> None:
        self._databases = databases
        self._address = address
        self._folder = folder
        self._most = most
        self._ids = RandomIds()
        self._worlds: dict[UUID, World] = {}

    @property
    def worlds(self) -> list[World]:
        """All of them, the oldest first."""
        return list(self._worlds.values())

    def world(self, world_id: UUID) -> World:
        """The one with this id; `NoSuchWorld`."""
        if (found := self._worlds.get(world_id)) is None:
            raise NoSuchWorld
        return found

    async def make(self, shape: Shape) -> World:
        """A new world; `TooManyWorlds`."""
        if len(self._worlds) >= self._most:
            raise TooManyWorlds(
                f"There are {self._most} worlds, as many as this sandbox keeps: delete one, or start it with --worlds."
            )
        world_id = self._ids.new_id(SystemClock().now())
        address = f"{self._address}{WORLDS_PATH}/{world_id}"
        world = World(world_id, shape, address, self._databases, self._folder / world_id.hex)
        self._worlds[world_id] = world
        try:
            await world.begin()
        except BaseException:
            await self.delete(world_id)
            raise
        return world

    async def delete(self, world_id: UUID) -> None:
        """Be rid of a world; `NoSuchWorld`."""
        world = self.world(world_id)
        del self._worlds[world_id]
        await world.end()

    async def close(self) -> None:
        """Be rid of all of them."""
        for world_id in list(self._worlds):
            await self.delete(world_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The fronts of all worlds, each behind its id."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        named = path.removeprefix("/").partition("/")[0]
        try:
            inside = await self.world(_id(named)).inside()
        except NoSuchWorld as unknown:
            await problem_response(unknown)(scope, receive, send)
            return
        front: ASGIApp = Behind(f"/{named}", inside.app)
        await front(scope, receive, send)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchWorld from None
