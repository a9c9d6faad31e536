"""What the rules see is raised once, owned, shown to a supervisor when nobody acts, and over when it is mended."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.errors import InvalidInput
from services.ids import SeededIds
from services.machine import CannotHappen
from services.mandate_events import AlarmEvent, AlarmKind, AlarmState, AuthorisationEvent, Payer
from services.mandates.alarms import expected_use, repository, service
from services.mandates.alarms.alarm import ALARMS, Alarm, AlarmAnswer
from services.mandates.alarms.expected_use import MeteredCost, Teller, ToldUse
from services.mandates.alarms.repository import NoSuchAlarm
from services.mandates.alarms.service import Looked
from services.mandates.arrangements import handshake_service, payer_service
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.authorisations import service as authorisations
from services.mandates.intake import team_service
from services.mandates.intake.team import TeamRole
from services.mandates.transitions import Because
from tests.conftest import SessionOf
from tests.mandates.alarms.conftest import Looks, Works
from tests.mandates.alarms.households import closed, otherwise, standing
from tests.mandates.arrangements.builders import FEBRUARY, JULY, MARCH, a_hand, a_mandate, rows, told
from tests.mandates.authorisations import clients
from tests.mandates.conftest import CAPELLE
from tests.mandates.rows import everything
from tests.schedule.rows import changed

DAY_BEFORE, FIRST_TOLD, ACT_BY = date(2026, 1, 16), date(2026, 1, 19), date(2026, 1, 26)
"""Of the rent of Sunday 1 February: ten bank days before it, the bank day before that, and five bank days before it."""

TOO_MUCH = "update arrangement set consent_most = 59999 where cost = 'rent'"
ENOUGH = "update arrangement set consent_most = 60000 where cost = 'rent'"
PAYS = """
    insert into payer_of_record (organisation_id, household_id, cost, sequence, from_month, payer, arrangement_id,
        direct_debit_id, cause, reason, at, by)
    select organisation_id, household_id, cost, 2, from_month, %s, arrangement_id, %s, 'decision', 'so it is',
        '2026-01-05T10:00Z', 'bram'
    from payer_of_record where cost = 'rent'
"""
CLIENT_PAYS_FEBRUARY = """
    insert into payer_of_record (organisation_id, household_id, cost, sequence, from_month, payer, arrangement_id,
        cause, reason, at, by)
    select organisation_id, household_id, cost, next.sequence, from_month + next.sequence - 2, next.payer,
        arrangement_id, 'decision', 'so it is', '2026-01-05T10:00Z', 'bram'
    from payer_of_record, (values (2, 'client_pays'), (3, 'we_push')) as next (sequence, payer) where cost = 'rent'
"""
OVERDUE = """
    insert into handshake (organisation_id, id, arrangement_id, household_id, cost, direction, payer, from_month, state,
        changes, channel, deadline, owner, made_at, made_by)
    select organisation_id, id, id, household_id, cost, 'taking_over', 'we_push', from_month, 'overdue', 1, 'email',
        '2026-01-16', 'anna', '2026-01-05T10:00Z', 'anna' from arrangement where cost = 'rent'
"""

A_YEAR_LATER = """
    update cost_month set month = month + 12, due_on = due_on + 365 where cost <> 'rent' or month > %s
