"""Arranging costs: the same again is the same, another supplier takes its place, and no payer is slipped in by it."""

from datetime import date
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.errors import InvalidInput
from services.mandate_events import HandshakeState, Payer
from services.mandates.arrangements import payer_service, repository, service
from services.mandates.arrangements.arrangement import Arrangement, BillsTo
from services.mandates.arrangements.payer import Cause
from services.mandates.arrangements.payer_repository import payers
from services.mandates.arrangements.repository import NoSuchArrangement
from services.mandates.arrangements.service import DefersNothing, WantedArrangement
from services.mandates.households.repository import NoSuchHousehold
from services.months import Month
from services.payment_reference import PaymentReference, ReferenceKind
from tests.conftest import SessionOf
from tests.mandates.arrangements.builders import (
    APRIL,
    FEBRUARY,
    JULY,
    JUNE,
    MARCH,
    MAY,
    NUMBER,
    a_hand,
    a_mandate,
    a_supplier,
    rows,
    told,
    wanted,
)
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import brought_to, prepared
from tests.mandates.callers import KEYRING
from tests.mandates.conftest import CAPELLE, a_household
from tests.superuser import as_superuser


async def _year(works: Works, household: UUID) -> list[tuple[Month, Payer, UUID]]:
    async with works() as (session, _):
        found = await payer_service.payers_of(session, household, None, FEBRUARY, JULY)
    return [(one.month, one.payer, one.entry.supplier_id) for one in found]


async def test_an_arrangement_has_a_first_payer_and_counts_as_a_change(
    works: Works, household: UUID, supplier: UUID, admin_url: str
) -> None:
    async with works() as (session, hand):
        made = await service.arrange(session, hand, wanted(household, supplier))
    assert made.is_new
    async with works() as (session, hand):
        assert await repository.arrangement(session, hand.keyring, made.arrangement.id, None) == made.arrangement
        (held,) = await payer_service.history(session, household, None, "rent")
    assert (held.payer, held.since, held.change.cause) == (Payer.CLIENT_PAYS, FEBRUARY, Cause.INITIAL)
    assert [(news["payer"], news["fromMonth"]) for news in told(admin_url, "payer-of-record.changed")] == [
        ("client_pays", "2026-02")
    ]
    assert [news["version"] for news in told(admin_url, "registry.changed")] == [2]


async def test_a_customer_number_is_sealed(works: Works, rent: Arrangement, admin_url: str) -> None:
    ((sealed,),) = rows(admin_url, "select customer_number_sealed from arrangement")
    assert NUMBER.encode() not in bytes(sealed)
    assert rent.terms.customer_number == NUMBER


@pytest.mark.parametrize("month", [FEBRUARY, MAY])
async def test_the_same_content_again_is_the_same_arrangement(
    works: Works, rent: Arrangement, household: UUID, supplier: UUID, admin_url: str, month: Month
) -> None:
    async with works() as (session, hand):
        again = await service.arrange(session, hand, wanted(household, supplier, month))
    assert again == (rent, False)
    assert len(rows(admin_url, "select sequence from payer_of_record")) == 1
    assert len(told(admin_url, "registry.changed")) == 1


async def test_imported_again_after_a_taking_over_it_is_still_the_same(
    works: Works, rent: Arrangement, household: UUID, supplier: UUID
) -> None:
    await brought_to(works, await prepared(works, rent, month=FEBRUARY), HandshakeState.DECIDED)
    async with works() as (session, hand):
        assert not (await service.arrange(session, hand, wanted(household, supplier))).is_new


async def test_another_supplier_from_a_month_on_takes_the_place_of_the_old_one(
    works: Works, rent: Arrangement, household: UUID, supplier: UUID, other_supplier: UUID
) -> None:
    await brought_to(works, await prepared(works, rent, month=JUNE), HandshakeState.DECIDED)
    async with works() as (session, hand):
        await service.arrange(session, hand, wanted(household, other_supplier, MAY))
    assert await _year(works, household) == [
        (FEBRUARY, Payer.CLIENT_PAYS, supplier),
        (MARCH, Payer.CLIENT_PAYS, supplier),
        (APRIL, Payer.CLIENT_PAYS, supplier),
        (MAY, Payer.CLIENT_PAYS, other_supplier),
        (JUNE, Payer.CLIENT_PAYS, other_supplier),
        (JULY, Payer.CLIENT_PAYS, other_supplier),
    ]


async def test_an_earlier_arrangement_leaves_the_later_one_alone(
    works: Works, household: UUID, supplier: UUID, other_supplier: UUID
) -> None:
    async with works() as (session, hand):
        await service.arrange(session, hand, wanted(household, other_supplier, JUNE, Payer.WE_PUSH))
        await service.arrange(session, hand, wanted(household, supplier, FEBRUARY))
    assert [(payer, by) for _, payer, by in await _year(works, household)] == [
        *[(Payer.CLIENT_PAYS, supplier)] * 4,
        *[(Payer.WE_PUSH, other_supplier)] * 2,
    ]


