"""What can be listened to: told when it changes, ended when there is no more to tell."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.graph import subscriptions
from gateway.graph.schema import make_schema
from tests.gateway.graphs import ONE, OTHER, Graph

RUN = f'subscription {{ runProgress(runId: "{ONE}") {{ id state }} }}'
ALARMS = "subscription { alarms { id } }"
LOOK = f"GET /v1/payment-runs/{ONE}"


class Listening(Graph):
    """Somebody who listens to the whole graph."""

    def __init__(self) -> None:
        super().__init__(make_schema())

    async def listen(self, query: str, most: int = 9) -> list[Any]:
        """What is told, at most so many things of it."""
        told: list[Any] = []
        stream: AsyncIterator[Any] = await self.schema.subscribe(query, context_value=self.context())
        async for one in stream:
            told.append(one.errors or one.data)
            if len(told) == most:
                break
        return told


def in_turn(*states: str) -> Any:
    left = list(states)
    return lambda _: {"id": ONE, "state": left.pop(0) if len(left) > 1 else left[0]}


async def test_a_run_is_told_each_time_that_it_is_further_and_ends_when_it_is_filed() -> None:
    listening = Listening()
    listening.services.answers[LOOK] = in_turn("proposing", "proposing", "proposed", "frozen", "frozen", "filed")
    told = await listening.listen(RUN)
    assert [one["runProgress"]["state"] for one in told] == ["PROPOSING", "PROPOSED", "FROZEN", "FILED"]
    assert len(listening.services.asked) == 6


async def test_an_alarm_is_told_once() -> None:
    listening = Listening()
    raised: list[list[str]] = [[ONE], [ONE], [OTHER, ONE]]

    def answer(_: Any) -> Any:
        return {"items": [{"id": one} for one in (raised.pop(0) if len(raised) > 1 else raised[0])]}

    listening.services.answers["GET /v1/desk-alarms?limit=200&state=raised"] = answer
    listening.services.says("GET /v1/desk-alarms?limit=200&state=told", {"items": []})
    told = await listening.listen(ALARMS, most=2)
    assert [one["alarms"]["id"] for one in told] == [ONE, OTHER]


async def test_a_run_that_is_not_there_is_an_error_and_the_end() -> None:
    listening = Listening()
    listening.services.refuses(LOOK, 404, "no-such-run", "There is no such run here.")
    (told,) = await listening.listen(RUN)
    assert [error.original_error.code for error in told] == ["no-such-run"]


async def test_a_stream_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "LONGEST_STREAM", 0.02)
    listening = Listening()
    listening.services.answers[LOOK] = in_turn("proposed")
    assert await listening.listen(RUN) == [{"runProgress": {"id": ONE, "state": "PROPOSED"}}]
