"""What went wrong in the pilots, told again: each is seen while somebody can still prevent it."""

from datetime import date
from uuid import UUID

from services.clock import MovableClock
from services.ids import SeededIds
from services.mandate_events import DirectDebitEvent, DirectDebitState, Payer
from services.mandates.alarms.service import Looked
from services.mandates.arrangements import handshake_service, payer_service
from services.mandates.arrangements.handshake import Channel, Word
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.costs import Cost
from services.mandates.direct_debits.direct_debit import OnAccount
from services.mandates.intake import paper_service, team_service
from services.mandates.intake.team import TeamRole
from tests.mandates.alarms.conftest import Looks, Works
from tests.mandates.alarms.households import all_is_arranged, closed, moved_to, otherwise, standing
from tests.mandates.arrangements.builders import APRIL, MARCH, rows
from tests.mandates.direct_debits import mandates


async def handed_in(
    works: Works,
    household: UUID,
    supplier: UUID,
    admin_url: str,
    organisation: UUID,
    ids: SeededIds,
    clock: MovableClock,
) -> None:
    """The client pays everything himself; his papers are there, anna is his contact, and rosa is over her."""
    all_is_arranged(admin_url, organisation, household, supplier, lambda: ids.new_id(clock.now()), "client_pays")
    async with works() as (session, hand):
        await paper_service.require_many(session, hand, [household])
        await paper_service.deliver_all(session, hand, [household])
        await team_service.join(session, hand, household, TeamRole.CONTACT, "anna", date(2026, 1, 1))
        await team_service.join(session, hand, household, TeamRole.REGISSEUR, "rosa", date(2026, 1, 1))


def only(admin_url: str, cost: str, month: int) -> None:
    """The plan knows this one cost, from this month on."""
    otherwise(admin_url, "delete from cost_month where cost <> %s or month < %s", cost, month)


async def test_the_premium_that_would_be_paid_twice_is_seen_before_it_is_due(
    works: Works, household: UUID, supplier: UUID, looks: Looks, admin_url: str, organisation: UUID, ids: SeededIds,
    clock: MovableClock,
) -> None:  # fmt: skip
    """Paid from the benefit, and drawn from the client's own account as well (seed 001, lines 1738-1744)."""
    await handed_in(works, household, supplier, admin_url, organisation, ids, clock)
    only(admin_url, "health_premium", MARCH)
    otherwise(admin_url, "update supplier set creditor_id = %s", mandates.CREDITOR)
    his = mandates.new(supplier, on_account=OnAccount.CLIENT)._replace(cost=Cost.HEALTH_PREMIUM)
    async with works() as (session, hand):
        mandate = await mandates.in_state(session, hand, household, his, DirectDebitState.ACTIVE)
        wish = PayerWish("health_premium", Payer.WE_PUSH, MARCH, "the insurer does not answer, and it falls due")
        await payer_service.decide_payer(session, hand, household, wish)
    assert await looks(date(2026, 3, 10)) == Looked()
    assert await looks(date(2026, 3, 11)) == Looked(raised=1)
    assert standing(admin_url) == [("two_payers", "health_premium", MARCH, "open", "2026-03-18", "2026-03-25", "anna")]
    assert rows(admin_url, "select why from alarm") == [("client_is_collected",)]
    async with works() as (session, hand):
        await mandates.happens(session, hand, household, mandate.id, DirectDebitEvent.SUSPEND)
    assert await looks(date(2026, 3, 12)) == Looked(closed=1)
    assert closed(admin_url) == [("two_payers", "health_premium", "direct_debit.suspend")]


