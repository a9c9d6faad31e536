"""Who is looked at on the days that can bring something has the alarms of who is looked at every day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.banking_days import bank_days_later
from services.mandate_events import (
    AccountState,
    AlarmEvent,
    AlarmState,
    HandshakeDirection,
    HandshakeState,
    Payer,
    WatchedMonthState,
)
from services.mandates.accounts.account import Standing
from services.mandates.accounts.verification import VerificationResult
from services.mandates.alarms.alarm import ALARMS, ROOM_TO_ACT, Alarm, weigh
from services.mandates.alarms.next_day import Beyond, next_days
from services.mandates.alarms.rules import DueCost, NotAsked, Silent
from services.mandates.alarms.sight import AHEAD, BEHIND, Sight
from services.mandates.alarms.unplanned import Unplanned
from services.mandates.alarms.watched import Unproved
from services.mandates.arrangements.mismatch import SupplierWord
from services.mandates.arrangements.payer import Cause, PayerChange, PayerEntry, PayerMonth
from services.mandates.intake.team import Member, TeamRole, owners
from services.mandates.watching.watched_month import answer_by
from services.months import first_day, month_of

HOUSEHOLD, SUPPLIER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
BEGINS, DAYS = date(2026, 1, 12), 75
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST, MONTHS = 2025 * 12 + 10, 8


class Word(NamedTuple):
    """A handing back that is prepared, or asked with this deadline; `answer_days` are the supplier's."""

    cost: str
    state: HandshakeState
    from_month: int
    deadline: date
    answer_days: int

    @property
    def key(self) -> tuple[UUID, str, int]:
        return HOUSEHOLD, self.cost, self.from_month

    @property
    def said(self) -> SupplierWord:
        direction = HandshakeDirection.HANDING_BACK
        return SupplierWord(
            HOUSEHOLD, self.cost, SUPPLIER, direction, self.from_month, self.state, deadline=self.deadline
        )


class World(NamedTuple):
    """All that is known of a household, in which nothing changes but the day."""

    due: tuple[DueCost, ...]
    record: tuple[PayerMonth, ...]
    accounts: dict[UUID, list[Standing]]
    leefgeld_days: tuple[date, ...]
    uses: dict[tuple[UUID, str], int]
    unplanned: tuple[Unplanned, ...]
    unproved: tuple[Unproved, ...]
    team: tuple[Member, ...]
    slowest: int
    words: tuple[Word, ...] = ()


class Kept(NamedTuple):
    """The alarms that stand, and the cost-months that were seen after their day."""

    alarms: dict[UUID, Alarm]
    seen: frozenset[tuple[str, int]]


def sight_of(world: World, today: date, kept: Kept) -> Sight:
    """What a look of that day reads, as the queries do."""
    until = max(today + AHEAD, bank_days_later(today, world.slowest + ROOM_TO_ACT))
    warned = {(one.key.about, one.key.month) for one in kept.alarms.values()}
    harmed = {(one.key.about, one.harms_on) for one in kept.alarms.values() if one.key.month == 0}
    due = [
        one
        for one in world.due
        if today - BEHIND <= one.due_on <= until
        and (
            one.due_on >= today
            or (one.cost, one.month) not in kept.seen
            or (one.cost, one.month) in warned
            or (one.cost, one.due_on) in harmed
        )
    ]
    held = {(one.entry.cost, one.month): one for one in world.record}
    return Sight(
        due=due,
        news=[one for one in due if one.due_on < today],
        leefgeld_days={HOUSEHOLD: [day for day in world.leefgeld_days if day >= today - BEHIND]},
        record=[held[one.cost, one.month] for one in due if (one.cost, one.month) in held],
        words=[one.said for one in world.words],
        silent=[
            Silent(*one.key, one.deadline, first_day(one.from_month))
            for one in world.words
            if one.state is HandshakeState.ASKED and one.deadline < today
        ],
        not_asked=[
            NotAsked(*one.key, first_day(one.from_month), one.answer_days)
            for one in world.words
            if one.state is HandshakeState.PREPARED
        ],
        mandates={},
        accounts=world.accounts,
        uses=world.uses,
        answers={},
        lacking={},
        unplanned=[one for one in world.unplanned if today - BEHIND <= first_day(one.month) <= today + AHEAD],
        unproved=[one for one in world.unproved if one.due_on >= today - BEHIND],
        slowest=world.slowest,
        until=until,
    )


def look(world: World, today: date, kept: Kept) -> tuple[Kept, date]:
    """What stands after a look, and the day of the next."""
    sight = sight_of(world, today, kept)
    weighed = weigh(sight.findings(today), kept.alarms.values())
    owner, supervisor = owners(world.team, today)
    left = {one.id: one for one in weighed.going_on}
    for one in weighed.new:
        alarm_id = UUID(int=hash((one.key, today)) % 2**64)
        left[alarm_id] = Alarm(alarm_id, one.key, 1, ALARMS.first, 1, today, one.act_by, one.harms_on, one.why, owner)
    for alarm_id, alarm in left.items():
        new = alarm
        if owner not in (None, alarm.owner):
            new = new._replace(owner=owner, state=ALARMS.after(new.state, AlarmEvent.OWN))
        if new.state is AlarmState.ESCALATED and new.escalated_to is None:
            new = new._replace(escalated_to=supervisor)
        is_nobodys = new.owner is None and (new.raised_on < today or new.act_by <= today)
        if new.state is AlarmState.OPEN and (new.act_by < today or is_nobodys):
            new = new._replace(state=AlarmState.ESCALATED, escalated_to=supervisor)
        left[alarm_id] = new
    beyond = Beyond(min((one.due_on for one in world.due if one.due_on > sight.until), default=None))
    days = next_days([HOUSEHOLD], sight, {HOUSEHOLD: beyond}, list(left.values()), {HOUSEHOLD: world.team}, today)
    return Kept(left, kept.seen | {(one.cost, one.month) for one in sight.news}), days[HOUSEHOLD]


