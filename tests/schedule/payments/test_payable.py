"""What waited and can be paid now is somebody's task, until it stands in a filed run; and the registry says whose payee
is missing."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.mandate_events import RegistryChanged
from services.mandates.schemas import CaseloadHousehold, CaseloadPayee, CaseloadPayees, Reason, Waits
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.registry import hear_registry
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from services.schedule.households.waiting_for_registry import queue_everybody
from services.schedule.payees.payee import WantedCostPayee
from services.schedule.payments.payable import Claim, ask_for_run, last_day_to_act
from services.schedule.payments.payable_repository import newest_monthly
from services.schedule.payments.run import RunKey
from services.schedule.payments.watching import PaymentWatch
from tests.schedule.callers import Caller, a_caller
from tests.schedule.households.builders import KEYRING, RENT, RULES
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN, PAID_TO, Office
from tests.schedule.payments.runs import WATER as WATERSCHAP
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

SUPPLEMENTARY = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)
WITHOUT_WATER = [one for one in PAID_TO if one.cost != "water"]
TODAY = date(2026, 2, 20)
SOMETHING = UUID(int=7)


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


def watcher(office: Office) -> PaymentWatch:
    return PaymentWatch(office.database, office.clock, RULES, KEYRING, office.registry)


async def watch(office: Office) -> None:
    await watcher(office).watch(str(office.organisation))


async def hear(office: Office, household: UUID, version: int) -> None:
    """The registry announces that it has another version of the household, and the job that follows is done."""
    event = RegistryChanged(organisation_id=office.organisation, household_id=household, version=version)
    async with office.database.transaction(office.organisation) as session:
        await hear_registry(session, [event], office.clock.now())
    await watcher(office).look(str(office.organisation))


def tasks(admin_url: str, kind: str = "can_be_paid") -> list[Any]:
    query = f"select about, due_on, outcome from task where kind = '{kind}' order by about"
    return asked(admin_url, query)


def everything_is_handed_over(office: Office, admin_url: str) -> None:
    """What was told is at the registry, which keeps it."""
    asked(
        admin_url,
        "update payee_handover set delivered_at = turned.at, content_sealed = null"
        " from (select clock_timestamp() as at) as turned returning 1",
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("papers_missing", Waits(Reason.PAPERS_MISSING, "rental_agreement")),
        ("account_not_approved", Waits(Reason.ACCOUNT_NOT_APPROVED, "not_approved")),
        ("not_taken_over", Waits(Reason.NOT_TAKEN_OVER, "asked")),
    ],
)
async def test_a_held_payment_whose_cause_is_cured_is_the_proposers_task_until_it_stands_in_a_filed_run(
    office: Office, piet: Caller, admin_url: str, reason: str, said: Waits
) -> None:
    household = await office.register("Z-1")
    office.registry.refuses["rent"] = said
    await office.approve(await office.propose())
    await hear(office, household, 2)
    assert asked(admin_url, "select reason from held_payment") == [(reason,)]
    assert tasks(admin_url) == []
    del office.registry.refuses["rent"]
    await hear(office, household, 3)
    (task,) = (await piet.get("/tasks", kind="can_be_paid")).json()["items"]
    assert (task["about"], task["owner"], task["dueOn"], task["state"], task["closesByHand"]) == (
        "rent/2026-03",
        "proposer",
        "2026-02-27",
        "open",
        True,
    )
    run = await office.propose(SUPPLEMENTARY)
    await watch(office)
    assert tasks(admin_url) == [("rent/2026-03", date(2026, 2, 27), None)]
    await office.approve(run)
    assert tasks(admin_url) == [("rent/2026-03", date(2026, 2, 27), "done")]
    closed = "select count(*) from outbox where type like '%task.closed' and data ->> 'taskId' = '" + task["id"] + "'"
    assert asked(admin_url, closed) == [(1,)]


async def test_what_waits_again_before_anybody_paid_it_is_no_task_any_more(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    office.registry.refuses["rent"] = Waits(Reason.BLOCKED, "suspended")
    await office.approve(await office.propose())
    del office.registry.refuses["rent"]
    await hear(office, household, 2)
    office.registry.refuses["rent"] = Waits(Reason.BLOCKED, "suspended")
    await hear(office, household, 3)
    assert tasks(admin_url) == [("rent/2026-03", date(2026, 2, 27), "not_needed")]


async def test_what_is_settled_otherwise_is_no_task_any_more(office: Office, piet: Caller, admin_url: str) -> None:
    household = await office.register("Z-1")
    office.registry.refuses["rent"] = Waits(Reason.BLOCKED, "suspended")
    await office.approve(await office.propose())
    del office.registry.refuses["rent"]
    await hear(office, household, 2)
    settled = {"purpose": "rent", "occasion": "2026-03", "why": "the landlord waived it"}
    assert (await piet.post(f"/households/{household}/held-payments/_settle", settled)).status_code == 200
    assert tasks(admin_url) == [("rent/2026-03", date(2026, 2, 27), "not_needed")]


async def test_what_changed_after_the_approver_saw_it_is_asked_for_the_next_day(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.correct(household, {**RENT, "amount": 63000})
    await office.approve(run)
    await watch(office)
    assert [about for about, *_ in tasks(admin_url)] == ["rent/2026-03"]


async def test_whose_plan_the_last_run_of_the_month_saw_is_asked_about_no_more(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    await office.approve(await office.propose())
    office.clock.move_to(FEBRUARY.replace(day=21))
    await office.correct(household, {**RENT, "amount": 63000})
    office.clock.move_to(FEBRUARY.replace(day=24))
    run = await office.propose(SUPPLEMENTARY)
    asked(admin_url, f"delete from held_payment where household_id = '{household}' returning 1")
    assert await queue(office, admin_url) == []
    asked(admin_url, f"update payment_run set state = 'withdrawn' where id = '{run.id}' returning 1")
    assert await queue(office, admin_url) == [(household,)]


async def queue(office: Office, admin_url: str) -> list[Any]:
    """Whom the watch of a day looks at."""
    async with office.database.transaction(office.organisation) as session:
        newest = await newest_monthly(session)
        assert newest is not None
        await queue_everybody(session, newest.looked_at)
    return asked(admin_url, "select household_id from payable_look")


async def test_of_whom_nothing_waits_no_news_of_the_registry_is_looked_at(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    await office.approve(await office.propose())
    office.registry.asked.clear()
    await hear(office, household, 2)
    assert office.registry.asked == []
    assert asked(admin_url, "select count(*) from payable_look") == [(0,)]


async def test_what_waits_for_money_is_not_asked_about_until_its_household_has_another_plan(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    office.registry.refuses["rent"] = Waits(Reason.BLOCKED, "suspended")
    await office.approve(await office.propose())
    for reason, is_asked in (("blocked", True), ("money_short", False), ("limit", False), ("blocked", True)):
        asked(admin_url, f"update held_payment set reason = '{reason}' returning 1")
        office.registry.asked.clear()
        await watch(office)
        assert (reason, bool(office.registry.asked)) == (reason, is_asked)
    asked(admin_url, "update held_payment set reason = 'money_short' returning 1")
    office.clock.move_to(FEBRUARY.replace(day=21))
    await office.correct(household, {**RENT, "amount": 61000})
    office.registry.asked.clear()
    await watch(office)
    assert bool(office.registry.asked)


async def test_a_cost_that_was_arranged_at_the_registry_misses_no_payee(office: Office, admin_url: str) -> None:
    """Nobody told this service of a water board; somebody arranged it there, and the registry announced that."""
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    assert tasks(admin_url, "payee_missing") == [("water", date(2026, 3, 13), None)]
    everything_is_handed_over(office, admin_url)
    await arranged_there(office, household)
    await hear(office, household, 2)
    assert tasks(admin_url, "payee_missing") == [("water", date(2026, 3, 13), "done")]
    assert asked(admin_url, "select count(*) from cost_payee where cost = 'water'") == [(0,)]


async def arranged_there(office: Office, household: UUID) -> None:
    """All that the household pays is known at the registry, and approved."""
    payees = [
        CaseloadPayee(cost=one.cost, name=one.to.name, iban=one.to.iban.number, valid_from=date(2026, 1, 1))
        for one in PAID_TO
    ]
    told = CaseloadHousehold(id=household, reference="Z-1", municipality="GM0518", policy="den-haag", payees=payees)
    page = CaseloadPayees(import_id=SOMETHING, handed_in_by="anna", households=[told])
    await office.registry.hand_over(office.organisation, page, "key")


async def test_a_cost_that_was_told_here_and_that_the_registry_does_not_know_misses_its_payee(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    assert tasks(admin_url, "payee_missing") == []
    await office.approve(await office.propose())
    everything_is_handed_over(office, admin_url)
    office.clock.move_to(FEBRUARY.replace(day=21))
    await arranged_there(office, household)
    office.registry.refuses["water"] = Waits(Reason.UNKNOWN_TO_REGISTRY, "cost")
    await queued(office, household)
    assert tasks(admin_url, "payee_missing") == [("water", date(2026, 3, 13), None)]
    office.clock.move_to(FEBRUARY.replace(day=22))
    await office.pay_to(household, WantedCostPayee("water", WATERSCHAP))
    assert tasks(admin_url, "payee_missing") == [("water", date(2026, 3, 13), "done")]


async def test_of_whom_no_plan_can_be_made_holds_up_nobody_else(office: Office, admin_url: str) -> None:
    """A household asks for a policy that there is no more; the payee of the other is arranged at the registry."""
    broken, other = [await office.register(f"Z-{number}", paid_to=WITHOUT_WATER) for number in (1, 2)]
    everything_is_handed_over(office, admin_url)
    chosen = '{"kind": "policy_chosen", "from": "2026-02-03", "policy": "no-such"}'
    columns = "household_id, 99, id, 'policy_chosen', '', holds_from"
    insert = f"insert into fact select organisation_id, {columns}, '{chosen}', recorded_at, recorded_by"
    asked(admin_url, f"{insert} from fact where household_id = '{broken}' and sequence = 1 returning 1")
    for household in (broken, other):
        await arranged_there(office, household)
    await watch(office)
    water = "select household_id, outcome from task where kind = 'payee_missing' and about = 'water'"
    assert dict(asked(admin_url, water)) == {broken: None, other: "done"}


async def queued(office: Office, household: UUID) -> None:
    """Somebody looks at this household."""
    async with office.database.transaction(office.organisation) as session:
        connection = await session.connection()
        await connection.exec_driver_sql("insert into payable_look values (%s, %s)", (office.organisation, household))
    await watcher(office).look(str(office.organisation))


async def test_what_is_still_on_its_way_to_the_registry_is_not_held_against_it(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    office.registry.refuses["rent"] = Waits(Reason.UNKNOWN_TO_REGISTRY, "cost")
    before = tasks(admin_url, "payee_missing")
    await hear(office, household, 2)
    assert tasks(admin_url, "payee_missing") == before


async def test_a_registry_that_does_not_answer_leaves_everybody_in_the_queue(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    everything_is_handed_over(office, admin_url)
    office.registry.is_away = True
    before = everything(admin_url)
    with pytest.raises(Exception, match="does not answer"):
        await hear(office, household, 2)
    assert asked(admin_url, "select household_id from payable_look") == [(household,)]
    assert "task" not in changed(before, everything(admin_url))


def a_task(about: str, due_on: date, outcome: TaskOutcome | None = None) -> KeptTask:
    return KeptTask(SOMETHING, Task(TaskKind.CAN_BE_PAID, about, due_on, done=False), outcome)


def test_nobody_is_asked_for_yesterday_and_what_was_asked_for_is_not_asked_for_later() -> None:
    late = ask_for_run([], {"rent/2026-02": date(2026, 1, 30)}, {}, TODAY, lambda: SOMETHING)
    assert late.opened == [a_task("rent/2026-02", TODAY)]
    kept = [a_task("rent/2026-02", date(2026, 2, 18))]
    assert not ask_for_run(kept, {"rent/2026-02": date(2026, 1, 30)}, {}, TODAY, lambda: SOMETHING).is_something


@pytest.mark.parametrize(
    ("claim", "outcome"), [(None, TaskOutcome.NOT_NEEDED), (Claim.FILED, TaskOutcome.DONE), (Claim.ON_ITS_WAY, None)]
)
def test_how_a_task_ends(claim: Claim | None, outcome: TaskOutcome | None) -> None:
    kept = [a_task("rent/2026-03", TODAY)]
    changes = ask_for_run(kept, {}, {"rent/2026-03": claim} if claim else {}, TODAY, lambda: SOMETHING)
    assert [one.outcome for one in changes.ended] == ([outcome] if outcome else [])


def test_what_a_person_closed_stays_closed() -> None:
    kept = [a_task("rent/2026-03", TODAY, TaskOutcome.CLOSED)]
    assert not ask_for_run(kept, {"rent/2026-03": TODAY}, {}, TODAY, lambda: SOMETHING).is_something


def test_the_last_day_to_act_is_a_bank_day_before_the_due_day() -> None:
    assert last_day_to_act(date(2026, 3, 1)) == date(2026, 2, 27)
    assert last_day_to_act(date(2026, 4, 7)) == date(2026, 4, 2)
