"""A person decides who pays, with a reason; the record says who, since when and why."""

from uuid import UUID

import pytest

from services.errors import InvalidInput
from services.mandate_events import Payer
from services.mandates.arrangements import payer_service
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.payer import Cause, NothingChanges
from services.mandates.arrangements.payer_service import NotArranged, PayerWish
from services.mandates.households.repository import NoSuchHousehold
from tests.mandates.arrangements.builders import FEBRUARY, JULY, MARCH, MAY, rows, told
from tests.mandates.arrangements.conftest import Works
from tests.mandates.conftest import CAPELLE

DECISION = PayerWish("rent", Payer.WE_PUSH, MAY, "de klant ligt in het ziekenhuis")


async def test_a_decision_counts_from_its_month_with_its_reason(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    async with works("bram") as (session, hand):
        entry = await payer_service.decide_payer(session, hand, household, DECISION)
    assert (entry.sequence, entry.change.cause, entry.change.reason, entry.by) == (
        2,
        Cause.DECISION,
        "de klant ligt in het ziekenhuis",
        "bram",
    )
    async with works() as (session, _):
        found = await payer_service.payers_of(session, household, None, MAY - 1, MAY)
    assert [one.payer for one in found] == [Payer.CLIENT_PAYS, Payer.WE_PUSH]
    assert told(admin_url, "payer-of-record.changed")[-1]["payer"] == "we_push"
    assert [news["version"] for news in told(admin_url, "registry.changed")] == [2, 3]


async def test_history_tells_every_row_and_rewrites_none(works: Works, rent: Arrangement, household: UUID) -> None:
    async with works("bram") as (session, hand):
        await payer_service.decide_payer(session, hand, household, DECISION)
        await payer_service.decide_payer(session, hand, household, DECISION._replace(payer=Payer.CLIENT_PAYS))
    async with works() as (session, _):
        history = await payer_service.history(session, household, None, "rent")
    assert [(one.sequence, one.since, one.payer) for one in history] == [
        (1, FEBRUARY, Payer.CLIENT_PAYS),
        (2, MAY, Payer.WE_PUSH),
        (3, MAY, Payer.CLIENT_PAYS),
    ]


async def test_a_cost_that_is_not_arranged_in_that_month_has_no_payer_to_decide(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    for wish in (DECISION._replace(cost="water"), DECISION._replace(from_month=FEBRUARY - 1)):
        with pytest.raises(NotArranged):
            async with works("bram") as (session, hand):
                await payer_service.decide_payer(session, hand, household, wish)
    assert len(rows(admin_url, "select sequence from payer_of_record")) == 1


async def test_a_decision_for_who_pays_already_is_refused(works: Works, rent: Arrangement, household: UUID) -> None:
    with pytest.raises(NothingChanges, match="client_pays is the payer of record of rent in 2026-05 already"):
        async with works("bram") as (session, hand):
            await payer_service.decide_payer(session, hand, household, DECISION._replace(payer=Payer.CLIENT_PAYS))


async def test_a_pulling_supplier_needs_a_mandate_in_a_decision_too(
    works: Works, rent: Arrangement, household: UUID
) -> None:
    with pytest.raises(InvalidInput, match="directDebitId: is missing"):
        async with works("bram") as (session, hand):
            await payer_service.decide_payer(session, hand, household, DECISION._replace(payer=Payer.SUPPLIER_PULLS))


async def test_a_household_of_another_municipality_shows_no_payer_and_takes_no_decision(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    others = frozenset({CAPELLE})
    async with works("carla", others) as (session, hand):
        with pytest.raises(NoSuchHousehold):
            await payer_service.payers_of(session, household, others, MARCH, JULY)
        with pytest.raises(NoSuchHousehold):
            await payer_service.history(session, household, others, "rent")
        with pytest.raises(NoSuchHousehold):
            await payer_service.decide_payer(session, hand, household, DECISION)
    assert len(rows(admin_url, "select sequence from payer_of_record")) == 1