async def test_other_terms_with_the_same_supplier_leave_the_payer_with_his_reason(
    works: Works, rent: Arrangement, household: UUID, supplier: UUID
) -> None:
    one = await brought_to(works, await prepared(works, rent, month=MAY), HandshakeState.DECIDED)
    async with works() as (session, hand):
        news = wanted(household, supplier, APRIL, None, bills_to=BillsTo.ORGANISATION)
        made = await service.arrange(session, hand, news)
    assert [payer for _, payer, _ in await _year(works, household)] == [*[Payer.CLIENT_PAYS] * 3, *[Payer.WE_PUSH] * 3]
    async with works() as (session, _):
        (may,) = await payer_service.payers_of(session, household, None, MAY, MAY)
    assert may.entry.arrangement_id == made.arrangement.id
    assert may.entry.change.handshake_id == one.id


async def test_arranging_anew_makes_nobody_else_the_payer(
    works: Works, rent: Arrangement, household: UUID, supplier: UUID, admin_url: str
) -> None:
    with pytest.raises(InvalidInput, match="payer: client_pays pays in 2026-04, by what is on record"):
        async with works() as (session, hand):
            await service.arrange(session, hand, wanted(household, supplier, APRIL, Payer.WE_PUSH))
    assert len(rows(admin_url, "select id from arrangement")) == 1


async def test_a_first_arrangement_says_who_pays(works: Works, household: UUID, supplier: UUID) -> None:
    with pytest.raises(InvalidInput, match="payer: is missing"):
        async with works() as (session, hand):
            await service.arrange(session, hand, wanted(household, supplier, payer=None))


async def test_a_reference_in_another_scheme_is_refused(works: Works, household: UUID, supplier: UUID) -> None:
    reference = PaymentReference(ReferenceKind.CREDITOR_REFERENCE, "RF18539007547034")
    with pytest.raises(InvalidInput, match=r"reference.kind: .*‘Woonstede Verhuur’ asks for free_text"):
        async with works() as (session, hand):
            await service.arrange(session, hand, wanted(household, supplier, reference=reference))


async def test_an_import_of_many_is_one_transaction_with_all_its_faults(
    works: Works, household: UUID, strangers_household: UUID, supplier: UUID, admin_url: str
) -> None:
    wishes = [
        wanted(household, supplier)._replace(where="rows[0]"),
        wanted(strangers_household, supplier)._replace(where="rows[1]"),
        wanted(household, UUID(int=3), cost="water")._replace(where="rows[2]"),
    ]
    with pytest.raises(InvalidInput) as refusal:
        async with works() as (session, hand):
            await service.arrange_many(session, hand, wishes)
    assert [fault.where for fault in refusal.value.faults] == ["rows[1].householdId", "rows[2].supplierId"]
    assert rows(admin_url, "select id from arrangement") == []


async def test_many_households_are_arranged_in_one_go_and_again_without_effect(
    works: Works, organisation: UUID, supplier: UUID, admin_url: str
) -> None:
    homes = [UUID(int=100 + number) for number in range(30)]
    for number, home in enumerate(homes):
        a_household(admin_url, organisation, home, f"ZAAK-{100 + number}", "GM0518")
    costs = ("rent", "energy", "water")
    wishes = [wanted(home, supplier, cost=cost)._replace(cause=Cause.IMPORT) for home in homes for cost in costs]
    async with works() as (session, hand):
        first = await service.arrange_many(session, hand, wishes)
    async with works() as (session, hand):
        again = await service.arrange_many(session, hand, wishes)
        found = await payers(session, homes, MARCH, MARCH)
        kept = await repository.arrangements_of(session, KEYRING, homes)
    assert [one.arrangement for one in first] == [one.arrangement for one in again]
    assert not any(one.is_new for one in again)
    assert {home: [one.entry.cost for one in months] for home, months in found.items()} == {
        home: ["energy", "rent", "water"] for home in homes
    }
    assert sum(map(len, kept.values())) == 90
    assert rows(admin_url, "select distinct version from household where id = any(%s)", homes) == [(2,)]


async def test_who_comes_with_a_mandate_on_our_account_is_pulled_by_it_from_the_first_month(
    works: Works, household: UUID, supplier: UUID, organisation: UUID, admin_url: str
) -> None:
    mandate = a_mandate(admin_url, organisation, UUID(int=7), household, supplier)
    wish = wanted(household, supplier, payer=Payer.SUPPLIER_PULLS)
    with pytest.raises(InvalidInput, match="directDebitId: is missing"):
        async with works() as (session, hand):
            await service.arrange(session, hand, wish)
    async with works() as (session, hand):
        await service.arrange(session, hand, wish._replace(direct_debit_id=mandate))
    async with works() as (session, _):
        (held,) = await payer_service.payers_of(session, household, None, FEBRUARY, FEBRUARY)
    assert held.entry.change.direct_debit_id == mandate


