"""Between proposal and approval the post comes in: what it changes is held and named, and everybody else gets paid."""

from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.doctor.examination import examine
from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.schedule.households.facts import Statement
from services.schedule.households.repository import facts_of
from services.schedule.households.service import record
from services.schedule.payees.payee import WantedCostPayee
from services.schedule.payments.run import RunKey, RunState
from tests.schedule.callers import a_caller
from tests.schedule.households.builders import B12, PAPERS, RENT, WATER, Raw
from tests.schedule.payments.runs import (
    DECISION,
    FEBRUARY,
    HOUSING,
    MARCH_RUN,
    PAID_TO,
    Office,
    one_value,
    payments,
    rewrite_case,
)

SUPPLEMENTARY = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


def states(admin_url: str, run: UUID | None = None) -> dict[str, tuple[str, str | None]]:
    """State and reason of each payment of the household, or of those of one run."""
    found = payments(admin_url, "run_id, purpose, occasion, state, reason")
    return {f"{purpose}/{occasion}": (state, why) for of, purpose, occasion, state, why in found if run in (None, of)}


def held(admin_url: str, run: UUID | None = None) -> dict[str, str | None]:
    return {key: reason for key, (state, reason) in states(admin_url, run).items() if state == "held"}


async def test_a_fact_that_changes_no_payment_holds_none(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1", *PAPERS, DECISION)
    run = await office.propose()
    await office.record(household, B12)
    await office.approve(run)
    assert set(payments(admin_url, "state, reason, plan_version")) == {("submitted", None, 2)}
    assert [one.promise.number for one in examine(admin_url) if one.is_broken] == []


async def test_the_money_that_is_counted_on_is_that_of_the_plan_of_today(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1", *PAPERS, DECISION)
    run = await office.propose()
    benefit = "select amount from schedule.expected_income where subject = 'benefit/2026-02'"
    before = one_value(admin_url, benefit)
    await office.record(household, B12)
    await office.approve(run)
    booked = "select amount from schedule.ledger_entry where subject = 'benefit/2026-02'"
    assert before < one_value(admin_url, benefit) == one_value(admin_url, booked) == 99857


async def test_only_the_payment_whose_amount_is_another_is_held_and_the_next_run_pays_it(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.correct(household, {**RENT, "amount": 62100})
    await office.approve(run)
    assert held(admin_url) == {"rent/2026-03": "plan_changed"}
    assert one_value(admin_url, "select count(*) from schedule.payment_of_run where state = 'submitted'") == 6
    extra = await office.approve(await office.propose(SUPPLEMENTARY))
    assert states(admin_url, extra.id) == {"rent/2026-03": ("submitted", None)}
    paid = "select amount from schedule.payment_of_run where purpose = 'rent' and state = 'submitted'"
    assert one_value(admin_url, paid) == 62100


@pytest.mark.parametrize(
    "corrected",
    [
        pytest.param({**RENT, "dueDay": 3}, id="another due day"),
        pytest.param({**RENT, "firstMonth": "2026-04"}, id="gone"),
    ],
)
async def test_a_payment_that_is_due_on_another_day_or_gone_is_held(
    corrected: Raw, office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.correct(household, corrected)
    await office.approve(run)
    assert held(admin_url) == {"rent/2026-03": "plan_changed"}


async def test_a_cost_that_goes_to_the_client_after_all_is_held(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.record(household, {"kind": "cost_handed_back", "cost": "water", "from": "2026-03"})
    await office.approve(run)
    assert held(admin_url) == {"water/2026-03": "plan_changed"}


async def test_without_the_decision_nothing_goes_out(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    async with office.database.transaction(office.organisation) as session:
        known = (await facts_of(session, [household]))[household]
        (decision,) = [fact for fact in known if fact.kind == "decision"]
        await record(session, office.hand(session, "anna"), household, [Statement(None, decision.id, "revoked")])
    await office.approve(run)
    assert set(held(admin_url).values()) == {"no_decision"}
    assert len(held(admin_url)) == 7


async def test_what_is_new_waits_for_the_next_run_and_the_run_says_so(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    papers = [raw for raw in PAPERS if raw != WATER]
    household = await office.register("Z-1", *papers, B12, DECISION)
    run = await office.propose()
    await office.record(household, WATER)
    office.clock.move_to(FEBRUARY.replace(hour=11))
    await office.register("Z-2")
    run = await office.approve(run)
    assert held(admin_url) == {}
    piet = a_caller(app, issuer, organisation, [Role.PROPOSER])
    assert (await piet.get(f"/payment-runs/{run.id}")).json()["newSince"] == 1 + 7
    extra = await office.approve(await office.propose(SUPPLEMENTARY))
    assert one_value(admin_url, f"select count(*) from schedule.payment where run_id = '{extra.id}'") == 1 + 7
    assert (await piet.get(f"/payment-runs/{extra.id}")).json()["newSince"] == 0


async def test_a_household_that_can_no_longer_be_planned_is_held_whole_and_left_out(
    office: Office, admin_url: str
) -> None:
    broken, other = await office.register("Z-1"), await office.register("Z-2")
    run = await office.propose()
    await office.correct(broken, {**RENT, "amount": 62100})
    rewrite_case(admin_url, broken, "{bridging}", '"none"')
    assert (await office.approve(run)).state is RunState.FILED
    found = set(payments(admin_url, "household_id, state, reason"))
    assert found == {(broken, "held", "plan_changed"), (other, "submitted", None)}
    assert one_value(admin_url, "select household_id from schedule.payment_run_left_out") == broken


async def test_a_payee_who_is_paid_otherwise_from_a_day_on_is_looked_at_too(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.record(household, {"kind": "floor_assessed", "from": "2026-03-01", "amount": 30000})
    await office.pay_to(household, WantedCostPayee("water", HOUSING, PAID_TO[0].reference, date(2026, 2, 1)))
    await office.approve(run)
    assert held(admin_url) == {"water/2026-03": "plan_changed"}
