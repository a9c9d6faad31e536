"""The registry beside the schedule service that it asks: both over one test's database, and news between them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx

from services.auth import Tokens
from services.clock import MovableClock
from services.database import Database, as_service
from services.events import HouseholdRegistered, PlanMade
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.jobs import Worker
from services.mandates.households.refreshing import REBUILD, REFRESH, Refreshing
from services.mandates.households.staleness import hear_households
from services.months import month_text
from services.schedule.app import schedule_app
from services.schedule.client import ScheduleClient
from services.service_tokens import ServiceKey, ServiceTokens
from tests.schedule.callers import an_issuer
from tests.schedule.households.builders import ENERGY, KEYRING, NEEDED, RENT, RULES, TOESLAGEN, Raw
from tests.schedule.payments.runs import DECISION, FEBRUARY, Office
from tests.superuser import as_superuser

KEY = ServiceKey(bytes(range(32)))
PAPERS: list[Raw] = [*NEEDED, RENT, ENERGY, *TOESLAGEN, DECISION, {"kind": "relief_ends", "on": "2026-04-30"}]
"""A household with rent and energy in March and April."""


class Neighbours:
    """Both services, and whoever writes in either."""

    def __init__(self, admin_url: str, organisation: UUID, clock: MovableClock) -> None:
        self.admin_url = admin_url
        self.organisation = organisation
        self.clock = clock
        self.schedule = Database(as_service(admin_url, "schedule"), "schedule", ids=SeededIds("schedule"))
        self.registry = Database(as_service(admin_url, "mandates"), "mandates", ids=SeededIds("registry"))
        self.office = Office(self.schedule, organisation, clock)
        self.asked: list[int] = []
        """How many households each question was about."""
        self.is_away = False
        issuer = an_issuer(clock)
        tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock, KEY)
        self._app = httpx.ASGITransport(schedule_app(self.schedule, tokens, clock, SeededIds("app"), RULES, KEYRING))
        self._http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer), base_url="http://schedule.test")
        self.refreshing = Refreshing(self.registry, clock, KEYRING, self._client)

    async def register(self, reference: str, *facts: Raw) -> UUID:
        """Take on a household, by default with all its papers."""
        return await self.office.register(reference, *(facts or PAPERS), paid_to=[])

    async def tell(self, *events: HouseholdRegistered | PlanMade) -> None:
        """Let the registry hear of it, as at its door."""
        async with self.registry.transaction(self.organisation) as session:
            for event in events:
                await hear_households(session, [event], self.clock.now())

    async def tell_of(self, *household_ids: UUID) -> None:
        """Let it hear that these have a new plan."""
        ours = {"organisation_id": self.organisation, "plan_id": UUID(int=1), "version": 1}
        await self.tell(*(PlanMade(household_id=one, **ours) for one in household_ids))

    async def refresh(self) -> None:
        """The job, once."""
        await self.refreshing.refresh(str(self.organisation))

    async def work(self) -> int:
        """All jobs of the registry that wait."""
        handlers = {REFRESH: self.refreshing.refresh, REBUILD: self.refreshing.rebuild}
        async with Worker(self.registry, handlers) as worker:
            return await worker.drain()

    def households(self) -> list[tuple[Any, ...]]:
        """What the registry has of households: reference, plan version, stale or not, version."""
        return self.rows("select reference, plan_version, stale, version from mandates.household order by id")

    def costs(self) -> list[tuple[Any, ...]]:
        """What it has of their costs: cost, month, due day, cents, whether we pay."""
        found = self.rows(
            "select cost, month, due_on::text, amount, paid_by_us from mandates.cost_month"
            " order by household_id, cost, month"
        )
        return [(cost, month_text(month), *rest) for cost, month, *rest in found]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives, seen by the superuser."""
        with as_superuser(self.admin_url) as connection:
            return connection.execute(query.encode()).fetchall()

    async def close(self) -> None:
        await self._http.aclose()
        await self.schedule.close()
        await self.registry.close()

    def _client(self, organisation_id: UUID) -> ScheduleClient:
        tokens = ServiceTokens(KEY, self.clock, "ontzorg")
        return ScheduleClient(self._http, tokens.issue(organisation_id, "mandates", ["households:read", "plans:read"]))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.is_away:
            raise httpx.ConnectError("nobody opens", request=request)
        if request.url.path.endswith("_search"):
            self.asked.append(request.content.count(b"-") // 4)
        answer = await self._app.handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


@asynccontextmanager
async def neighbours(admin_url: str, organisation: UUID, clock: MovableClock) -> AsyncIterator[Neighbours]:
    """Both services of an organisation that works for Den Haag."""
    row = [organisation, "GM0518", "Den Haag", "den-haag", "NL91ABNA0417164300"]
    with as_superuser(admin_url) as connection:
        connection.execute("insert into schedule.municipality values (%s, %s, %s, %s, %s)", row)
    clock.move_to(FEBRUARY)
    both = Neighbours(admin_url, organisation, clock)
    yield both
    await both.close()