"""
"""What the plan says of other costs, and of the rent after that month, is nothing to look at yet."""


async def an_alarm(looks: Looks, admin_url: str, session: SessionOf, organisation: UUID) -> Alarm:
    """More than agreed, seen on the first day."""
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    ((alarm_id,),) = rows(admin_url, "select id from alarm where state <> 'closed'")
    async with session(organisation) as work:
        return await repository.alarm(work, alarm_id, None)


async def joined(works: Works, household: UUID, role: TeamRole, subject: str) -> None:
    """Somebody stands around the household from the beginning of the year on."""
    async with works() as (session, hand):
        await team_service.join(session, hand, household, role, subject, date(2026, 1, 1))


async def test_where_all_is_well_nothing_is_raised(well: UUID, looks: Looks, admin_url: str) -> None:
    for month in range(1, 7):
        for day in (5, 12, 19, 26):
            assert await looks(date(2026, month, day)) == Looked()
    assert rows(admin_url, "select count(*) from alarm") == [(0,)]


@pytest.mark.parametrize(
    ("kind", "wrong", "month", "why"),
    [
        ("amount_beyond_consent", TOO_MUCH, FEBRUARY, "more_than_agreed"),
        (
            "account_not_verified",
            "update account set state = 'closed', valid_until = '2026-01-31' where supplier_id is not null",
            0,
            "account_closed",
        ),
        (
            "papers_missing",
            "update paper set state = 'missing' where kind = 'lease'",
            0,
            "papers_missing: lease from client by 2026-01-19",
        ),
        (
            "no_payer",
            PAYS.replace("%s, arr", "'client_pays', arr").replace("%s", "null"),
            FEBRUARY,
            "plan_counts_on_us",
        ),
    ],
)
async def test_what_goes_wrong_is_told_ten_bank_days_ahead_and_not_before(
    well: UUID, looks: Looks, admin_url: str, kind: str, wrong: str, month: int, why: str
) -> None:
    otherwise(admin_url, wrong)
    assert await looks(DAY_BEFORE) == Looked()
    assert await looks(FIRST_TOLD) == Looked(raised=1)
    assert standing(admin_url) == [(kind, "rent", month, "open", "2026-01-26", "2026-02-01", None)]
    assert rows(admin_url, "select why from alarm") == [(why,)]


async def test_a_refusal_that_nobody_decided_about_is_told(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    async with works() as (session, hand):
        asked = await authorisations.ask(session, hand, well, clients.ASKED)
        await authorisations.give(session, hand, well, asked.id, clients.LIMITED)
    assert await looks(date(2026, 1, 30)) == Looked()
    assert await looks(date(2026, 2, 2)) == Looked(raised=1)
    assert standing(admin_url) == [
        ("authorisation_refused", "water", 0, "open", "2026-02-09", "2026-02-15", None),
    ]  # fmt: skip
    async with works("bram") as (session, hand):
        await clients.happens(session, hand, well, asked, AuthorisationEvent.DECIDE_DUTY)
    assert await looks(date(2026, 2, 3)) == Looked(raised=1, closed=1)
    assert closed(admin_url) == [("authorisation_refused", "water", "authorisation.decide_duty")]
    assert rows(admin_url, "select kind, about, why from alarm where state <> 'closed'") == [
        ("no_payer", "water", "client_exempted"),
    ], "he pays it himself, and nobody has handed it back to him yet"  # fmt: skip


async def test_a_mandate_that_sleeps_by_the_due_day_is_told_and_an_awake_one_not(
    well: UUID, supplier: UUID, looks: Looks, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    mandate = a_mandate(admin_url, organisation, ids.new_id(clock.now()), well, supplier)
    otherwise(admin_url, PAYS, "supplier_pulls", mandate)
    assert await looks(FIRST_TOLD) == Looked()
    otherwise(admin_url, "update direct_debit set last_used_on = '2023-02-01'")
    assert await looks(FIRST_TOLD) == Looked(raised=1)
    assert standing(admin_url) == [("mandate_dormant", "rent", 0, "open", "2026-01-26", "2026-02-01", None)]


async def test_a_silent_supplier_is_told_and_a_supervisor_is_shown_it_two_bank_days_after_the_deadline(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    otherwise(admin_url, OVERDUE)
    await joined(works, well, TeamRole.CONTACT, "anna")
    assert await looks(date(2026, 1, 19)) == Looked(raised=1)
    assert standing(admin_url) == [("supplier_silent", "rent", FEBRUARY, "open", "2026-01-19", "2026-02-01", "anna")]
    assert await looks(date(2026, 1, 20)) == Looked(escalated=1)


@pytest.mark.parametrize("event", ["ask", "decide", "withdraw"])
async def test_a_handing_back_that_nobody_asked_for_is_told_also_after_the_last_month_of_the_plan_until_somebody_acts(
    well: UUID, looks: Looks, works: Works, admin_url: str, event: str
) -> None:
    """The plan pays until July, so of August there is no cost-month that any other rule could look at."""
    ((arrangement,),) = rows(admin_url, "select id from arrangement where cost = 'rent'")
    async with works("anna") as (session, hand):
        wish = WantedHandshake(arrangement, Payer.CLIENT_PAYS, JULY + 1)
        handshake = await handshake_service.prepare(session, hand, wish)
    await looks(date(2026, 7, 15))
    assert of_not_asked(admin_url) == []
    await looks(date(2026, 7, 16))
    raised = ("supplier_not_asked", "rent", JULY + 1, "open", "2026-07-23", "2026-08-01", None)
    assert of_not_asked(admin_url) == [raised]
    async with works("bram") as (session, hand):
        if event == "ask":
            await handshake_service.ask(session, hand, handshake.id)
        elif event == "decide":
            await handshake_service.decide(session, hand, handshake.id, "telefonisch bevestigd")
        else:
            await handshake_service.withdraw(session, hand, handshake.id, "blijft bij ons")
    await looks(date(2026, 7, 16))
    assert of_not_asked(admin_url) == []
    assert ("supplier_not_asked", "rent", f"handshake.{event}") in closed(admin_url)


async def test_a_taking_over_that_nobody_asked_for_is_no_such_alarm(well: UUID, looks: Looks, admin_url: str) -> None:
    otherwise(admin_url, OVERDUE.replace("'overdue'", "'prepared'"))
    await looks(date(2026, 1, 19))
    assert of_not_asked(admin_url) == []


def of_not_asked(admin_url: str) -> list[tuple[Any, ...]]:
    return [one for one in standing(admin_url) if one[0] == "supplier_not_asked"]


async def test_looking_twice_changes_nothing(well: UUID, looks: Looks, admin_url: str) -> None:
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    before = everything(admin_url)
    assert await looks(FIRST_TOLD) == Looked()
    assert changed(before, everything(admin_url)) == []


async def test_what_is_seen_no_more_is_over_and_what_comes_back_is_raised_anew(
    well: UUID, looks: Looks, admin_url: str
) -> None:
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    otherwise(admin_url, ENOUGH)
    assert await looks(date(2026, 1, 20)) == Looked(closed=1)
    assert closed(admin_url) == [("amount_beyond_consent", "rent", "plan.changed")]
    otherwise(admin_url, TOO_MUCH)
    assert await looks(date(2026, 1, 21)) == Looked(raised=1)
    numbers = "select number, state, raised_on, closed_on from alarm order by number"
    assert rows(admin_url, numbers) == [
        (1, "closed", FIRST_TOLD, date(2026, 1, 20)),
        (2, "open", date(2026, 1, 21), None),
    ]
    assert [(one["happened"], one["state"]) for one in told(admin_url, "alarm.changed")] == [
        ("raise", "open"), ("close", "closed"), ("raise", "open"),
    ]  # fmt: skip


async def test_what_nobody_paid_stays_an_alarm_and_a_supervisors_until_somebody_does(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    """The client was to pay February, and the plan counted on us: nobody did."""
    otherwise(admin_url, CLIENT_PAYS_FEBRUARY)
    await looks(FIRST_TOLD)
    assert await looks(date(2026, 1, 27)) == Looked(escalated=1)
    for day in (date(2026, 2, 2), date(2026, 3, 30), date(2026, 6, 29)):
        assert await looks(day) == Looked()
        assert standing(admin_url) == [("no_payer", "rent", FEBRUARY, "escalated", "2026-01-26", "2026-02-01", None)]
    async with works("rosa") as (session, hand):
        wish = PayerWish("rent", Payer.WE_PUSH, FEBRUARY, "nobody did, so we do")
        await payer_service.decide_payer(session, hand, well, wish)
    assert await looks(date(2026, 6, 29)) == Looked(closed=1)
    assert closed(admin_url) == [("no_payer", "rent", "payer_of_record.decision")]


async def test_a_month_that_is_proven_not_to_be_ours_is_no_harm_any_more(
    well: UUID, looks: Looks, admin_url: str
) -> None:
    otherwise(admin_url, CLIENT_PAYS_FEBRUARY)
    await looks(date(2026, 2, 2))
    otherwise(admin_url, "update cost_month set paid_by_us = false where cost = 'rent' and month = %s", FEBRUARY)
    assert await looks(date(2026, 2, 3)) == Looked(closed=1)
    assert closed(admin_url) == [("no_payer", "rent", "plan.changed")]


async def test_what_nobody_put_right_in_a_year_is_a_debt_and_no_alarm(well: UUID, looks: Looks, admin_url: str) -> None:
    otherwise(admin_url, A_YEAR_LATER, FEBRUARY)
    otherwise(admin_url, CLIENT_PAYS_FEBRUARY)
    await looks(FIRST_TOLD)
    await looks(date(2026, 1, 27))
    assert await looks(date(2027, 2, 2)) == Looked()
    assert await looks(date(2027, 2, 3)) == Looked(closed=1)
    assert closed(admin_url) == [("no_payer", "rent", "time.passed")]


async def test_who_is_registered_late_is_told_of_once_about_each_month_that_nobody_paid(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    otherwise(admin_url, PAYS, "client_pays", None)
    otherwise(admin_url, A_YEAR_LATER, MARCH)
    await joined(works, well, TeamRole.CONTACT, "anna")
    assert await looks(date(2026, 4, 2)) == Looked(raised=2)
    assert standing(admin_url) == [
        ("no_payer", "rent", FEBRUARY, "open", "2026-04-07", "2026-02-01", "anna"),
        ("no_payer", "rent", MARCH, "open", "2026-04-07", "2026-03-01", "anna"),
    ]
    async with works() as (session, hand):
        wish = PayerWish("rent", Payer.WE_PUSH, FEBRUARY, "nobody did, so we do")
        await payer_service.decide_payer(session, hand, well, wish)
    assert await looks(date(2026, 4, 3)) == Looked(closed=2)
    otherwise(admin_url, "update arrangement set consent_most = 59999 where cost = 'rent'")
    assert await looks(date(2026, 4, 8)) == Looked(), "what was paid long ago waits for nothing that is asked today"


async def test_what_fell_due_while_nobody_looked_is_told_by_the_next_look(
    well: UUID, looks: Looks, admin_url: str
) -> None:
    """In a sandbox a month goes by in a moment, and has one round."""
    assert await looks(date(2026, 1, 5)) == Looked()
    otherwise(admin_url, CLIENT_PAYS_FEBRUARY)
    assert await looks(date(2026, 2, 10)) == Looked(raised=1)


async def test_a_month_that_was_in_order_is_looked_at_again_when_a_supplier_says_something_about_it(
    well: UUID, looks: Looks, admin_url: str
) -> None:
    """On 2 March it says that it went on collecting the rent since February, which we had decided to pay."""
    otherwise(admin_url, A_YEAR_LATER, MARCH)
    otherwise(admin_url, OVERDUE.replace("'overdue'", "'decided'"))
    assert await looks(date(2026, 2, 10)) == Looked()
    otherwise(admin_url, "update handshake set answer = 'refused', answered_at = '2026-03-02T09:00Z'")
    assert await looks(date(2026, 3, 2)) == Looked(raised=2)
    assert [row[:3] for row in standing(admin_url)] == [
        ("two_payers", "rent", FEBRUARY), ("two_payers", "rent", MARCH),
    ]  # fmt: skip


async def test_what_nobody_owns_is_shown_on_the_next_morning_and_belongs_to_whoever_comes(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    otherwise(admin_url, TOO_MUCH)
    assert await looks(FIRST_TOLD) == Looked(raised=1)
    assert await looks(date(2026, 1, 20)) == Looked(escalated=1)
    assert rows(admin_url, "select state, owner, escalated_to from alarm") == [("escalated", None, None)]
    assert rows(admin_url, "select cause from transition where event = 'escalate'") == [("nobody_owns_it",)]
    await joined(works, well, TeamRole.REGISSEUR, "rosa")
    await looks(date(2026, 1, 20))
    assert rows(admin_url, "select state, owner, escalated_to from alarm") == [("escalated", "rosa", "rosa")]


async def test_what_nobody_owns_is_shown_at_once_when_it_is_to_be_acted_on_today(
    well: UUID, looks: Looks, admin_url: str
) -> None:
    otherwise(admin_url, OVERDUE)
    assert await looks(date(2026, 1, 19)) == Looked(raised=1, escalated=1)


async def test_it_belongs_to_the_contact_and_is_shown_to_the_regisseur_when_the_day_to_act_has_passed(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    async with works() as (session, hand):
        await team_service.join(session, hand, well, TeamRole.CONTACT, "anna", date(2026, 1, 1))
        await team_service.join(session, hand, well, TeamRole.REGISSEUR, "rosa", date(2026, 1, 1))
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    assert await looks(ACT_BY) == Looked(), "the day itself is still in time"
    assert rows(admin_url, "select owner, escalated_to from alarm") == [("anna", None)]
    assert await looks(date(2026, 1, 27)) == Looked(escalated=1)
    assert rows(admin_url, "select owner, escalated_to, state from alarm") == [("anna", "rosa", "escalated")]
    assert await looks(date(2026, 1, 28)) == Looked(), "once"


async def test_whose_owner_has_left_goes_to_who_sees_to_it_now_and_who_took_it_keeps_it(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    owner = "select owner from alarm"
    assert rows(admin_url, owner) == [(None,)]
    async with works() as (session, hand):
        await team_service.join(session, hand, well, TeamRole.CONTACT, "anna", date(2026, 1, 1))
    await looks(FIRST_TOLD)
    assert rows(admin_url, owner) == [("anna",)]
    async with works() as (session, hand):
        await team_service.join(session, hand, well, TeamRole.CONTACT, "bram", date(2026, 1, 20))
    await looks(FIRST_TOLD)
    assert rows(admin_url, owner) == [("anna",)]
    await looks(date(2026, 1, 20))
    assert rows(admin_url, owner) == [("bram",)]
    ((alarm_id,),) = rows(admin_url, "select id from alarm")
    async with works("rosa") as (session, hand):
        await service.own(session, hand, alarm_id)
    assert await looks(date(2026, 1, 21)) == Looked()
    assert rows(admin_url, owner) == [("rosa",)]
    assert rows(admin_url, "select event, cause from transition where subject_id = %s order by sequence", alarm_id) == [
        ("raise", "seen_by_rule"), ("own", "team_changed"), ("own", "team_changed"), ("own", "owned"),
    ]  # fmt: skip


async def test_to_answer_it_does_not_make_it_go_away_and_the_note_stands_sealed(
    well: UUID, looks: Looks, works: Works, admin_url: str, session: SessionOf, organisation: UUID
) -> None:
    alarm = await an_alarm(looks, admin_url, session, organisation)
    async with works() as (work, hand):
        answered = await service.answer(work, hand, alarm.id, AlarmAnswer.HARMLESS, "he pays the rest himself")
    assert (answered.state, answered.answer) == (AlarmState.OPEN, AlarmAnswer.HARMLESS)
    assert "pays the rest" not in str(everything(admin_url))
    assert await looks(date(2026, 1, 27)) == Looked(escalated=1)


@pytest.mark.parametrize(("state", "event", "after"), list(ALARMS.pairs()))
async def test_each_event_leads_where_the_machine_says_or_changes_nothing(
    well: UUID, looks: Looks, works: Works, admin_url: str, session: SessionOf, organisation: UUID,
    state: AlarmState, event: AlarmEvent, after: AlarmState | None,
) -> None:  # fmt: skip
    alarm = await an_alarm(looks, admin_url, session, organisation)
    if state is AlarmState.ESCALATED:
        await looks(date(2026, 1, 27))
    if state is AlarmState.CLOSED:
        otherwise(admin_url, ENOUGH)
        await looks(FIRST_TOLD)
    steps = "select sequence, before, event, state, cause from transition where subject_id = %s order by sequence"
    before, kept = everything(admin_url), rows(admin_url, steps, alarm.id)
    if after is None:
        with pytest.raises(CannotHappen, match=f"an? alarm that is {state} cannot {event}"):
            async with works() as (work, hand):
                await service.happen(work, hand, alarm.id, event, Because("tried"))
        assert changed(before, everything(admin_url)) == []
        return
    if event is AlarmEvent.CLOSE:
        otherwise(admin_url, ENOUGH)
        await looks(date(2026, 1, 27))
    elif event is AlarmEvent.ESCALATE:
        await looks(date(2026, 1, 27))
    else:
        async with works() as (work, hand):
            await service.happen(work, hand, alarm.id, event, Because("tried"))
    (*earlier, last) = rows(admin_url, steps, alarm.id)
    assert earlier == kept
    assert last[:4] == (len(kept) + 1, state, event, after)
    news = [(one["happened"], one["state"]) for one in told(admin_url, "alarm.changed")]
    assert (len(news), news[-1]) == (len(kept) + 1, (event, after))


async def test_two_that_look_at_once_raise_one_alarm(well: UUID, looks: Looks, admin_url: str) -> None:
    otherwise(admin_url, TOO_MUCH)
    looked = await asyncio.gather(looks(FIRST_TOLD), looks(FIRST_TOLD))
    assert sorted(looked) == [Looked(), Looked(raised=1)]
    assert rows(admin_url, "select count(*) from alarm") == [(1,)]


async def test_who_may_not_see_the_household_finds_no_alarm(
    well: UUID, looks: Looks, works: Works, admin_url: str, session: SessionOf, organisation: UUID,
    another_organisation: UUID, clock: MovableClock,
) -> None:  # fmt: skip
    alarm = await an_alarm(looks, admin_url, session, organisation)
    before = everything(admin_url)
    with pytest.raises(NoSuchAlarm):
        async with works(sees=frozenset({CAPELLE})) as (work, hand):
            await service.own(work, hand, alarm.id)
    with pytest.raises(NoSuchAlarm):
        async with session(another_organisation) as work:
            await service.own(work, a_hand(work, clock), alarm.id)
    async with session(another_organisation) as work:
        assert await service.look_at(work, a_hand(work, clock), [well], FIRST_TOLD) == Looked()
    assert changed(before, everything(admin_url)) == []


async def test_an_advance_far_below_the_use_is_seen_when_the_use_is_told(
    well: UUID, works: Works, admin_url: str, clock: MovableClock, looks: Looks
) -> None:
    await looks(date(2026, 2, 2))
    use = ToldUse(MeteredCost.ENERGY, 20001, Teller.SUPPLIER, date(2026, 2, 2))
    async with works() as (session, hand):
        kept = await expected_use.tell(session, hand, well, use)
    assert (kept.number, kept.told) == (1, use)
    assert standing(admin_url) == [("advance_too_low", "energy", 0, "open", "2026-02-09", "2026-02-15", None)]
    async with works() as (session, hand):
        await expected_use.tell(session, hand, well, use._replace(amount=20000, told_by=Teller.SUPPORTER))
    assert closed(admin_url) == [("advance_too_low", "energy", "expected_use.tell")]


async def test_a_use_that_is_still_to_be_told_is_refused(well: UUID, works: Works, admin_url: str) -> None:
    before = everything(admin_url)
    tomorrow = ToldUse(MeteredCost.WATER, 2000, Teller.CLIENT, date(2026, 1, 6))
    with pytest.raises(InvalidInput, match="2026-01-06 is still to come"):
        async with works() as (session, hand):
            await expected_use.tell(session, hand, well, tomorrow)
    assert changed(before, everything(admin_url)) == []


def test_every_kind_is_known_to_the_database(admin_url: str) -> None:
    check = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'alarm_kind_check'"
    ((words,),) = rows(admin_url, check)
    assert all(f"'{kind}'" in words for kind in AlarmKind)
