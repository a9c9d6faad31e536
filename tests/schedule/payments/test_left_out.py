"""One household whose case breaks the planner stops nobody's rent but its own; and its own loudly."""

from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.schedule.payments.run import AnotherProposal, RunKey, RunState
from tests.logs import logging_to
from tests.schedule.callers import a_caller
from tests.schedule.households.builders import RENT
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN, Office, one_value, payments, rewrite_case
from tests.superuser import as_superuser

SUPPLEMENTARY = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


def paid(admin_url: str, household: UUID) -> set[str]:
    """The states of the payments of a household."""
    return {state for one, state in payments(admin_url, "household_id, state") if one == household}


async def test_the_others_are_paid_and_this_one_is_named(office: Office, admin_url: str) -> None:
    before, broken, after = [await office.register(f"Z-{number}") for number in (1, 2, 3)]
    rewrite_case(admin_url, broken, "{benefit}", "null")
    with logging_to("worker", office.clock) as log:
        run = await office.propose()
    assert run.state is RunState.PROPOSED
    assert (await office.approve(run)).state is RunState.FILED
    assert [paid(admin_url, one) for one in (before, broken, after)] == [{"submitted"}, set(), {"submitted"}]
    left_out = "select household_id::text || ' ' || plan_version || ' ' || fault from schedule.payment_run_left_out"
    assert one_value(admin_url, left_out) == f"{broken} 1 case_unreadable"
    told = "select data ->> 'fault' from schedule.outbox where type = 'nl.ontzorg.schedule.household.left-out'"
    assert one_value(admin_url, told) == "case_unreadable"
    (line,) = [line for line in log.lines if line["level"] == "error"]
    assert {name: line[name] for name in ("level", "event", "household_id", "fault")} == {
        "level": "error",
        "event": "a household cannot be planned",
        "household_id": str(broken),
        "fault": "case_unreadable",
    }


async def test_who_approves_puts_a_name_to_whom_the_run_leaves_out(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.propose()
    async with office.database.transaction(office.organisation) as session:
        late = await office.register("Z-2")
        await (await session.connection()).exec_driver_sql(
            "insert into payment_run_left_out values (%s, %s, %s, 'GM0518', 1, 'not_computable')",
            (office.organisation, run.id, late),
        )
    with pytest.raises(AnotherProposal):
        await office.approve(run)


async def test_what_was_expected_of_a_household_stays_expected_while_it_cannot_be_planned(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    await office.propose()
    expected = "select sum(amount)::bigint from schedule.expected_income"
    before = one_value(admin_url, expected)
    rewrite_case(admin_url, household, "{coa}", "null")
    await office.propose(SUPPLEMENTARY)
    assert one_value(admin_url, expected) == before > 0


async def test_once_its_case_is_mended_the_next_run_pays_it(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    rewrite_case(admin_url, household, "{bridging}", '"none"')
    run = await office.approve(await office.propose())
    assert (run.state, payments(admin_url)) == (RunState.FILED, [])
    await office.correct(household, {**RENT, "amount": 62100})
    await office.approve(await office.propose(SUPPLEMENTARY))
    assert paid(admin_url, household) == {"submitted"}


async def test_the_approver_reads_how_many_and_which(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    households = [await office.register(f"Z-{number}") for number in (1, 2, 3)]
    for one in households[:2]:
        rewrite_case(admin_url, one, "{coa}", "null")
    run = await office.propose()
    roos = a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")
    assert (await roos.get(f"/payment-runs/{run.id}")).json()["leftOut"] == 2
    first = (await roos.get(f"/payment-runs/{run.id}/left-out-households", limit=1)).json()
    second = (await roos.get(f"/payment-runs/{run.id}/left-out-households", limit=1, cursor=first["nextCursor"])).json()
    assert [*first["items"], *second["items"]] == [
        {"householdId": str(one), "municipality": "GM0518", "planVersion": 1, "fault": "case_unreadable"}
        for one in sorted(households[:2])
    ]
    assert second["nextCursor"] is None


async def test_a_database_that_fails_is_no_households_fault(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.payment_settled rename to hidden")
    with pytest.raises(psycopg.errors.UndefinedTable):
        await office.propose()
    assert one_value(admin_url, "select count(*) from schedule.payment_run_left_out") == 0
    assert one_value(admin_url, "select state from schedule.payment_run") == "proposing"