async def test_the_energy_bill_that_nobody_would_pay_is_seen_before_it_is_due_and_shown_to_a_supervisor(
    works: Works, household: UUID, supplier: UUID, looks: Looks, admin_url: str, organisation: UUID, ids: SeededIds,
    clock: MovableClock,
) -> None:  # fmt: skip
    """The supplier stopped drawing, and the municipality's payment did not go on; then the energy was cut off (seed
    001, lines 1744-1747).
    """
    await handed_in(works, household, supplier, admin_url, organisation, ids, clock)
    only(admin_url, "energy", MARCH)
    async with works() as (session, hand):
        ((energy,),) = rows(admin_url, "select id from arrangement where cost = 'energy'")
        asked = await handshake_service.prepare(session, hand, WantedHandshake(energy, Payer.WE_PUSH, MARCH))
        await handshake_service.ask(session, hand, asked.id)
        await handshake_service.confirm(session, hand, asked.id, Word(Channel.EMAIL, MARCH))
    assert await looks(date(2026, 3, 2)) == Looked(), "we pay March, and the supplier draws nothing"
    otherwise(admin_url, "update cost_month set paid_by_us = false where month >= %s", APRIL)
    assert await looks(date(2026, 3, 27)) == Looked()
    assert await looks(date(2026, 3, 30)) == Looked(raised=1), "ten bank days before 15 April, over Easter"
    assert standing(admin_url) == [("no_payer", "energy", APRIL, "open", "2026-04-08", "2026-04-15", "anna")]
    assert rows(admin_url, "select why from alarm") == [("plan_pays_no_more",)]
    assert await looks(date(2026, 4, 8)) == Looked()
    assert await looks(date(2026, 4, 9)) == Looked(escalated=1), "four bank days before it is due"
    assert rows(admin_url, "select state, escalated_to from alarm") == [("escalated", "rosa")]
    async with works("rosa") as (session, hand):
        wish = PayerWish("energy", Payer.CLIENT_PAYS, APRIL, "the client takes it back, the supplier draws again")
        await payer_service.decide_payer(session, hand, household, wish)
    assert await looks(date(2026, 4, 9)) == Looked(raised=0, closed=0), "the supplier still says that it draws nothing"
    assert rows(admin_url, "select why from alarm") == [("supplier_stopped",)]
    otherwise(admin_url, "update cost_month set paid_by_us = true")
    async with works("rosa") as (session, hand):
        again = PayerWish("energy", Payer.WE_PUSH, APRIL, "so we pay it after all")
        await payer_service.decide_payer(session, hand, household, again)
    assert await looks(date(2026, 4, 10)) == Looked(closed=1)
    assert closed(admin_url) == [("no_payer", "energy", "payer_of_record.decision")]


async def test_a_household_that_comes_late_is_told_of_at_once(
    works: Works, household: UUID, looks: Looks, admin_url: str, clock: MovableClock
) -> None:
    """Nothing was arranged, nothing asked: three of the six months went by like that (seed 001, lines 1969-1983)."""
    only(admin_url, "rent", MARCH)
    otherwise(admin_url, "update household set leefgeld_days = '{2026-03-01}'")
    moved_to(clock, date(2026, 2, 26))
    async with works() as (session, hand):
        await paper_service.require_many(session, hand, [household])
    assert await looks(date(2026, 2, 26)) == Looked(raised=3)
    assert standing(admin_url) == [
        ("account_not_verified", "leefgeld", 0, "open", "2026-02-27", "2026-03-01", None),
        ("no_payer", "rent", MARCH, "open", "2026-02-27", "2026-03-01", None),
        ("papers_missing", "rent", 0, "open", "2026-02-27", "2026-03-01", None),
    ]
    why = "papers_missing: authorisation from client by 2026-02-27; identity from client by 2026-02-27;"
    assert rows(admin_url, "select why from alarm where kind = 'papers_missing'") == [
        (f"{why} lease from client by 2026-02-27",)
    ]
    async with works() as (session, hand):
        await paper_service.deliver_all(session, hand, [household], cause="brought_together")
    assert await looks(date(2026, 2, 26)) == Looked(closed=1)
    assert closed(admin_url) == [("papers_missing", "rent", "paper.deliver")]
