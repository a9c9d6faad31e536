"""A month that nobody proposes, approves or files asks for it in time, tells another when that passes, and is quiet
once it is filed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import NextStep, RunKind
from services.jobs import Worker
from services.mandates.schemas import Reason, Waits
from services.schedule.payments import service
from services.schedule.payments.run import RunKey, RunState
from services.schedule.payments.run_task import is_asked_for, wanted
from services.schedule.payments.watching import WATCH, PaymentWatch
from services.schedule.registry.registry import RegistryDoesNotAnswer
from tests.schedule.callers import Caller, a_caller
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN, Office
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

SUPPLEMENTARY = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


@pytest.fixture
def piet(office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


def asked(admin_url: str, query: str) -> list[Any]:
    with as_superuser(admin_url, "schedule") as connection:
        return connection.execute(query.encode()).fetchall()


STATE = "case when closed_at is not null then 'closed' when escalated_at is not null then 'escalated' else 'open' end"


def at(day: date) -> datetime:
    return FEBRUARY.replace(month=day.month, day=day.day)


async def watch(office: Office, day: date) -> None:
    """The day's job."""
    office.clock.move_to(at(day))
    watcher = PaymentWatch(office.database, office.clock, RULES, KEYRING, office.registry)
    await watcher.watch(str(office.organisation))


def tasks(admin_url: str) -> list[Any]:
    return asked(
        admin_url,
        f"select kind, number, step, due_on, {STATE} from run_task order by month, kind, due_on",
    )


def of_march(admin_url: str) -> list[Any]:
    return asked(
        admin_url,
        f"select step, due_on, {STATE} from run_task where month = {MARCH_RUN.month} order by kind, due_on",
    )


def test_the_days_are_counted_back_from_the_first_due_day() -> None:
    """Of Sunday 1 March: proposed by Monday 23 February, approved by Wednesday, filed by Thursday."""
    sunday = date(2026, 3, 1)
    of = {state: list(wanted(MARCH_RUN, state, sunday, None)) for state in (None, *RunState)}
    assert of[None] == of[RunState.WITHDRAWN] == [(MARCH_RUN, NextStep.PROPOSE, date(2026, 2, 23))]
    assert of[RunState.PROPOSING] == of[RunState.PROPOSED] == [(MARCH_RUN, NextStep.APPROVE, date(2026, 2, 25))]
    assert of[RunState.APPROVED] == of[RunState.FROZEN] == [(MARCH_RUN, NextStep.FILE, date(2026, 2, 26))]
    assert of[RunState.FILED] == []


def test_who_was_given_a_run_late_has_a_bank_day_for_it() -> None:
    friday = date(2026, 2, 27)
    assert list(wanted(MARCH_RUN, RunState.PROPOSED, date(2026, 3, 1), friday)) == [
        (MARCH_RUN, NextStep.APPROVE, date(2026, 3, 2))
    ]


@pytest.mark.parametrize(("today", "is_time"), [(date(2026, 2, 13), False), (date(2026, 2, 16), True)])
def test_a_month_is_asked_for_from_ten_bank_days_before(today: date, is_time: bool) -> None:
    assert is_asked_for(date(2026, 3, 1), today) is is_time


async def test_a_month_without_households_asks_for_nothing(office: Office, admin_url: str) -> None:
    before = everything(admin_url)
    await watch(office, date(2026, 2, 27))
    assert changed(before, everything(admin_url)) == []


async def test_a_month_that_nobody_proposes_is_a_task_that_escalates_and_closes_when_it_is_filed(
    office: Office, piet: Caller, admin_url: str
) -> None:
    await office.register("Z-1")
    await watch(office, date(2026, 2, 20))
    (task,) = [one for one in (await piet.get("/run-tasks")).json()["items"] if one["month"] == "2026-03"]
    assert task | {"openedAt": None} == {
        "month": "2026-03",
        "kind": "monthly",
        "number": 1,
        "step": "propose",
        "owner": "proposer",
        "dueOn": "2026-02-23",
        "state": "open",
        "escalatedTo": None,
        "openedAt": None,
        "escalatedAt": None,
        "closedAt": None,
    }
    await watch(office, date(2026, 2, 23))
    assert of_march(admin_url) == [("propose", date(2026, 2, 23), "open")]
    await watch(office, date(2026, 2, 24))
    assert of_march(admin_url) == [("propose", date(2026, 2, 23), "escalated")]
    await office.approve(await office.propose())
    assert of_march(admin_url) == [("propose", date(2026, 2, 23), "closed")]
    news = "select data ->> 'state' from outbox where type like '%run-task.changed' and data ->> 'month' = '2026-03'"
    assert [state for (state,) in asked(admin_url, f"{news} order by id")] == ["open", "escalated", "closed"]


