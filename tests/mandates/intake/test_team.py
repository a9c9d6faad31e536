"""Somebody sees to a household on every day: its contact, else the deputy, else the regisseur."""

from datetime import date
from uuid import UUID

import pytest

from services.errors import InvalidInput
from services.mandates.households.repository import NoSuchHousehold
from services.mandates.intake import team_repository as repository
from services.mandates.intake import team_service as service
from services.mandates.intake.team import HasEnded, LaterOne, Member, Owners, TeamRole, owners
from services.mandates.intake.team_repository import NoSuchMember
from tests.mandates.conftest import CAPELLE
from tests.mandates.intake.conftest import Works
from tests.mandates.rows import everything
from tests.schedule.rows import changed

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


def a_member(role: TeamRole, subject: str, from_day: date = JANUARY, until_day: date | None = None) -> Member:
    return Member(UUID(int=1), 1, role, subject, from_day, until_day)


def test_the_contact_sees_to_it_then_the_deputy_then_the_regisseur() -> None:
    regisseur = a_member(TeamRole.REGISSEUR, "rosa")
    deputy = a_member(TeamRole.DEPUTY, "dora")
    contact = a_member(TeamRole.CONTACT, "anna", until_day=date(2026, 1, 31))
    supporter = a_member(TeamRole.SUPPORTER, "sara")
    assert owners([supporter, regisseur, deputy, contact], JANUARY) == Owners("anna", "rosa")
    assert owners([supporter, regisseur, deputy, contact], FEBRUARY) == Owners("dora", "rosa")
    assert owners([supporter, regisseur], FEBRUARY) == Owners("rosa", "rosa")
    assert owners([supporter, deputy], FEBRUARY) == Owners("dora", None)
    assert owners([supporter], FEBRUARY) == Owners(None, None)


async def test_who_takes_a_role_ends_the_one_before_and_supporters_stand_side_by_side(
    works: Works, household: UUID
) -> None:
    async with works() as (session, hand):
        await service.join(session, hand, household, TeamRole.CONTACT, "anna", JANUARY)
        await service.join(session, hand, household, TeamRole.CONTACT, "bram", MARCH)
        await service.join(session, hand, household, TeamRole.SUPPORTER, "sara", JANUARY)
        await service.join(session, hand, household, TeamRole.SUPPORTER, "sefa", FEBRUARY)
        team = (await repository.members(session, [household]))[household]
        assert [(one.sequence, one.subject, one.until_day) for one in team] == [
            (1, "anna", date(2026, 2, 28)), (2, "bram", None), (3, "sara", None), (4, "sefa", None),
        ]  # fmt: skip
        assert await service.owner_on(session, [household], FEBRUARY) == {household: Owners("anna", None)}
        assert await service.owner_on(session, [household], MARCH) == {household: Owners("bram", None)}
        assert await service.owner_on(session, [household], date(2025, 12, 31)) == {}


async def test_nobody_slips_in_before_who_has_the_role_later(works: Works, household: UUID, admin_url: str) -> None:
    async with works() as (session, hand):
        await service.join(session, hand, household, TeamRole.DEPUTY, "dora", FEBRUARY)
    before = everything(admin_url)
    for day in (JANUARY, FEBRUARY):
        with pytest.raises(LaterOne):
            async with works() as (session, hand):
                await service.join(session, hand, household, TeamRole.DEPUTY, "dirk", day)
    assert changed(before, everything(admin_url)) == []


async def test_a_whole_team_takes_over_households_that_the_hand_sees_and_no_others(
    works: Works, household: UUID
) -> None:
    team = {TeamRole.CONTACT: "bram", TeamRole.REGISSEUR: "rosa"}
    async with works() as (session, hand):
        await service.join(session, hand, household, TeamRole.CONTACT, "anna", JANUARY)
    async with works() as (session, hand):
        assert await service.join_all(session, hand, [household, UUID(int=1)], team, MARCH) == [
            Member(household, 2, TeamRole.CONTACT, "bram", MARCH),
            Member(household, 3, TeamRole.REGISSEUR, "rosa", MARCH),
        ]
        known = (await repository.members(session, [household]))[household]
        assert [(one.subject, one.until_day) for one in known] == [
            ("anna", date(2026, 2, 28)), ("bram", None), ("rosa", None),
        ]  # fmt: skip


async def test_a_part_ends_once(works: Works, household: UUID, admin_url: str) -> None:
    async with works() as (session, hand):
        await service.join(session, hand, household, TeamRole.CONTACT, "anna", date(2025, 12, 1))
        await service.leave(session, hand, household, 1, date(2025, 12, 31))
        await service.join(session, hand, household, TeamRole.CONTACT, "bram", FEBRUARY)
    before = everything(admin_url)
    with pytest.raises(HasEnded):
        async with works() as (session, hand):
            await service.leave(session, hand, household, 1, MARCH)
    with pytest.raises(NoSuchMember):
        async with works() as (session, hand):
            await service.leave(session, hand, household, 3, MARCH)
    with pytest.raises(InvalidInput, match="2026-01-01 is before 2026-02-01, the first day"):
        async with works() as (session, hand):
            await service.leave(session, hand, household, 2, JANUARY)
    assert changed(before, everything(admin_url)) == []


async def test_who_may_not_see_the_household_changes_no_team(works: Works, household: UUID, admin_url: str) -> None:
    before = everything(admin_url)
    with pytest.raises(NoSuchHousehold):
        async with works(sees=frozenset({CAPELLE})) as (session, hand):
            await service.join(session, hand, household, TeamRole.CONTACT, "anna", JANUARY)
    assert changed(before, everything(admin_url)) == []
