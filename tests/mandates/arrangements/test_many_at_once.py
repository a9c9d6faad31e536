"""A thousand steps at once on the same hundred handshakes, and two answers to one question at the same moment: no
illegal state, no event lost, no deadlock for anybody, and one payer in every month.
"""

import asyncio
from collections.abc import AsyncIterator
from random import Random
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database, Session, as_service
from services.ids import SeededIds
from services.machine import CannotHappen
from services.mandate_events import HandshakeEvent as Event
from services.mandate_events import HandshakeState as State
from services.mandate_events import Payer
from services.mandates.arrangements import answer_link_service, handshake_service, service
from services.mandates.arrangements.answer_link import Reply, Ticket, read_token
from services.mandates.arrangements.answer_link_service import NoLongerAsked
from services.mandates.arrangements.handshake import HANDSHAKES, Answer, Channel, Handshake, Word
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.months import Month
from tests.mandates.arrangements.builders import APRIL, MARCH, a_hand, a_supplier, rows, wanted
from tests.mandates.arrangements.steps import DOES
from tests.mandates.callers import KEYRING
from tests.mandates.conftest import a_household
from tests.thoroughness import times

COSTS = ("rent", "energy", "water", "health_premium")
HOUSEHOLDS, STEPS, AT_ONCE = 25, times(250, 1_000), 16
DRAWN = (*(Event.ASK, Event.REMIND, Event.LAPSE) * 6, Event.CONFIRM, Event.REFUSE, Event.DECIDE, Event.WITHDRAW)
"""Mostly what leaves it under way, or soon there would be nothing left to quarrel about."""


@pytest.fixture
async def registry(admin_url: str) -> AsyncIterator[Database]:
    """A door with so many connections."""
    opened = Database(as_service(admin_url, "mandates"), "mandates", connections=AT_ONCE, ids=SeededIds("many"))
    yield opened
    await opened.close()


@pytest.fixture
async def handshakes(
    registry: Database, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> list[Handshake]:
    """Four costs of 25 households, each to be taken over in March; anna prepared them."""
    supplier = a_supplier(admin_url, organisation, ids.new_id(clock.now()))
    made = []
    for number in range(HOUSEHOLDS):
        household = a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", "GM0518")
        async with registry.transaction(organisation) as work:
            hand = a_hand(work, clock)
            wishes = [wanted(household, supplier, cost=cost) for cost in COSTS]
            for arranged in await service.arrange_many(work, hand, wishes):
                wish = WantedHandshake(arranged.arrangement.id, Payer.WE_PUSH, MARCH)
                made.append(await handshake_service.prepare(work, hand, wish))
    return made


async def test_hundreds_of_steps_at_once_leave_each_handshake_with_one_row_and_one_event_a_step(
    registry: Database, handshakes: list[Handshake], organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    dice, turn = Random(7), asyncio.Semaphore(AT_ONCE)
    drawn = [(dice.choice(handshakes), dice.choice(DRAWN)) for _ in range(STEPS)]

    async def step(one: Handshake, event: Event) -> bool:
        async with turn:
            try:
                async with registry.transaction(organisation) as work:
                    await _act(work, clock, one, event)
            except CannotHappen:
                return False
            return True

    done = await asyncio.gather(*(step(*one) for one in drawn))
    accepted = sum(done)
    assert min(accepted, STEPS - accepted) > STEPS // 10, "many were accepted, and many were refused"
    lives = [_life(admin_url, one.id) for one in handshakes]
    assert sum(len(steps) - 1 for steps in lives) == accepted
    for one, steps in zip(handshakes, lives, strict=True):
        _assert_possible(admin_url, one, steps)
        _assert_payers(admin_url, one, steps)


async def _act(work: Session, clock: MovableClock, one: Handshake, event: Event) -> None:
    """Bram does it, to the handshake as it is now; time does it for a deadline that has passed."""
    hand = a_hand(work, clock, "bram")
    held = await handshake_service.hold_handshake(work, hand, one.id)
    await DOES[event](work, hand, held)


def _life(admin_url: str, handshake: UUID) -> list[tuple[str | None, str, str]]:
    query = "select before, event, state from transition where subject_id = %s order by sequence"
    return [(before, event, state) for before, event, state in rows(admin_url, query, handshake)]


def _assert_possible(admin_url: str, one: Handshake, steps: list[tuple[str | None, str, str]]) -> None:
    """From its preparation to where it is now, announced step by step in the same order."""
    state = State.PREPARED
    for before, event, after in steps[1:]:
        assert (before, after) == (state, HANDSHAKES.after(state, Event(event)))
        state = State(after)
    announced = rows(
        admin_url,
        "select data ->> 'happened', data ->> 'state' from outbox"
        " where data ->> 'handshakeId' = %s and type like '%%handshake.changed' order by sequence",
        str(one.id),
    )
    assert announced == [(event, after) for _, event, after in steps]
    assert rows(admin_url, "select state, changes from handshake where id = %s", one.id) == [(state, len(steps))]


def _assert_payers(admin_url: str, one: Handshake, steps: list[tuple[str | None, str, str]]) -> None:
    """We are the payer of March by each decision, and by each yes to what nobody had decided; by nothing else."""
    ours = [
        event for before, event, _ in steps if event == Event.DECIDE or (event == Event.CONFIRM and before != "decided")
    ]
    record = "select payer from payer_of_record where arrangement_id = %s order by sequence"
    assert rows(admin_url, record, one.arrangement_id) == [("client_pays",), *[("we_push",) for _ in ours]]


@pytest.mark.parametrize(("by_link", "by_telephone"), [(MARCH, MARCH), (MARCH, APRIL), (APRIL, MARCH)])
async def test_of_two_answers_at_once_by_link_and_by_telephone_one_is_taken_and_the_other_told(
    registry: Database,
    handshakes: list[Handshake],
    organisation: UUID,
    clock: MovableClock,
    admin_url: str,
    by_link: Month,
    by_telephone: Month,
) -> None:
    async def clicks(ticket: Ticket) -> object:
        async with registry.transaction(organisation) as work:
            reply = Reply(Answer.CONFIRMED, by_link)
            return await answer_link_service.answer(work, a_hand(work, clock, "answer link"), ticket, reply)

    async def calls(one: Handshake) -> object:
        async with registry.transaction(organisation) as work:
            word = Word(Channel.TELEPHONE, by_telephone, note="J. Verzonnen")
            return await handshake_service.confirm(work, a_hand(work, clock, "sem"), one.id, word)

    for number, one in enumerate(handshakes[::5]):
        async with registry.transaction(organisation) as work:
            hand = a_hand(work, clock)
            await handshake_service.ask(work, hand, one.id)
            ticket = read_token(KEYRING, (await answer_link_service.make_link(work, hand, one.id)).token)
        both = [clicks(ticket), calls(one)]
        outcomes = await asyncio.gather(*(both if number % 2 else reversed(both)), return_exceptions=True)
        told = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert [isinstance(refusal, CannotHappen | NoLongerAsked) for refusal in told] == [True], outcomes
        ((way,),) = rows(admin_url, "select cause from transition where subject_id = %s and event = 'confirm'", one.id)
        named = by_link if way == "confirmed_by_link" else by_telephone
        assert rows(admin_url, "select answered_month from handshake where id = %s", one.id) == [(named,)]
        record = "select from_month, payer from payer_of_record where handshake_id = %s"
        assert rows(admin_url, record, one.id) == [(named, "we_push")]
