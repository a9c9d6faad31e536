"""Whatever is booked, in whatever order: a real ledger tells and keeps exactly what a page of arithmetic does.

Each step books a few entries in one batch, approves a minstand or closes the days so far. After each, what was told,
what stands on every account and every promise are compared.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar, NamedTuple
from uuid import UUID

import psycopg
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.schedule.ledger.accounts import (
    Account,
    ApprovedMinstand,
    MinstandInUse,
    accounts,
    approve_minstand,
)
from services.schedule.ledger.entry import OF_HOUSEHOLD, OF_ORGANISATION, AccountKind, Entry, Movement, Stage
from services.schedule.ledger.posting import AlreadyBooked, NothingToFollow, post
from services.schedule.ledger.promises import PROMISES
from services.schedule.ledger.replay import Difference, close
from tests.conftest import an_organisation
from tests.schedule.ledger.arithmetic import Arithmetic, Told
from tests.schedule.ledger.ledger import MARCH, TODAY, add_households
from tests.thoroughness import times

HOUSEHOLDS = 3
places = st.integers(0, HOUSEHOLDS - 1)
amounts = st.integers(1, 300)
COMING_IN = [one for one in Movement if AccountKind.BUDGET in one.value[1:]]
PAYING = [Movement.BUDGET_PAYS, Movement.LEEFGELD_IS_PAID]


class Wish(NamedTuple):
    """An entry to be booked: in which book, which way, how far, how much (cents), for which of a few subjects."""

    book: int
    movement: Movement
    how_far: str
    amount: int
    number: int


wishes = st.builds(
    Wish,
    places,
    st.sampled_from(Movement),
    st.sampled_from(["posted", "pending", "again", "executed", "released", "corrected", "executed with too much"]),
    amounts,
    st.integers(1, 3),
)


class World:
    """A database, a loop to talk to it, and a new organisation for each story."""

    def __init__(self, admin_url: str, database_url: str, clock: MovableClock) -> None:
        self.superuser = psycopg.connect(admin_url, options="-c search_path=schedule", autocommit=True)
        self.admin_url = admin_url
        self.runner = asyncio.Runner()
        self.database = Database(database_url, "schedule")
        self._ids = SeededIds("stories")
        self._clock = clock

    def organisation_with_households(self) -> tuple[UUID, Sequence[UUID]]:
        new = [self._ids.new_id(self._clock.now()) for _ in range(1 + HOUSEHOLDS)]
        organisation = an_organisation(self.admin_url, new[0], "Gemeente Voorbeeldstad")
        return organisation, add_households(self.admin_url, organisation, new[1:])

    def close(self) -> None:
        self.superuser.close()
        self.runner.run(self.database.close())
        self.runner.close()


class LedgerStory(RuleBasedStateMachine):
    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.organisation, self.households = self.world.organisation_with_households()
        self.arithmetic = Arithmetic()
        self.today = TODAY
        self.number = 0

    @rule(place=places, movement=st.sampled_from(COMING_IN), amount=st.integers(100, 2_000), aside=amounts)
    def money_comes_in(self, place: int, movement: Movement, amount: int, aside: int) -> None:
        new = self._new(self.households[place], movement, amount)
        self._post([new, self._new(new.book_id, Movement.LEEFGELD_IS_SET_ASIDE, aside)])

    @rule(batch=st.lists(st.tuples(places, st.sampled_from(PAYING), amounts), min_size=1, max_size=5))
    def payments_are_spoken_for(self, batch: list[tuple[int, Movement, int]]) -> None:
        new = [self._new(self.households[place], movement, amount) for place, movement, amount in batch]
        self._post([replace(one, stage=Stage.PENDING) for one in new])

    @rule(answers=st.lists(st.sampled_from(["executed", "released", "silent"]), min_size=1, max_size=5))
    def the_bank_answers(self, answers: list[str]) -> None:
        done = {(one.book_id, one.subject) for one in self.arithmetic.booked if one.stage.resolves}
        pending = [one for one in self.arithmetic.booked if one.stage is Stage.PENDING]
        waiting = [one for one in pending if (one.book_id, one.subject) not in done]
        answered = [(one, answer) for one, answer in zip(waiting, answers, strict=False) if answer != "silent"]
        self._post([replace(one, stage=Stage(answer), booked_on=self.today) for one, answer in answered])

    @rule(batch=st.lists(wishes, min_size=1, max_size=4))
    def anything_is_booked(self, batch: list[Wish]) -> None:
        """Also what was booked before, what follows on nothing, and what does not fit."""
        self._post([self._entry(wish) for wish in batch])

    @rule(place=places, cap=st.integers(0, 400))
    def approves_a_minstand(self, place: int, cap: int) -> None:
        household = self.households[place]
        minstand = self.arithmetic.account(household, AccountKind.MINSTAND)
        covers_what_is_drawn = minstand.owed + minstand.debits_pending <= cap
        assert self.world.runner.run(self._approved(household, cap)) == covers_what_is_drawn
        if covers_what_is_drawn:
            self.arithmetic.caps[household] = cap

    @rule()
    def closes_the_day(self) -> None:
        yesterday, self.today = self.today, self.today + timedelta(days=1)
        assert self.world.runner.run(self._closed(yesterday)) == []

    @invariant()
    def every_account_is_what_was_added_up(self) -> None:
        assert self.world.runner.run(self._read()) == {
            household: {kind: self.arithmetic.account(household, kind) for kind in OF_HOUSEHOLD}
            for household in self.households
        }

    @invariant()
    def every_promise_is_kept(self) -> None:
        for promise in PROMISES:
            assert self.world.superuser.execute(promise.offenders.encode()).fetchall() == []

    def _post(self, wanted: Sequence[Entry]) -> None:
        entries = list({(entry.book_id, entry.subject, entry.stage.resolves): entry for entry in wanted}.values())
        assert self.world.runner.run(self._posted(entries)) == self.arithmetic.post(entries)

    def _new(self, book: UUID, movement: Movement, amount: int) -> Entry:
        self.number += 1
        return Entry(book, MARCH, f"{movement.name.lower()}/{self.number}", movement, amount, self.today)

    def _entry(self, wish: Wish) -> Entry:
        """The wish as an entry; what follows takes one that is there, or where none is, one that never was."""
        is_of_the_bank = wish.movement.value[0] in OF_ORGANISATION
        book = self.organisation if is_of_the_bank else self.households[wish.book]
        subject = f"{wish.movement.name.lower()}/{wish.number}"
        new = Entry(book, MARCH, subject, wish.movement, wish.amount, self.today)
        pending = self._one_of(book, [Stage.PENDING], wish.number) or replace(new, stage=Stage.PENDING)
        match wish.how_far:
            case "posted":
                return new
            case "pending":
                return replace(new, stage=Stage.PENDING)
            case "again":
                return replace(self._one_of(book, list(Stage), wish.number) or new, booked_on=self.today)
            case "executed":
                return pending.executed(self.today)
            case "released":
                return pending.released(self.today)
            case "corrected":
                return (self._one_of(book, [Stage.POSTED, Stage.EXECUTED], wish.number) or new).corrected(self.today)
            case _:
                return replace(pending, amount=pending.amount + 1).executed(self.today)

    def _one_of(self, book: UUID, stages: Sequence[Stage], number: int) -> Entry | None:
        of_book = [one for one in self.arithmetic.booked if one.book_id == book and one.corrects is None]
        found = [one for one in of_book if one.stage in stages]
        return found[number % len(found)] if found else None

    async def _posted(self, entries: Sequence[Entry]) -> Told:
        async with self.world.database.transaction(self.organisation) as session:
            try:
                return await post(session, entries)
            except (AlreadyBooked, NothingToFollow) as refusal:
                return type(refusal)

    async def _approved(self, household: UUID, cap: int) -> bool:
        async with self.world.database.transaction(self.organisation) as session:
            try:
                await approve_minstand(session, [ApprovedMinstand(household, cap, self.today, "besluit 7")])
            except MinstandInUse:
                return False
            return True

    async def _closed(self, day: date) -> list[Difference]:
        async with self.world.database.transaction(self.organisation) as session:
            return await close(session, day, self.today)

    async def _read(self) -> dict[UUID, dict[AccountKind, Account]]:
        async with self.world.database.reading(self.organisation) as session:
            return await accounts(session, self.households)


@pytest.fixture
def world(admin_url: str, database_url: str, clock: MovableClock) -> Iterator[World]:
    opened = World(admin_url, database_url, clock)
    yield opened
    opened.close()


def test_a_real_ledger_does_what_arithmetic_does(world: World) -> None:
    class Story(LedgerStory):
        pass

    Story.world = world
    run_state_machine_as_test(
        Story, settings=settings(max_examples=times(5, 10), stateful_step_count=15, deadline=None)
    )
