"""A world that is kept: what it is made of, its house for as long as that is open, and what it remembers besides."""

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog

from house.issuer import DevelopmentIssuer
from house.worlds import opening
from house.worlds.databases import Databases
from house.worlds.faults import Injected, Wanted, fault_befell
from house.worlds.happened import Happening, happened_since
from house.worlds.inside import Inside
from house.worlds.invented import Office
from house.worlds.moving import ClockIsMoving, Move, MoveState
from house.worlds.passing import pass_until
from house.worlds.shape import Shape
from house.worlds.snapshot import (
    MOST_SNAPSHOTS,
    NoSuchSnapshot,
    Snapshot,
    SnapshotNameTaken,
    TooManySnapshots,
)
from sandbox.front_door import FrontDoor
from sandbox.knowing import Knowledge
from sandbox.outside import Outside, begin
from sandbox.scenarios import scripts_of
from sandbox.scripts import Scripted
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds

_KEPT_MOVES = 50
"""Of older ones nobody asks what happened."""

_log = structlog.get_logger(__name__)


def _first_of(failure: Exception) -> str:
    """What broke, for whoever tries things out on invented people: the first of several."""
    while isinstance(failure, ExceptionGroup):
        failure = failure.exceptions[0]
    return f"{type(failure).__name__}: {failure}"


