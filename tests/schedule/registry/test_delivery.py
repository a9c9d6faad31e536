"""Every page reaches the registry, in effect once and in its turn, whoever is away, refuses or dies."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.database import Database
from services.jobs import Worker
from services.schedule.registry.delivery import PayeeDelivery
from services.schedule.registry.handover import HAND_OVER
from services.schedule.registry.registry import RegistryDoesNotAnswer
from tests.mandates.rows import everything as everything_of_registry
from tests.schedule.callers import Caller
from tests.schedule.imports.builders import a_csv, a_row
from tests.schedule.imports.test_endpoints import taken_in
from tests.schedule.payments.processes import killed
from tests.schedule.registry.neighbours import Unheard, a_delivery, away, deliver, household_ids, known, pages, rows

JANUARY_2000 = 2000 * 12
KNOWN = {
    "suppliers": [("housing_association", "Woonstede Verhuur", "free_text")],
    "accounts": [
        (False, "proposed", "2000-01-01"),
        (False, "proposed", "2000-01-01"),
        (True, "proposed", "2000-01-01"),
    ],
    "arrangements": [("Z-1", "rent", JANUARY_2000, "Klant 12"), ("Z-2", "rent", JANUARY_2000, "Klant 13")],
    "payers": [
        ("Z-1", "rent", JANUARY_2000, "we_push", "import"),
        ("Z-2", "rent", JANUARY_2000, "we_push", "import"),
    ],
}
DELIVERED = (1, 1, False, True)
OTHER_SCHEME = {"rent__referenceKind": "creditor_reference", "rent__reference": "RF18539007547034"}
WHY = {
    "where": "payees[1].reference.kind",
    "cost": "rent",
    "payee": "Wo******* Ve*****",
    "what": "a payment with creditor_reference would not be booked",
    "cure": "‘…’ asks for free_text: copy it from a bill",
}


@pytest.fixture
async def delivery(admin_url: str, organisation: UUID) -> AsyncIterator[PayeeDelivery]:
    async with a_delivery(admin_url) as opened:
        yield opened


@pytest.fixture
async def two(anna: Caller) -> None:
    """Two households of one landlord, in one file."""
    await taken_in(anna, a_csv(a_row(), a_row(reference="Z-2", rent__reference="Klant 13")))


def told(admin_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """What the registry knows, but for the papers."""
    return {name: found for name, found in known(admin_url).items() if name in KNOWN}


async def test_the_registry_knows_what_was_said_and_nothing_of_it_stays_here(
    two: None, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    await delivery.hand_over(str(organisation))
    assert told(admin_url) == KNOWN
    assert pages(admin_url) == [DELIVERED]
    batch = rows(admin_url, "select distinct batch_id from mandates.account")
    assert batch == rows(admin_url, "select id from caseload_import")


async def test_papers_that_nobody_misses_are_there(
    anna: Caller, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    await taken_in(anna, a_csv(a_row(papersMissing="lease")))
    await delivery.hand_over(str(organisation))
    papers = {kind: state for kind, _, state, _ in known(admin_url)["papers"]}
    assert "lease" not in papers
    assert set(papers.values()) == {"delivered"}


async def test_while_the_registry_is_away_the_pages_wait(
    two: None, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    async with a_delivery(admin_url, away) as alone:
        with pytest.raises(RegistryDoesNotAnswer):
            await alone.hand_over(str(organisation))
    assert pages(admin_url) == [(1, 1, True, False)]
    assert told(admin_url) == {name: [] for name in KNOWN}
    await delivery.hand_over(str(organisation))
    assert told(admin_url) == KNOWN


async def test_a_page_that_was_heard_without_a_word_is_posted_again_and_taken_over_once(
    two: None, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    async with a_delivery(admin_url, Unheard) as unheard:
        with pytest.raises(RegistryDoesNotAnswer):
            await unheard.hand_over(str(organisation))
    before = everything_of_registry(admin_url)
    await delivery.hand_over(str(organisation))
    assert everything_of_registry(admin_url) == before
    assert pages(admin_url) == [DELIVERED]


async def test_pages_are_posted_in_the_turn_in_which_they_were_said(
    anna: Caller, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    for reference, number in (("Klant 12", ""), ("Klant 13", ""), ("Klant 12", "KL-12")):
        await taken_in(anna, a_csv(a_row(rent__reference=reference, rent__customerNumber=number)))
    await delivery.hand_over(str(organisation))
    assert pages(admin_url) == [(1, turn, False, True) for turn in (1, 2, 3)]
    newest = "select reference_text from mandates.arrangement order by from_month desc, id desc limit 1"
    assert rows(admin_url, newest) == [("Klant 12",)]


async def test_a_cost_that_is_refused_keeps_neither_the_clients_own_account_nor_another_cost_from_being_known(
    anna: Caller, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    energy = {
        "energy.amount": "110,00",
        "energy.dueDay": "15",
        "energy.firstMonth": "2026-03",
        "energy.payee": "Verzonnen Watt",
        "energy.iban": "NL44RABO0123456789",
        "energy.referenceKind": "free_text",
        "energy.reference": "KL-7",
    }
    await taken_in(anna, a_csv(a_row(), {**a_row(reference="Z-2", **OTHER_SCHEME), **energy}))
    await delivery.hand_over(str(organisation))
    assert [one[:2] for one in told(admin_url)["arrangements"]] == [("Z-1", "rent"), ("Z-2", "energy")]
    assert [is_suppliers for is_suppliers, *_ in told(admin_url)["accounts"]] == [False, False, True, True]
    (refusal,) = (await anna.get("/registry-refusals")).json()["items"]
    assert (refusal["reference"], refusal["faults"]) == ("Z-2", [WHY])

    before = told(admin_url)
    await taken_in(anna, a_csv(a_row(), {**a_row(reference="Z-2", **OTHER_SCHEME), **energy, "children": "1"}))
    await delivery.hand_over(str(organisation))
    assert told(admin_url) == before, "what was taken over stays, and what was refused is again"
    (refusal,) = (await anna.get("/registry-refusals")).json()["items"]
    assert [(fault["cost"], fault["where"]) for fault in refusal["faults"]] == [("rent", "payees[0].reference.kind")]


async def test_what_is_refused_of_one_household_holds_up_no_other_and_is_said_again_when_it_changes(
    anna: Caller, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    other = a_row(reference="Z-2", **OTHER_SCHEME)
    await taken_in(anna, a_csv(a_row(), other, a_row(reference="Z-3", rent__reference="Klant 14")))
    await delivery.hand_over(str(organisation))
    assert [reference for reference, *_ in told(admin_url)["arrangements"]] == ["Z-1", "Z-3"]
    ((refused,),) = rows(admin_url, "select refused from schedule.payee_handover")
    assert refused == [{"householdId": str(household_ids(admin_url)["Z-2"]), "why": [WHY]}]
    assert pages(admin_url) == [DELIVERED]

    await taken_in(anna, a_csv(other | {"rent.referenceKind": "free_text", "rent.reference": "Klant 13"}))
    await delivery.hand_over(str(organisation))
    assert [reference for reference, *_ in told(admin_url)["arrangements"]] == ["Z-1", "Z-2", "Z-3"]


@pytest.mark.parametrize("status", [401, 403, 404, 413, 500])
async def test_a_registry_that_breaks_refuses_nothing(
    two: None, organisation: UUID, admin_url: str, status: int
) -> None:
    """The page waits until it answers: what it says about our token, or of itself, is no word about payees."""

    def forbids(_registry: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        return httpx.MockTransport(lambda request: httpx.Response(status))

    async with a_delivery(admin_url, forbids) as broken:
        with pytest.raises(RegistryDoesNotAnswer):
            await broken.hand_over(str(organisation))
    assert pages(admin_url) == [(1, 1, True, False)]


async def test_the_alarm_finds_pages_that_have_no_job(
    two: None, delivery: PayeeDelivery, database: Database, admin_url: str
) -> None:
    with_job = await delivery.wake()
    rows(admin_url, "delete from schedule.procrastinate_jobs returning id")
    assert (with_job, await delivery.wake()) == (0, 1)
    async with Worker(database, {HAND_OVER: delivery.hand_over}, alarms=[delivery.wake]) as worker:
        assert await worker.drain() == 1
        assert await worker.ring() == 0
    assert told(admin_url) == KNOWN


async def test_two_workers_at_once_hand_over_once(
    two: None, delivery: PayeeDelivery, organisation: UUID, admin_url: str
) -> None:
    async with a_delivery(admin_url) as another:
        both = await asyncio.gather(
            delivery.hand_over(str(organisation)), another.hand_over(str(organisation)), return_exceptions=True
        )
    assert {type(one) for one in both} <= {type(None), RegistryDoesNotAnswer}
    await delivery.hand_over(str(organisation))
    assert told(admin_url) == KNOWN
    assert pages(admin_url) == [DELIVERED]


async def test_another_organisation_is_handed_nothing(
    two: None, delivery: PayeeDelivery, another_organisation: UUID, admin_url: str
) -> None:
    await delivery.hand_over(str(another_organisation))
    assert pages(admin_url) == [(1, 1, True, False)]


@pytest.mark.parametrize(
    "place",
    ["payees.page-opened", "mandates.caseload-taken-over", "command.answered", "payees.page-posted"],
)
async def test_wherever_a_worker_dies_the_end_is_the_same(
    two: None, delivery: PayeeDelivery, organisation: UUID, admin_url: str, place: str
) -> None:
    killed(deliver, admin_url, str(organisation), at=place)
    await delivery.hand_over(str(organisation))
    assert told(admin_url) == KNOWN
    assert pages(admin_url) == [DELIVERED]
