"""A process that is killed in the middle of a handshake has done nothing, and the next one finishes (promise I22)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database, as_service
from services.mandate_events import HandshakeEvent, HandshakeState
from services.mandates.arrangements import handshake_service
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.hand import Hand
from tests.mandates.arrangements.builders import rows, told
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import DOES, brought_to, prepared
from tests.mandates.callers import KEYRING
from tests.schedule.payments.processes import killed

PLACES: Mapping[str, tuple[HandshakeState, HandshakeEvent, HandshakeState]] = {
    "handshake.asked": (HandshakeState.PREPARED, HandshakeEvent.ASK, HandshakeState.ASKED),
    "handshake.confirmed": (HandshakeState.ASKED, HandshakeEvent.CONFIRM, HandshakeState.CONFIRMED),
    "handshake.lapsed": (HandshakeState.ASKED, HandshakeEvent.LAPSE, HandshakeState.OVERDUE),
}


async def does(url: str, organisation: UUID, handshake: UUID, now: datetime, event: HandshakeEvent) -> None:
    async with Database(url, "mandates").transaction(organisation) as session:
        hand = Hand.of(session, "bram", now, KEYRING)
        await DOES[event](session, hand, await handshake_service.handshake(session, handshake, None))


async def goes_round(url: str, organisation: UUID, now: datetime) -> None:
    async with Database(url, "mandates").transaction(organisation) as session:
        hand = Hand.of(session, "clockwork", now, KEYRING)
        await handshake_service.go_round(session, hand, hand.today)


def ending(admin_url: str) -> dict[str, Any]:
    """What stands, without what differs from one telling to the next."""
    return {
        "handshake": rows(admin_url, "select state, changes, asked_on, answer, answered_month from handshake"),
        "record": rows(admin_url, "select sequence, from_month, payer, cause from payer_of_record order by sequence"),
        "steps": rows(admin_url, "select sequence, before, event, state from transition order by sequence"),
        "announced": rows(admin_url, "select type, sequence from outbox order by type, subject, sequence"),
        "version": rows(admin_url, "select version from household"),
    }


@pytest.mark.parametrize("place", PLACES)
async def test_killed_at_any_point_of_a_handshake_nothing_is_half_done_and_it_can_be_done_again(
    works: Works,
    rent: Arrangement,
    admin_url: str,
    organisation: UUID,
    clock: MovableClock,
    place: str,
) -> None:
    before, event, after = PLACES[place]
    one = await brought_to(works, await prepared(works, rent), before)
    untouched = ending(admin_url)
    url = as_service(admin_url, "mandates")
    killed(does, url, organisation, one.id, clock.now(), event, at=place)
    assert ending(admin_url) == untouched
    async with works("bram") as (session, hand):
        await DOES[event](session, hand, one)
    assert rows(admin_url, "select state from handshake") == [(after,)]
    assert [news["happened"] for news in told(admin_url, "handshake.changed")].count(event) == 1


async def test_a_round_that_is_killed_in_its_midst_is_gone_round_again(
    works: Works, rent: Arrangement, admin_url: str, organisation: UUID, clock: MovableClock
) -> None:
    await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    late = datetime(2026, 3, 1, 8, tzinfo=UTC)
    url = as_service(admin_url, "mandates")
    killed(goes_round, url, organisation, late, at="handshake.lapsed")
    assert rows(admin_url, "select state from handshake") == [("asked",)]
    clock.move_to(late)
    counted: list[int] = []
    for _ in range(2):
        async with works("clockwork") as (session, hand):
            counted.append((await handshake_service.go_round(session, hand, hand.today)).lapsed)
    assert counted == [1, 0]
