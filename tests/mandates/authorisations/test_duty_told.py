"""Whoever plans is told which costs the client refused while nobody decided about the duty, and when that is over."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Session
from services.mandates.authorisations import service
from services.mandates.authorisations.authorisation import Duty, RefusalReason
from services.mandates.costs import Cost
from tests.conftest import SessionOf
from tests.mandates.arrangements.builders import told
from tests.mandates.authorisations.clients import ASKED, IN_FULL, LIMITED, REFUSAL, a_hand, version_of

TODAY = "2026-01-05"


def of_duty(admin_url: str) -> list[tuple[str, str | None]]:
    return [(one["cost"], one["undecidedFrom"]) for one in told(admin_url, "duty.changed")]


@pytest.fixture
async def limited(session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock) -> UUID:
    """He signs for rent and energy, and refuses water and his health premium."""
    async with session(organisation) as work:
        asked = await service.ask(work, a_hand(work, clock.now()), household, ASKED)
        await service.give(work, a_hand(work, clock.now()), household, asked.id, LIMITED)
    return asked.id


async def asks(work: Session, clock: MovableClock, household: UUID) -> UUID:
    return (await service.ask(work, a_hand(work, clock.now()), household, ASKED)).id


async def test_each_cost_that_he_refused_is_told_with_the_day_and_the_version_of_the_household(
    limited: UUID, household: UUID, admin_url: str
) -> None:
    assert of_duty(admin_url) == [("water", TODAY), ("health_premium", TODAY)]
    assert {one["version"] for one in told(admin_url, "duty.changed")} == {version_of(admin_url, household)}


@pytest.mark.parametrize("duty", [Duty.STANDS, Duty.EXEMPTED])
async def test_a_decision_is_the_end_of_it(
    session: SessionOf, organisation: UUID, household: UUID, limited: UUID, clock: MovableClock, admin_url: str,
    duty: Duty,
) -> None:  # fmt: skip
    async with session(organisation) as work:
        await service.decide_duty(work, a_hand(work, clock.now(), "bram"), household, limited, duty, "besproken")
    assert of_duty(admin_url)[2:] == [("water", None), ("health_premium", None)]
    versions = [one["version"] for one in told(admin_url, "duty.changed")]
    assert versions[0] < versions[2]


async def test_who_authorises_it_after_all_ends_it_and_a_question_alone_does_not(
    session: SessionOf, organisation: UUID, household: UUID, limited: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        asked = await asks(work, clock, household)
    assert len(of_duty(admin_url)) == 2
    async with session(organisation) as work:
        await service.give(work, a_hand(work, clock.now()), household, asked, IN_FULL)
    assert of_duty(admin_url)[2:] == [("water", None), ("health_premium", None)]


async def test_what_he_takes_back_is_undecided_from_the_day_that_he_named(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    ends_on = date(2026, 1, 5) + timedelta(days=20)
    async with session(organisation) as work:
        asked = await asks(work, clock, household)
        given = IN_FULL._replace(costs=ASKED)
        await service.give(work, a_hand(work, clock.now()), household, asked, given)
    assert of_duty(admin_url) == []
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        await service.revoke(work, hand, household, asked, ends_on, RefusalReason.NO_TRUST)
    assert of_duty(admin_url) == [(str(cost), "2026-01-25") for cost in Cost if cost in ASKED]


async def test_a_new_authorisation_ends_what_was_taken_back(
    session: SessionOf, organisation: UUID, household: UUID, limited: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        await service.revoke(work, hand, household, limited, hand.today, RefusalReason.OTHER)
    assert of_duty(admin_url)[2:] == [("rent", TODAY), ("energy", TODAY)]
    async with session(organisation) as work:
        asked = await asks(work, clock, household)
    async with session(organisation) as work:
        await service.give(work, a_hand(work, clock.now()), household, asked, IN_FULL)
    assert of_duty(admin_url)[4:] == [(cost, None) for cost in ("rent", "energy", "water", "health_premium")]


async def test_who_refuses_again_what_waits_already_is_told_of_nothing_new(
    session: SessionOf, organisation: UUID, household: UUID, limited: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        asked = await asks(work, clock, household)
        refusal = REFUSAL._replace(costs=(Cost.WATER, Cost.HEALTH_PREMIUM))
        await service.refuse(work, a_hand(work, clock.now()), household, asked, refusal)
    assert of_duty(admin_url) == [("water", TODAY), ("health_premium", TODAY)]
