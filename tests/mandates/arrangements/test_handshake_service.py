"""Each step of a handshake: what can be leads there and is told, what cannot is refused by name and changes nothing."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.errors import InvalidInput
from services.ids import SeededIds
from services.machine import CannotHappen
from services.mandate_events import HandshakeEvent, HandshakeState, Payer
from services.mandates.arrangements import handshake_service, payer_service, service
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.handshake import (
    HANDSHAKES,
    Answer,
    Channel,
    ChannelNotAccepted,
    Handshake,
    HandshakeUnderWay,
    SamePerson,
)
from services.mandates.arrangements.handshake_repository import NoSuchHandshake
from services.mandates.arrangements.handshake_service import Round, WantedHandshake
from services.mandates.arrangements.payer import Cause, NothingChanges
from services.mandates.arrangements.repository import NoSuchArrangement
from services.months import Month
from services.storing import FEW
from tests.conftest import SessionOf
from tests.mandates.arrangements.builders import (
    APRIL,
    FEBRUARY,
    JULY,
    JUNE,
    MARCH,
    MAY,
    a_hand,
    a_mandate,
    rows,
    told,
    wanted,
)
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import DOES, EMAIL, brought_to, does, prepared, word
from tests.mandates.conftest import CAPELLE, DEN_HAAG, a_household

PAIRS = list(HANDSHAKES.pairs())
JANUARY: Month = FEBRUARY - 1


def _everything(admin_url: str) -> list[object]:
    return [
        rows(admin_url, "select * from handshake order by id"),
        rows(admin_url, "select * from payer_of_record order by household_id, cost, sequence"),
        rows(admin_url, "select subject_id, sequence, event from transition order by subject_id, sequence"),
        rows(admin_url, "select id from outbox order by id"),
        rows(admin_url, "select id, version from household order by id"),
    ]


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


@pytest.mark.parametrize(("state", "event", "after"), [pair for pair in PAIRS if pair[2]])
async def test_what_can_happen_leads_there_with_one_row_and_one_announcement(
    works: Works,
    rent: Arrangement,
    admin_url: str,
    state: HandshakeState,
    event: HandshakeEvent,
    after: HandshakeState,
) -> None:
    one = await brought_to(works, await prepared(works, rent), state)
    steps, announced = one.changes, len(told(admin_url, "handshake.changed"))
    assert steps == announced
    found = await does(works, one, event)
    assert (found.state, found.changes) == (after, steps + 1)
    kept = rows(admin_url, "select sequence, before, event, state, by from transition where subject_id = %s", one.id)
    assert max(kept) == (steps + 1, state, event, after, "bram")
    news = told(admin_url, "handshake.changed")
    assert len(news) == announced + 1
    assert (news[-1]["happened"], news[-1]["state"], news[-1]["fromMonth"]) == (event, after, "2026-03")


@pytest.mark.parametrize(("state", "event"), [pair[:2] for pair in PAIRS if pair[2] is None])
async def test_what_cannot_happen_is_refused_by_name_and_changes_nothing(
    works: Works, rent: Arrangement, admin_url: str, state: HandshakeState, event: HandshakeEvent
) -> None:
    one = await brought_to(works, await prepared(works, rent), state)
    before = _everything(admin_url)
    with pytest.raises(CannotHappen, match=f"a handshake that is {state} cannot {event}"):
        async with works("bram") as (session, hand):
            await DOES[event](session, hand, one)
    assert _everything(admin_url) == before


async def test_a_prepared_handshake_has_the_deadline_of_the_cost_month_and_its_preparer_as_owner(
    works: Works, rent: Arrangement, admin_url: str
) -> None:
    one = await prepared(works, rent)
    assert (one.state, one.channel, one.owner) == (HandshakeState.PREPARED, Channel.EMAIL, "anna")
    assert one.deadline == date(2026, 2, 19)  # the rent of March is due on Sunday the first
    assert one.escalates_on == date(2026, 2, 23)
    assert told(admin_url, "handshake.changed")[0]["direction"] == "taking_over"


async def test_where_the_plan_knows_no_due_day_the_first_of_the_month_counts(works: Works, rent: Arrangement) -> None:
    one = await prepared(works, rent, month=JULY + 3)
    assert one.deadline == date(2026, 9, 22)


async def test_asked_late_the_supplier_still_has_until_the_next_bank_day(
    works: Works, rent: Arrangement, clock: MovableClock
) -> None:
    one = await prepared(works, rent)
    clock.move_to(_at(date(2026, 2, 27)))
    asked = await does(works, one, HandshakeEvent.ASK)
    assert (asked.deadline, asked.asked_on, asked.remind_on) == (date(2026, 3, 2), date(2026, 2, 27), None)


async def test_a_confirmation_makes_us_the_payer_from_the_month_that_was_named(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    async with works() as (session, hand):
        await handshake_service.confirm(session, hand, one.id, word(MAY))
    async with works() as (session, hand):
        found = await payer_service.payers_of(session, household, None, MARCH, JUNE)
    assert [(one.month, one.payer) for one in found] == [
        (MARCH, Payer.CLIENT_PAYS),
        (APRIL, Payer.CLIENT_PAYS),
        (MAY, Payer.WE_PUSH),
        (JUNE, Payer.WE_PUSH),
    ]
    news = told(admin_url, "payer-of-record.changed")[-1]
    assert (news["payer"], news["fromMonth"], news["handshakeId"]) == ("we_push", "2026-05", str(one.id))
    assert rows(admin_url, "select version from household where id = %s", household) == [(3,)]


async def test_a_month_before_the_one_that_was_asked_for_changes_no_earlier_payer(
    works: Works, rent: Arrangement, household: UUID
) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    async with works() as (session, hand):
        confirmed = await handshake_service.confirm(session, hand, one.id, word(FEBRUARY))
        found = await payer_service.payers_of(session, household, None, FEBRUARY, MARCH)
    assert confirmed.answered_month == FEBRUARY
    assert [one.payer for one in found] == [Payer.CLIENT_PAYS, Payer.WE_PUSH]


@pytest.mark.parametrize(
    ("month", "what"), [(None, "month: is missing"), (MARCH + 13, "month: 2027-04 is more than a year away")]
)
async def test_a_confirmation_without_a_month_that_can_be_is_refused(
    works: Works, rent: Arrangement, admin_url: str, month: Month | None, what: str
) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    before = _everything(admin_url)
    with pytest.raises(InvalidInput, match=what):
        async with works() as (session, hand):
            await handshake_service.confirm(session, hand, one.id, word(month))
    assert _everything(admin_url) == before


async def test_after_a_decision_a_late_confirmation_keeps_its_month_and_rewrites_nothing(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.DECIDED)
    record = rows(admin_url, "select sequence, from_month, payer, reason from payer_of_record order by sequence")
    assert record[-1] == (2, MARCH, "we_push", "de huur moet op de eerste betaald zijn")
    async with works() as (session, hand):
        late = await handshake_service.confirm(session, hand, one.id, word(MAY))
    assert (late.state, late.answer, late.answered_month) == (HandshakeState.CONFIRMED, Answer.CONFIRMED, MAY)
    assert (
        rows(admin_url, "select sequence, from_month, payer, reason from payer_of_record order by sequence") == record
    )


async def test_a_decision_does_not_wipe_out_that_the_supplier_refused(works: Works, rent: Arrangement) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.REFUSED)
    decided = await does(works, one, HandshakeEvent.DECIDE)
    assert (decided.state, decided.answer) == (HandshakeState.DECIDED, Answer.REFUSED)


async def test_a_refusal_leaves_the_payer_and_keeps_its_words_sealed(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    await brought_to(works, await prepared(works, rent), HandshakeState.REFUSED)
    async with works() as (session, _):
        (held,) = await payer_service.payers_of(session, household, None, MARCH, MARCH)
    assert held.payer is Payer.CLIENT_PAYS
    ((note, evidence),) = rows(
        admin_url,
        "select note_sealed, evidence from transition join handshake on subject_id = id where event = 'refuse'",
    )
    assert b"machtiging" not in bytes(note)
    assert bytes(evidence) == EMAIL


async def test_who_prepared_it_cannot_go_on_without_the_supplier(
    works: Works, rent: Arrangement, admin_url: str
) -> None:
    one = await prepared(works, rent)
    before = _everything(admin_url)
    with pytest.raises(SamePerson):
        async with works("anna") as (session, hand):
            await handshake_service.decide(session, hand, one.id, "haast")
    assert _everything(admin_url) == before


async def test_one_handshake_at_a_time_is_under_way(works: Works, rent: Arrangement, admin_url: str) -> None:
    one = await prepared(works, rent)
    with pytest.raises(HandshakeUnderWay):
        await prepared(works, rent, Payer.BENEFIT_SYSTEM_WITHHOLDS)
    assert rows(admin_url, "select id from handshake") == [(one.id,)]
    await does(works, one, HandshakeEvent.WITHDRAW)
    assert (await prepared(works, rent)).state is HandshakeState.PREPARED


async def test_handing_back_begins_by_watching_and_ends_with_the_client(
    works: Works, rent: Arrangement, household: UUID
) -> None:
    await brought_to(works, await prepared(works, rent), HandshakeState.DECIDED)
    for payer, month in [(Payer.CLIENT_PAYS_WATCHED, MAY), (Payer.CLIENT_PAYS, JULY)]:
        one = await brought_to(works, await prepared(works, rent, payer, month), HandshakeState.ASKED)
        async with works() as (session, hand):
            await handshake_service.confirm(session, hand, one.id, word(month))
    async with works() as (session, _):
        found = await payer_service.payers_of(session, household, None, APRIL, JULY)
    assert [one.payer for one in found] == [
        Payer.WE_PUSH,
        Payer.CLIENT_PAYS_WATCHED,
        Payer.CLIENT_PAYS_WATCHED,
        Payer.CLIENT_PAYS,
    ]


async def test_a_handing_back_before_the_taking_over_began_ends_it_everywhere(
    works: Works, rent: Arrangement, household: UUID
) -> None:
    one = await brought_to(works, await prepared(works, rent, month=MAY), HandshakeState.ASKED)
    async with works() as (session, hand):
        await handshake_service.confirm(session, hand, one.id, word(MAY))
    async with works("bram") as (session, hand):
        wish = payer_service.PayerWish("rent", Payer.CLIENT_PAYS_WATCHED, MARCH, "de klant kan het zelf")
        await payer_service.decide_payer(session, hand, household, wish)
        found = await payer_service.payers_of(session, household, None, MARCH, JUNE)
    assert [one.payer for one in found] == [Payer.CLIENT_PAYS_WATCHED] * 4


async def test_withholding_from_the_benefit_is_taken_over_like_any_other(
    works: Works, rent: Arrangement, household: UUID
) -> None:
    one = await prepared(works, rent, Payer.BENEFIT_SYSTEM_WITHHOLDS)
    await brought_to(works, one, HandshakeState.CONFIRMED)
    async with works() as (session, _):
        (held,) = await payer_service.payers_of(session, household, None, MARCH, MARCH)
    assert (held.payer, held.entry.change.cause) == (Payer.BENEFIT_SYSTEM_WITHHOLDS, Cause.HANDSHAKE)


async def test_a_supplier_pulls_by_a_mandate_on_our_account(
    works: Works, rent: Arrangement, household: UUID, supplier: UUID, organisation: UUID, admin_url: str
) -> None:
    mandate = a_mandate(admin_url, organisation, UUID(int=7), household, supplier)
    async with works() as (session, hand):
        pulls = WantedHandshake(rent.id, Payer.SUPPLIER_PULLS, MARCH, direct_debit_id=mandate)
        one = await handshake_service.prepare(session, hand, pulls)
    await brought_to(works, one, HandshakeState.CONFIRMED)
    async with works() as (session, _):
        (held,) = await payer_service.payers_of(session, household, None, MARCH, MARCH)
    assert (held.payer, held.entry.change.direct_debit_id) == (Payer.SUPPLIER_PULLS, mandate)


@pytest.mark.parametrize(
    ("payer", "on_account", "state", "cost", "named", "what"),
    [
        (Payer.SUPPLIER_PULLS, "organisation", "active", "rent", False, "directDebitId: is missing"),
        (Payer.WE_PUSH, "organisation", "active", "rent", True, "directDebitId: does not belong to we_push"),
        (Payer.SUPPLIER_PULLS, "client", "active", "rent", True, "directDebitId: is no mandate of this supplier"),
        (Payer.SUPPLIER_PULLS, "organisation", "revoked", "rent", True, "directDebitId: is no mandate of this"),
        (Payer.SUPPLIER_PULLS, "organisation", "active", "water", True, "directDebitId: is no mandate of this"),
    ],
)
async def test_a_mandate_by_which_nothing_can_be_pulled_is_refused(
    works: Works,
    rent: Arrangement,
    household: UUID,
    supplier: UUID,
    organisation: UUID,
    admin_url: str,
    payer: Payer,
    on_account: str,
    state: str,
    cost: str,
    named: bool,
    what: str,
) -> None:
    mandate = a_mandate(
        admin_url, organisation, UUID(int=7), household, supplier, cost, on_account=on_account, state=state
    )
    wish = WantedHandshake(rent.id, payer, MARCH, direct_debit_id=mandate if named else None)
    with pytest.raises(InvalidInput, match=what):
        async with works() as (session, hand):
            await handshake_service.prepare(session, hand, wish)
    assert rows(admin_url, "select id from handshake") == []


async def test_asking_who_pays_already_to_pay_is_refused(works: Works, rent: Arrangement) -> None:
    await brought_to(works, await prepared(works, rent), HandshakeState.DECIDED)
    with pytest.raises(NothingChanges, match="we_push is the payer of record of rent in 2026-03 already"):
        await prepared(works, rent)


async def test_what_the_client_pays_is_not_handed_back(works: Works, rent: Arrangement, admin_url: str) -> None:
    with pytest.raises(NothingChanges, match="nothing is there to hand back"):
        await prepared(works, rent, Payer.CLIENT_PAYS_WATCHED)
    assert rows(admin_url, "select id from handshake") == []


@pytest.mark.parametrize(("month", "what"), [(JANUARY - 1, "2025-12 is over"), (JANUARY, "does not hold in 2026-01")])
async def test_a_month_in_which_nothing_can_change_is_refused(
    works: Works, rent: Arrangement, month: Month, what: str
) -> None:
    with pytest.raises(InvalidInput, match=what):
        await prepared(works, rent, month=month)


async def test_another_way_than_the_supplier_accepts_is_refused(works: Works, rent: Arrangement) -> None:
    wish = WantedHandshake(rent.id, Payer.WE_PUSH, MARCH, Channel.WEBHOOK)
    with pytest.raises(ChannelNotAccepted):
        async with works() as (session, hand):
            await handshake_service.prepare(session, hand, wish)


async def test_halfway_the_supplier_is_reminded_and_after_the_deadline_it_is_overdue(
    works: Works, rent: Arrangement, admin_url: str
) -> None:
    one = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    assert (one.remind_on, one.deadline) == (date(2026, 1, 27), date(2026, 2, 19))
    for day, expected in [
        (date(2026, 1, 26), Round()),
        (date(2026, 1, 27), Round(reminded=1)),
        (date(2026, 1, 27), Round()),
        (date(2026, 2, 19), Round()),
        (date(2026, 2, 20), Round(lapsed=1)),
        (date(2026, 2, 20), Round()),
    ]:
        async with works("clockwork") as (session, hand):
            assert await handshake_service.go_round(session, hand, day) == expected, day
    steps = rows(
        admin_url, "select event, origin, cause from transition where subject_id = %s order by sequence", one.id
    )
    assert steps[2:] == [("remind", "system", "halfway"), ("lapse", "system", "no_answer_by_deadline")]


async def test_a_round_takes_no_more_than_its_batch_and_the_next_one_takes_the_rest(
    works: Works, household: UUID, supplier: UUID
) -> None:
    for cost in ("rent", "energy", "water"):
        async with works() as (session, hand):
            made = await service.arrange(session, hand, wanted(household, supplier, cost=cost))
        await brought_to(works, await prepared(works, made.arrangement), HandshakeState.ASKED)
    lapsed = []
    for _ in range(3):
        async with works() as (session, hand):
            lapsed.append((await handshake_service.go_round(session, hand, date(2026, 6, 1), limit=2)).changed)
    assert lapsed == [2, 1, 0]


async def test_another_supplier_from_a_month_on_withdraws_what_was_asked_of_the_old_one_about_it(
    works: Works, rent: Arrangement, household: UUID, other_supplier: UUID
) -> None:
    one = await brought_to(works, await prepared(works, rent, month=APRIL), HandshakeState.ASKED)
    async with works() as (session, hand):
        await service.arrange(session, hand, wanted(household, other_supplier, APRIL))
        found = await handshake_service.handshake(session, one.id, None)
    assert found.state is HandshakeState.WITHDRAWN


async def test_a_word_about_months_of_another_supplier_changes_nobodys_payer(
    works: Works, rent: Arrangement, household: UUID, other_supplier: UUID
) -> None:
    one = await brought_to(works, await prepared(works, rent, month=APRIL), HandshakeState.ASKED)
    async with works() as (session, hand):
        await service.arrange(session, hand, wanted(household, other_supplier, MAY))
    async with works() as (session, hand):
        confirmed = await handshake_service.confirm(session, hand, one.id, word(MAY))
        found = await payer_service.payers_of(session, household, None, APRIL, MAY)
    assert confirmed.state is HandshakeState.CONFIRMED
    assert [(one.payer, one.entry.supplier_id) for one in found] == [
        (Payer.CLIENT_PAYS, rent.terms.supplier_id),
        (Payer.CLIENT_PAYS, other_supplier),
    ]


async def test_a_case_manager_of_another_municipality_finds_no_handshake_and_changes_none(
    works: Works, rent: Arrangement, admin_url: str
) -> None:
    one = await prepared(works, rent)
    before = _everything(admin_url)
    for event in set(HandshakeEvent) - {HandshakeEvent.PREPARE, HandshakeEvent.LAPSE}:
        with pytest.raises(NoSuchHandshake):
            async with works("carla", frozenset({CAPELLE})) as (session, hand):
                await DOES[event](session, hand, one)
    with pytest.raises(NoSuchArrangement):
        async with works("carla", frozenset({CAPELLE})) as (session, hand):
            await handshake_service.prepare(session, hand, WantedHandshake(rent.id, Payer.WE_PUSH, MARCH))
    assert _everything(admin_url) == before


async def test_another_organisation_finds_no_handshake(
    works: Works, rent: Arrangement, session: SessionOf, another_organisation: UUID, clock: MovableClock
) -> None:
    one: Handshake = await prepared(works, rent)
    with pytest.raises(NoSuchHandshake):
        async with session(another_organisation) as work:
            await handshake_service.ask(work, a_hand(work, clock, "somebody"), one.id)


async def test_many_that_are_prepared_asked_and_confirmed_at_once_end_as_those_that_are_one_by_one(
    works: Works, supplier: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    """More than are written by a plain INSERT, of households that a transaction holds in one order."""
    households = [
        a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", DEN_HAAG)
        for number in range(2, 2 + FEW + 5)
    ]
    async with works() as (session, hand):
        made = await service.arrange_many(session, hand, [wanted(one, supplier) for one in households])
    wishes = [WantedHandshake(one.arrangement.id, Payer.WE_PUSH, MARCH) for one in made]
    async with works() as (session, hand):
        alone = await handshake_service.prepare(session, hand, wishes[0])
        together = await handshake_service.prepare_all(session, hand, wishes[1:])
        shakes = [one.id for one in (alone, *together)]
        await handshake_service.ask(session, hand, shakes[0])
        await handshake_service.ask_all(session, hand, shakes[1:])
        await handshake_service.confirm(session, hand, shakes[0], word(MARCH))
        await handshake_service.confirm_all(session, hand, dict.fromkeys(shakes[1:], word(MARCH)))
    for alike in (
        "select count(*), state, changes, deadline, answered_month from handshake group by 2, 3, 4, 5",
        "select count(*), payer, from_month from payer_of_record where cause = 'handshake' group by payer, from_month",
    ):
        (found,) = rows(admin_url, alike)
        assert found[0] == len(households)
    steps = "select event, count(*) from transition where machine = 'handshake' group by event order by event"
    assert rows(admin_url, steps) == [(event, len(households)) for event in ("ask", "confirm", "prepare")]


async def test_where_one_of_many_cannot_be_none_of_them_is(
    works: Works, rent: Arrangement, household: UUID, supplier: UUID, admin_url: str
) -> None:
    first = await prepared(works, rent)
    async with works() as (session, hand):
        energy = (await service.arrange(session, hand, wanted(household, supplier, cost="energy"))).arrangement
    before = _everything(admin_url)
    of_nobody = [WantedHandshake(one, Payer.WE_PUSH, MARCH) for one in (energy.id, UUID(int=9))]
    long_over = [WantedHandshake(energy.id, Payer.WE_PUSH, month) for month in (MARCH, MARCH - 12)]
    async with works() as (session, hand):
        with pytest.raises(NoSuchHandshake):
            await handshake_service.ask_all(session, hand, [first.id, UUID(int=9)])
        with pytest.raises(CannotHappen):
            await handshake_service.confirm_all(session, hand, {first.id: word(MARCH)})
        with pytest.raises(NoSuchArrangement):
            await handshake_service.prepare_all(session, hand, of_nobody)
        with pytest.raises(InvalidInput):
            await handshake_service.prepare_all(session, hand, long_over)
    assert _everything(admin_url) == before
