"""Every step of a mandate through the service: what it writes, who may do it, and what it refuses."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Session
from services.errors import InvalidInput
from services.ids import SeededIds
from services.machine import CannotHappen
from services.mandate_events import DirectDebitEvent as Event
from services.mandate_events import DirectDebitState as State
from services.mandates.direct_debits import repository, service
from services.mandates.direct_debits.collecting import lapsed
from services.mandates.direct_debits.direct_debit import (
    DIRECT_DEBITS,
    DirectDebit,
    EvidenceMissing,
    NotActive,
    OnAccount,
    SamePerson,
    SuspendedFor,
    UmrInUse,
)
from services.mandates.direct_debits.repository import NoSuchDirectDebit
from services.mandates.hand import Hand
from services.mandates.households.repository import NoSuchHousehold
from services.mandates.transitions import Because
from tests.conftest import SessionOf
from tests.mandates.conftest import CAPELLE, a_household
from tests.mandates.direct_debits.mandates import (
    LATER,
    ONCE,
    TERMS,
    a_hand,
    a_supplier,
    happens,
    in_state,
    new,
    written,
)
from tests.mandates.rows import everything
from tests.schedule.rows import changed
from tests.superuser import as_superuser

PAIRS = [pair for pair in DIRECT_DEBITS.pairs() if pair[1] is not Event.CREATE]
UNSIGNED = TERMS._replace(evidence=None)
Step = Callable[[Session, Hand, UUID, UUID], Awaitable[object]]


@pytest.fixture
def supplier(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    return a_supplier(admin_url, organisation, ids.new_id(clock.now()))


async def made(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, state: State
) -> DirectDebit:
    terms = ONCE if state is State.CONSUMED else TERMS
    async with session(organisation) as work:
        return await in_state(work, a_hand(work, clock.now()), household, new(supplier, terms), state)


@pytest.mark.parametrize(("state", "event", "after"), PAIRS)
async def test_each_event_leads_where_the_machine_says_or_changes_nothing(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str,
    state: State, event: Event, after: State | None,
) -> None:  # fmt: skip
    terms = ONCE if event is Event.CONSUME or state is State.CONSUMED else TERMS
    async with session(organisation) as work:
        one = await in_state(work, a_hand(work, clock.now()), household, new(supplier, terms), state)
    before, rows = written(admin_url, one.id), everything(admin_url)
    assert before.state == state
    if after is None:
        await _refused(session, organisation, household, clock, one.id, event, state)
        assert changed(rows, everything(admin_url)) == []
        return
    async with session(organisation) as work:
        await happens(work, a_hand(work, clock.now()), household, one.id, event)
    now = written(admin_url, one.id)
    assert (now.state, now.changes) == (after, before.changes + 1)
    assert now.transitions == [*before.transitions, (now.changes, state, event, after)]
    assert now.announced == [*before.announced, (event, after)]


async def _refused(
    session: SessionOf, organisation: UUID, household: UUID, clock: MovableClock, one: UUID, event: Event, state: State
) -> None:
    """By name; but nobody asks for an end that comes by itself, and a collection is a fact about an active one."""
    if event is Event.EXPIRE:
        async with session(organisation) as work:
            hand = a_hand(work, clock.now())
            assert await service.expire_due(work, hand, hand.today + LATER) == []
        return
    named = NotActive if event is Event.CONSUME else CannotHappen
    match = "not active" if event is Event.CONSUME else f"a direct debit that is {state} cannot {event}"
    with pytest.raises(named, match=match):
        async with session(organisation) as work:
            await happens(work, a_hand(work, clock.now()), household, one, event)


async def test_a_draft_is_handed_in_with_its_evidence_only(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        one = await service.create(work, a_hand(work, clock.now()), household, new(supplier, UNSIGNED))
    before = everything(admin_url)
    with pytest.raises(EvidenceMissing):
        async with session(organisation) as work:
            await service.submit(work, a_hand(work, clock.now()), household, one.id)
    assert changed(before, everything(admin_url)) == []


async def _unblock(work: Session, hand: Hand, household: UUID, one: UUID) -> None:
    await service.unblock(work, hand, household, one, "it was not stolen")


FOUR_EYES: list[tuple[State, Step]] = [(State.PENDING_APPROVAL, service.approve), (State.BLOCKED, _unblock)]


@pytest.mark.parametrize(("state", "step"), FOUR_EYES)
async def test_who_did_the_one_step_does_not_do_the_other(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str,
    state: State, step: Step,
) -> None:  # fmt: skip
    one = await made(session, organisation, household, supplier, clock, state)
    before = everything(admin_url)
    with pytest.raises(SamePerson):
        async with session(organisation) as work:
            await step(work, a_hand(work, clock.now()), household, one.id)
    assert changed(before, everything(admin_url)) == []
    async with session(organisation) as work:
        await step(work, a_hand(work, clock.now(), "bram"), household, one.id)


async def test_who_handed_it_in_for_a_colleague_does_not_approve_it_either(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock
) -> None:
    one = await made(session, organisation, household, supplier, clock, State.DRAFT)
    async with session(organisation) as work:
        await service.submit(work, a_hand(work, clock.now(), "carla"), household, one.id)
    for somebody in ("anna", "carla"):
        with pytest.raises(SamePerson):
            async with session(organisation) as work:
                await service.approve(work, a_hand(work, clock.now(), somebody), household, one.id)


@pytest.mark.parametrize("cause", [cause for cause in SuspendedFor if cause is not SuspendedFor.UNBLOCKED])
async def test_what_rests_for_fraud_or_at_verification_goes_on_by_another_person(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, cause: SuspendedFor
) -> None:
    one = await made(session, organisation, household, supplier, clock, State.ACTIVE)
    async with session(organisation) as work:
        rests = await service.suspend(work, a_hand(work, clock.now()), household, one.id, Because(cause))
    assert rests.suspended_for is cause
    if cause in (SuspendedFor.FRAUD, SuspendedFor.VERIFICATION):
        with pytest.raises(SamePerson):
            async with session(organisation) as work:
                await service.resume(work, a_hand(work, clock.now()), household, one.id, Because("resumed"))
        by = "bram"
    else:
        by = "anna"
    async with session(organisation) as work:
        again = await service.resume(work, a_hand(work, clock.now(), by), household, one.id, Because("resumed"))
    assert (again.state, again.suspended_for) == (State.ACTIVE, None)


async def test_terms_are_never_edited_but_replaced_by_a_mandate_that_waits_for_approval(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str
) -> None:
    one = await made(session, organisation, household, supplier, clock, State.ACTIVE)
    async with session(organisation) as work:
        higher = TERMS._replace(most_a_collection=80000, most_a_month=80000)
        newer = await service.replace(work, a_hand(work, clock.now()), household, one.id, higher)
        before = await repository.mandate(work, household, one.id)
    assert (before.state, before.replaced_by, before.terms) == (State.REPLACED, newer.id, TERMS)
    assert (newer.state, newer.terms, newer.household_id) == (State.PENDING_APPROVAL, higher, household)
    assert [event for _, _, event, _ in written(admin_url, newer.id).transitions] == ["create", "submit"]


async def test_a_replacement_needs_a_signed_paper_of_its_own(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str
) -> None:
    one = await made(session, organisation, household, supplier, clock, State.ACTIVE)
    before = everything(admin_url)
    with pytest.raises(EvidenceMissing):
        async with session(organisation) as work:
            await service.replace(work, a_hand(work, clock.now()), household, one.id, UNSIGNED)
    assert changed(before, everything(admin_url)) == []


async def test_a_collection_is_a_use_and_consumes_what_is_for_one(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str
) -> None:
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        again = await in_state(work, hand, household, new(supplier), State.ACTIVE)
        once = await in_state(work, hand, household, new(supplier, ONCE._replace(umr="X")), State.ACTIVE)
    before = written(admin_url, again.id)
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        await service.collected(work, hand, household, again.id, date(2026, 1, 5))
        used = await service.collected(work, hand, household, again.id, date(2026, 1, 2))
        consumed = await service.collected(work, hand, household, once.id, date(2026, 1, 2))
    assert (used.state, used.last_used_on) == (State.ACTIVE, date(2026, 1, 5))
    assert (consumed.state, consumed.last_used_on) == (State.CONSUMED, date(2026, 1, 2))
    assert written(admin_url, again.id) == before, "a use is a fact and no step"


async def test_nothing_is_collected_tomorrow(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock
) -> None:
    one = await made(session, organisation, household, supplier, clock, State.ACTIVE)
    with pytest.raises(InvalidInput, match="2026-01-06 is still to come"):
        async with session(organisation) as work:
            await service.collected(work, a_hand(work, clock.now()), household, one.id, date(2026, 1, 6))


@pytest.mark.parametrize("spelling", ["WSV-2026-1", "wsv-2026-1"])
async def test_a_reference_of_a_creditor_lives_once(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str,
    ids: SeededIds, spelling: str,
) -> None:  # fmt: skip
    one = await made(session, organisation, household, supplier, clock, State.ACTIVE)
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", "GM0518")
    again = new(supplier, TERMS._replace(umr=spelling, creditor_id="NL69001123456780000"))
    before = everything(admin_url)
    with pytest.raises(UmrInUse):
        async with session(organisation) as work:
            await service.create(work, a_hand(work, clock.now()), other, again)
    assert changed(before, everything(admin_url)) == []
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        await service.revoke(work, hand, household, one.id, Because("revoked"))
        assert (await service.create(work, hand, other, again)).state is State.DRAFT


async def test_a_mandate_of_an_unknown_supplier_or_of_another_creditor_is_refused(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str
) -> None:
    before = everything(admin_url)
    elsewhere = new(supplier, TERMS._replace(creditor_id="DE98ZZZ09999999999"))
    for wrong, where in ((new(household), "supplierId"), (elsewhere, "creditorId")):
        with pytest.raises(InvalidInput) as refusal:
            async with session(organisation) as work:
                await service.create(work, a_hand(work, clock.now()), household, wrong)
        assert [fault.where for fault in refusal.value.faults] == [where]
    assert changed(before, everything(admin_url)) == []


async def test_what_starts_or_stops_the_drawing_counts_as_a_change_of_the_household(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str
) -> None:
    def version() -> int:
        with as_superuser(admin_url) as connection:
            row = connection.execute("select version from mandates.household where id = %s", [household]).fetchone()
        assert row is not None
        return int(row[0])

    one = await made(session, organisation, household, supplier, clock, State.PENDING_APPROVAL)
    assert version() == 1
    for number, event in enumerate((Event.APPROVE, Event.SUSPEND, Event.RESUME, Event.BLOCK, Event.UNBLOCK), start=2):
        async with session(organisation) as work:
            await happens(work, a_hand(work, clock.now()), household, one.id, event)
        assert version() == number
    async with session(organisation) as work:
        await happens(work, a_hand(work, clock.now()), household, one.id, Event.REVOKE)
    assert version() == 6, "nothing was drawn any more"


async def test_all_that_is_due_expires_once_and_the_rule_in_sql_is_the_one_in_python(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str,
    ids: SeededIds,
) -> None:  # fmt: skip
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", "GM0518")
    today = date(2026, 2, 28)
    lasts = [None, today - timedelta(days=1), today, today + timedelta(days=1)]
    signed = [date(2023, 1, 31), date(2023, 2, 27), date(2023, 2, 28), date(2023, 3, 1), date(2020, 2, 29)]
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        for number, (last, on) in enumerate((last, on) for last in lasts for on in signed):
            terms = TERMS._replace(umr=f"M-{number}", valid_from=date(2020, 1, 1), valid_until=last, signed_on=on)
            state = (State.ACTIVE, State.SUSPENDED, State.BLOCKED)[number % 3]
            await in_state(work, hand, (household, other)[number % 2], new(supplier, terms), state)
        everyone = await repository.mandates_of(work, [household, other])
    due = {one.id for each in everyone.values() for one in each if lapsed(one, today)}
    assert 0 < len(due) < 20
    found: set[UUID] = set()
    for _ in range(2):
        async with session(organisation) as work:
            found |= set(await service.expire_due(work, a_hand(work, clock.now()), today, limit=1))
    assert found == due
    before = everything(admin_url)
    async with session(organisation) as work:
        assert await service.expire_due(work, a_hand(work, clock.now()), today) == []
    assert changed(before, everything(admin_url)) == []
    for one in due:
        assert written(admin_url, one).transitions[-1][2:] == ("expire", "expired")
        assert written(admin_url, one).announced[-1] == ("expire", "expired")


async def test_two_that_act_at_once_take_turns_and_one_is_told_so(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str
) -> None:
    one = await made(session, organisation, household, supplier, clock, State.PENDING_APPROVAL)

    async def acts(event: Event) -> str:
        try:
            async with session(organisation) as work:
                await happens(work, a_hand(work, clock.now()), household, one.id, event)
        except CannotHappen as refusal:
            return refusal.detail
        return "done"

    told = await asyncio.gather(acts(Event.APPROVE), acts(Event.REJECT))
    assert sorted(told)[1] == "done"
    assert sorted(told)[0].startswith("a direct debit that is ")
    assert len(written(admin_url, one.id).transitions) == 3


async def test_who_works_for_another_municipality_or_organisation_finds_no_household(
    session: SessionOf, organisation: UUID, another_organisation: UUID, household: UUID, supplier: UUID,
    clock: MovableClock, admin_url: str,
) -> None:  # fmt: skip
    one = await made(session, organisation, household, supplier, clock, State.ACTIVE)
    before = everything(admin_url)
    with pytest.raises(NoSuchHousehold):
        async with session(organisation) as work:
            await happens(
                work, a_hand(work, clock.now(), "anna", frozenset({CAPELLE})), household, one.id, Event.REVOKE
            )
    with pytest.raises(NoSuchHousehold):
        async with session(another_organisation) as work:
            await service.revoke(work, a_hand(work, clock.now()), household, one.id, Because("revoked"))
    assert changed(before, everything(admin_url)) == []


async def test_a_mandate_of_another_household_is_not_found(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str,
    ids: SeededIds,
) -> None:  # fmt: skip
    one = await made(session, organisation, household, supplier, clock, State.ACTIVE)
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", "GM0518")
    with pytest.raises(NoSuchDirectDebit):
        async with session(organisation) as work:
            await service.revoke(work, a_hand(work, clock.now()), other, one.id, Because("revoked"))


async def test_mandates_of_many_households_come_in_one_answer(
    session: SessionOf, organisation: UUID, household: UUID, supplier: UUID, clock: MovableClock, admin_url: str,
    ids: SeededIds,
) -> None:  # fmt: skip
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", "GM0518")
    async with session(organisation) as work:
        hand = a_hand(work, clock.now())
        first = await in_state(work, hand, household, new(supplier), State.REVOKED)
        second = await in_state(work, hand, household, new(supplier, on_account=OnAccount.CLIENT), State.DRAFT)
        found = await repository.mandates_of(work, [household, other])
    assert found == {household: [first, second]}
