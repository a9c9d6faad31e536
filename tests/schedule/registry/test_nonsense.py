"""A registry that talks nonsense is a registry that is away: a run waits for it, pays nothing meanwhile and loses
nothing, and goes on by itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.clock import MovableClock
from services.database import Database
from services.iban import Iban
from services.mandates.release.schemas import written
from services.mandates.release.service import Answer
from services.mandates.schemas import LineToRelease
from services.schedule.payees.payee import WantedCostPayee
from services.schedule.payments import service
from services.schedule.payments.run import RunState
from services.schedule.payments.service import RunWorker
from services.schedule.registry.registry import RegistryService
from services.service_tokens import ServiceKey, ServiceTokens
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.runs import FEBRUARY, HOUSING, IMPATIENT, Office, one_value, payments
from tests.schedule.rows import changed, everything

Said = dict[str, Any]
Mangle = Callable[[Said], object]


class NonsenseWire:
    """The wire to a registry; what it says is mangled as long as there is a `mangle`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.mangle: Mangle | None = None
        self.mangled = asyncio.Semaphore(0)

    async def hear(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        said = await (self._release(asked) if "lines" in asked else self._changed(asked))
        if self.mangle is None:
            return httpx.Response(200, json=said)
        self.mangled.release()
        told = self.mangle(said)
        return httpx.Response(200, html=told) if isinstance(told, str) else httpx.Response(200, json=told)

    async def _release(self, asked: Said) -> Said:
        lines = [
            LineToRelease(
                UUID(one["householdId"]),
                one["cost"],
                one["month"],
                one["amount"],
                date.fromisoformat(one["executeOn"]),
                one["ground"],
            )
            for one in asked["lines"]
        ]
        answer = await self._office.registry.release(self._office.organisation, date.fromisoformat(asked["on"]), lines)
        versions = {str(one): version for one, version in answer.versions.items()}
        said: Said = json.loads(written(Answer(versions, answer.lines)))
        return said

    async def _changed(self, asked: Said) -> Said:
        versions = {UUID(one["id"]): one["version"] for one in asked["households"]}
        found = await self._office.registry.changed(self._office.organisation, versions)
        return {"changed": [str(one) for one in found]}


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


@pytest.fixture
async def wire(office: Office) -> AsyncIterator[NonsenseWire]:
    """The office asks over this wire."""
    wire = NonsenseWire(office)
    tokens = ServiceTokens(ServiceKey(b"k" * 32), office.clock, "ontzorg")
    async with httpx.AsyncClient(transport=httpx.MockTransport(wire.hear), base_url="http://mandates.test") as http:
        office.worker = RunWorker(
            office.database, office.clock, RULES, KEYRING, RegistryService(http, tokens), IMPATIENT
        )
        yield wire


@asynccontextmanager
async def talking_nonsense(wire: NonsenseWire, mangle: Mangle) -> AsyncIterator[None]:
    """Until it was heard twice: the step that heard it first is over by then."""
    wire.mangle = mangle
    yield
    for _ in range(2):
        await asyncio.wait_for(wire.mangled.acquire(), 10)


def _with_line(said: Said, **fields: object) -> Said:
    return {**said, "lines": [{**said["lines"][0], **fields}, *said["lines"][1:]]}


def _versions(said: Said, version: object) -> Said:
    return {**said, "households": [{**one, "version": version} for one in said["households"]]}


ON_PROPOSAL: dict[str, Mangle] = {
    "a text for a boolean": lambda said: _with_line(said, released="no"),
    "no version": lambda said: _versions(said, None),
    "a version that is a fraction": lambda said: _versions(said, 1.0),
    "a household that is missing": lambda said: {**said, "households": []},
    "a household that is there twice": lambda said: {**said, "households": said["households"] * 2},
    "a line too many": lambda said: {**said, "lines": [*said["lines"], said["lines"][0]]},
    "half an account": lambda said: _with_line(said, name=None),
    "a page of a proxy": lambda said: "<html>Sign in first</html>",
}


@pytest.mark.parametrize("mangle", ON_PROPOSAL.values(), ids=ON_PROPOSAL)
async def test_while_it_talks_nonsense_nothing_is_proposed_and_then_all_of_it_is(
    mangle: Mangle, office: Office, wire: NonsenseWire, admin_url: str
) -> None:
    await office.register("Z-1")
    async with talking_nonsense(wire, mangle):
        proposing = asyncio.create_task(office.propose())
    assert one_value(admin_url, "select state from schedule.payment_run") == "proposing"
    assert one_value(admin_url, "select count(*) from schedule.payment") == 0
    assert one_value(admin_url, "select count(*) from schedule.payment_release") == 0
    wire.mangle = None
    assert (await proposing).state is RunState.PROPOSED
    assert set(payments(admin_url, "live, reason")) == {(True, None)}
    assert one_value(admin_url, "select count(*) from schedule.payment") == 7


ON_FREEZING: dict[str, Mangle] = {
    "nobody, but not in a list": lambda said: {"changed": None},
    "somebody who was not asked about": lambda said: {"changed": ["019b8d2b-8c00-7000-8000-0000000000ff"]},
    "the same one twice": lambda said: {"changed": said["changed"] * 2},
    "a page of a proxy": lambda said: "<html>Sign in first</html>",
}


@pytest.mark.parametrize("mangle", ON_FREEZING.values(), ids=ON_FREEZING)
async def test_while_it_talks_nonsense_nothing_is_claimed_and_then_it_is_judged_by_what_it_says(
    mangle: Mangle, office: Office, wire: NonsenseWire, admin_url: str
) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    async with office.database.transaction(office.organisation) as session:
        await service.approve(session, office.hand(session, "roos"), run.id, run.content_hash or "")
    await office.pay_to(household, WantedCostPayee("rent", HOUSING._replace(iban=Iban("NL18ABNA0484869868"))))
    before = everything(admin_url)
    async with talking_nonsense(wire, mangle):
        freezing = asyncio.create_task(office.advance(run))
    assert changed(before, everything(admin_url)) == []
    wire.mangle = None
    assert (await freezing).state is RunState.FILED
    assert [row for row in payments(admin_url, "purpose, reason") if row[1]] == [("rent", "plan_changed")]
