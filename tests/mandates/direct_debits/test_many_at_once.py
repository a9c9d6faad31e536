"""A thousand steps at once on the same hundred mandates: no illegal state, no event lost, no deadlock for anybody."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from services.clock import MovableClock
from services.database import Database, Session, as_service
from services.ids import SeededIds
from services.machine import CannotHappen
from services.mandate_events import DirectDebitEvent as Event
from services.mandate_events import DirectDebitState as State
from services.mandates.direct_debits import service
from services.mandates.direct_debits.direct_debit import DIRECT_DEBITS, NotActive, Terms
from services.mandates.hand import Hand
from tests.mandates.conftest import a_household
from tests.mandates.direct_debits.mandates import ONCE, TERMS, a_hand, a_supplier, happens, in_state, new
from tests.superuser import as_superuser
from tests.thoroughness import times

MANDATES, HOUSEHOLDS, STEPS, AT_ONCE = 100, 20, times(250, 1_000), 16
TO_AND_FRO = (Event.SUSPEND, Event.RESUME, Event.BLOCK, Event.UNBLOCK, Event.SUBMIT, Event.APPROVE)
TO_AN_END = (Event.REVOKE, Event.REJECT, Event.CONSUME, Event.REPLACE, Event.EXPIRE)
DRAWN = (*TO_AND_FRO * 5, *TO_AN_END)
"""Mostly to and fro, or soon there would be nothing left to quarrel about."""


class Mandate(NamedTuple):
    """One of the hundred: every tenth has its last day today, and every seventh is for one collection."""

    household: UUID
    id: UUID
    terms: Terms


async def test_hundreds_of_steps_at_once_leave_each_mandate_with_one_row_and_one_event_a_step(
    admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    supplier = a_supplier(admin_url, organisation, ids.new_id(clock.now()))
    households = [
        a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", "GM0518")
        for number in range(HOUSEHOLDS)
    ]
    database = Database(as_service(admin_url, "mandates"), "mandates", connections=AT_ONCE, ids=SeededIds("many"))
    try:
        mandates = await _hundred(database, organisation, households, supplier, clock)
        before = _counted(admin_url)
        done = await _thousand(database, organisation, mandates, clock)
    finally:
        await database.close()
    assert len(done) == STEPS
    assert min(done.count(None), STEPS - done.count(None)) > STEPS // 5, "many were accepted, and many were refused"
    transitions, events = _counted(admin_url)
    assert transitions - before[0] == events - before[1] == sum(steps or 0 for steps in done)
    _assert_each_life_is_possible(admin_url)


async def _hundred(
    database: Database, organisation: UUID, households: list[UUID], supplier: UUID, clock: MovableClock
) -> list[Mandate]:
    made = []
    for number in range(MANDATES):
        household = households[number % HOUSEHOLDS]
        state = (State.ACTIVE, State.SUSPENDED, State.PENDING_APPROVAL, State.DRAFT)[number % 4]
        last_day = None if number % 10 else clock.today()
        terms = (TERMS if number % 7 else ONCE)._replace(umr=f"M-{number}", valid_until=last_day)
        async with database.transaction(organisation) as work:
            one = await in_state(work, a_hand(work, clock.now()), household, new(supplier, terms), state)
        made.append(Mandate(household, one.id, terms))
    return made


async def _thousand(
    database: Database, organisation: UUID, mandates: list[Mandate], clock: MovableClock
) -> list[int | None]:
    """How many steps each wrote down, in a transaction of its own; None if the machine refused it.

    Whatever else is raised comes out and fails the test.
    """
    dice, turn = Random(7), asyncio.Semaphore(AT_ONCE)
    drawn = [(dice.choice(mandates), dice.choice(DRAWN)) for _ in range(STEPS)]

    async def step(mandate: Mandate, event: Event) -> int | None:
        async with turn:
            try:
                async with database.transaction(organisation) as work:
                    return await _step(work, a_hand(work, clock.now()), mandate, event)
            except (CannotHappen, NotActive):
                return None

    return await asyncio.gather(*(step(*one) for one in drawn))


async def _step(session: Session, hand: Hand, mandate: Mandate, event: Event) -> int:
    """Do it; how many steps are to be written down for it."""
    match event:
        case Event.EXPIRE:
            return len(await service.expire_due(session, hand, hand.today + timedelta(days=1)))
        case Event.REPLACE:
            await service.replace(session, hand, mandate.household, mandate.id, mandate.terms)
            return 3  # and the newer one is made and handed in
        case _:
            await happens(session, hand, mandate.household, mandate.id, event)
            return int(event is not Event.CONSUME or mandate.terms.sequence is ONCE.sequence)


def _counted(admin_url: str) -> tuple[int, int]:
    """How many steps and how many announcements of mandates there are."""
    with as_superuser(admin_url) as connection:
        row = connection.execute(
            "select (select count(*) from mandates.transition where machine = 'direct_debit'),"
            " (select count(*) from mandates.outbox where type = 'nl.ontzorg.mandates.direct-debit.changed')"
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def _assert_each_life_is_possible(admin_url: str) -> None:
    """From its making to where it is now, numbered without gaps, and announced step by step in the same order."""
    for one in _every_mandate(admin_url):
        with as_superuser(admin_url) as connection:
            steps = connection.execute(
                "select sequence, before, event, state from mandates.transition where subject_id = %s"
                " order by sequence",
                [one],
            ).fetchall()
            announced = connection.execute(
                "select data ->> 'happened', data ->> 'state' from mandates.outbox"
                " where data ->> 'directDebitId' = %s order by sequence",
                [str(one)],
            ).fetchall()
            kept = connection.execute(
                "select state, changes from mandates.direct_debit where id = %s", [one]
            ).fetchone()
        state = State.DRAFT
        for number, before, event, after in steps[1:]:
            assert (before, after) == (state, DIRECT_DEBITS.after(state, Event(event))), f"{one} step {number}"
            state = State(after)
        assert [number for number, *_ in steps] == list(range(1, len(steps) + 1))
        assert announced == [(event, after) for _, _, event, after in steps]
        assert kept == (state, len(steps))


def _every_mandate(admin_url: str) -> Iterable[UUID]:
    with as_superuser(admin_url) as connection:
        found = [one for (one,) in connection.execute("select id from mandates.direct_debit").fetchall()]
    assert len(found) >= MANDATES
    return found