def lived(world: World, *, daily: bool) -> Iterator[tuple[date, list[tuple[object, ...]]]]:
    """The alarms of each evening, without what they are called by."""
    kept, next_day = Kept({}, frozenset()), BEGINS
    for number in range(DAYS):
        today = BEGINS + number * DAY
        if daily or today >= next_day:
            kept, next_day = look(world, today, kept)
            assert next_day > today
        yield today, sorted((one[1:] for one in kept.alarms.values()), key=str)


def _entry(cost: str, payer: Payer) -> PayerEntry:
    change = PayerChange(payer, FIRST, Cause.INITIAL)
    return PayerEntry(HOUSEHOLD, cost, 1, OTHER, SUPPLIER, change, NOW, "anna")


near = st.integers(-40, 90).map(lambda days: BEGINS + days * DAY)
few = st.integers(1, 28)


@st.composite
def costs(draw: st.DrawFn, cost: str) -> list[tuple[DueCost, PayerMonth | None]]:
    """The months of a cost: paid by the plan or not, by whoever is on record or nobody, agreed to or too much."""
    answer_days, day = draw(few), draw(st.integers(0, 27))
    payer = draw(st.sampled_from([None, Payer.WE_PUSH, Payer.CLIENT_PAYS, Payer.SUPPLIER_PULLS]))
    consent = draw(st.sampled_from([None, 50_000]))
    found = []
    for month in range(FIRST, FIRST + draw(st.integers(1, MONTHS))):
        amount, is_ours = draw(st.sampled_from([20_000, 60_000])), draw(st.booleans())
        due_on = first_day(month) + day * DAY
        due = DueCost(HOUSEHOLD, cost, month, due_on, amount, is_ours, answer_days, SUPPLIER, consent, payer)
        found.append((due, None if payer is None else PayerMonth(month, _entry(cost, payer))))
    return found


@st.composite
def standings(draw: st.DrawFn) -> list[Standing]:
    return [
        Standing(
            UUID(int=10 + number),
            draw(st.sampled_from([AccountState.APPROVED, AccountState.PROPOSED])),
            begins := draw(near),
            draw(st.none() | st.integers(0, 60).map(lambda days: begins + days * DAY)),
            VerificationResult.MATCH,
            NOW,
        )
        for number in range(draw(st.integers(0, 2)))
    ]


@st.composite
def words(draw: st.DrawFn) -> Word:
    state = draw(st.sampled_from([HandshakeState.PREPARED, HandshakeState.ASKED]))
    return Word(draw(st.sampled_from(["rent", "water"])), state, month_of(draw(near)), draw(near), draw(few))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    months = [*draw(costs("rent")), *draw(costs("energy"))]
    answer_days = max(one.answer_days for one, _ in months)
    watched = draw(st.lists(near, max_size=2, unique=True))
    members = draw(st.lists(st.tuples(near, st.none() | near), max_size=2))
    return World(
        tuple(one for one, _ in months),
        tuple(one for _, one in months if one is not None),
        {SUPPLIER: draw(standings()), HOUSEHOLD: draw(standings())},
        tuple(sorted(draw(st.lists(near, max_size=4)))),
        draw(st.sampled_from([{}, {(HOUSEHOLD, "energy"): 50_000}])),
        tuple(Unplanned(HOUSEHOLD, "water", month_of(day), draw(few)) for day in draw(st.lists(near, max_size=1))),
        tuple(
            Unproved(HOUSEHOLD, "rent", month_of(day), day, answer_by(day), WatchedMonthState.TO_ASK) for day in watched
        ),
        tuple(
            Member(HOUSEHOLD, number, TeamRole.CONTACT, f"s{number}", begins, until)
            for number, (begins, until) in enumerate(members)
        ),
        max(answer_days, 10),
        tuple(draw(st.lists(words(), max_size=2, unique_by=lambda one: one.cost))),
    )


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_the_alarms_of_each_evening_are_those_of_who_is_looked_at_every_day(world: World) -> None:
    for (day, seldom), (_, daily) in zip(lived(world, daily=False), lived(world, daily=True), strict=True):
        assert seldom == daily, day


def test_a_handing_back_that_nobody_asks_for_is_looked_at_when_it_is_raised_and_when_it_escalates() -> None:
    word = Word("rent", HandshakeState.PREPARED, month_of(date(2026, 3, 1)), date(2026, 2, 12), 5)
    world = World((), (), {}, (), {}, (), (), (), 10, (word,))
    assert list(looks(world)) == [
        BEGINS,
        date(2026, 1, 15),
        date(2026, 2, 1),
        date(2026, 2, 12),
        date(2026, 2, 13),
        date(2026, 2, 15),
        date(2026, 3, 1),
    ]


def looks(world: World) -> Iterator[date]:
    """The days on which a household is looked at."""
    kept, today = Kept({}, frozenset()), BEGINS
    while today < BEGINS + 60 * DAY:
        yield today
        kept, today = look(world, today, kept)


@pytest.mark.parametrize("day", [date(2026, 1, 12), date(2026, 1, 31)])
def test_where_all_is_well_he_is_looked_at_twice_a_month(day: date) -> None:
    world = World((), (), {}, (), {}, (), (), (), 10)
    _, next_day = look(world, day, Kept({}, frozenset()))
    assert next_day == {date(2026, 1, 12): date(2026, 1, 15), date(2026, 1, 31): date(2026, 2, 1)}[day]
