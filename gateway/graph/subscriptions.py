"""What can be listened to: how far a run is, and alarms as they are raised.

The gateway keeps nothing, so it looks again every moment and tells what has changed since. A stream ends by itself:
when there is no more to tell, or after some minutes, for who listens on shows a new token.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from gateway.context import Context
from gateway.contract import Operation
from gateway.graph.connections import MOST
from gateway.graph.fields import AskedField, Fields, Resolve, asked_field
from gateway.graph.inputs import argument
from gateway.graph.scalars import Id
from services.clock import stopwatch

LONGEST_STREAM = 600.0
"""Seconds."""

_RUN_ENDS = frozenset({"filed", "withdrawn"})
_WAITING = ("raised", "told")
"""The states of an alarm that nobody has seen yet."""


def subscriptions(fields: Fields) -> list[AskedField]:
    """Every field that can be listened to."""
    return [_run_progress(fields), _alarms(fields)]


def _run_progress(fields: Fields) -> AskedField:
    run = fields.contract.operation("schedule", "getRun")

    async def resolve(_: Any, context: Context, given: Mapping[str, Any]) -> AsyncIterator[Any]:
        told = None
        async for (found,) in _looks(context, run, {"run_id": given["runId"]}):
            if found != told:
                yield found
            told = found
            if found["state"] in _RUN_ENDS:
                return

    assert run.answer is not None
    told = "A run each time that it is further, until it is filed or withdrawn."
    return _listened("runProgress", fields.shapes.output(run.service, run.answer), resolve, [_id("runId")], told)


def _alarms(fields: Fields) -> AskedField:
    alarms = fields.contract.operation("notify", "listDeskAlarms")

    async def resolve(_: Any, context: Context, given: Mapping[str, Any]) -> AsyncIterator[Any]:
        known: set[str] = set()
        async for pages in _looks(context, alarms, *({"state": state, "limit": MOST} for state in _WAITING)):
            for found in (one for page in pages for one in page["items"]):
                if found["id"] not in known:
                    yield found
                known.add(found["id"])

    node = fields.shapes.output(alarms.service, fields.node(alarms))
    return _listened(
        "alarms", node, resolve, [], "Each alarm that nobody has seen yet, and each that is raised from now on."
    )


async def _looks(context: Context, operation: Operation, *asked: Mapping[str, Any]) -> AsyncIterator[list[Any]]:
    """What a service answers to each of some questions, again and again."""
    elapsed = stopwatch()
    while elapsed() < LONGEST_STREAM:
        yield [await context.services.ask_anew(operation, given) for given in asked]
        await asyncio.sleep(context.look_every)


def _listened(name: str, annotation: Any, resolve: Resolve, arguments: list[Any], description: str) -> AskedField:
    made = asked_field(name, annotation, resolve, arguments, description)
    made.is_subscription = True
    return made


def _id(name: str) -> Any:
    return argument(name, Id)
