"""The sandbox's clock over HTTP. Outside a sandbox there is no such path."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, FastAPI, Request
from pydantic import Field

from house.composition.sandbox_clock import SandboxClock
from services.auth import CallerDep, Tokens, requires
from services.clock import TimeRunsForward
from services.ids import Ids
from services.openapi import problems
from services.web import create_app
from services.wire import Instant, Wire

router = APIRouter(prefix="/sandbox/clock", tags=["sandbox"])


class NewTime(Wire):
    """The moment until which time is to pass."""

    now: Instant


class Time(Wire):
    """What time it is in the sandbox."""

    now: Instant
    today: Annotated[date, Field(description="The day on a calendar in the Netherlands")]


@router.get("")
async def get_clock(request: Request, caller: CallerDep) -> Time:
    """What time it is for everything in this sandbox but tokens, which expire by the machine's clock."""
    return _time(request)


@router.post("", dependencies=[requires("clock:move")], responses=problems(TimeRunsForward))
async def move_clock(request: Request, body: NewTime) -> Time:
    """Let time pass for the whole sandbox; never back. Moving to the present moment changes nothing."""
    clock: SandboxClock = request.app.state.clock
    clock.move_to(body.now)
    return _time(request)


def clock_app(clock: SandboxClock, tokens: Tokens, ids: Ids) -> FastAPI:
    """The application in which the clock can be asked and moved."""
    return create_app(
        title="Ontzorg: sandbox",
        description="The clock of a sandbox, which its user moves.",
        version="1.0.0",
        routers=[router],
        tokens=tokens,
        clock=clock,
        ids=ids,
    )


def _time(request: Request) -> Time:
    clock: SandboxClock = request.app.state.clock
    return Time(now=clock.now(), today=clock.today())
