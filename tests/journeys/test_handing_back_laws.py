"""Four costs are handed back in any order, and their suppliers answer whenever and whatever they like: every cost has
one payer of record in every month, and what would not be paid once is told before it is due (promise I23).

What suppliers said is remembered here month by month, as one would on paper. A month is in order when it is paid once:
by us, if that is on record and the plan has it, or by a supplier that said that it collects.
"""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house.postgres import Cluster
from services.banking_days import bank_days_later
from services.months import Month, day_in, first_day, month_text
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.houses import a_database, open_town
from tests.journeys.test_handing_back import AUGUST, BILLS, DECEMBER, HIS, JANUARY, JUNE, OURS
from tests.journeys.town import DECISION, FIXED_COSTS, Home, Told, Town
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

DUE_DAYS = {"rent": 1, "energy": 15, "water": 20, "health_premium": 1}
TOLD_AHEAD = 10
"""Bank days before a due day from which a person is told: five for the supplier, and five to act."""

_ABOUT_PAYERS = {"two_payers", "no_payer", "supplier_silent"}


class HandingBack(NamedTuple):
    """A cost is to go back in a month. It is asked so many days before that, and answered so many days later: with the
    month that was asked, one or two later, or a no (-1), or never (None). The plan may have been told, or not.
    """

    cost: str
    month: Month
    asked_before: int
    delay: int
    answer: int | None
    plan_knows: bool

    @property
    def asked_on(self) -> date:
        return first_day(self.month) - timedelta(days=self.asked_before)

    @property
    def answered_on(self) -> date:
        return self.asked_on + timedelta(days=self.delay)


def handing_back(cost: str) -> st.SearchStrategy[HandingBack]:
    return st.builds(
        HandingBack,
        cost=st.just(cost),
        month=st.integers(JUNE, AUGUST),
        asked_before=st.integers(1, 28),
        delay=st.integers(0, 45),
        answer=st.sampled_from([0, 0, 1, 2, -1, None]),
        plan_knows=st.booleans(),
    )


class Story:
    """What happens to a household, and on paper who said what."""

    def __init__(self, town: Town, home: Home, arranged: dict[str, Told], wishes: tuple[HandingBack, ...]) -> None:
        self._town, self._home, self._arranged = town, home, arranged
        self._wishes = wishes
        self._asked: dict[str, Told] = {}
        self._record = {cost: dict.fromkeys(range(JANUARY, DECEMBER + 1), OURS) for cost in FIXED_COSTS}
        self._collects: dict[tuple[str, Month], bool] = {}
        self._plan_ends = {one.cost: one.month for one in wishes if one.plan_knows}

    async def go_by(self) -> None:
        """Day by day of those on which something happens, or falls due."""
        happens = {one.asked_on for one in self._wishes} | {one.answered_on for one in self._wishes}
        due = {day_in(month, number) for month in range(JUNE, AUGUST + 1) for number in DUE_DAYS.values()}
        for day in sorted(happens | due):
            await self._town.reach(day)
            for one in self._wishes:
                if one.asked_on == day:
                    await self._ask(one)
            for one in self._wishes:
                if one.answered_on == day:
                    await self._answer(one)
            await self._look(day)

    async def _ask(self, one: HandingBack) -> None:
        if one.plan_knows:
            await self._home.tell(
                {"kind": "cost_handed_back", "cost": one.cost, "from": month_text(one.month)}
            )  # fmt: skip
        self._asked[one.cost] = await self._home.asks(self._arranged[one.cost], HIS, one.month)

    async def _answer(self, one: HandingBack) -> None:
        if one.answer is None:
            return
        named = None if one.answer < 0 else one.month + one.answer
        await self._town.answers(self._asked[one.cost], named)
        if named is not None:
            self._plan_ends[one.cost] = named  # the plan follows the supplier's word
        for month in range(one.month, DECEMBER + 1):
            self._collects[one.cost, month] = named is not None and month >= named
            if self._collects[one.cost, month]:
                self._record[one.cost][month] = HIS

    async def _look(self, today: date) -> None:
        payers = await self._home.payers(JANUARY, DECEMBER)
        assert payers == {cost: list(months.values()) for cost, months in self._record.items()}
        told = {one["cost"] for one in await self._home.alarms() if one["kind"] in _ABOUT_PAYERS}
        for cost in FIXED_COSTS:
            for month in range(JUNE, AUGUST + 1):
                due_on = day_in(month, DUE_DAYS[cost])
                if today <= due_on <= bank_days_later(today, TOLD_AHEAD) and not self._is_paid_once(cost, month):
                    assert cost in told or await self._is_answered_before(cost, month, due_on), (cost, due_on, today)

    def _is_paid_once(self, cost: str, month: Month) -> bool:
        in_plan = month < self._plan_ends.get(cost, DECEMBER) or cost not in self._asked
        by_us = self._record[cost][month] == OURS and in_plan
        return by_us is not self._collects.get((cost, month), False)

    async def _is_answered_before(self, cost: str, month: Month, due_on: date) -> bool:
        """Whether the supplier has time to answer, and that is over before the cost is due."""
        if cost not in self._asked:
            return False
        now = await self._town.handshake(self._asked[cost])
        return now["state"] == "asked" and self._town.today <= date.fromisoformat(now["deadline"]) < due_on


class World:
    """A loop to talk in, and a new house for each story."""

    def __init__(self, cluster: Cluster, template: str, folder: Path) -> None:
        self.runner = asyncio.Runner()
        self._cluster, self._template, self._folder = cluster, template, folder
        self._numbers = count(1)

    def tell(self, wishes: tuple[HandingBack, ...]) -> None:
        """One story from beginning to end."""
        name = f"story_{next(self._numbers)}"
        with a_database(self._cluster, self._template, name) as url:
            self.runner.run(self._lived(url, self._folder / name, wishes))

    async def _lived(self, url: str, clock: Path, wishes: tuple[HandingBack, ...]) -> None:
        async with open_town(url, clock) as (town, *_):
            home = await town.household(DEN_HAAG, [*NEEDED, *BILLS, *TOESLAGEN, B12, DECISION])
            supplier = await town.supplier("other", "Alles Onder Een Dak")
            arranged = {cost: await home.arrange(cost, supplier, JANUARY, OURS) for cost in FIXED_COSTS}
            await home.settles()
            await Story(town, home, arranged, wishes).go_by()


@pytest.fixture(scope="module")
def world(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = World(cluster, template, tmp_path_factory.mktemp("stories"))
    yield opened
    opened.runner.close()


_WISHES = st.tuples(*map(handing_back, FIXED_COSTS))


@settings(max_examples=2, deadline=None, derandomize=True)
@given(wishes=_WISHES)
def test_any_order_of_confirmations_and_any_delay_leaves_one_payer_or_an_alarm(
    world: World, wishes: tuple[HandingBack, ...]
) -> None:
    world.tell(wishes)


@pytest.mark.long
@settings(max_examples=12, deadline=None)
@given(wishes=_WISHES)
def test_and_so_do_many_others(world: World, wishes: tuple[HandingBack, ...]) -> None:
    world.tell(wishes)