class World:
    """One world; its `id` is of the machine, all else in it follows from its shape and what is done in it."""

    def __init__(self, world_id: UUID, shape: Shape, address: str, databases: Databases, folder: Path) -> None:
        self.id = world_id
        self.shape = shape
        self.address = address
        self.moves: dict[int, Move] = {}
        self.faults: list[Injected] = []
        self.snapshots: dict[str, Snapshot] = {}
        self._databases = databases
        self._database = f"world_{world_id.hex}"
        self._folder = folder
        self._clock = MovableClock(shape.begins_at)
        self._ids = SeededIds(f"world/{shape.seed}")
        self.organisation_id = self._ids.new_id(shape.begins_at)
        self.issuer: DevelopmentIssuer = opening.issuer_of(address, self.organisation_id)
        self._mark = self.organisation_id
        self._inside: Inside | None = None
        self._outside: Outside | None = None
        self._stack = AsyncExitStack()
        self._opened = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._moving: asyncio.Task[None] | None = None

    @property
    def now(self) -> datetime:
        """What time it is in it."""
        return self._clock.now()

    @property
    def is_moving(self) -> bool:
        """Whether its clock is being moved."""
        return self._moving is not None

    async def inside(self) -> Inside:
        """Its house, as soon as that is open."""
        await self._opened.wait()
        assert self._inside is not None, "an open world has an inside"
        return self._inside

    async def begin(self) -> None:
        """Make it: its databases, its house, and the world outside."""
        async with self._one_at_a_time:
            await self._databases.copy(self._database)
            await self._open(None)

    async def reset(self) -> None:
        """Make it as it began; whatever was done in it is gone, and it has no moves."""
        self.refuse_while_moving()
        async with self._one_at_a_time:
            await self._close()
            await self._databases.drop(self._database)
            await asyncio.to_thread(shutil.rmtree, self._post, ignore_errors=True)
            self._clock = MovableClock(self.shape.begins_at)
            self._ids = SeededIds(f"world/{self.shape.seed}")
            self._mark = self._ids.new_id(self.shape.begins_at)
            self.moves.clear()
            self.faults.clear()
            await self._databases.copy(self._database)
            await self._open(None)

    async def take_snapshot(self, name: str) -> Snapshot:
        """Keep all of it as it is now, under a name; `SnapshotNameTaken` or `TooManySnapshots`."""
        self.refuse_while_moving()
        async with self._one_at_a_time:
            if name in self.snapshots:
                raise SnapshotNameTaken
            if len(self.snapshots) >= MOST_SNAPSHOTS:
                raise TooManySnapshots
            await self.news()
            assert self._outside is not None, "somebody is outside of an open world"
            knows = self._outside.knows
            snapshot = Snapshot.of(name, self.now, self._ids, self._mark, knows, self.faults)
            await self._close()
            await self._databases.copy(self._name_of(snapshot), self._database)
            await asyncio.to_thread(shutil.copytree, self._post, self._folder / snapshot.place)
            await self._open(knows)
            self.snapshots[name] = snapshot
        return snapshot

    async def restore(self, name: str) -> None:
        """Be again as it was when that snapshot was taken; `NoSuchSnapshot`. What was moved since is forgotten."""
        self.refuse_while_moving()
        async with self._one_at_a_time:
            snapshot = self.snapshot(name)
            await self._close()
            await self._databases.drop(self._database)
            await self._databases.copy(self._database, self._name_of(snapshot))
            await asyncio.to_thread(shutil.rmtree, self._post, ignore_errors=True)
            await asyncio.to_thread(shutil.copytree, self._folder / snapshot.place, self._post)
            memory = snapshot.memory()
            self._clock, self._ids, self._mark = MovableClock(memory.now), memory.ids, memory.mark
            self.faults = list(memory.faults)
            self.moves.clear()
            await self._open(memory.knows)

    async def forget(self, name: str) -> None:
        """Be rid of a snapshot; `NoSuchSnapshot`."""
        snapshot = self.snapshot(name)
        del self.snapshots[name]
        await self._databases.drop(self._name_of(snapshot))
        await asyncio.to_thread(shutil.rmtree, self._folder / snapshot.place, ignore_errors=True)

    def snapshot(self, name: str) -> Snapshot:
        """The one with this name; `NoSuchSnapshot`."""
        if (found := self.snapshots.get(name)) is None:
            raise NoSuchSnapshot
        return found

    async def end(self) -> None:
        """Be rid of it, whatever it is doing."""
        if self._moving is not None:
            self._moving.cancel()
            await asyncio.wait({self._moving})
        async with self._one_at_a_time:
            await self._close()
            await self._databases.drop(self._database)
            for name in list(self.snapshots):
                await self.forget(name)
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    def token(self, roles: Sequence[Role], subject: str) -> str:
        """An access token of its own issuer, good for a working day; in no other world."""
        return self.issuer.issue(self.organisation_id, roles, subject=subject, lifetime=opening.LONG)

    async def move(self, instant: datetime, *, stops_early: bool) -> Move:
        """Begin to let time pass until that moment. The move is told of at once, and goes on by itself."""
        self.refuse_while_moving()
        number = max(self.moves, default=0) + 1
        move = self.moves[number] = Move(number, self.now, instant, self.now, stops_early)
        for old in sorted(self.moves)[:-_KEPT_MOVES]:
            del self.moves[old]
        self._moving = asyncio.create_task(self._pass(move))
        return move

    async def wait(self, seconds: float) -> None:
        """Wait until the clock stands still, but no longer than that."""
        if self._moving is not None:
            await asyncio.wait({self._moving}, timeout=seconds)

    def refuse_while_moving(self) -> None:
        """`ClockIsMoving` if it is."""
        if self._moving is not None:
            raise ClockIsMoving

    async def _pass(self, move: Move) -> None:
        try:
            async with self._one_at_a_time:
                inside, outside = self._inside, self._outside
                assert inside is not None, "a world that moves is open"
                assert outside is not None, "so is the world outside of it"
                move.happenings += await self.news()
                begun = len(move.happenings)
                office, reached = self._office(inside), partial(self._reach, move, begun)
                await pass_until(inside, outside, office, move.to_instant, reached)
            move.state = MoveState.DONE
        except Exception as failure:
            move.state, move.failure = MoveState.FAILED, _first_of(failure)
            _log.exception("a move broke off", world_id=str(self.id))
        finally:
            self._moving = None

    async def _reach(self, move: Move, begun: int, moment: datetime) -> bool:
        """A moment that was lived: what happened until then is told, outside too; whether time goes on. So many things
        had happened before the clock was moved."""
        move.happenings += await self.news()
        move.reached = moment
        return not (move.stops_early and len(move.happenings) > begun)

    async def inject(self, wanted: Wanted) -> Injected:
        """Let this go wrong from now on; `NoSuchHousehold` or `NoSuchMunicipality` if it is of nobody here."""
        self.refuse_while_moving()
        async with self._one_at_a_time:
            await self.news()
            assert self._outside is not None, "somebody is outside of an open world"
            await self._outside.get_to_know()
            script = wanted.script(self._outside.knows)
            number = self._outside.knows.chances.add(script)
        self.faults.append(Injected(number, wanted))
        return self.faults[-1]

    def befell(self, number: int) -> int:
        """How often a script happened."""
        assert self._outside is not None, "somebody is outside of an open world"
        return sum(1 for one in self._outside.knows.chances.befell if one.script == number)

    def _chances(self) -> Scripted:
        shape = self.shape
        return Scripted(shape.seed, shape.faults, shape.times, scripts_of(shape.scenarios))

    async def news(self) -> list[Happening]:
        """What happened since it was asked last, which the world outside hears too."""
        assert self._inside is not None, "nothing happens in a closed world"
        assert self._outside is not None, "nor outside of it"
        found = await happened_since(self._inside.databases, self.organisation_id, self._mark)
        if found:
            self._mark = found[-1].id
        self._outside.hear(found)
        return [*found, *self._befallen(self._outside)]

    def _befallen(self, outside: Outside) -> Iterator[Happening]:
        """What went wrong outside, told as the rest is."""
        for one in outside.befell():
            yield fault_befell(self._ids.new_id(self.now), one, outside.knows, self.now)

    async def _open(self, knows: Knowledge | None) -> None:
        """Open its house; the world outside is new unless it `knows` something already."""
        url = self._databases.url(self._database)
        self._post.mkdir(parents=True, exist_ok=True)
        house = opening.opened(url, self.organisation_id, self.issuer, self._clock, self._ids, self._post)
        self._inside = await self._stack.enter_async_context(house)
        door = FrontDoor(self._inside.http, self._token_of)
        self._outside = Outside(door, knows or begin(opening.ACCOUNTS, self._chances()))
        if knows is None:
            await self._inside.settle()
            await self._office(self._inside).begin()
            await self._inside.settle()
            await self.news()
        self._opened.set()

    async def _close(self) -> None:
        self._opened.clear()
        self._inside = self._outside = None
        stack, self._stack = self._stack, AsyncExitStack()
        await stack.aclose()

    @property
    def _post(self) -> Path:
        """Where messages to people are laid down."""
        return self._folder / "post"

    def _name_of(self, snapshot: Snapshot) -> str:
        return f"{self._database}_{snapshot.place}"

    def _office(self, inside: Inside) -> Office:
        """Who works for its invented people."""
        return Office(self.shape, FrontDoor(inside.http, self._token_of), inside.settle)

    def _token_of(self, role: str) -> str:
        return self.issuer.issue(self.organisation_id, [Role(role)], subject=f"outside-{role.replace('_', '-')}")