async def test_what_is_not_approved_is_the_approvers_task_and_is_looked_after_until_it_is_filed(
    office: Office, admin_url: str
) -> None:
    await office.register("Z-1")
    await watch(office, date(2026, 2, 20))
    run = await office.propose()
    await watch(office, date(2026, 2, 23))
    assert of_march(admin_url) == [("propose", date(2026, 2, 23), "closed"), ("approve", date(2026, 2, 25), "open")]
    async with office.database.transaction(office.organisation) as session:
        run = await service.approve(session, office.hand(session, "roos"), run.id, run.content_hash or "")
    await watch(office, date(2026, 2, 27))
    assert of_march(admin_url)[1:] == [
        ("approve", date(2026, 2, 25), "closed"),
        ("file", date(2026, 2, 26), "escalated"),
    ]
    await office.advance(run)
    assert {state for *_, state in of_march(admin_url)} == {"closed"}


async def test_a_run_that_was_withdrawn_is_to_be_proposed_again(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    await watch(office, date(2026, 2, 20))
    await office.withdraw(await office.propose())
    await watch(office, date(2026, 2, 21))
    assert of_march(admin_url) == [("propose", date(2026, 2, 23), "open")]


async def test_whoever_arrives_after_the_months_run_asks_for_a_supplementary_one(
    office: Office, admin_url: str
) -> None:
    """Registered on Tuesday 10 March: the rent of the first is late already, so it is asked for today."""
    await office.register("Z-1")
    await office.approve(await office.propose())
    office.clock.move_to(at(date(2026, 3, 10)))
    arrived = await office.register("Z-2", paid_to=None)
    await watch(office, date(2026, 3, 10))
    supplementary = [row for row in tasks(admin_url) if row[0] == "supplementary"]
    assert supplementary == [("supplementary", 1, "propose", date(2026, 3, 10), "open")]
    await watch(office, date(2026, 3, 11))
    assert [row[-1] for row in tasks(admin_url) if row[0] == "supplementary"] == ["escalated"]
    run = await office.propose(SUPPLEMENTARY)
    await watch(office, date(2026, 3, 12))
    assert [row[2:] for row in tasks(admin_url) if row[0] == "supplementary"] == [
        ("propose", date(2026, 3, 10), "closed"),
        ("approve", date(2026, 3, 12), "open"),
    ]
    await office.approve(run)
    assert {row[-1] for row in tasks(admin_url) if row[0] == "supplementary"} == {"closed"}
    assert asked(admin_url, "select distinct household_id, outcome from task where kind = 'can_be_paid'") == [
        (arrived, "done")
    ]


async def test_a_day_is_watched_once_however_often_somebody_rings(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    asked(admin_url, "delete from procrastinate_jobs returning 1")
    watcher = PaymentWatch(office.database, office.clock, RULES, KEYRING, office.registry)
    async with Worker(office.database, {WATCH: watcher.watch}, alarms=[watcher.wake]) as worker:
        assert (await worker.ring(), await worker.drain()) == (0, 2), "a job for each organisation"
        before = everything(admin_url)
        assert (await worker.ring(), await worker.drain()) == (0, 0)
        await watcher.watch(str(office.organisation))
    assert changed(before, everything(admin_url)) == []


async def test_who_may_see_no_runs_sees_no_tasks_of_them(
    office: Office, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, stranger: Caller
) -> None:
    await office.register("Z-1")
    await watch(office, date(2026, 2, 20))
    anna = a_caller(app, issuer, organisation, [Role.CASE_MANAGER])
    assert (await anna.get("/run-tasks")).status_code == 403
    assert (await stranger.get("/run-tasks")).json()["items"] == []


async def test_a_month_is_asked_for_also_while_the_registry_does_not_answer(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    office.registry.refuses["rent"] = Waits(Reason.BLOCKED, "suspended")
    await office.approve(await office.propose())
    office.registry.is_away = True
    with pytest.raises(RegistryDoesNotAnswer):
        await watch(office, date(2026, 3, 20))
    april = f"select step, due_on from run_task where month = {MARCH_RUN.month + 1} and closed_at is null"
    assert asked(admin_url, april) == [("propose", date(2026, 3, 25))]
