"""How the schedule service asks the registry: in pages, as itself, and without guessing what it would have said."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from joserfc import jwt

from services.clock import MovableClock
from services.errors import InvalidInput
from services.events import HoldReason
from services.ids import SeededIds
from services.jobs import passes
from services.mandates.schemas import LineToRelease, Reason, Waits
from services.schedule.registry.registry import PAGE, RegistryDoesNotAnswer, RegistryService
from services.service_tokens import ServiceKey, ServiceTokens

KEY = ServiceKey(b"k" * 32)
ON = date(2026, 2, 20)
Answer = Callable[[httpx.Request], httpx.Response]


class Wire:
    """What goes to the registry, and an answer for each."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        self.answer: Answer = lambda request: httpx.Response(503)

    def hear(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return self.answer(request)

    def granted(self, number: int) -> dict[str, Any]:
        """What the token says that came with the question of that number."""
        token = self.sent[number].headers["authorization"].removeprefix("Bearer ")
        return dict(jwt.decode(token, KEY.jwk(), algorithms=["Ed25519"]).claims)


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def registry(wire: Wire, clock: MovableClock) -> AsyncIterator[RegistryService]:
    transport = httpx.MockTransport(wire.hear)
    async with httpx.AsyncClient(transport=transport, base_url="http://mandates.test") as http:
        yield RegistryService(http, ServiceTokens(KEY, clock, "ontzorg"))


@pytest.fixture
def many(ids: SeededIds, clock: MovableClock) -> list[UUID]:
    """Two households more than go on two pages."""
    return [ids.new_id(clock.now()) for _ in range(2 * PAGE + 2)]


def a_line(household: UUID) -> LineToRelease:
    return LineToRelease(household, "rent", "2026-03", 62000, date(2026, 3, 1), "56a")


def waits(request: httpx.Request, version: int = 1) -> httpx.Response:
    """Every line waits, for the reason of its own household."""
    lines = json.loads(request.content)["lines"]
    households = [{"id": one, "version": version} for one in {line["householdId"] for line in lines}]
    told = [{"released": False, "reason": "blocked", "detail": line["householdId"]} for line in lines]
    return httpx.Response(200, json={"households": households, "lines": told})


async def test_lines_are_asked_page_after_page_and_answered_in_their_order(
    wire: Wire, registry: RegistryService, organisation: UUID, many: list[UUID]
) -> None:
    wire.answer = waits
    answer = await registry.release(organisation, ON, [a_line(one) for one in many])
    assert [len(json.loads(one.content)["lines"]) for one in wire.sent] == [PAGE, PAGE, 2]
    assert answer.lines == [Waits(Reason.BLOCKED, str(one)) for one in many]
    assert answer.versions == dict.fromkeys(many, 1)


async def test_of_a_household_on_two_pages_the_older_version_is_kept(
    wire: Wire, registry: RegistryService, organisation: UUID, many: list[UUID]
) -> None:
    wire.answer = lambda request: waits(request, version=9 - len(wire.sent))
    answer = await registry.release(organisation, ON, [a_line(many[0])] * (PAGE + 1))
    assert answer.versions == {many[0]: 7}


async def test_versions_are_looked_at_page_after_page(
    wire: Wire, registry: RegistryService, organisation: UUID, many: list[UUID]
) -> None:
    def first_of_page(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"changed": [json.loads(request.content)["households"][0]["id"]]})

    wire.answer = first_of_page
    assert await registry.changed(organisation, dict.fromkeys(many, 3)) == {many[0], many[PAGE], many[2 * PAGE]}


async def test_nothing_is_asked_about_nothing(wire: Wire, registry: RegistryService, organisation: UUID) -> None:
    assert (await registry.release(organisation, ON, [])).lines == []
    assert await registry.changed(organisation, {}) == set()
    assert wire.sent == []


async def test_a_question_comes_from_the_service_itself_and_may_do_no_more_than_it_needs(
    wire: Wire, registry: RegistryService, organisation: UUID, many: list[UUID]
) -> None:
    wire.answer = waits
    await registry.release(organisation, ON, [a_line(many[0])])
    told = wire.granted(0)
    assert (told["sub"], told["scope"]) == ("service:schedule", "releases:ask")
    assert told["organisation_id"] == str(organisation)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503),
        httpx.Response(502, text="<html>"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"households": [], "lines": [], "changed": None}),
    ],
)
async def test_no_answer_and_one_that_is_none_are_both_waited_for(
    wire: Wire, registry: RegistryService, organisation: UUID, many: list[UUID], answer: httpx.Response
) -> None:
    wire.answer = lambda request: answer
    with pytest.raises(RegistryDoesNotAnswer) as silence:
        await registry.release(organisation, ON, [a_line(many[0])])
    assert passes(silence.value)
    with pytest.raises(RegistryDoesNotAnswer):
        await registry.changed(organisation, {many[0]: 1})


@pytest.mark.parametrize("status", [401, 403, 404, 413, 500])
async def test_what_it_says_of_our_token_or_of_itself_is_no_answer(
    wire: Wire, registry: RegistryService, organisation: UUID, many: list[UUID], status: int
) -> None:
    """Whoever waits for an emergency is told that the registry is away, and not that he may not do this himself."""
    told = {"type": "urn:problem-type:ontzorg:problem", "title": "It broke.", "status": status, "detail": "It broke."}
    wire.answer = lambda request: httpx.Response(status, json=told)
    with pytest.raises(RegistryDoesNotAnswer) as silence:
        await registry.release(organisation, ON, [a_line(many[0])])
    assert passes(silence.value)
    with pytest.raises(RegistryDoesNotAnswer):
        await registry.changed(organisation, {many[0]: 1})


async def test_what_it_cannot_read_it_says(
    wire: Wire, registry: RegistryService, organisation: UUID, many: list[UUID]
) -> None:
    fault = {"where": "lines[0].month", "what": "is no month", "cure": "give one"}
    told = {"type": "urn:problem-type:ontzorg:invalid-input", "title": "Wrong.", "status": 400, "detail": "Wrong."}
    wire.answer = lambda request: httpx.Response(400, json={**told, "errors": [fault]})
    with pytest.raises(InvalidInput):
        await registry.release(organisation, ON, [a_line(many[0])])


def test_every_reason_of_the_registry_to_wait_is_a_reason_to_hold() -> None:
    assert {str(one) for one in Reason} <= {str(one) for one in HoldReason}
