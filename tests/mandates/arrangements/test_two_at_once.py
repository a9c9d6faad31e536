"""Two at once take turns: one of them acts, the other one hears how it is."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from services.machine import CannotHappen
from services.mandate_events import HandshakeEvent, HandshakeState, Payer
from services.mandates.arrangements import answer_link_service, handshake_service, service
from services.mandates.arrangements.answer_link import Reply, read_token
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.handshake import Answer, HandshakeUnderWay
from services.months import Month
from tests.mandates.arrangements.builders import MARCH, rows, wanted
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import DOES, brought_to, prepared
from tests.mandates.callers import KEYRING

ENDS = [HandshakeEvent.CONFIRM, HandshakeEvent.REFUSE, HandshakeEvent.WITHDRAW]


async def together(first: Awaitable[object], second: Awaitable[object]) -> list[object]:
    """What came of both; a refusal counts as an outcome."""
    return list(await asyncio.gather(first, second, return_exceptions=True))


@pytest.mark.parametrize(("one", "other"), [(one, other) for one in ENDS for other in ENDS if other is not one])
async def test_of_two_ends_one_comes_and_the_other_is_refused(
    works: Works, rent: Arrangement, admin_url: str, one: HandshakeEvent, other: HandshakeEvent
) -> None:
    asked = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)

    async def act(event: HandshakeEvent) -> object:
        async with works("bram") as (session, hand):
            return await DOES[event](session, hand, asked)

    outcomes = await together(act(one), act(other))
    assert [isinstance(outcome, CannotHappen) for outcome in outcomes].count(True) == 1
    assert rows(admin_url, "select changes from handshake") == [(3,)]
    assert rows(admin_url, "select count(*) from transition where subject_id = %s", asked.id) == [(3,)]


async def test_of_two_preparations_one_is_under_way(works: Works, rent: Arrangement, admin_url: str) -> None:
    outcomes = await together(prepared(works, rent), prepared(works, rent, Payer.BENEFIT_SYSTEM_WITHHOLDS))
    assert [isinstance(outcome, HandshakeUnderWay) for outcome in outcomes].count(True) == 1
    assert len(rows(admin_url, "select id from handshake")) == 1


@pytest.mark.parametrize(("month", "refused"), [(MARCH, 0), (MARCH + 1, 1)])
async def test_two_answers_by_one_link_are_one_answer(
    works: Works, rent: Arrangement, admin_url: str, month: Month, refused: int
) -> None:
    asked = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    async with works() as (session, hand):
        ticket = read_token(KEYRING, (await answer_link_service.make_link(session, hand, asked.id)).token)

    async def answer(named: Month) -> Reply:
        async with works("answer link") as (session, hand):
            return await answer_link_service.answer(session, hand, ticket, Reply(Answer.CONFIRMED, named))

    outcomes = await together(answer(MARCH), answer(month))
    assert [isinstance(outcome, Exception) for outcome in outcomes].count(True) == refused
    assert rows(admin_url, "select count(*) from transition where event = 'confirm'") == [(1,)]


async def test_two_imports_of_the_same_are_one_arrangement(
    works: Works, household: UUID, supplier: UUID, admin_url: str
) -> None:
    async def arranged() -> object:
        async with works() as (session, hand):
            return await service.arrange(session, hand, wanted(household, supplier))

    first, second = await together(arranged(), arranged())
    assert isinstance(first, service.Arranged)
    assert isinstance(second, service.Arranged)
    assert first.arrangement == second.arrangement
    assert len(rows(admin_url, "select id from arrangement")) == 1


async def test_a_round_and_a_confirmation_at_once_leave_one_of_both(
    works: Works, rent: Arrangement, admin_url: str
) -> None:
    asked = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)

    async def acts(does: Callable[..., Awaitable[object]], *arguments: object) -> object:
        async with works("bram") as (session, hand):
            return await does(session, hand, *arguments)

    later = asked.escalates_on
    await together(acts(handshake_service.go_round, later), acts(DOES[HandshakeEvent.CONFIRM], asked))
    ((state, changes),) = rows(admin_url, "select state, changes from handshake")
    events = [
        event
        for (event,) in rows(admin_url, "select event from transition where machine = 'handshake' order by sequence")
    ]
    assert (state, len(events)) == ("confirmed", changes)
    assert events in (["prepare", "ask", "lapse", "confirm"], ["prepare", "ask", "confirm"])
