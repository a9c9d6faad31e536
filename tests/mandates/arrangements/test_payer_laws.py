"""Whatever suppliers answer, in whatever order and however late: for each cost-month one payer of record, and where the
record differs from what the supplier said last, the cost-month is named (promise I23).

What a supplier said is remembered here month by month, as one would on paper, and compared with what is found.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from services.clock import MovableClock
from services.database import Database, Session, as_service
from services.errors import Conflict
from services.ids import SeededIds
from services.mandate_events import AlarmKind, Payer
from services.mandates.arrangements import handshake_repository, handshake_service, payer_service, service
from services.mandates.arrangements.handshake import Channel, Handshake, Word
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.mismatch import Mismatch, PlannedMonth, SupplierWord, mismatches
from services.mandates.arrangements.payer import OURS, PayerMonth
from services.mandates.arrangements.payer_repository import payers
from services.mandates.arrangements.payer_service import PayerWish
from services.months import Month, day_in
from tests.conftest import an_organisation
from tests.mandates.arrangements.builders import FEBRUARY, a_hand, a_supplier, wanted
from tests.mandates.conftest import a_household
from tests.thoroughness import times

COSTS = ("energy", "rent", "water")
LAST = FEBRUARY + 11
YEAR = range(FEBRUARY, LAST + 1)
PAYERS = [one for one in Payer if one is not Payer.SUPPLIER_PULLS]
"""Who pays by a mandate depends on the mandate; the tests of mismatches have those."""

months = st.integers(FEBRUARY, LAST)
costs = st.sampled_from(COSTS)
places = st.integers(0, 5)


class World:
    """A database, a loop to talk to it, and a new organisation for each story."""

    def __init__(self, admin_url: str, clock: MovableClock) -> None:
        self.admin_url = admin_url
        self.clock = clock
        self.runner = asyncio.Runner()
        self.database = Database(as_service(admin_url, "mandates"), "mandates", ids=SeededIds("answers"))
        self._ids = SeededIds("stories")

    def household(self) -> tuple[UUID, UUID, UUID]:
        """An organisation, its supplier and a household of it."""
        organisation, supplier, household = (self._ids.new_id(self.clock.now()) for _ in range(3))
        an_organisation(self.admin_url, organisation, "Gemeente Voorbeeldstad")
        a_supplier(self.admin_url, organisation, supplier)
        a_household(self.admin_url, organisation, household, "ZAAK-1", "GM0518")
        return organisation, supplier, household

    def work(self, organisation: UUID) -> AbstractAsyncContextManager[Session]:
        return self.database.transaction(organisation)

    def close(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()


class Answers(RuleBasedStateMachine):
    """A household's three costs for a year, three people who work on them, and a supplier that answers as it likes."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.organisation, self.supplier, self.household = self.world.household()
        self.under_way: dict[str, Handshake] = {}
        self.decided: dict[str, Handshake] = {}
        self.collects: dict[tuple[str, Month], bool] = {}
        self.world.runner.run(self._arrange())

    async def _arrange(self) -> None:
        async with self.world.work(self.organisation) as session:
            wishes = [wanted(self.household, self.supplier, cost=cost) for cost in COSTS]
            await service.arrange_many(session, a_hand(session, self.world.clock), wishes)

    @rule(cost=costs, payer=st.sampled_from(PAYERS), month=months)
    def ask(self, cost: str, payer: Payer, month: Month) -> None:
        self.world.runner.run(self._ask(cost, payer, month))

    async def _ask(self, cost: str, payer: Payer, month: Month) -> None:
        try:
            async with self.world.work(self.organisation) as session:
                hand = a_hand(session, self.world.clock)
                held = await payer_service.payer_in(session, self.household, cost, month)
                assert held is not None
                wish = WantedHandshake(held.arrangement_id, payer, month)
                made = await handshake_service.prepare(session, hand, wish)
                self.under_way[cost] = await handshake_service.ask(session, hand, made.id)
        except Conflict:
            pass  # one is under way already, or that is who pays: nothing was asked

    @precondition(lambda self: self.under_way or self.decided)
    @rule(place=places, later=st.integers(-2, 4))
    def confirm(self, place: int, later: int) -> None:
        one = self._waiting(place)
        self.world.runner.run(self._answer(one, one.from_month + later))
        for month in YEAR:
            if month >= one.from_month + later:
                self.collects[one.cost, month] = one.payer not in OURS
            elif month >= one.from_month:
                self.collects[one.cost, month] = one.payer in OURS

    @precondition(lambda self: self.under_way or self.decided)
    @rule(place=places)
    def refuse(self, place: int) -> None:
        one = self._waiting(place)
        self.world.runner.run(self._answer(one, None))
        for month in YEAR:
            if month >= one.from_month:
                self.collects[one.cost, month] = one.payer in OURS

    def _waiting(self, place: int) -> Handshake:
        """One that an answer can still come to, and then does."""
        waiting = [*self.under_way.values(), *self.decided.values()]
        one = waiting[place % len(waiting)]
        (self.under_way if self.under_way.get(one.cost) == one else self.decided).pop(one.cost)
        return one

    async def _answer(self, one: Handshake, month: Month | None) -> None:
        self._time_goes_by()
        async with self.world.work(self.organisation) as session:
            hand, said = a_hand(session, self.world.clock), Word(Channel.TELEPHONE, month)
            if month is None:
                await handshake_service.refuse(session, hand, one.id, "geen machtiging ontvangen", said)
            else:
                await handshake_service.confirm(session, hand, one.id, said)

    @precondition(lambda self: self.under_way)
    @rule(place=places)
    def decide(self, place: int) -> None:
        one = self.under_way.pop(sorted(self.under_way)[place % len(self.under_way)])
        self.world.runner.run(self._decide(one))
        self.decided[one.cost] = one

    async def _decide(self, one: Handshake) -> None:
        async with self.world.work(self.organisation) as session:
            hand = a_hand(session, self.world.clock, "bram")
            await handshake_service.decide(session, hand, one.id, "het kan niet wachten")

    @precondition(lambda self: self.under_way)
    @rule(place=places)
    def withdraw(self, place: int) -> None:
        one = self.under_way.pop(sorted(self.under_way)[place % len(self.under_way)])
        self.world.runner.run(self._withdraw(one))

    async def _withdraw(self, one: Handshake) -> None:
        async with self.world.work(self.organisation) as session:
            await handshake_service.withdraw(session, a_hand(session, self.world.clock), one.id, "de klant verhuist")

    @rule(cost=costs, payer=st.sampled_from(PAYERS), month=months)
    def decide_payer(self, cost: str, payer: Payer, month: Month) -> None:
        self.world.runner.run(self._decide_payer(PayerWish(cost, payer, month, "met de klant besproken")))

    async def _decide_payer(self, wish: PayerWish) -> None:
        try:
            async with self.world.work(self.organisation) as session:
                hand = a_hand(session, self.world.clock, "bram")
                await payer_service.decide_payer(session, hand, self.household, wish)
        except Conflict:
            pass  # that is who pays already

    @rule()
    def the_deadline_passes(self) -> None:
        self.world.runner.run(self._lapse())

    async def _lapse(self) -> None:
        async with self.world.work(self.organisation) as session:
            hand = a_hand(session, self.world.clock)
            await handshake_service.go_round(session, hand, hand.today + timedelta(days=400))

    @invariant()
    def each_cost_month_has_one_payer_and_what_differs_is_named(self) -> None:
        record, found = self.world.runner.run(self._look())
        assert [(one.entry.cost, one.month) for one in record] == [(cost, month) for cost in COSTS for month in YEAR]
        named = {(one.cost, one.month): one.kind for one in found}
        for one in record:
            says = self.collects.get((one.entry.cost, one.month))
            if says is not None and says is (one.payer in OURS):
                expected = AlarmKind.TWO_PAYERS if one.payer in OURS else AlarmKind.NO_PAYER
                assert named.pop((one.entry.cost, one.month), None) is expected
        assert named == {}

    async def _look(self) -> tuple[list[PayerMonth], list[Mismatch]]:
        """The record, and what is named for a plan that wants no more than the record."""
        async with self.world.work(self.organisation) as session:
            record = (await payers(session, [self.household], FEBRUARY, LAST))[self.household]
            kept = await handshake_repository.handshakes_of(session, [self.household])
        plan = [
            PlannedMonth(self.household, one.entry.cost, one.month, day_in(one.month, 15), one.payer in OURS)
            for one in record
        ]
        return record, mismatches(plan, record, [], [SupplierWord.of(one) for one in kept])

    def _time_goes_by(self) -> None:
        self.world.clock.move_to(self.world.clock.now() + timedelta(milliseconds=1))


@pytest.fixture
def world(admin_url: str, clock: MovableClock) -> Iterator[World]:
    opened = World(admin_url, clock)
    yield opened
    opened.close()


def test_any_order_of_answers_leaves_one_payer_and_names_what_differs(world: World) -> None:
    class Story(Answers):
        pass

    Story.world = world
    run_state_machine_as_test(
        Story, settings=settings(max_examples=times(6, 15), stateful_step_count=30, deadline=None)
    )
