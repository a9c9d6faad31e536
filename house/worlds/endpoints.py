"""Worlds over HTTP: made, moved, put back and deleted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from house.worlds.faults import NoSuchHousehold, NoSuchMunicipality
from house.worlds.keeper import Keeper, NoSuchWorld, TooManyWorlds
from house.worlds.moving import ClockIsMoving, MoveState, target
from house.worlds.moving import Move as Moved
from house.worlds.opening import person
from house.worlds.schemas import (
    Happening,
    InjectedFault,
    InjectedFaults,
    Move,
    NewbornWorld,
    NewFault,
    NewMove,
    NewSnapshot,
    NewToken,
    NewWorld,
    Scenario,
    Scenarios,
    Snapshot,
    SnapshotName,
    Snapshots,
    Token,
    World,
)
from house.worlds.snapshot import NoSuchSnapshot, SnapshotNameTaken, TooManySnapshots
from sandbox.scenarios import SCENARIOS
from services.auth import Role
from services.clock import TimeRunsForward
from services.errors import NotFound
from services.openapi import problems
from services.wire import Page, PageRequest

router = APIRouter(prefix="/sandbox/worlds", tags=["worlds"])
scenarios = APIRouter(prefix="/sandbox/scenarios", tags=["scenarios"])

_PATIENCE = 25.0
"""Seconds: a move that takes longer is told of as it stands, and asked after."""


class NoSuchMove(NotFound):
    """This world has no move with this number, or forgot it: it was put back, or moved often since."""


def _keeper(request: Request) -> Keeper:
    keeper: Keeper = request.app.state.keeper
    return keeper


@router.post("", status_code=201, responses=problems(TooManyWorlds))
async def make_world(request: Request, response: Response, body: NewWorld) -> NewbornWorld:
    """Make a world: a whole Ontzorg with databases, an organisation, a clock and a bank of its own."""
    world = await _keeper(request).make(body.shape())
    response.headers["Location"] = f"/v1/sandbox/worlds/{world.id}"
    return NewbornWorld.with_tokens(world, {role: world.token([role], person(role)) for role in Role})


@router.get("")
async def list_worlds(request: Request, page: Annotated[PageRequest, Query()]) -> Page[World]:
    """The worlds that there are, the oldest first."""
    after = page.after(UUID)
    found = [one for one in _keeper(request).worlds if after is None or one.id > after[0]]
    told = [World.of(one) for one in found[: page.limit + 1]]
    return Page[World].cut(told, page.limit, lambda one: [one.id])


@router.get("/{world_id}")
async def get_world(request: Request, world_id: UUID) -> World:
    """One of them, and what time it is in it."""
    return World.of(_keeper(request).world(world_id))


@router.delete("/{world_id}", status_code=204, responses=problems(NoSuchWorld))
async def delete_world(request: Request, world_id: UUID) -> None:
    """Be rid of a world, whatever it is doing."""
    await _keeper(request).delete(world_id)


@router.post("/{world_id}/_reset", responses=problems(ClockIsMoving))
async def reset_world(request: Request, world_id: UUID) -> World:
    """Make it as it began. Its tokens stay good, for its organisation is the same."""
    world = _keeper(request).world(world_id)
    await world.reset()
    return World.of(world)


@router.post(
    "/{world_id}/snapshots",
    status_code=201,
    responses=problems(ClockIsMoving, SnapshotNameTaken, TooManySnapshots),
)
async def take_snapshot(request: Request, world_id: UUID, body: NewSnapshot) -> Snapshot:
    """Keep a world as it is, to go back to."""
    return Snapshot.of(await _keeper(request).world(world_id).take_snapshot(body.name))


@router.get("/{world_id}/snapshots")
async def list_snapshots(request: Request, world_id: UUID) -> Snapshots:
    """What was kept of a world."""
    return Snapshots(items=[Snapshot.of(one) for one in _keeper(request).world(world_id).snapshots.values()])


@router.post("/{world_id}/snapshots/{name}/_restore", responses=problems(ClockIsMoving, NoSuchSnapshot))
async def restore_snapshot(request: Request, world_id: UUID, name: SnapshotName) -> World:
    """Make a world as it was; from there the same again gives the same again."""
    world = _keeper(request).world(world_id)
    await world.restore(name)
    return World.of(world)


@router.delete("/{world_id}/snapshots/{name}", status_code=204, responses=problems(NoSuchSnapshot))
async def delete_snapshot(request: Request, world_id: UUID, name: SnapshotName) -> None:
    """Forget what was kept under a name."""
    await _keeper(request).world(world_id).forget(name)


@router.post("/{world_id}/tokens", status_code=201)
async def make_token(request: Request, world_id: UUID, body: NewToken) -> Token:
    """A token for somebody with these roles; who proposes and who approves have to be two persons."""
    world = _keeper(request).world(world_id)
    return Token(access_token=world.token(sorted(set(body.roles)), body.subject))


@router.post(
    "/{world_id}/faults", status_code=201, responses=problems(ClockIsMoving, NoSuchHousehold, NoSuchMunicipality)
)
async def inject_fault(request: Request, world_id: UUID, body: NewFault) -> InjectedFault:
    """Let something go wrong outside: this payment comes back, that supplier never answers."""
    world = _keeper(request).world(world_id)
    return InjectedFault.told(await world.inject(body.wanted()), 0)


@router.get("/{world_id}/faults")
async def list_faults(request: Request, world_id: UUID) -> InjectedFaults:
    """What somebody let go wrong here, and how often it did."""
    world = _keeper(request).world(world_id)
    return InjectedFaults(items=[InjectedFault.told(one, world.befell(one.number)) for one in world.faults])


@scenarios.get("")
async def list_scenarios() -> Scenarios:
    """The stories that a world can have."""
    return Scenarios(items=[Scenario.of(one) for one in SCENARIOS])


@router.post("/{world_id}/moves", status_code=201, responses=problems(ClockIsMoving, TimeRunsForward))
async def move_clock(request: Request, response: Response, world_id: UUID, body: NewMove) -> Move:
    """Let time pass, and all that it brings be done. The answer comes when that is so, or after 25 seconds with a move
    that is under way: ask after it until it is done.
    """
    world = _keeper(request).world(world_id)
    world.refuse_while_moving()
    instant = target(world.now, body.to_instant, body.to_day)
    move = await world.move(instant, stops_early=body.to_day is None and body.to_instant is None)
    await world.wait(_PATIENCE)
    response.headers["Location"] = f"/v1/sandbox/worlds/{world.id}/moves/{move.number}"
    return Move.of(move)


@router.get("/{world_id}/moves/{number}")
async def get_move(request: Request, world_id: UUID, number: int) -> Move:
    """How far a move is; one that is under way is waited for a while."""
    world = _keeper(request).world(world_id)
    move = _move(request, world_id, number)
    if move.state is MoveState.UNDER_WAY:
        await world.wait(_PATIENCE)
    return Move.of(move)


@router.get("/{world_id}/moves/{number}/happenings")
async def list_happenings(
    request: Request, world_id: UUID, number: int, page: Annotated[PageRequest, Query()]
) -> Page[Happening]:
    """What happened since the move before, in the order in which it did."""
    first = (page.after(int) or (0,))[0]
    happened = _move(request, world_id, number).happenings
    told = [Happening.of(one) for one in happened[first : first + page.limit + 1]]
    return Page[Happening].cut(told, page.limit, lambda _: [first + page.limit])


def _move(request: Request, world_id: UUID, number: int) -> Moved:
    if (found := _keeper(request).world(world_id).moves.get(number)) is None:
        raise NoSuchMove
    return found
