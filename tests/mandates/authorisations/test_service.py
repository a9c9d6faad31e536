"""Every step of an authorisation through the service: what it writes, what it refuses, and what follows from it."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest

from services.clock import MovableClock
from services.database import Session
from services.errors import InvalidInput
from services.ids import SeededIds
from services.machine import CannotHappen
from services.mandate_events import AuthorisationEvent as Event
from services.mandate_events import AuthorisationState as State
from services.mandates.authorisations import repository, service
from services.mandates.authorisations.authorisation import (
    AUTHORISATIONS,
    Authorisation,
    Duty,
    NothingWasRefused,
    RefusalReason,
    SamePersonDecides,
)
from services.mandates.authorisations.repository import NoSuchAuthorisation
from services.mandates.costs import Cost
from services.mandates.hand import Hand
from services.mandates.households.repository import NoSuchHousehold
from tests.conftest import SessionOf
from tests.mandates.authorisations.clients import (
    ASKED,
    IN_FULL,
    LIMITED,
    REFUSAL,
    a_hand,
    a_supplier,
    an_arrangement,
    happens,
    in_state,
    version_of,
    written,
)
from tests.mandates.conftest import CAPELLE, a_household
from tests.mandates.rows import everything
from tests.schedule.rows import changed
from tests.superuser import as_superuser

PAIRS = [pair for pair in AUTHORISATIONS.pairs() if pair[1] not in (Event.ASK, Event.REPLACE)]
REPLACED = [pair for pair in AUTHORISATIONS.pairs() if pair[1] is Event.REPLACE]


async def asked(session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock) -> Authorisation:
    async with session(organisation) as work:
        return await service.ask(work, a_hand(work, clock.now()), household, ASKED)


async def exempted(work: Session, hand: Hand, household: UUID, one: Authorisation) -> Authorisation:
    return await service.decide_duty(work, hand, household, one.id, Duty.EXEMPTED, "he pays it himself")


async def revoked_on(work: Session, hand: Hand, household: UUID, one: Authorisation, ends_on: date) -> None:
    await service.revoke(work, hand, household, one.id, ends_on, RefusalReason.OTHER)


@pytest.mark.parametrize(("state", "event", "after"), PAIRS)
async def test_each_event_leads_where_the_machine_says_or_changes_nothing(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str,
    state: State, event: Event, after: State | None,
) -> None:  # fmt: skip
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, state)
    before, rows = written(admin_url, one.id), everything(admin_url)
    assert before.state == state
    if after is None:
        with pytest.raises(CannotHappen, match=f"an? authorisation that is {state} cannot {event}"):
            async with session(organisation) as work:
                await happens(work, a_hand(work, clock.now()), household, one, event)
        assert changed(rows, everything(admin_url)) == []
        return
    async with session(organisation) as work:
        await happens(work, a_hand(work, clock.now()), household, one, event)
    now = written(admin_url, one.id)
    assert (now.state, now.changes) == (after, before.changes + 1)
    by = "bram" if event is Event.DECIDE_DUTY else "anna"
    assert now.transitions == [*before.transitions, (now.changes, state, event, after, by)]
    assert now.announced == [*before.announced, (event, after)]


@pytest.mark.parametrize(("state", "event", "after"), REPLACED)
async def test_a_newer_answer_replaces_what_still_says_something(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str,
    state: State, event: Event, after: State | None,
) -> None:  # fmt: skip
    """What was taken back or replaced is over; the newer answer leaves it as it is."""
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, state)
    before = written(admin_url, one.id)
    if state is State.REPLACED:
        assert AUTHORISATIONS.is_end(state)
    async with session(organisation) as work:
        await happens(work, a_hand(work, clock.now()), household, one, event)
    now = written(admin_url, one.id)
    if after is None:
        assert now == before
    else:
        assert now.transitions == [*before.transitions, (before.changes + 1, state, Event.REPLACE, after, "anna")]
        assert now.announced == [*before.announced, (Event.REPLACE, after)]


async def test_what_was_given_holds_until_the_newer_question_is_answered(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock
) -> None:
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        first = await in_state(work, hand, household, State.GIVEN)
        newer = await service.ask(work, hand, household, ASKED)
        assert (await repository.in_force(work, [household]))[household].id == first.id
        await service.give(work, hand, household, newer.id, IN_FULL)
        found = (await repository.in_force(work, [household]))[household]
        assert (found.id, found.costs, found.is_limited) == (newer.id, ASKED, False)
        replaced = await repository.authorisation(work, household, first.id)
        assert (replaced.replaced_by, replaced.ends_on) == (newer.id, date(2026, 1, 5))


async def test_in_force_tells_the_newest_word_of_many_households_at_once(
    session: SessionOf, organisation: UUID, admin_url: str, ids: SeededIds, clock: MovableClock
) -> None:
    households = [
        a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", "GM0518") for number in range(6)
    ]
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        for household, state in zip(households, State, strict=False):
            await in_state(work, hand, household, state)
        await service.ask(work, hand, households[3], ASKED)
        found = await repository.in_force(work, households)
    assert [found[household].state for household in households[:4]] == [
        State.ASKED, State.GIVEN, State.REFUSED, State.REVOKED,
    ]  # fmt: skip
    assert found[households[4]].state is State.ASKED, "the newer question that replaced the first"
    assert households[5] not in found


async def test_fewer_costs_than_asked_are_a_limited_authorisation_with_a_duty_to_decide(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock
) -> None:
    one = await asked(session, organisation, household, clock)
    async with session(organisation) as work:
        given, hand_back = await service.give(work, a_hand(work, clock.now()), household, one.id, LIMITED)
        sealed = await repository.opened(work, a_hand(work, clock.now()).keyring, household, one.id)
    assert (given.state, given.is_limited, given.costs, given.refused, given.duty, hand_back) == (
        State.GIVEN, True, (Cost.RENT, Cost.ENERGY), (Cost.WATER, Cost.HEALTH_PREMIUM), Duty.UNDECIDED, [],
    )  # fmt: skip
    assert sealed == ("the insurer takes it by itself", "Tolk Almaz", None, None)


async def test_what_the_client_said_stands_nowhere_in_plain(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, State.GIVEN)
        decider = a_hand(work, clock.now(), "bram")
        await service.decide_duty(work, decider, household, one.id, Duty.STANDS, "he has no account yet")
    stored = str(everything(admin_url))
    assert "takes it by itself" not in stored
    assert "Almaz" not in stored
    assert "no account yet" not in stored


async def test_some_costs_can_be_refused_while_the_others_stay_without_an_answer(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock
) -> None:
    one = await asked(session, organisation, household, clock)
    async with session(organisation) as work:
        only_water = REFUSAL._replace(costs=(Cost.WATER,))
        refused, _ = await service.refuse(work, a_hand(work, clock.now()), household, one.id, only_water)
    assert (refused.state, refused.costs, refused.refused) == (State.REFUSED, (), (Cost.WATER,))


async def test_a_wrong_answer_is_refused_with_all_its_faults_and_changes_nothing(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    one = await asked(session, organisation, household, clock)
    before = everything(admin_url)
    wrong = LIMITED._replace(costs=[Cost.TV], told_back=False, signed_on=date(2026, 1, 6), reason=None)
    with pytest.raises(InvalidInput) as refusal:
        async with session(organisation) as work:
            await service.give(work, a_hand(work, clock.now()), household, one.id, wrong)
    assert [fault.where for fault in refusal.value.faults] == ["costs[0]", "toldBack", "signedOn"]
    assert changed(before, everything(admin_url)) == []


async def test_a_revocation_says_what_is_to_be_handed_back_and_from_which_month(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str, ids: SeededIds
) -> None:
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, State.GIVEN)
    supplier = a_supplier(admin_url, organisation, ids.new_id(clock.now()), "Woonstede")
    rent, energy, water = (ids.new_id(clock.now()) for _ in range(3))
    an_arrangement(admin_url, organisation, household, rent, "rent", supplier, "we_push")
    an_arrangement(admin_url, organisation, household, energy, "energy", supplier, "client_pays")
    an_arrangement(admin_url, organisation, household, water, "water", supplier, "we_push")
    async with session(organisation) as work:
        revoked, hand_back = await service.revoke(
            work, a_hand(work, clock.now()), household, one.id, date(2026, 3, 2), RefusalReason.NOT_NEEDED, "enough"
        )
    assert (revoked.state, revoked.ends_on, revoked.duty) == (State.REVOKED, date(2026, 3, 2), Duty.UNDECIDED)
    assert hand_back == [(rent, supplier, Cost.RENT, "we_push", 2026 * 12 + 3)]
    assert revoked.covers(Cost.RENT, date(2026, 3, 1))
    assert not revoked.covers(Cost.RENT, date(2026, 3, 2))


async def test_a_newer_answer_says_what_is_authorised_no_more(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str, ids: SeededIds
) -> None:
    async with session(organisation) as work:
        await in_state(work, a_hand(work, clock.now()), household, State.GIVEN)
    supplier = a_supplier(admin_url, organisation, ids.new_id(clock.now()), "Woonstede")
    for cost in ("rent", "energy", "water", "health_premium"):
        an_arrangement(admin_url, organisation, household, ids.new_id(clock.now()), cost, supplier, "we_push", 24000)
    newer = await asked(session, organisation, household, clock)
    async with session(organisation) as work:
        only_rent = LIMITED._replace(costs=[Cost.RENT])
        _, hand_back = await service.give(work, a_hand(work, clock.now()), household, newer.id, only_rent)
    assert [(one.cost, one.from_month) for one in hand_back] == [
        (cost, 2026 * 12 + 1) for cost in (Cost.ENERGY, Cost.HEALTH_PREMIUM, Cost.WATER)
    ]


async def test_taking_back_from_the_past_is_refused(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, State.GIVEN)
    before = everything(admin_url)
    with pytest.raises(InvalidInput, match="2026-01-04 is past"):
        async with session(organisation) as work:
            await revoked_on(work, a_hand(work, clock.now()), household, one, date(2026, 1, 4))
    assert changed(before, everything(admin_url)) == []


async def test_who_recorded_a_refusal_does_not_decide_about_it(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, State.REFUSED)
    before = everything(admin_url)
    with pytest.raises(SamePersonDecides):
        async with session(organisation) as work:
            await exempted(work, a_hand(work, clock.now()), household, one)
    assert changed(before, everything(admin_url)) == []
    async with session(organisation) as work:
        decided = await exempted(work, a_hand(work, clock.now(), "bram"), household, one)
    assert decided.duty is Duty.EXEMPTED


async def test_the_database_too_refuses_a_decision_by_the_same_person(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, State.REFUSED)
    with as_superuser(admin_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "update mandates.authorisation set duty = 'exempted', duty_by = 'anna' where id = %s", [one.id]
        )


async def test_where_nothing_was_refused_there_is_no_duty_to_decide_about(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    one = await asked(session, organisation, household, clock)
    async with session(organisation) as work:
        await service.give(work, a_hand(work, clock.now()), household, one.id, IN_FULL)
    before = everything(admin_url)
    with pytest.raises(NothingWasRefused):
        async with session(organisation) as work:
            await exempted(work, a_hand(work, clock.now(), "bram"), household, one)
    assert changed(before, everything(admin_url)) == []


async def test_each_answer_counts_as_a_change_of_the_household_and_a_question_does_not(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    one = await asked(session, organisation, household, clock)
    assert version_of(admin_url, household) == 1
    for version, event in enumerate((Event.GIVE, Event.DECIDE_DUTY, Event.REVOKE), start=2):
        async with session(organisation) as work:
            await happens(work, a_hand(work, clock.now()), household, one, event)
        assert version_of(admin_url, household) == version


async def test_two_that_answer_at_once_take_turns_and_one_is_told_so(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str
) -> None:
    one = await asked(session, organisation, household, clock)

    async def answers(event: Event) -> str:
        try:
            async with session(organisation) as work:
                await happens(work, a_hand(work, clock.now()), household, one, event)
        except CannotHappen as refusal:
            return refusal.detail
        return "done"

    told = await asyncio.gather(answers(Event.GIVE), answers(Event.REFUSE))
    assert sorted(told)[1] == "done"
    assert sorted(told)[0].startswith("an authorisation that is ")
    assert len(written(admin_url, one.id).transitions) == 2


async def test_two_that_ask_at_once_leave_one_question(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock
) -> None:
    await asyncio.gather(*(asked(session, organisation, household, clock) for _ in range(2)))
    async with session(organisation) as work:
        found = (await repository.authorisations(work, [household], 10))[household]
    assert sorted(one.state for one in found) == [State.ASKED, State.REPLACED]


async def test_who_works_for_another_municipality_or_organisation_finds_no_household(
    session: SessionOf, organisation: UUID, another_organisation: UUID, household: UUID, clock: MovableClock,
    admin_url: str,
) -> None:  # fmt: skip
    one = await asked(session, organisation, household, clock)
    before = everything(admin_url)
    with pytest.raises(NoSuchHousehold):
        async with session(organisation) as work:
            await happens(work, a_hand(work, clock.now(), "anna", frozenset({CAPELLE})), household, one, Event.GIVE)
    with pytest.raises(NoSuchHousehold):
        async with session(another_organisation) as work:
            await service.give(work, a_hand(work, clock.now()), household, one.id, LIMITED)
    assert changed(before, everything(admin_url)) == []


async def test_an_authorisation_of_another_household_is_not_found(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, admin_url: str, ids: SeededIds
) -> None:
    one = await asked(session, organisation, household, clock)
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", "GM0518")
    with pytest.raises(NoSuchAuthorisation):
        async with session(organisation) as work:
            await service.give(work, a_hand(work, clock.now() + timedelta(days=1)), other, one.id, LIMITED)