@pytest.mark.parametrize("until", [date(2026, 1, 6), date(2026, 3, 3)])
async def test_a_supplier_waits_within_the_days_it_agreed_to(
    works: Works, rent: Arrangement, admin_url: str, until: date
) -> None:
    async with works() as (session, hand):
        assert (await service.defer(session, hand, rent.id, until)).deferred_until == until
    assert rows(admin_url, "select deferred_until from arrangement") == [(until,)]
    assert len(told(admin_url, "registry.changed")) == 2
    async with works() as (session, hand):
        await service.defer(session, hand, rent.id, None)
    assert rows(admin_url, "select deferred_until from arrangement") == [(None,)]


async def test_the_plan_is_told_which_month_waits_until_when_and_when_it_waits_no_longer(
    works: Works, rent: Arrangement, admin_url: str
) -> None:
    """The rent of February is due on the 1st; once the plan follows, on the day until which it waits."""
    for until in (date(2026, 2, 20), date(2026, 3, 3), None):
        async with works() as (session, hand):
            await service.defer(session, hand, rent.id, until)
        moved = "update mandates.cost_month set due_on = %s where cost = 'rent' and month = %s"
        with as_superuser(admin_url) as connection:
            connection.execute(moved, [until or date(2026, 2, 1), FEBRUARY])
    assert [(one["cost"], one["month"], one["until"]) for one in told(admin_url, "deferral.changed")] == [
        ("rent", "2026-02", "2026-02-20"),
        ("rent", "2026-02", "2026-03-03"),
        ("rent", "2026-02", None),
    ]


async def test_where_no_bill_falls_before_that_day_nothing_waits(
    works: Works, rent: Arrangement, admin_url: str
) -> None:
    async with works() as (session, hand):
        await service.defer(session, hand, rent.id, date(2026, 1, 6))
        await service.defer(session, hand, rent.id, None)
    assert told(admin_url, "deferral.changed") == []


@pytest.mark.parametrize("until", [date(2026, 1, 5), date(2026, 3, 4)])
async def test_it_waits_no_longer_than_that(works: Works, rent: Arrangement, admin_url: str, until: date) -> None:
    with pytest.raises(InvalidInput, match="waits 30 days: give a day after today until 2026-03-03"):
        async with works() as (session, hand):
            await service.defer(session, hand, rent.id, until)
    assert rows(admin_url, "select deferred_until from arrangement") == [(None,)]


async def test_a_supplier_that_agreed_to_nothing_does_not_wait(
    works: Works, household: UUID, organisation: UUID, admin_url: str
) -> None:
    strict = a_supplier(admin_url, organisation, UUID(int=9), "Strenge Levering", deferral_days=None)
    async with works() as (session, hand):
        made = (await service.arrange(session, hand, wanted(household, strict))).arrangement
    with pytest.raises(DefersNothing):
        async with works() as (session, hand):
            await service.defer(session, hand, made.id, date(2026, 2, 10))


async def test_a_household_of_another_municipality_is_not_arranged_for(
    works: Works, household: UUID, supplier: UUID, admin_url: str
) -> None:
    with pytest.raises(NoSuchHousehold):
        async with works("carla", frozenset({CAPELLE})) as (session, hand):
            await service.arrange(session, hand, wanted(household, supplier))
    assert rows(admin_url, "select id from arrangement") == []


async def test_another_organisation_finds_no_arrangement_and_defers_none(
    rent: Arrangement, session: SessionOf, another_organisation: UUID, clock: MovableClock
) -> None:
    async with session(another_organisation) as work:
        assert await repository.arrangements_of(work, KEYRING, [rent.household_id]) == {}
        assert await payers(work, [rent.household_id], FEBRUARY, JULY) == {}
    with pytest.raises(NoSuchArrangement):
        async with session(another_organisation) as work:
            await service.defer(work, a_hand(work, clock), rent.id, date(2026, 2, 10))


async def test_both_of_two_wishes_for_one_cost_in_one_go_are_heard_in_their_order(
    works: Works, household: UUID, supplier: UUID, other_supplier: UUID
) -> None:
    wishes: list[WantedArrangement] = [wanted(household, supplier), wanted(household, other_supplier, APRIL)]
    async with works() as (session, hand):
        await service.arrange_many(session, hand, wishes)
    assert [by for _, _, by in await _year(works, household)] == [*[supplier] * 2, *[other_supplier] * 4]
