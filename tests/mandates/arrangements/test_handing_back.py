"""What the plan says is the client's own from some month on is handed back in time, whoever remembers it."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.mandate_events import Payer
from services.mandates.arrangements import handing_back, handshake_service, service
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.handshake import HandshakeUnderWay
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.rounds import BY, go_round
from tests.mandates.arrangements.builders import JULY, JUNE, rows, wanted
from tests.mandates.arrangements.conftest import Works
from tests.mandates.callers import KEYRING
from tests.superuser import as_superuser

AUGUST = JULY + 1
"""The plan of these households pays until and including July."""

SHAKES = """
    select arrangement.cost, payer, handshake.from_month, state, deadline, owner from handshake
    join arrangement on arrangement.id = arrangement_id order by handshake.id
"""
AT_THE_END = ("rent", "client_pays", AUGUST, "prepared", date(2026, 7, 23), BY)


@pytest.fixture
async def ours(works: Works, household: UUID, supplier: UUID) -> Arrangement:
    """The household's rent, which we pay."""
    async with works() as (session, hand):
        return (await service.arrange(session, hand, wanted(household, supplier, payer=Payer.WE_PUSH))).arrangement


async def prepared_on(works: Works, clock: MovableClock, month: int, day: int) -> int:
    clock.move_to(datetime(2026, month, day, 8, tzinfo=UTC))
    async with works(BY) as (session, hand):
        return await handing_back.prepare_due(session, hand, hand.today)


def the_plan_pays_until(admin_url: str, month: int, cost: str = "rent") -> None:
    with as_superuser(admin_url) as connection:
        connection.execute("update mandates.cost_month set paid_by_us = month <= %s where cost = %s", [month, cost])


async def test_at_the_end_of_the_relief_it_is_prepared_six_weeks_before_the_client_pays_himself(
    works: Works, ours: Arrangement, clock: MovableClock, admin_url: str
) -> None:
    assert await prepared_on(works, clock, 6, 19) == 0
    assert await prepared_on(works, clock, 6, 20) == 1
    assert rows(admin_url, SHAKES) == [AT_THE_END]
    assert await prepared_on(works, clock, 6, 21) == 0, "the same again changes nothing"


async def test_a_cost_that_goes_back_along_the_way_is_watched_as_others_are_still_paid(
    works: Works, ours: Arrangement, clock: MovableClock, admin_url: str
) -> None:
    """Also where a person recorded that it was handed back: the plan follows that, and the registry the plan."""
    the_plan_pays_until(admin_url, JUNE - 1)
    assert await prepared_on(works, clock, 5, 4) == 1
    assert [one[:4] for one in rows(admin_url, SHAKES)] == [("rent", "client_pays_watched", JUNE, "prepared")]


async def test_what_the_client_pays_already_is_not_handed_back(
    works: Works, rent: Arrangement, clock: MovableClock
) -> None:
    assert await prepared_on(works, clock, 7, 1) == 0


async def test_a_plan_that_changes_before_anybody_was_asked_moves_it_along(
    works: Works, ours: Arrangement, clock: MovableClock, admin_url: str
) -> None:
    await prepared_on(works, clock, 6, 20)
    the_plan_pays_until(admin_url, JUNE)
    assert await prepared_on(works, clock, 6, 21) == 2
    assert [one[2:4] for one in rows(admin_url, SHAKES)] == [(AUGUST, "withdrawn"), (JULY, "prepared")]


async def test_what_the_supplier_was_asked_stands_whatever_the_plan_says_later(
    works: Works, ours: Arrangement, clock: MovableClock, admin_url: str
) -> None:
    await prepared_on(works, clock, 6, 20)
    ((handshake,),) = rows(admin_url, "select id from handshake")
    async with works() as (session, hand):
        await handshake_service.ask(session, hand, handshake)
    the_plan_pays_until(admin_url, JUNE)
    assert await prepared_on(works, clock, 6, 21) == 0
    assert [one[2:4] for one in rows(admin_url, SHAKES)] == [(AUGUST, "asked")]


async def test_what_a_person_withdrew_is_not_begun_again(
    works: Works, ours: Arrangement, clock: MovableClock, admin_url: str
) -> None:
    await prepared_on(works, clock, 6, 20)
    ((handshake,),) = rows(admin_url, "select id from handshake")
    async with works() as (session, hand):
        await handshake_service.withdraw(session, hand, handshake, "blijft bij ons")
    assert await prepared_on(works, clock, 6, 21) == 0


async def test_what_a_person_prepares_takes_its_place(
    works: Works, ours: Arrangement, clock: MovableClock, admin_url: str
) -> None:
    await prepared_on(works, clock, 6, 20)
    async with works() as (session, hand):
        wish = WantedHandshake(ours.id, Payer.CLIENT_PAYS_WATCHED, AUGUST)
        await handshake_service.prepare(session, hand, wish)
    assert [(one[1], one[3]) for one in rows(admin_url, SHAKES)] == [
        ("client_pays", "withdrawn"),
        ("client_pays_watched", "prepared"),
    ]
    assert await prepared_on(works, clock, 6, 21) == 0
    async with works() as (session, hand):
        with pytest.raises(HandshakeUnderWay):
            await handshake_service.prepare(session, hand, wish._replace(payer=Payer.CLIENT_PAYS))


async def test_the_round_of_the_day_prepares_it(
    ours: Arrangement, registry: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    clock.move_to(datetime(2026, 6, 20, 8, tzinfo=UTC))
    await go_round(registry, organisation, clock, KEYRING)
    assert rows(admin_url, SHAKES) == [AT_THE_END]
