"""A bill that two would pay goes out for neither, until a person says for which; and then for that one alone."""

from uuid import UUID

import pytest

from services.mandate_events import Payer
from services.mandates.arrangements import bill_decisions, payer_service
from services.mandates.arrangements import repository as arrangement_repository
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.bill_decisions import NoSharedBill
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.client import MandatesClient
from services.mandates.costs import Cost
from services.mandates.schemas import Reason, Released, Waits
from services.payment_reference import PaymentReference, ReferenceKind
from tests.mandates.answers import made
from tests.mandates.arrangements.builders import MARCH, rows
from tests.mandates.callers import KEYRING, Caller
from tests.mandates.release.conftest import Registry, a_line, asked
from tests.superuser import as_superuser

NUMBER = {"customer_number": "KL-20391"}


@pytest.fixture
async def two(desk: Registry) -> tuple[UUID, UUID]:
    """Two households, all in order, whose rent is paid under one customer number."""
    first, second = sorted([await desk.household([]), await desk.household([])])
    for one in (first, second):
        await desk.arrange(one, "rent", Payer.WE_PUSH, **NUMBER)
    return first, second


async def arrangement_of(desk: Registry, household: UUID) -> Arrangement:
    async with desk.work() as (session, _):
        (found,) = (await arrangement_repository.arrangements_of(session, KEYRING, [household]))[household]
    return found


async def answers(client: MandatesClient, *households: UUID) -> list[str | None]:
    """Of each household's rent None if it is released, else where the same bill is paid."""
    found = (await asked(client, *map(a_line, households))).lines
    assert all(one.reason is Reason.BILL_PAID_TWICE for one in found if isinstance(one, Waits))
    return [one.detail if isinstance(one, Waits) else None for one in found]


async def decided(desk: Registry, household: UUID, *, beside_others: bool = False) -> None:
    arrangement = await arrangement_of(desk, household)
    async with desk.work("bram") as (session, hand):
        await bill_decisions.decide_bill(session, hand, arrangement.id, "huurt daar nu", beside_others=beside_others)


async def test_a_bill_that_two_households_would_pay_waits_at_both_and_each_is_told_of_the_other(
    two: tuple[UUID, UUID], client: MandatesClient
) -> None:
    first, second = two
    assert await answers(client, first, second) == [f"rent/{second}", f"rent/{first}"]


async def test_a_decision_releases_that_one_and_the_other_waits(
    two: tuple[UUID, UUID], desk: Registry, client: MandatesClient
) -> None:
    first, second = two
    await decided(desk, second)
    assert await answers(client, first, second) == [f"rent/{second}", None]


async def test_a_newer_decision_for_the_other_takes_the_place_of_the_older(
    two: tuple[UUID, UUID], desk: Registry, client: MandatesClient
) -> None:
    first, second = two
    before = (await asked(client, a_line(first), a_line(second))).versions
    await decided(desk, second)
    await decided(desk, first)
    assert await answers(client, first, second) == [None, f"rent/{first}"]
    assert await client.changed(before) == {first, second}, "what was released is asked anew before it is paid"


async def test_two_who_share_a_contract_are_both_released_when_each_was_decided_about(
    two: tuple[UUID, UUID], desk: Registry, client: MandatesClient
) -> None:
    await decided(desk, two[0], beside_others=True)
    assert await answers(client, *two) == [None, f"rent/{two[0]}"]
    await decided(desk, two[1], beside_others=True)
    assert await answers(client, *two) == [None, None]


async def test_two_customer_numbers_are_two_bills_whatever_the_reference_says(
    desk: Registry, client: MandatesClient
) -> None:
    assert await answers(client, await desk.household(["rent"]), await desk.household(["rent"])) == [None, None]


async def test_a_reference_is_the_same_however_it_was_typed(desk: Registry, client: MandatesClient) -> None:
    first, second = sorted([await desk.household([]), await desk.household([])])
    for one, typed in ((first, "Huur KL 20391"), (second, "huur kl20391")):
        reference = PaymentReference(ReferenceKind.FREE_TEXT, typed)
        await desk.arrange(one, "rent", Payer.WE_PUSH, customer_number=None, reference=reference)
    assert await answers(client, first, second) == [f"rent/{second}", f"rent/{first}"]


async def test_a_bill_that_the_other_client_pays_himself_is_paid_once(desk: Registry, client: MandatesClient) -> None:
    ours, own = await desk.household([]), await desk.household([])
    await desk.arrange(ours, "rent", Payer.WE_PUSH, **NUMBER)
    await desk.arrange(own, "rent", Payer.CLIENT_PAYS, **NUMBER)
    assert await answers(client, ours) == [None]
    async with desk.work("bram") as (session, hand):
        wish = PayerWish(Cost.RENT, Payer.WE_PUSH, MARCH, "neemt het toch over", None)
        await payer_service.decide_payer(session, hand, own, wish)
    assert await answers(client, ours, own) == [f"rent/{own}", f"rent/{ours}"]


async def test_who_moved_is_paid_for_in_the_months_that_the_newer_household_plans(
    two: tuple[UUID, UUID], client: MandatesClient, admin_url: str
) -> None:
    first, second = two
    with as_superuser(admin_url) as connection:
        connection.execute("update mandates.household set plan_version = 1")
        connection.execute("delete from mandates.cost_month where household_id = %s", [first])
        connection.execute(
            "insert into mandates.cost_month select organisation_id, id, 'rent', 24314, '2026-03-01', 60000, true"
            " from mandates.household where id = %s on conflict do nothing",
            [second],
        )
    assert await answers(client, second) == [None]
    assert await answers(client, first) == [f"rent/{second}"], (
        "a month that no plan of his has is asked for all the same"
    )


async def test_nothing_is_decided_about_a_bill_that_nobody_else_pays(desk: Registry, admin_url: str) -> None:
    household = await desk.household(["rent"])
    with pytest.raises(NoSharedBill):
        await decided(desk, household)
    assert rows(admin_url, "select count(*) from bill_decision") == [(0,)]


async def test_it_is_decided_over_http_by_who_approves_and_by_nobody_else(
    two: tuple[UUID, UUID], desk: Registry, client: MandatesClient, anna: Caller, bram: Caller, admin_url: str
) -> None:
    where = f"/arrangements/{(await arrangement_of(desk, two[0])).id}/bill-decisions"
    assert (await anna.post(where, {"reason": "huurt daar nu"})).status_code == 403
    assert await answers(client, two[0]) == [f"rent/{two[1]}"]
    told = made(await bram.post(where, {"reason": "huurt daar nu"}))
    assert told["besideOthers"] is False
    assert isinstance((await asked(client, a_line(two[0]))).lines[0], Released)
    assert rows(admin_url, "select decided_by from bill_decision") == [("bram",)]
    assert "huurt" not in str(rows(admin_url, "select reason_sealed from bill_decision"))


async def test_another_organisation_decides_nothing(
    two: tuple[UUID, UUID], desk: Registry, stranger: Caller, admin_url: str
) -> None:
    where = f"/arrangements/{(await arrangement_of(desk, two[0])).id}/bill-decisions"
    assert (await stranger.post(where, {"reason": "huurt daar nu"})).status_code in (403, 404)
    assert rows(admin_url, "select count(*) from bill_decision") == [(0,)]
